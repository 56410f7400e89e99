//! A line being run: its steps one after the other, each a pipeline of processes.

use super::blocks::{List, Step};
use super::expand::{Obstacle, Substitutions, expand, expand_to_text};
use super::pipeline::{Pipeline, Target, Targets};
use super::running::Block;
use super::said::Said;
use super::syntax::{self, Command, Join, Part, Redirection, Streams, SyntaxError};
use super::{Terminal, start};
use crate::cluster::{Cluster, FactId};
use crate::kubectl::process::{Output, Poll, Stream};

/// How deep `$(…)` may nest.
const DEPTH_LIMIT: usize = 16;
/// The exit status of a command whose words are too long.
const TOO_LONG: u8 = 126;

/// A line that runs in a terminal.
#[derive(Clone)]
pub struct Script {
    list: Result<List, SyntaxError>,
    cause: Option<FactId>,
    depth: usize,
    step: usize,
    running: Option<Pipeline>,
    block: Option<Block>,
    substitution: Option<(Box<Script>, String)>,
    outputs: Vec<String>,
}

impl Script {
    /// A line that has not begun yet; `cause` is its fact in the journal.
    pub fn new(line: &str, cause: Option<FactId>) -> Script {
        Script::nested(line, cause, 0)
    }

    fn nested(line: &str, cause: Option<FactId>, depth: usize) -> Script {
        Script { list: syntax::parse(line), ..Script::of(List::new(), cause, depth) }
    }

    /// A command of these words, which mean nothing but themselves.
    pub(super) fn of_words(words: Vec<String>, cause: Option<FactId>) -> Script {
        let words = words.into_iter().map(|word| vec![Part::Quoted(word)]).collect();
        let command = Command { words, redirections: Vec::new() };
        Script::of(vec![(Join::Always, Step::Pipeline(vec![command]))], cause, 0)
    }

    /// Steps that have not begun yet.
    pub(super) fn of(list: List, cause: Option<FactId>, depth: usize) -> Script {
        Script {
            list: Ok(list),
            cause,
            depth,
            step: 0,
            running: None,
            block: None,
            substitution: None,
            outputs: Vec::new(),
        }
    }

    /// Goes on as far as is possible at this instant.
    pub fn poll(
        &mut self,
        cluster: &mut Cluster,
        terminal: &mut Terminal,
        output: &mut Output,
    ) -> Poll {
        loop {
            if let Some((script, text)) = &mut self.substitution {
                let mut inner = Output::default();
                let poll = script.poll(cluster, terminal, &mut inner);
                for (stream, chunk) in inner.chunks {
                    match stream {
                        Stream::Out => text.push_str(&chunk),
                        Stream::Error => output.push(stream, &chunk),
                    }
                }
                if let Poll::Wait(until) = poll {
                    return Poll::Wait(until);
                }
                self.outputs.push(std::mem::take(text));
                self.substitution = None;
                // What it ended was its own.
                terminal.jump = None;
            }
            if let Some(block) = &mut self.block {
                match block.poll(cluster, terminal, (self.cause, self.depth), output) {
                    Poll::Wait(until) => return Poll::Wait(until),
                    Poll::Done(exit) => terminal.exit = exit,
                }
                self.block = None;
                self.outputs.clear();
                self.step += 1;
            }
            if let Some(pipeline) = &mut self.running {
                match pipeline.poll(cluster, terminal, self.cause, output) {
                    Poll::Wait(until) => return Poll::Wait(until),
                    Poll::Done(exit) => terminal.exit = exit,
                }
                self.running = None;
                self.outputs.clear();
                self.step += 1;
            }
            if let Some(exit) = self.next(terminal, output) {
                return Poll::Done(exit);
            }
        }
    }

    /// Starts the next step; answers the exit status when there is none.
    fn next(&mut self, terminal: &mut Terminal, output: &mut Output) -> Option<u8> {
        let list = match &self.list {
            Ok(list) => list,
            Err(error) => {
                output.error(message(error));
                return Some(2);
            }
        };
        if terminal.jump.is_some() {
            return Some(terminal.exit);
        }
        let Some((join, step)) = list.get(self.step) else {
            return Some(if list.is_empty() { 0 } else { terminal.exit });
        };
        let taken = match join {
            Join::Always => true,
            Join::And => terminal.exit == 0,
            Join::Or => terminal.exit != 0,
        };
        if !taken {
            self.step += 1;
            return None;
        }
        match begin(step, terminal, &self.outputs, output) {
            Ok(Begun::Pipeline(pipeline)) => self.running = Some(pipeline),
            Ok(Begun::Block(block)) => self.block = Some(block),
            Err(Obstacle::TooLong) => {
                output.error("bash: Argument list too long");
                return Some(TOO_LONG);
            }
            Err(Obstacle::NeedsOutput(_)) if self.depth >= DEPTH_LIMIT => {
                output.error("bash: maximum nesting of $(…) reached");
                return Some(1);
            }
            Err(Obstacle::NeedsOutput(line)) => {
                let script = Script::nested(&line, self.cause, self.depth + 1);
                self.substitution = Some((Box::new(script), String::new()));
            }
        }
        None
    }
}

