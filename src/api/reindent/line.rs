//! A line of a manifest, without its indentation.

/// A line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'text> {
    /// All of it but the blanks around it.
    pub text: &'text str,
    /// What it is.
    pub kind: Kind<'text>,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'text> {
    /// Nothing.
    Blank,
    /// A comment.
    Comment,
    /// A key, perhaps the first one of a list's item.
    Key {
        /// Whether a dash stands before it.
        dash: bool,
        /// The key.
        key: &'text str,
        /// What stands behind its colon.
        given: Given<'text>,
    },
    /// A list's item that is a plain value.
    Item(Given<'text>),
    /// Any other text.
    Other,
}

/// A value on its key's line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Given<'text> {
    /// The value stands in the lines below.
    Nothing,
    /// The lines below are its text.
    Block,
    /// A list in brackets.
    List,
    /// A map in braces.
    Map,
    /// A plain value, without its quotes.
    Plain(&'text str),
}

impl<'text> Line<'text> {
    /// Reads a line.
    pub(super) fn read(line: &'text str) -> Line<'text> {
        let text = line.trim();
        Line { text, kind: kind(text) }
    }

    /// Whether it has a place among the keys.
    pub(super) fn is_placed(&self) -> bool {
        !matches!(self.kind, Kind::Blank | Kind::Comment)
    }
}

fn kind(text: &str) -> Kind<'_> {
    if text.is_empty() {
        return Kind::Blank;
    }
    if text.starts_with('#') {
        return Kind::Comment;
    }
    let item = text.strip_prefix("- ").map(str::trim_start);
    match (item, key_and_value(item.unwrap_or(text))) {
        (item, Some((key, value))) => Kind::Key { dash: item.is_some(), key, given: given(value) },
        (Some(item), None) => Kind::Item(given(item)),
        (None, None) => Kind::Other,
    }
}

/// The two sides of the colon that ends a key.
fn key_and_value(text: &str) -> Option<(&str, &str)> {
    if let Some(quote) = text.chars().next().filter(|first| "\"'".contains(*first)) {
        let (key, rest) = text[1..].split_once(quote)?;
        let value = rest.strip_prefix(':')?;
        return (value.is_empty() || value.starts_with(' ')).then(|| (key, value.trim()));
    }
    let colon = text.find(": ").or_else(|| text.strip_suffix(':').map(str::len))?;
    let key = &text[..colon];
    let is_key = !key.is_empty() && !key.contains([' ', '[', '{', '#']);
    is_key.then(|| (key, text[colon + 1..].trim()))
}

fn given(value: &str) -> Given<'_> {
    let value = match value.split_once(" #") {
        Some((value, _)) => value.trim_end(),
        None if value.starts_with('#') => "",
        None => value,
    };
    match value.as_bytes().first() {
        None => Given::Nothing,
        Some(b'|' | b'>') => Given::Block,
        Some(b'[') => Given::List,
        Some(b'{') => Given::Map,
        Some(b'&' | b'!') if !value.contains(' ') => Given::Nothing,
        Some(_) => Given::Plain(value.trim_matches(['"', '\''])),
    }
}
