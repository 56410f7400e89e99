//! `xargs`: what is piped in becomes the words of a command.

use super::Tool;
use crate::kubectl::process::{Poll, Process, World};
use crate::shell::said::Said;
use crate::shell::{Script, Terminal, quote};
use std::collections::VecDeque;

/// What it exits with when a command failed.
const FAILED: u8 = 123;

/// The row.
pub static TOOL: Tool = Tool {
    name: "xargs",
    usage: "[-n COUNT] [-I WORD] [COMMAND]",
    summary: "run a command with what is piped in as its words",
    start: |words, terminal| {
        let (mut count, mut place) = (None, None);
        let mut rest = words;
        while let [flag, after @ ..] = rest
            && let Some(letters) = flag.strip_prefix('-')
        {
            let (letter, attached) = letters.split_at(letters.len().min(1));
            let (value, next) = match (letter, attached, after) {
                ("n" | "I" | "L", "", [value, next @ ..]) => (value.as_str(), next),
                (_, attached, next) => (attached, next),
            };
            match letter {
                "n" | "L" => count = value.parse::<usize>().ok().filter(|count| *count > 0),
                "I" => place = Some(value.to_owned()),
                "r" | "t" => {}
                _ => return Said::error(format!("xargs: invalid option -- '{letter}'"), 1),
            }
            rest = next;
        }
        let Some(terminal) = terminal.nested() else {
            return Said::error("xargs: too many shells begin one another", 1);
        };
        let command = match rest {
            [] => vec!["echo".to_owned()],
            words => words.to_vec(),
        };
        let lines = VecDeque::new();
        Box::new(Xargs {
            command,
            count,
            place,
            terminal,
            text: String::new(),
            lines,
            script: None,
            exit: 0,
        })
    },
};

#[derive(Clone)]
struct Xargs {
    command: Vec<String>,
    /// How many words each command gets; all if none is said.
    count: Option<usize>,
    /// The word that a line stands in place of.
    place: Option<String>,
    terminal: Terminal,
    text: String,
    /// The lines that are still to be run.
    lines: VecDeque<String>,
    script: Option<Script>,
    exit: u8,
}

impl Xargs {
    /// The command lines that the piped text asks for.
    fn gather(&mut self) {
        let joined =
            |words: &[String]| words.iter().map(|word| quote(word)).collect::<Vec<_>>().join(" ");
        if let Some(place) = &self.place {
            for line in self.text.lines().filter(|line| !line.trim().is_empty()) {
                let replaced = self.command.iter().map(|word| word.replace(place, line.trim()));
                self.lines.push_back(joined(&replaced.collect::<Vec<_>>()));
            }
            return;
        }
        let words: Vec<String> = self.text.split_whitespace().map(str::to_owned).collect();
        for words in words.chunks(self.count.unwrap_or(usize::MAX)) {
            self.lines.push_back(format!("{} {}", joined(&self.command), joined(words)));
        }
    }
}

impl Process for Xargs {
    fn poll(&mut self, world: &mut World) -> Poll {
        if let Some(input) = world.input.take() {
            self.text.push_str(&input.text);
            if !input.ended {
                return Poll::Wait(None);
            }
            self.gather();
            self.text.clear();
        }
        loop {
            if self.script.is_none() {
                let Some(line) = self.lines.pop_front() else { return Poll::Done(self.exit) };
                self.terminal.files.clone_from(world.files);
                self.terminal.config.clone_from(world.config);
                self.script = Some(Script::new(&line, world.cause));
            }
            let Some(script) = &mut self.script else { return Poll::Done(self.exit) };
            match script.poll(world.cluster, &mut self.terminal, world.output) {
                Poll::Wait(until) => return Poll::Wait(until),
                Poll::Done(0) => {}
                Poll::Done(_) => self.exit = FAILED,
            }
            self.script = None;
        }
    }
}
