//! Filling templates.

use super::functions::{call, is_true};
use super::{Argument, Node, Operand, Pipeline, Template, shown};
use crate::api::Value;
use crate::kubectl::printers::go_text::go_text;

/// No template takes more steps: ranges within each other could otherwise go on for ever.
const MOST_STEPS: usize = 2_000_000;
/// No template makes more bytes of text, for what it prints and for its variables.
const MOST_TEXT: usize = 16 << 20;

/// Fills a template.  What is not there reads as `<no value>`.
///
/// # Errors
/// Says why it can't be filled.
pub fn evaluate(template: &Template, data: &Value) -> Result<String, String> {
    fill(template, data).map_err(|(_, fault)| fault)
}

/// As [`evaluate`].
///
/// # Errors
/// What was written before it could not be filled any further, and why not.
pub fn fill(template: &Template, data: &Value) -> Result<String, (String, String)> {
    let source = &template.text;
    let mut run = Run { source, text: String::new(), variables: Vec::new(), steps: 0, made: 0 };
    run.variables.push((String::new(), data.clone()));
    match run.nodes(&template.nodes, data) {
        Ok(()) => Ok(run.text),
        Err(fault) => Err((run.text, fault)),
    }
}

struct Run<'template> {
    source: &'template str,
    text: String,
    /// Innermost last.
    variables: Vec<(String, Value)>,
    steps: usize,
    /// How many bytes of text were made so far.
    made: usize,
}

