//! Which fields can stand at a place of a manifest that is being written.  The text there is
//! seldom whole, so only lines and their indentation are looked at.

use super::Kind;
use super::kind::KINDS;
use super::schema::{Field, Leaf, Shape, Type, field_at};

/// Something that can be written at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The word: a field's name, or a value.
    pub word: &'static str,
    /// What goes in it: `string`, `[]Container`; empty for values.
    pub takes: String,
    /// What is written: the word, and after a field's name a colon.
    pub text: String,
}

/// The longest text that is looked at, in bytes.
const LONGEST: usize = 256 * 1024;
/// What every object has at its top, before its kind is known.
const TOP: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// A line of a manifest: where its dash stands, where its key begins, and the key.
struct Line<'text> {
    dash: Option<usize>,
    column: usize,
    key: &'text str,
    value: &'text str,
}

/// What can be written at `place`, a byte of `text`.
pub fn suggest(text: &str, place: usize) -> Vec<Suggestion> {
    let Some(before) = text.get(..place).filter(|_| text.len() <= LONGEST) else {
        return Vec::new();
    };
    let start = before.rfind("\n---").map_or(0, |start| start + 1);
    let lines: Vec<&str> = before[start..].lines().collect();
    let begun = if before.ends_with('\n') { "" } else { lines.last().copied().unwrap_or_default() };
    let above = &lines[..lines.len() - usize::from(!before.ends_with('\n') && !lines.is_empty())];
    let Some(line) = read(begun) else { return Vec::new() };
    if begun.contains('#') {
        return Vec::new();
    }
    let kind = kind_of(&text[start..]);
    let (path, siblings) = climb(above, &line);
    if begun.contains(':') {
        return values(kind, &path, line.key);
    }
    let fields = fields(kind, &path);
    fields.into_iter().filter(|field| !siblings.contains(&field.word)).collect()
}

fn read(line: &str) -> Option<Line<'_>> {
    let rest = line.trim_start_matches(' ');
    let mut column = line.len() - rest.len();
    let mut dash = None;
    let mut rest = rest;
    while let Some(item) = rest.strip_prefix("- ") {
        dash = dash.or(Some(column));
        let inner = item.trim_start_matches(' ');
        column += rest.len() - inner.len();
        rest = inner;
    }
    if rest.starts_with('#') {
        return None;
    }
    let (key, value) = rest.split_once(':').unwrap_or((rest, ""));
    Some(Line { dash, column, key: key.trim(), value: value.trim() })
}

/// The keys that a line stands under, and those that stand beside it above.
fn climb<'text>(above: &[&'text str], line: &Line) -> (Vec<&'text str>, Vec<&'text str>) {
    let (mut path, mut siblings) = (Vec::new(), Vec::new());
    // Whoever is less indented is the parent; a list may stand as far left as its own key.
    let (mut column, mut may_touch) = match line.dash {
        Some(dash) => (dash, true),
        None => (line.column, false),
    };
    let mut is_beside = line.dash.is_none();
    for text in above.iter().rev() {
        if text.trim().is_empty() || text.starts_with("---") {
            continue;
        }
        let Some(other) = read(text) else { continue };
        let is_parent =
            other.column < column || (may_touch && other.column == column && other.dash.is_none());
        if is_parent {
            path.push(other.key);
            is_beside = false;
            (column, may_touch) = match other.dash {
                Some(dash) => (dash, true),
                None => (other.column, false),
            };
        } else if other.column == column && !may_touch {
            if is_beside {
                siblings.push(other.key);
            }
            if let Some(dash) = other.dash {
                (column, may_touch, is_beside) = (dash, true, false);
            }
        }
    }
    path.reverse();
    (path, siblings)
}

/// The kind that the manifest names.
fn kind_of(manifest: &str) -> Option<Kind> {
    let own = manifest.lines().skip(1).position(|line| line.starts_with("---"));
    let lines = manifest.lines().take(own.map_or(usize::MAX, |length| length + 1));
    let named = lines.filter_map(read).find(|line| line.column == 0 && line.key == "kind")?;
    KINDS.iter().copied().find(|kind| kind.row().name == named.value)
}

fn fields(kind: Option<Kind>, path: &[&str]) -> Vec<Suggestion> {
    let Some(kind) = kind else {
        let top = TOP.iter().filter(|_| path.is_empty());
        return top.map(|word| field_text(word, String::new())).collect();
    };
    let within = match path {
        [] => Some(Type::of(kind)),
        path => field_at(kind, path).and_then(|field| field.shape.object()),
    };
    let fields = within.into_iter().flat_map(Type::fields);
    let is_written = |field: &Field| !(path.is_empty() && field.name == "status");
    fields.filter(is_written).map(|field| field_text(field.name, takes(field.shape))).collect()
}

fn field_text(word: &'static str, takes: String) -> Suggestion {
    let is_nested = !takes.is_empty()
        && takes.trim_start_matches("[]").starts_with(|letter: char| letter.is_uppercase());
    let text = if is_nested { format!("{word}:") } else { format!("{word}: ") };
    Suggestion { word, takes, text }
}

fn takes(shape: Shape) -> String {
    let one = match shape.leaf() {
        Leaf::Object(found) => found.name().to_owned(),
        Leaf::Int32 | Leaf::Int64 => "integer".to_owned(),
        Leaf::Any => "anything".to_owned(),
        leaf => format!("{leaf:?}").to_ascii_lowercase(),
    };
    match shape {
        Shape::One(_) => one,
        Shape::List(_) => format!("[]{one}"),
        Shape::Map(_) => format!("map of {one}"),
    }
}

/// What can stand behind a key.
fn values(kind: Option<Kind>, path: &[&str], key: &str) -> Vec<Suggestion> {
    let value =
        |word: &'static str| Suggestion { word, takes: String::new(), text: word.to_owned() };
    if path.is_empty() && key == "kind" {
        return KINDS.iter().map(|kind| value(kind.row().name)).collect();
    }
    let whole: Vec<&str> = path.iter().copied().chain([key]).collect();
    let field = kind.and_then(|kind| field_at(kind, &whole));
    match field.map(|field| field.shape) {
        Some(Shape::One(Leaf::Bool)) => vec![value("true"), value("false")],
        _ => Vec::new(),
    }
}
