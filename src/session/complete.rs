//! What Tab knows: how a word of a command line can go on.

use super::Session;
use crate::kubectl::complete::{Shelf, complete};
use crate::shell::programs;
use crate::shell::tools::TOOLS;

/// How a word can go on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// The byte of the line at which the word begins.
    pub start: usize,
    /// The words that it can become, in order; none if nothing is known.
    pub choices: Vec<String>,
}

/// The words after `cluster`.
const MACHINES: &[&str] = &["add", "remove", "start", "stop"];

impl Session {
    /// How the word before `cursor`, a place in bytes, can go on.
    pub fn complete(&self, line: &str, cursor: usize) -> Completion {
        let Some(before) = line.get(..cursor.min(line.len())) else { return Completion::default() };
        let parts = |letter: char| letter.is_whitespace() || "|;&<>".contains(letter);
        let start = before.len() - before.rsplit(parts).next().unwrap_or_default().len();
        let command = before[..start].rfind(['|', ';', '&']).map_or(0, |place| place + 1);
        let words: Vec<&str> = before[command..start].split_whitespace().collect();
        let redirected = words.iter().any(|word| [">", ">>", "<"].contains(word));
        let inner = self.terminal.inner.as_ref().filter(|_| {
            !words.first().is_some_and(|word| self.is_kubectl(word) || *word == "cluster")
        });
        if let Some(inner) = inner {
            let begun = &before[start..];
            let choices = match words.is_empty() {
                true => begun_with(programs(), begun),
                false => begun_with(inner.files.keys().map(String::as_str), begun),
            };
            return Completion { start, choices };
        }
        let choices = match words.split_first() {
            _ if redirected => self.file_names(&before[start..]),
            None => {
                let own = self.terminal.aliases.keys().map(String::as_str);
                let tools = TOOLS.iter().map(|tool| tool.name);
                begun_with(own.chain(tools).chain(["kubectl", "cluster"]), &before[start..])
            }
            Some((name, words)) if self.is_kubectl(name) => {
                complete(words, &before[start..], self.shelf())
            }
            Some((&"cluster", words)) => self.machine_words(words, &before[start..]),
            Some(_) => self.file_names(&before[start..]),
        };
        Completion { start, choices }
    }

    /// Whether a word is kubectl, or its alias.
    fn is_kubectl(&self, word: &str) -> bool {
        let meaning = self.terminal.aliases.get(word).map(String::as_str);
        meaning.unwrap_or(word) == "kubectl"
    }

    fn shelf(&self) -> Shelf<'_> {
        Shelf { view: self.cluster().view(), files: self.files(), config: self.config() }
    }

    fn file_names(&self, begun: &str) -> Vec<String> {
        self.files().keys().filter(|name| name.starts_with(begun)).cloned().collect()
    }

    fn machine_words(&self, words: &[&str], begun: &str) -> Vec<String> {
        let choices: Vec<String> = match words {
            [] => vec!["node".to_owned()],
            ["node"] => MACHINES.iter().map(|word| (*word).to_owned()).collect(),
            ["node", "remove" | "start" | "stop"] => {
                self.cluster().view().machines().iter().map(|(name, _)| name.to_string()).collect()
            }
            _ => Vec::new(),
        };
        choices.into_iter().filter(|choice| choice.starts_with(begun)).collect()
    }
}

/// The names that go on from what is written, in order.
fn begun_with<'names>(names: impl Iterator<Item = &'names str>, begun: &str) -> Vec<String> {
    let mut names: Vec<String> =
        names.filter(|name| name.starts_with(begun)).map(str::to_owned).collect();
    crate::order::sort(&mut names);
    names.dedup();
    names
}
