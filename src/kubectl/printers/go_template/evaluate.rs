//! Filling templates.

use super::functions::{call, is_function, is_true};
use super::{Node, Operand, Pipeline, Template};
use crate::api::Value;
use crate::kubectl::printers::go_text::{go_text, type_name};

/// No template takes more steps: ranges within each other could otherwise go on for ever.
const MOST_STEPS: usize = 2_000_000;

/// Fills a template.  What is not there reads as `<no value>`.
///
/// # Errors
/// Says why it can't be filled.
pub fn evaluate(template: &Template, data: &Value) -> Result<String, String> {
    let mut run = Run { text: String::new(), variables: Vec::new(), steps: 0 };
    run.variables.push((String::new(), data.clone()));
    run.nodes(&template.nodes, data)?;
    Ok(run.text)
}

struct Run {
    text: String,
    /// Innermost last.
    variables: Vec<(String, Value)>,
    steps: usize,
}

impl Run {
    fn nodes(&mut self, nodes: &[Node], dot: &Value) -> Result<(), String> {
        for node in nodes {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return Err("the template takes too many steps".to_owned());
            }
            match node {
                Node::Text(text) => self.text.push_str(text),
                Node::Action(pipeline) => {
                    let value = self.pipeline(pipeline, dot)?;
                    if pipeline.variables.is_empty() {
                        self.text.push_str(&printed(&value));
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
            other => return Err(format!("range can't iterate over {}", go_text(other))),
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
        command: &[Operand],
        piped: Option<Value>,
        dot: &Value,
    ) -> Result<Value, String> {
        let [first, rest @ ..] = command else { return Ok(Value::Null) };
        let Operand::Function(name) = first else {
            if rest.is_empty() && piped.is_none() {
                return self.operand(first, dot);
            }
            return Err("can't give argument to non-function".to_owned());
        };
        let mut arguments = Vec::with_capacity(rest.len() + 1);
        for operand in rest {
            arguments.push(self.operand(operand, dot)?);
        }
        arguments.extend(piped);
        call(name, &arguments)
    }

    fn operand(&mut self, operand: &Operand, dot: &Value) -> Result<Value, String> {
        match operand {
            Operand::Field(names) => fields(dot, names),
            Operand::Variable(name, names) => {
                let known = self.variables.iter().rev().find(|(known, _)| known == name);
                let (_, value) = known.ok_or_else(|| format!("undefined variable \"${name}\""))?;
                fields(value, names)
            }
            Operand::Literal(value) => Ok(value.clone()),
            Operand::Function(name) if is_function(name) => call(name, &[]),
            Operand::Function(name) => Err(format!("function {name:?} not defined")),
            Operand::Group(pipeline, names) => {
                let value = self.pipeline(pipeline, dot)?;
                fields(&value, names)
            }
        }
    }
}

fn fields(value: &Value, names: &[String]) -> Result<Value, String> {
    names.iter().try_fold(value.clone(), |value, name| match &value {
        Value::Map(map) => Ok(map.get(name).clone()),
        Value::Null => Ok(Value::Null),
        other => Err(format!("can't evaluate field {name} in type {}", type_name(other))),
    })
}

fn printed(value: &Value) -> String {
    if value.is_null() { "<no value>".to_owned() } else { go_text(value) }
}
