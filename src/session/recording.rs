//! What is particular about a recording of a real control plane, which names its version in the
//! front matter (`kubernetes: v1.36.2`).
//!
//! Real commands take time, what was piped in stands in files `stdin-…`, and a part of a longer
//! session may use a namespace that an earlier part made.

use super::Session;
use super::document::{Document, Part};
use crate::kubectl::process::Files;
use crate::time::Milliseconds;

/// The files of a recording.  It lists them all at its beginning; each was written when a line
/// first named it, and what was piped in was no file at all.
#[derive(Default)]
pub struct Shelf {
    files: Files,
}

impl Shelf {
    /// Keeps a file.
    pub fn add(&mut self, name: &str, text: &str) {
        self.files.insert(name.to_owned(), text.to_owned());
    }

    /// Writes the files that a line names.
    pub fn put_out(&self, line: &str, session: &mut Session) {
        for name in line.split([' ', '=', ',']) {
            if let Some(text) = self.files.get(name) {
                session.write_file(name, text);
            }
        }
    }

    /// Takes away what the line was piped.
    pub fn put_away(&self, line: &str, session: &mut Session) {
        for name in line.split(' ').filter(|name| is_piped(name)) {
            session.terminal.files.remove(name);
        }
    }
}

fn is_piped(word: &str) -> bool {
    word.starts_with("stdin-") && word.ends_with(".yaml")
}

/// How long a command that waits for nothing took where the recordings were made; `apply` asks
/// the API server more than once.
pub fn command_time(line: &str) -> Milliseconds {
    if line.starts_with("kubectl apply") { 130 } else { 65 }
}

/// A line as it was run: `-f stdin-01.yaml` stands for what was piped in.
pub fn as_run(line: &str) -> String {
    let words: Vec<String> = line
        .split(' ')
        .map(|word| match is_piped(word) {
            true => format!("- < {word}"),
            false => word.to_owned(),
        })
        .collect();
    words.join(" ")
}

/// The namespaces that were there before: something was made in them, as the recorded output
/// says, and no line made them.
pub fn earlier_namespaces(document: &Document) -> Vec<String> {
    let (mut made, mut earlier): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut line = "";
    for part in &document.parts {
        match part {
            Part::Line(text) => line = text,
            Part::Printed(printed, _) => {
                for name in printed.iter().filter_map(|text| text.strip_suffix(" created")) {
                    if let Some(name) = name.strip_prefix("namespace/") {
                        made.push(name.to_owned());
                    }
                    let used = namespace(line).unwrap_or("default").to_owned();
                    if used != "default" && !made.contains(&used) && !earlier.contains(&used) {
                        earlier.push(used);
                    }
                }
            }
            _ => {}
        }
    }
    earlier
}

/// The namespace that a line names.
pub fn namespace(line: &str) -> Option<&str> {
    let mut words = line.split(' ');
    words.find(|word| matches!(*word, "-n" | "--namespace")).and_then(|_| words.next())
}
