//! Parts of templates as Go names them where they fail.

use super::{Argument, Operand, Pipeline};
use crate::api::Value;
use crate::api::status_error::quote;
use crate::kubectl::printers::go_text::go_text;

/// `index .items 0`.
pub fn command(command: &[Argument]) -> String {
    let shown: Vec<String> = command.iter().map(|argument| operand(&argument.operand)).collect();
    shown.join(" ")
}

/// `.metadata.name`, `"text"`, `(len .items)`.
pub fn operand(operand: &Operand) -> String {
    match operand {
        Operand::Field(names) if names.is_empty() => ".".to_owned(),
        Operand::Field(names) => fields(names),
        Operand::Variable(name, names) => format!("${name}{}", fields(names)),
        Operand::Literal(Value::Null) => "nil".to_owned(),
        Operand::Literal(Value::String(text)) => quote(text),
        Operand::Literal(value) => go_text(value),
        Operand::Function(name) => name.clone(),
        Operand::Group(inner, names) => format!("({}){}", pipeline(inner), fields(names)),
    }
}

fn fields(names: &[String]) -> String {
    names.iter().map(|name| format!(".{name}")).collect()
}

fn pipeline(pipeline: &Pipeline) -> String {
    let commands: Vec<String> = pipeline.commands.iter().map(|own| command(own)).collect();
    let commands = commands.join(" | ");
    if pipeline.variables.is_empty() {
        return commands;
    }
    let variables: Vec<String> = pipeline.variables.iter().map(|name| format!("${name}")).collect();
    let sign = if pipeline.declares { ":=" } else { "=" };
    format!("{} {sign} {commands}", variables.join(", "))
}