impl Run<'_> {
    fn nodes(&mut self, nodes: &[Node], dot: &Value) -> Result<(), String> {
        for node in nodes {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return Err("template: output: too many steps".to_owned());
            }
            match node {
                Node::Text(text) => self.write(text)?,
                Node::Action(pipeline) => {
                    let value = self.pipeline(pipeline, dot)?;
                    if pipeline.variables.is_empty() {
                        self.write(&printed(&value))?;
                    }
                }
                Node::If(branches, otherwise) => self.conditional(branches, otherwise, dot)?,
                Node::With(pipeline, body, otherwise) => {
                    let scope = self.variables.len();
                    let value = self.pipeline(pipeline, dot)?;
                    match is_true(&value) {
                        true => self.nodes(body, &value)?,
                        false => self.nodes(otherwise, dot)?,
                    }
                    self.variables.truncate(scope);
                }
                Node::Range(pipeline, body, otherwise) => {
                    self.range(pipeline, body, otherwise, dot)?;
                }
            }
        }
        Ok(())
    }

    fn write(&mut self, text: &str) -> Result<(), String> {
        self.count(text)?;
        self.text.push_str(text);
        Ok(())
    }

    fn count(&mut self, text: &str) -> Result<(), String> {
        self.made += text.len();
        match self.made > MOST_TEXT {
            true => Err("template: output: too much text".to_owned()),
            false => Ok(()),
        }
    }

    fn conditional(
        &mut self,
        branches: &[(Pipeline, Vec<Node>)],
        otherwise: &[Node],
        dot: &Value,
    ) -> Result<(), String> {
        let scope = self.variables.len();
        let mut chosen = otherwise;
        for (condition, body) in branches {
            if is_true(&self.pipeline(condition, dot)?) {
                chosen = body;
                break;
            }
        }
        self.nodes(chosen, dot)?;
        self.variables.truncate(scope);
        Ok(())
    }

    fn range(
        &mut self,
        pipeline: &Pipeline,
        body: &[Node],
        otherwise: &[Node],
        dot: &Value,
    ) -> Result<(), String> {
        let scope = self.variables.len();
        let value = self.commands(pipeline, dot)?;
        let entries: Vec<(Value, Value)> = match &value {
            Value::List(items) => {
                let numbered = items.as_slice().iter().enumerate();
                numbered.map(|(index, item)| (index.into(), item.clone())).collect()
            }
            Value::Map(map) => map.iter().map(|(key, item)| (key.into(), item.clone())).collect(),
            Value::Null => Vec::new(),
            Value::Int(count) if pipeline.variables.len() < 2 => {
                let most = i64::try_from(MOST_STEPS).unwrap_or(i64::MAX);
                (0..(*count).min(most)).map(|number| (number.into(), number.into())).collect()
            }
            other => {
                let last = pipeline.commands.last().and_then(|command| command.first());
                let fault = format!("range can't iterate over {}", go_text(other));
                return Err(last.map_or(fault.clone(), |own| self.located(own, &fault)));
            }
        };
        if entries.is_empty() {
            self.nodes(otherwise, dot)?;
        }
        for (key, item) in entries {
            match pipeline.variables.as_slice() {
                [name] => self.variables.push((name.clone(), item.clone())),
                [index, name, ..] => {
                    self.variables.push((index.clone(), key));
                    self.variables.push((name.clone(), item.clone()));
                }
                [] => {}
            }
            self.nodes(body, &item)?;
            self.variables.truncate(scope);
        }
        Ok(())
    }

    /// The result of a pipeline, which its variables take.
    fn pipeline(&mut self, pipeline: &Pipeline, dot: &Value) -> Result<Value, String> {
        let value = self.commands(pipeline, dot)?;
        for name in &pipeline.variables {
            if pipeline.declares {
                self.variables.push((name.clone(), value.clone()));
                continue;
            }
            let known = self.variables.iter_mut().rev().find(|(known, _)| known == name);
            let known = known.ok_or_else(|| format!("undefined variable \"${name}\""))?;
            known.1 = value.clone();
        }
        Ok(value)
    }

    fn commands(&mut self, pipeline: &Pipeline, dot: &Value) -> Result<Value, String> {
        let mut result = None;
        for command in &pipeline.commands {
            result = Some(self.command(command, result, dot)?);
        }
        Ok(result.unwrap_or_default())
    }

    fn command(
        &mut self,
        command: &[Argument],
        piped: Option<Value>,
        dot: &Value,
    ) -> Result<Value, String> {
        let [first, rest @ ..] = command else { return Ok(Value::Null) };
        let Operand::Function(name) = &first.operand else {
            if rest.is_empty() && piped.is_none() {
                return self.operand(first, dot);
            }
            let what = shown::operand(&first.operand);
            let fault = format!("can't give argument to non-function {what}");
            return Err(self.located(first, &fault));
        };
        let mut arguments = Vec::with_capacity(rest.len() + 1);
        for operand in rest {
            arguments.push(self.operand(operand, dot)?);
        }
        let is_piped = piped.is_some();
        arguments.extend(piped);
        let made = call(name, &arguments).map_err(|fault| {
            // What does not suit the function's type is no fault of its own.
            if fault.starts_with("wrong number of args") {
                self.located(first, &fault)
            } else if fault.ends_with("; expected string") {
                self.located(if is_piped { first } else { rest.first().unwrap_or(first) }, &fault)
            } else {
                let whole = shown::command(command);
                self.place(first.at, &whole, &format!("error calling {name}: {fault}"))
            }
        })?;
        self.count(made.as_str().unwrap_or_default())?;
        Ok(made)
    }

    fn operand(&mut self, argument: &Argument, dot: &Value) -> Result<Value, String> {
        let found = match &argument.operand {
            Operand::Field(names) => fields(dot, names),
            Operand::Variable(name, names) => {
                let known = self.variables.iter().rev().find(|(known, _)| known == name);
                match known {
                    Some((_, value)) => fields(value, names),
                    None => Err(format!("undefined variable \"${name}\"")),
                }
            }
            Operand::Literal(value) => Ok(value.clone()),
            Operand::Function(_) => {
                return self.command(std::slice::from_ref(argument), None, dot);
            }
            Operand::Group(pipeline, names) => {
                let value = self.pipeline(pipeline, dot)?;
                fields(&value, names)
            }
        };
        found.map_err(|fault| self.located(argument, &fault))
    }

    fn located(&self, argument: &Argument, fault: &str) -> String {
        self.place(argument.at, &shown::operand(&argument.operand), fault)
    }

    /// Says where something went wrong (`Tree.ErrorContext`).
    fn place(&self, at: usize, what: &str, fault: &str) -> String {
        let before = self.source.get(..at).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rfind('\n').map_or(at, |end| at - end - 1);
        format!("template: output:{line}:{column}: executing \"output\" at <{what}>: {fault}")
    }
}

/// A field of a field.  Everything that was found in a value of unknown shape has no other type.
fn fields(value: &Value, names: &[String]) -> Result<Value, String> {
    names.iter().try_fold(value.clone(), |value, name| match &value {
        Value::Map(map) => Ok(map.get(name).clone()),
        Value::Null => Ok(Value::Null),
        _ => Err(format!("can't evaluate field {name} in type interface {{}}")),
    })
}

fn printed(value: &Value) -> String {
    if value.is_null() { "<no value>".to_owned() } else { go_text(value) }
}
