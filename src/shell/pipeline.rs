//! Processes side by side: what one prints, the next one reads.

use super::Terminal;
use super::disk::{self, FULL};
use crate::cluster::{Cluster, FactId};
use crate::kubectl::process::{Input, Output, Poll, Process, Stream, World};
use crate::time::Time;

/// What goes here is gone.
const NOWHERE: &str = "/dev/null";

/// Where a stream goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To the next process, or the terminal.
    Out,
    /// To the terminal, as an error.
    Error,
    /// Into a file.
    File {
        /// Its name.
        name: String,
        /// Whether it goes after what the file holds.
        append: bool,
    },
}

/// The redirections of a command.
#[derive(Clone, Debug)]
pub struct Targets {
    /// Its input: a text, or else the name of a file.
    pub input: Option<Result<String, String>>,
    /// Its standard output.
    pub output: Target,
    /// Its standard error.
    pub error: Target,
}

impl Default for Targets {
    fn default() -> Targets {
        Targets { input: None, output: Target::Out, error: Target::Error }
    }
}

/// Processes joined by pipes.
#[derive(Clone, Default)]
pub struct Pipeline {
    stages: Vec<Stage>,
}

#[derive(Clone)]
struct Stage {
    process: Box<dyn Process>,
    exit: Option<u8>,
    /// What it has not read yet; none if it reads from the terminal.
    input: Option<Input>,
    targets: Targets,
}

impl Pipeline {
    /// Adds a process at the end.
    pub fn add(
        &mut self,
        process: Box<dyn Process>,
        targets: Targets,
        terminal: &mut Terminal,
        output: &mut Output,
    ) {
        let mut exit = None;
        let mut input = (!self.stages.is_empty()).then(Input::default);
        match &targets.input {
            Some(Ok(text)) => input = Some(Input { text: text.clone(), ended: true }),
            Some(Err(name)) if name == NOWHERE => {
                input = Some(Input { text: String::new(), ended: true });
            }
            Some(Err(name)) => match terminal.files.get(name) {
                Some(text) => input = Some(Input { text: text.clone(), ended: true }),
                None => {
                    output.error(format!("bash: {name}: No such file or directory"));
                    exit = Some(1);
                }
            },
            None => {}
        }
        for target in [&targets.output, &targets.error] {
            if let Target::File { name, append } = target
                && name != NOWHERE
                && exit.is_none()
            {
                let file = terminal.files.entry(name.clone()).or_default();
                if !append {
                    file.clear();
                }
            }
        }
        self.stages.push(Stage { process, exit, input, targets });
    }

    /// Goes on as far as is possible at this instant.
    pub fn poll(
        &mut self,
        cluster: &mut Cluster,
        terminal: &mut Terminal,
        cause: Option<FactId>,
        output: &mut Output,
    ) -> Poll {
        let mut deadline: Option<Time> = None;
        for index in 0..self.stages.len() {
            let (stage, rest) = match self.stages[index..].split_first_mut() {
                Some((stage, rest)) => (stage, rest),
                None => break,
            };
            let next = rest.first_mut();
            if stage.exit.is_some() {
                if let Some(input) = next.and_then(|next| next.input.as_mut()) {
                    input.ended = true;
                }
                continue;
            }
            let mut printed = Output::default();
            let input = stage
                .input
                .as_mut()
                .map(|input| Input { text: std::mem::take(&mut input.text), ended: input.ended });
            let poll = stage.process.poll(&mut World {
                cluster: &mut *cluster,
                files: &mut terminal.files,
                config: &mut terminal.config,
                cause,
                input,
                output: &mut printed,
                entered: &mut terminal.entered,
                shown: &mut terminal.shown,
                rounds: &mut terminal.rounds,
                run_inside: super::container::run,
            });
            let mut pipe = next.and_then(|next| next.input.as_mut());
            for (stream, text) in printed.chunks {
                let target = match stream {
                    Stream::Out => &stage.targets.output,
                    Stream::Error => &stage.targets.error,
                };
                match (target, &mut pipe) {
                    (Target::File { name, .. }, _) => store(terminal, name, &text, output),
                    (Target::Out, Some(input)) => input.text.push_str(&text),
                    (Target::Out, None) => output.push(Stream::Out, &text),
                    (Target::Error, _) => output.push(Stream::Error, &text),
                }
            }
            match poll {
                Poll::Done(exit) => {
                    stage.exit = Some(exit);
                    if let Some(input) = pipe {
                        input.ended = true;
                    }
                }
                Poll::Wait(until) => deadline = deadline.into_iter().chain(until).min(),
            }
        }
        // A process whose reader has ended ends with it.
        match self.stages.last() {
            Some(last) => last.exit.map_or(Poll::Wait(deadline), Poll::Done),
            None => Poll::Done(0),
        }
    }
}

fn store(terminal: &mut Terminal, name: &str, text: &str, output: &mut Output) {
    if name == NOWHERE {
        return;
    }
    if !disk::write(&mut terminal.files, name, text, true) {
        output.error(format!("bash: write error: {FULL}"));
    }
}
