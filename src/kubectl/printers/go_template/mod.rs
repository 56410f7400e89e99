//! `-o go-template`: Go's text templates, as far as one writes them on a command line.
//!
//! There are fields, variables, pipelines, parentheses, `if`, `with`, `range`, the comparisons and
//! `and`, `or`, `not`, `len`, `index`, `print`, `printf`, `println`, and kubectl's `base64decode`
//! and `exists`; there are no templates within templates.

mod evaluate;
mod functions;
mod parse;
mod shown;
mod token;

pub use evaluate::{evaluate, fill};
pub use parse::parse;

use crate::api::Value;

/// A template, ready to be filled.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    text: String,
    nodes: Vec<Node>,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
enum Node {
    /// Text outside of braces.
    Text(String),
    /// `{{.metadata.name}}`, `{{$x := 1}}`.
    Action(Pipeline),
    /// `{{if …}} … {{else if …}} … {{else}} … {{end}}`.
    If(Vec<(Pipeline, Vec<Node>)>, Vec<Node>),
    /// `{{with …}} … {{else}} … {{end}}`.
    With(Pipeline, Vec<Node>, Vec<Node>),
    /// `{{range …}} … {{else}} … {{end}}`.
    Range(Pipeline, Vec<Node>, Vec<Node>),
}

/// Commands of which each gets the result of the one before as its last argument.
#[derive(Clone, Debug, Default, PartialEq)]
struct Pipeline {
    /// The variables that take the result.
    variables: Vec<String>,
    /// Whether these variables are new.
    declares: bool,
    commands: Vec<Vec<Argument>>,
}

/// A part of a command, and where it stands.
#[derive(Clone, Debug, PartialEq)]
struct Argument {
    operand: Operand,
    at: usize,
}

/// What an argument is.
#[derive(Clone, Debug, PartialEq)]
enum Operand {
    /// `.metadata.name`; without names the current value.
    Field(Vec<String>),
    /// `$item.name`; the variable without a name is the whole data.
    Variable(String, Vec<String>),
    /// `"text"`, `1`, `true`.
    Literal(Value),
    /// `len`.
    Function(String),
    /// `( … ).name`.
    Group(Box<Pipeline>, Vec<String>),
}
