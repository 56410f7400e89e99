//! `xargs`: what is piped in becomes the words of a command.

use super::Tool;
use crate::kubectl::process::{Poll, Process, World};
use crate::shell::said::Said;
use crate::shell::{Script, Terminal, nested};
use std::collections::VecDeque;

/// What it exits with when a command failed.
const FAILED: u8 = 123;
/// How many bytes the words of a command may have together.
const ROOM: usize = 128 << 10;

/// The row.
pub static TOOL: Tool = Tool {
    name: "xargs",
    usage: "[-r] [-n COUNT] [-I WORD] [COMMAND]",
    summary: "run a command with what is piped in as its words",
    start,
};

fn start(words: &[String], terminal: &mut Terminal) -> Box<dyn Process> {
    let (mut count, mut place, mut runs_empty) = (usize::MAX, None, true);
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
            "n" | "L" => match value.parse() {
                Ok(number) if number > 0 => count = number,
                _ => {
                    let text = format!("xargs: invalid number \"{value}\" for -{letter} option");
                    return Said::error(text, 1);
                }
            },
            "I" => place = Some(value.to_owned()),
            "r" => runs_empty = false,
            "t" => {}
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
    let (text, items) = (String::new(), None);
    let runs_empty = runs_empty && place.is_none();
    Box::new(Xargs {
        command,
        count,
        place,
        runs_empty,
        terminal,
        text,
        items,
        script: None,
        exit: 0,
    })
}

#[derive(Clone)]
struct Xargs {
    command: Vec<String>,
    /// How many words each command gets at the most.
    count: usize,
    /// The word that a line stands in place of.
    place: Option<String>,
    /// Whether the command is run once even if nothing was piped in.
    runs_empty: bool,
    terminal: Terminal,
    text: String,
    /// The words or lines that no command has got yet, once all are there.
    items: Option<VecDeque<String>>,
    script: Option<Script>,
    exit: u8,
}

impl Xargs {
    /// Takes the piped text apart.
    fn gather(&mut self) {
        let text = std::mem::take(&mut self.text);
        let items: VecDeque<&str> = match self.place {
            Some(_) => text.lines().map(str::trim).filter(|line| !line.is_empty()).collect(),
            None => text.split_whitespace().collect(),
        };
        self.runs_empty &= items.is_empty();
        self.items = Some(items.into_iter().map(str::to_owned).collect());
    }

    /// The next command, if there is one more.
    fn next(&mut self) -> Option<Result<Vec<String>, &'static str>> {
        if std::mem::take(&mut self.runs_empty) {
            return Some(Ok(self.command.clone()));
        }
        let items = self.items.as_mut()?;
        let mut room = ROOM;
        let mut takes = |length: usize| {
            let left = room.checked_sub(length);
            room = left.unwrap_or(room);
            left.is_some()
        };
        if let Some(place) = &self.place {
            let line = items.pop_front()?;
            let length = |word: &String| word.len() + word.matches(place).count() * line.len();
            if !self.command.iter().all(|word| takes(length(word))) {
                return Some(Err("command too long"));
            }
            return Some(Ok(self.command.iter().map(|word| word.replace(place, &line)).collect()));
        }
        items.front()?;
        let mut words = self.command.clone();
        let fixed = words.len();
        while words.len() - fixed < self.count
            && let Some(word) = items.pop_front_if(|word| takes(word.len() + 1))
        {
            words.push(word);
        }
        Some(if words.len() > fixed { Ok(words) } else { Err("argument line too long") })
    }
}

impl Process for Xargs {
    fn poll(&mut self, world: &mut World) -> Poll {
        if let Some(input) = world.input.take() {
            self.text.push_str(&input.text);
            if !input.ended {
                return Poll::Wait(None);
            }
            if self.items.is_none() {
                self.gather();
            }
        }
        loop {
            if self.script.is_none() {
                match self.next() {
                    Some(Ok(words)) => self.script = Some(Script::of_words(words, world.cause)),
                    Some(Err(why)) => {
                        world.output.error(format!("xargs: {why}"));
                        return Poll::Done(1);
                    }
                    None => return Poll::Done(self.exit),
                }
            }
            let Some(script) = &mut self.script else { return Poll::Done(self.exit) };
            match nested::poll(script, &mut self.terminal, world) {
                Poll::Wait(until) => return Poll::Wait(until),
                Poll::Done(0) => {}
                Poll::Done(_) => self.exit = FAILED,
            }
            self.script = None;
        }
    }
}
