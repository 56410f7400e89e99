//! `timeout`: a command that ends in time, such as a watch.

use super::Tool;
use super::sleep::length;
use crate::kubectl::process::{Poll, Process, World};
use crate::shell::said::Said;
use crate::shell::{Script, Terminal, nested};
use crate::time::{Milliseconds, Time};

/// What it exits with when the time was over.
const OVER: u8 = 124;
/// What it exits with when it was used wrongly.
const MISUSED: u8 = 125;

/// The row.
pub static TOOL: Tool = Tool {
    name: "timeout",
    usage: "DURATION COMMAND",
    summary: "end a command when so much time is over",
    start: |words, terminal| {
        let mut rest = words;
        while let [flag, after @ ..] = rest
            && flag.starts_with('-')
        {
            let takes_word = ["-s", "-k", "--signal", "--kill-after"].contains(&flag.as_str());
            rest = after.get(usize::from(takes_word)..).unwrap_or_default();
        }
        let [time, command @ ..] = rest else { return misused("missing operand") };
        let Some(time) = length(time) else {
            return misused(&format!("invalid time interval ‘{time}’"));
        };
        if command.is_empty() {
            return misused("missing operand");
        }
        let Some(terminal) = terminal.nested() else {
            return Said::error("timeout: too many shells begin one another", 1);
        };
        let command = command.to_vec();
        Box::new(Timeout { time, until: None, command, terminal, script: None })
    },
};

fn misused(why: &str) -> Box<dyn Process> {
    let text = format!("timeout: {why}\nTry 'timeout --help' for more information.");
    Said::error(text, MISUSED)
}

#[derive(Clone)]
struct Timeout {
    /// How long the command may take; no limit if 0.
    time: Milliseconds,
    until: Option<Time>,
    command: Vec<String>,
    terminal: Terminal,
    script: Option<Script>,
}

impl Process for Timeout {
    fn poll(&mut self, world: &mut World) -> Poll {
        let now = world.cluster.now();
        if self.script.is_none() {
            self.until = (self.time > 0).then(|| now.plus(self.time));
        }
        if self.until.is_some_and(|until| until <= now) {
            return Poll::Done(OVER);
        }
        let script = self.script.get_or_insert_with(|| {
            Script::of_words(std::mem::take(&mut self.command), world.cause)
        });
        match nested::poll(script, &mut self.terminal, world) {
            Poll::Wait(next) => Poll::Wait(next.into_iter().chain(self.until).min()),
            done => done,
        }
    }
}