fn message(error: &SyntaxError) -> String {
    match error {
        SyntaxError::Unexpected(token) if token == "&" => {
            "bash: nothing runs in the background here; leave the & away".to_owned()
        }
        SyntaxError::Unexpected(token) => {
            format!("bash: syntax error near unexpected token `{token}'")
        }
        SyntaxError::Incomplete(end) if end.is_empty() => {
            "bash: syntax error: unexpected end of file".to_owned()
        }
        SyntaxError::Incomplete(end) => {
            format!("bash: unexpected EOF while looking for matching `{end}'")
        }
    }
}

/// A step that has begun.
enum Begun {
    Pipeline(Pipeline),
    Block(Block),
}

fn begin(
    step: &Step,
    terminal: &mut Terminal,
    outputs: &[String],
    output: &mut Output,
) -> Result<Begun, Obstacle> {
    let words = match step {
        Step::Pipeline(commands) => {
            return launch(commands, terminal, outputs, output).map(Begun::Pipeline);
        }
        Step::For { words, .. } => words.as_slice(),
        Step::While { .. } | Step::If { .. } => &[],
    };
    let mut substitutions = Substitutions::new(outputs);
    let mut values = Vec::new();
    for word in words {
        values.extend(expand(word, terminal, &mut substitutions)?);
    }
    Ok(Begun::Block(Block::new(step.clone(), values)))
}

/// Expands the commands of a pipeline and starts them.
fn launch(
    commands: &[Command],
    terminal: &mut Terminal,
    outputs: &[String],
    output: &mut Output,
) -> Result<Pipeline, Obstacle> {
    let mut substitutions = Substitutions::new(outputs);
    let mut expanded = Vec::new();
    for command in commands {
        let mut words: Vec<String> = Vec::new();
        let mut assignments = Vec::new();
        for word in &command.words {
            match assignment(word) {
                Some(name) if words.is_empty() => {
                    let text = expand_to_text(word, terminal, &mut substitutions)?;
                    assignments.push((name.to_owned(), text[name.len() + 1..].to_owned()));
                }
                _ => words.extend(expand(word, terminal, &mut substitutions)?),
            }
        }
        let targets = targets(&command.redirections, terminal, &mut substitutions)?;
        expanded.push((words, assignments, targets));
    }
    let mut pipeline = Pipeline::default();
    for (words, assignments, targets) in expanded {
        let process = match words.is_empty() {
            true => {
                terminal.variables.extend(assignments);
                // `x=$(false)` fails as what was substituted last did.
                Said::exit(if outputs.is_empty() { 0 } else { terminal.exit })
            }
            false => start(&words, terminal),
        };
        pipeline.add(process, targets, terminal, output);
    }
    Ok(pipeline)
}

/// The name that a word such as `name=value` gives a value to.
fn assignment(word: &syntax::Word) -> Option<&str> {
    let Some(Part::Text(text)) = word.first() else { return None };
    let (name, _) = text.split_once('=')?;
    let valid = name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
        && !name.is_empty()
        && !name.starts_with(|character: char| character.is_ascii_digit());
    valid.then_some(name)
}

fn targets(
    redirections: &[Redirection],
    terminal: &Terminal,
    substitutions: &mut Substitutions,
) -> Result<Targets, Obstacle> {
    let mut targets = Targets::default();
    for redirection in redirections {
        let mut text = |word| expand_to_text(word, terminal, substitutions);
        match redirection {
            Redirection::From(word) => targets.input = Some(Err(text(word)?)),
            Redirection::Text(word) => {
                let mut content = text(word)?;
                if !content.is_empty() && !content.ends_with('\n') {
                    content.push('\n');
                }
                targets.input = Some(Ok(content));
            }
            Redirection::To { streams, append, file } => {
                let target = Target::File { name: text(file)?, append: *append };
                if *streams != Streams::Error {
                    targets.output = target.clone();
                }
                if *streams != Streams::Out {
                    targets.error = target;
                }
            }
            Redirection::ErrorToOut => targets.error = targets.output.clone(),
            Redirection::OutToError => targets.output = targets.error.clone(),
        }
    }
    Ok(targets)
}
