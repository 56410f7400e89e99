//! Reading templates.

use super::functions::is_function;
use super::token::{Token, read, split};
use super::{Argument, Node, Operand, Pipeline, Template};

/// Blocks and parentheses within each other go no deeper.
const DEEPEST: usize = 32;

/// Reads a template.
///
/// # Errors
/// Says what is wrong with it.
pub fn parse(text: &str) -> Result<Template, String> {
    let mut parts = Vec::new();
    for (before, action) in split(text)? {
        if !before.is_empty() {
            parts.push(Part::Text(before));
        }
        if let Some((at, action)) = action {
            let tokens = read(at, action)?;
            if !tokens.is_empty() {
                parts.push(Part::Action(tokens));
            }
        }
    }
    let mut blocks = Blocks { parts: parts.into_iter() };
    match blocks.nodes(0)? {
        (nodes, Ending::Nothing) => Ok(Template { text: text.to_owned(), nodes }),
        (_, Ending::End) => Err("unexpected {{end}}".to_owned()),
        (_, Ending::Else(_)) => Err("unexpected {{else}}".to_owned()),
    }
}

/// A word, and where it stands.
type Placed = (Token, usize);

enum Part {
    Text(String),
    Action(Vec<Placed>),
}

/// What ended a block.
enum Ending {
    Nothing,
    End,
    /// `{{else}}`, or `{{else if …}}` with what follows.
    Else(Vec<Placed>),
}

struct Blocks {
    parts: std::vec::IntoIter<Part>,
}

impl Blocks {
    fn nodes(&mut self, depth: usize) -> Result<(Vec<Node>, Ending), String> {
        if depth > DEEPEST {
            return Err("too many blocks within each other".to_owned());
        }
        let mut nodes = Vec::new();
        while let Some(part) = self.parts.next() {
            let mut tokens = match part {
                Part::Text(text) => {
                    nodes.push(Node::Text(text));
                    continue;
                }
                Part::Action(tokens) => tokens,
            };
            let word = match &tokens[0] {
                (Token::Word(word), _) => word.clone(),
                _ => String::new(),
            };
            if matches!(word.as_str(), "if" | "with" | "range" | "else" | "end") {
                tokens.remove(0);
            }
            match word.as_str() {
                "end" => return Ok((nodes, Ending::End)),
                "else" => return Ok((nodes, Ending::Else(tokens))),
                "if" => nodes.push(self.conditional(tokens, depth)?),
                "with" => {
                    let (pipeline, body, other) = self.block(tokens, depth)?;
                    nodes.push(Node::With(pipeline, body, other));
                }
                "range" => {
                    let (pipeline, body, other) = self.block(tokens, depth)?;
                    nodes.push(Node::Range(pipeline, body, other));
                }
                _ => nodes.push(Node::Action(pipeline(tokens)?)),
            }
        }
        Ok((nodes, Ending::Nothing))
    }

    fn conditional(&mut self, tokens: Vec<Placed>, depth: usize) -> Result<Node, String> {
        let mut branches = Vec::new();
        let mut condition = pipeline(tokens)?;
        loop {
            let (body, ending) = self.nodes(depth + 1)?;
            branches.push((condition, body));
            match ending {
                Ending::Nothing => return Err("unexpected EOF".to_owned()),
                Ending::End => return Ok(Node::If(branches, Vec::new())),
                Ending::Else(tokens)
                    if tokens
                        .first()
                        .is_some_and(|(own, _)| *own == Token::Word("if".to_owned())) =>
                {
                    condition = pipeline(tokens.into_iter().skip(1).collect())?;
                }
                Ending::Else(_) => return Ok(Node::If(branches, self.last_body(depth)?)),
            }
        }
    }

    fn block(
        &mut self,
        tokens: Vec<Placed>,
        depth: usize,
    ) -> Result<(Pipeline, Vec<Node>, Vec<Node>), String> {
        let pipeline = pipeline(tokens)?;
        match self.nodes(depth + 1)? {
            (_, Ending::Nothing) => Err("unexpected EOF".to_owned()),
            (body, Ending::End) => Ok((pipeline, body, Vec::new())),
            (body, Ending::Else(_)) => Ok((pipeline, body, self.last_body(depth)?)),
        }
    }

    fn last_body(&mut self, depth: usize) -> Result<Vec<Node>, String> {
        match self.nodes(depth + 1)? {
            (body, Ending::End) => Ok(body),
            (_, Ending::Nothing) => Err("unexpected EOF".to_owned()),
            (_, Ending::Else(_)) => Err("expected end; found {{else}}".to_owned()),
        }
    }
}

fn pipeline(tokens: Vec<Placed>) -> Result<Pipeline, String> {
    let mut tokens = tokens.into_iter().peekable();
    match read_pipeline(&mut tokens, 0)? {
        (pipeline, None) => Ok(pipeline),
        (_, Some(_)) => Err("unexpected right paren".to_owned()),
    }
}

type Tokens = std::iter::Peekable<std::vec::IntoIter<Placed>>;

/// The fields after a closing parenthesis, and where it stands.
type Closed = (Vec<String>, usize);

/// Reads up to the end or to a closing parenthesis, if there is one.
fn read_pipeline(tokens: &mut Tokens, depth: usize) -> Result<(Pipeline, Option<Closed>), String> {
    if depth > DEEPEST {
        return Err("too many parentheses within each other".to_owned());
    }
    let mut pipeline = Pipeline::default();
    let mut command = Vec::new();
    let mut closed = None;
    while let Some((token, at)) = tokens.next() {
        let (operand, at) = match token {
            Token::Field(names) => (Operand::Field(names), at),
            Token::Variable(name, names) => (Operand::Variable(name, names), at),
            Token::Word(word) if is_function(&word) => (Operand::Function(word), at),
            Token::Word(word) => return Err(format!("function {word:?} not defined")),
            Token::Literal(value) => (Operand::Literal(value), at),
            Token::Open => match read_pipeline(tokens, depth + 1)? {
                // What is in parentheses alone stands where it begins.
                (inner, Some((names, end))) => {
                    let start = inner.commands.first().and_then(|own| own.first());
                    let begins = names.is_empty().then(|| start.map(|own| own.at)).flatten();
                    (Operand::Group(Box::new(inner), names), begins.unwrap_or(end))
                }
                (_, None) => return Err("unclosed left paren".to_owned()),
            },
            Token::Close(names) => {
                closed = Some((names, at));
                break;
            }
            Token::Pipe => {
                pipeline.commands.push(full(std::mem::take(&mut command))?);
                continue;
            }
            // `$index, $item := …`: what came before is the first variable.
            Token::Comma => {
                pipeline.variables.push(variable(std::mem::take(&mut command))?);
                continue;
            }
            Token::Declare | Token::Assign => {
                pipeline.declares = token == Token::Declare;
                pipeline.variables.push(variable(std::mem::take(&mut command))?);
                continue;
            }
        };
        command.push(Argument { operand, at });
    }
    pipeline.commands.push(full(command)?);
    Ok((pipeline, closed))
}

fn full(command: Vec<Argument>) -> Result<Vec<Argument>, String> {
    if command.is_empty() { Err("missing value for command".to_owned()) } else { Ok(command) }
}

fn variable(mut command: Vec<Argument>) -> Result<String, String> {
    match (command.pop().map(|last| last.operand), command.is_empty()) {
        (Some(Operand::Variable(name, names)), true) if names.is_empty() => Ok(name),
        _ => Err("a variable is expected before := or =".to_owned()),
    }
}
