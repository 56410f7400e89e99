//! JSONPath templates as kubectl understands them: `{range .items[*]}{.metadata.name}{"\n"}{end}`.

mod compare;
mod evaluate;
mod parse;

pub use evaluate::{evaluate, find};
pub use parse::parse;

use crate::api::{Value, json};

/// A template, ready to be filled.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    pieces: Vec<Piece>,
    requires_keys: bool,
}

impl Template {
    /// The same template, but a key that no value has is an error instead of nothing.
    pub fn requiring_keys(self) -> Template {
        Template { requires_keys: true, ..self }
    }
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    /// Text outside of braces.
    Text(String),
    /// What stands in one pair of braces: steps, each from the values that the last one found.
    Path(Vec<Step>),
    /// `{range …}` up to its `{end}`: the pieces between, once for each value found.
    Range(Vec<Step>, Vec<Piece>),
}

/// A step on a path.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    /// A literal; it takes the place of whatever was found.
    Literal(Value),
    /// `.name`.
    Field(String),
    /// `.*`.
    Wildcard,
    /// `..`: everything below that has something below itself.
    Descend,
    /// `[1]`, `[0:4:2]`, `[*]`.
    Slice(Slice),
    /// `[?(@.ready==true)]`.
    Filter(Filter),
    /// `[0,2]`, `['a','b']`: what each path finds, one after the other.
    Union(Vec<Vec<Step>>),
    /// A word that means nothing; says so when it is reached.
    Fail(String),
}

/// The bounds of `[start:end:step]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slice {
    start: Option<i64>,
    end: Option<i64>,
    step: Option<i64>,
    /// Whether this is one index, and the end only follows from it.
    single: bool,
}

/// What an item must meet.
#[derive(Clone, Debug, PartialEq)]
struct Filter {
    left: Vec<Step>,
    /// The operator and what to compare with; without them something must be there.
    comparison: Option<(String, Vec<Step>)>,
}

/// A path that may be written as `name`, `.name`, `{name}` or `{.name}`, in its full form; that
/// is how `--sort-by`, `custom-columns` and `wait` take paths (`RelaxedJSONPathExpression`).
///
/// # Errors
/// Says what is expected if braces are unbalanced or inside.
pub fn relaxed(path: &str) -> Result<String, String> {
    if path.is_empty() {
        return Ok(String::new());
    }
    let inner = match (path.strip_prefix('{'), path.strip_suffix('}')) {
        (Some(_), Some(_)) => &path[1..path.len() - 1],
        _ => path,
    };
    let inner = inner.strip_prefix('.').unwrap_or(inner);
    if inner.is_empty() || inner.contains(['{', '}']) {
        return Err("unexpected path string, expected a 'name1.name2' or '.name1.name2' or \
                    '{name1.name2}' or '{.name1.name2}'"
            .to_owned());
    }
    Ok(format!("{{.{inner}}}"))
}

/// A value as text: texts as they are, lists and maps as JSON.
pub fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        other => json::to_json(other),
    }
}
