//! `watch`: a command again and again, each time on an empty screen.

use super::Tool;
use crate::kubectl::process::{Poll, Process, Stream, World};
use crate::shell::{CLEAR, Script, Terminal, nested, said::Said};
use crate::time::{Milliseconds, SECOND, Time};

/// The row.
pub static TOOL: Tool = Tool {
    name: "watch",
    usage: "[-n SECONDS] COMMAND",
    summary: "run a command again every two seconds, until Ctrl-C",
    start: |words, terminal| {
        let mut words = words.to_vec();
        let mut interval: f64 = 2.0;
        while let Some(word) = words.first().filter(|word| word.starts_with('-')).cloned() {
            words.remove(0);
            if word == "-n" && !words.is_empty() {
                interval = crate::float::parse(&words.remove(0)).unwrap_or(2.0);
            } else if let Some(text) = word.strip_prefix("-n") {
                interval = crate::float::parse(text).unwrap_or(2.0);
            }
        }
        if words.is_empty() {
            return Said::error("usage: watch [-n SECONDS] COMMAND", 1);
        }
        let interval = (interval.clamp(0.1, 3_600.0) * SECOND as f64) as Milliseconds;
        // As with the real one, the words are a shell's line again.
        let Some(terminal) = terminal.nested() else {
            return Said::error("watch: too many shells begin one another", 1);
        };
        Box::new(Watch { line: words.join(" "), terminal, script: None, interval, next: None })
    },
};

#[derive(Clone)]
struct Watch {
    line: String,
    terminal: Terminal,
    /// What runs now, until its next time comes.
    script: Option<Script>,
    interval: Milliseconds,
    next: Option<Time>,
}

impl Process for Watch {
    fn poll(&mut self, world: &mut World) -> Poll {
        let now = world.cluster.now();
        if self.next.is_none_or(|next| next <= now) {
            self.next = Some(now.plus(self.interval));
            let seconds = self.interval as f64 / SECOND as f64;
            let heading = format!("{CLEAR}Every {seconds}s: {}\n\n", self.line);
            world.output.push(Stream::Out, &heading);
            *world.rounds = 0;
            self.script = Some(Script::new(&self.line, world.cause));
        }
        let script = self.script.as_mut();
        let poll = script.map(|script| nested::poll(script, &mut self.terminal, world));
        let until = match poll {
            Some(Poll::Wait(until)) => until,
            _ => {
                self.script = None;
                None
            }
        };
        Poll::Wait(until.into_iter().chain(self.next).min())
    }
}
