//! The terminal: words, pipes, files, machines, and the foreground process.

mod asides;
mod blocks;
mod container;
mod disk;
mod expand;
mod machines;
mod nested;
mod pipeline;
mod reader;
mod running;
mod said;
mod script;
mod syntax;
pub mod tools;

use container::PROGRAMS;
pub use container::programs;
pub use script::Script;
pub use syntax::SyntaxError;

use crate::api::nearest::distance;
use crate::kubectl::process::{Container, Files, Kubeconfig, Process};
use crate::ordered::OrderedMap;
use said::Said;

/// How many lines `history` remembers.
const HISTORY_LIMIT: usize = 1_000;

/// What outlives a line: files, the current namespace, variables, the lines before.
#[derive(Clone, Debug, Default)]
pub struct Terminal {
    /// The learner's files by name.
    pub files: Files,
    /// What `kubectl config` holds.
    pub config: Kubeconfig,
    /// Variables by name.
    pub variables: OrderedMap<String, String>,
    /// The lines given so far, oldest first.
    pub history: Vec<String>,
    /// Other words for commands, by the word: `k` is `kubectl`.
    pub aliases: OrderedMap<String, String>,
    /// The exit status of the last command: `$?`.
    pub exit: u8,
    /// The container whose shell this is; none if it is the learner's own.
    pub container: Option<Container>,
    /// How many shells have begun one another to come to this one.
    pub depth: usize,
    /// The container that a line has entered: its shell gets the lines from now on.
    pub entered: Option<Container>,
    /// The file that a line brings into the editor.
    pub shown: Option<String>,
    /// The container's shell that has the lines.
    pub inner: Option<Box<Terminal>>,
    /// Where a command wants to go on, until what it speaks to hears it.
    jump: Option<Jump>,
    /// How often the loops of this line went round, all together.
    rounds: usize,
}

/// Where a command may want to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Jump {
    /// After the loop.
    Break,
    /// At the loop's next round.
    Continue,
    /// Nowhere: the shell has ended.
    Exit,
}

impl Terminal {
    /// The shell of a container.
    pub fn inside(container: Container) -> Terminal {
        Terminal {
            files: container.files.clone(),
            variables: container.variables.clone(),
            container: Some(container),
            ..Terminal::default()
        }
    }

    /// Whether the shell has ended: `exit`.
    pub fn has_ended(&self) -> bool {
        self.jump == Some(Jump::Exit)
    }

    /// Remembers a line for `history`; its loops have not gone round yet.
    pub fn remember(&mut self, line: &str) {
        self.rounds = 0;
        self.jump = None;
        if self.history.len() == HISTORY_LIMIT {
            self.history.remove(0);
        }
        self.history.push(line.to_owned());
    }
}

/// Whether a line can be run as it is; otherwise the terminal asks for its next line (an open
/// quote, a here-document without its end).
pub fn is_complete(line: &str) -> bool {
    !matches!(syntax::parse(line), Err(SyntaxError::Incomplete(_)))
}

/// What a terminal is told in order to be cleared.
pub const CLEAR: &str = "\u{1b}[H\u{1b}[2J";

/// A word as it has to be written so that it is read as this text; most need no quotes.
pub fn quote(text: &str) -> String {
    let plain =
        |character: char| character.is_ascii_alphanumeric() || "-_./:=,@%+".contains(character);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    crate::kubelet::quote(text)
}

/// Starts the command of these words.
fn start(words: &[String], terminal: &mut Terminal) -> Box<dyn Process> {
    let expanded = expand_alias(words, terminal);
    if terminal.container.is_some() {
        let Some((name, rest)) = expanded.split_first() else { return Said::exit(0) };
        return container::start(name, rest, terminal);
    }
    let is_prefix = |word: &&String| asides::PREFIXES.contains(&word.as_str());
    let prefixes = expanded.iter().take_while(is_prefix).count();
    let Some((name, rest)) = expanded[prefixes..].split_first() else { return Said::exit(0) };
    if let Some(tool) = tools::find(name) {
        return (tool.start)(rest, terminal);
    }
    match name.as_str() {
        "kubectl" => return crate::kubectl::start(rest),
        "cluster" => return machines::start(rest),
        _ => {}
    }
    if let Some(process) = asides::find(name, rest, terminal) {
        return process;
    }
    let mut message = format!("bash: {name}: command not found");
    if let Some(near) = nearest(name) {
        message.push_str(&format!("\nDid you mean `{near}`?"));
    }
    Said::error(message, 127)
}

/// The words with the alias among them replaced by what it stands for.
fn expand_alias(words: &[String], terminal: &Terminal) -> Vec<String> {
    let meaning = words.first().and_then(|name| terminal.aliases.get(name));
    let Some(meaning) = meaning else { return words.to_vec() };
    meaning.split_whitespace().map(str::to_owned).chain(words[1..].iter().cloned()).collect()
}

/// The command that somebody may have meant.
fn nearest(name: &str) -> Option<&'static str> {
    let known = tools::TOOLS.iter().map(|tool| tool.name).chain(["kubectl", "cluster"]);
    let near = known.map(|known| (distance(name, known), known));
    near.filter(|(distance, known)| *distance <= 2 && *distance < known.len() - 1)
        .min()
        .map(|(_, known)| known)
}
