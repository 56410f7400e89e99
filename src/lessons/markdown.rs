//! The Markdown that lessons are written in: a small, bounded part of it, read into plain data.
//! Nothing in it ever becomes HTML.

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Words.
    Text(String),
    /// `code`.
    Code(String),
    /// *emphasised* words.
    Emphasis(String),
    /// **strong** words.
    Strong(String),
    /// A link: its words and where it leads.
    Link(String, String),
}

/// A block of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading of level 1 to 6.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list; numbered or not.
    List {
        /// Whether its items are numbered.
        ordered: bool,
        /// Its items.
        items: Vec<Item>,
    },
    /// A fenced block: the word after the fence, and the text.
    Code {
        /// `yaml`, `console` …; may be empty.
        language: String,
        /// The text with its line breaks.
        text: String,
    },
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// `[x]` or `[ ]` before it, if either is there.
    pub checked: Option<bool>,
    /// What it says.
    pub text: Vec<Inline>,
}

/// Reads a page.  Every text is a page: what is no Markdown of ours is words.
pub fn parse(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            continue;
        }
        if let Some((fence, language)) = fence(line) {
            let mut code = String::new();
            for line in lines.by_ref().take_while(|line| line.trim_end() != fence) {
                code.push_str(line);
                code.push('\n');
            }
            blocks.push(Block::Code { language: language.to_owned(), text: code });
        } else if let Some((level, title)) = heading(line) {
            blocks.push(Block::Heading(level, title.to_owned()));
        } else if let Some((ordered, first)) = item(line) {
            let mut items = vec![first.to_owned()];
            while let Some(next) = lines.next_if(|next| continues_list(next, ordered)) {
                match item(next) {
                    Some((_, text)) => items.push(text.to_owned()),
                    None => join(items.last_mut(), next),
                }
            }
            let items = items.iter().map(|text| read_item(text)).collect();
            blocks.push(Block::List { ordered, items });
        } else {
            let mut paragraph = line.trim().to_owned();
            while let Some(next) = lines.next_if(|next| continues_paragraph(next)) {
                join(Some(&mut paragraph), next);
            }
            blocks.push(Block::Paragraph(inlines(&paragraph)));
        }
    }
    blocks
}

/// Reads the words of a line.
pub fn inlines(text: &str) -> Vec<Inline> {
    let mut found = Vec::new();
    let mut words = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some((inline, after)) = marked(rest) {
            if !words.is_empty() {
                found.push(Inline::Text(std::mem::take(&mut words)));
            }
            found.push(inline);
            rest = after;
        } else if let Some(character) = rest.chars().next() {
            words.push(character);
            rest = &rest[character.len_utf8()..];
        }
    }
    if !words.is_empty() {
        found.push(Inline::Text(words));
    }
    found
}

/// The words alone, as a reader hears them.
pub fn plain(inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text(text)
            | Inline::Code(text)
            | Inline::Emphasis(text)
            | Inline::Strong(text)
            | Inline::Link(text, _) => text.as_str(),
        })
        .collect()
}

fn fence(line: &str) -> Option<(&str, &str)> {
    let ticks = line.chars().take_while(|&character| character == '`').count();
    let language = line[ticks..].trim();
    (ticks >= 3 && !language.contains('`')).then(|| (&line[..ticks], language))
}

fn heading(line: &str) -> Option<(u8, &str)> {
    let level = line.chars().take_while(|&character| character == '#').count();
    let title = line[level..].strip_prefix(' ')?;
    (1..=6).contains(&level).then(|| (level as u8, title.trim()))
}

fn item(line: &str) -> Option<(bool, &str)> {
    if let Some(text) = line.strip_prefix("- ") {
        return Some((false, text));
    }
    let (number, text) = line.split_once(". ")?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some((true, text))
}

fn continues_list(line: &str, ordered: bool) -> bool {
    let is_indented = line.starts_with("  ") && !line.trim().is_empty();
    is_indented || item(line).is_some_and(|(other, _)| other == ordered)
}

fn continues_paragraph(line: &str) -> bool {
    !line.trim().is_empty()
        && fence(line).is_none()
        && heading(line).is_none()
        && item(line).is_none()
}

fn join(text: Option<&mut String>, line: &str) {
    if let Some(text) = text {
        text.push(' ');
        text.push_str(line.trim());
    }
}

fn read_item(text: &str) -> Item {
    let ticked = [("[x] ", true), ("[ ] ", false)]
        .into_iter()
        .find_map(|(mark, checked)| Some((checked, text.strip_prefix(mark)?)));
    let (checked, text) = ticked.map_or((None, text), |(checked, text)| (Some(checked), text));
    Item { checked, text: inlines(text) }
}

/// A marked piece at the beginning of `text`, and what stands after it.
fn marked(text: &str) -> Option<(Inline, &str)> {
    let between = |mark: &str| {
        let (inner, after) = text.strip_prefix(mark)?.split_once(mark)?;
        let is_tight = !inner.is_empty() && inner.trim() == inner;
        is_tight.then(|| (inner.to_owned(), after))
    };
    if let Some((code, after)) = text.strip_prefix('`').and_then(|rest| rest.split_once('`')) {
        return Some((Inline::Code(code.to_owned()), after));
    }
    if let Some((words, after)) = between("**") {
        return Some((Inline::Strong(words), after));
    }
    if let Some((words, after)) = between("*") {
        return Some((Inline::Emphasis(words), after));
    }
    let (words, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (target, after) = rest.split_once(')')?;
    (!words.contains('[')).then(|| (Inline::Link(words.to_owned(), target.to_owned()), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_into_blocks() {
        let page = "# Title\n\nTwo *words*\nand `code`.\n\n- [x] **yes**\n  indeed\n- [ ] no\n\n\
                    ```console\n$ ls\n```\n1. [a](b.md)\n";
        let words = |text: &str| Inline::Text(text.to_owned());
        assert_eq!(
            parse(page),
            [
                Block::Heading(1, "Title".to_owned()),
                Block::Paragraph(vec![
                    words("Two "),
                    Inline::Emphasis("words".to_owned()),
                    words(" and "),
                    Inline::Code("code".to_owned()),
                    words("."),
                ]),
                Block::List {
                    ordered: false,
                    items: vec![
                        Item {
                            checked: Some(true),
                            text: vec![Inline::Strong("yes".to_owned()), words(" indeed")],
                        },
                        Item { checked: Some(false), text: vec![words("no")] },
                    ],
                },
                Block::Code { language: "console".to_owned(), text: "$ ls\n".to_owned() },
                Block::List {
                    ordered: true,
                    items: vec![Item {
                        checked: None,
                        text: vec![Inline::Link("a".to_owned(), "b.md".to_owned())],
                    }],
                },
            ]
        );
    }

    #[test]
    fn html_and_lonely_marks_are_words() {
        for text in ["<script>alert(1)</script>", "2 * 3 * 4", "a ` b", "[no](link"] {
            assert_eq!(inlines(text), [Inline::Text(text.to_owned())]);
        }
    }
}
