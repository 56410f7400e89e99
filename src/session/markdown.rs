//! Sessions from text and to text: replaying a document, and writing what was done as one.

use super::document::{self, Part};
use super::recording::{self, Recording};
use super::{Action, Chunk, Entry, Session};
use crate::kubectl::process::Stream;
use crate::time::Time;

/// Replays a document and prints it with the outputs of this run in place.
///
/// # Errors
/// What is wrong with the document, in a sentence.
pub fn replay(text: &str) -> Result<String, String> {
    replay_session(text).map(|(_, printed)| printed)
}

/// Replays a document and answers the journal: a line a fact, byte for byte the same wherever the
/// document is replayed.
///
/// # Errors
/// What is wrong with the document, in a sentence.
pub fn replay_journal(text: &str) -> Result<String, String> {
    let (session, _) = replay_session(text)?;
    let facts = session.cluster().journal().since(crate::cluster::FactId(0));
    Ok(facts.map(|fact| format!("{fact}\n")).collect())
}

/// As [`replay`], with the session as it is at the end.
///
/// # Errors
/// What is wrong with the document, in a sentence.
pub fn replay_session(text: &str) -> Result<(Session, String), String> {
    let document = document::parse(text)?;
    let mut session = Session::new(&recording::options(&document));
    let mut printed = String::new();
    let mut recording = Recording::of(&document, &mut session);
    for (index, part) in document.parts.iter().enumerate() {
        match part {
            Part::Prose(text) | Part::Remark(text) => printed.push_str(text),
            Part::File(name, text) => match &mut recording {
                Some(recording) => recording.add(name, text),
                None => session.write_file(name, text),
            },
            Part::Printed(..) => {}
            Part::Pass(length, text) => {
                printed.push_str(text);
                session.advance_to(session.now().plus(*length));
            }
            Part::Interrupt => {
                printed.push_str("^C\n");
                session.interrupt();
            }
            Part::Line(line) => {
                printed.push_str(&document::command(line));
                if let Some(recording) = &mut recording {
                    recording.run(line, &mut session);
                } else if is_interrupted(&document.parts[index + 1..]) {
                    let _ = session.submit(line);
                } else {
                    session.run(line);
                }
            }
        }
        let output = shown(session.take_output());
        if let (Some(recording), Some(Part::Printed(there, _))) =
            (&mut recording, document.parts.get(index + 1))
        {
            recording.learn(there, &output);
        }
        printed.push_str(&output);
    }
    Ok((session, printed))
}

/// What was done in a session as a document, without outputs: replaying it gives the same
/// journal.
pub fn write(session: &Session) -> String {
    let mut text = document::front_matter(session.options());
    let mut writer = Writer { text: &mut text, is_console: false, clock: session.options().start };
    let mut entries = session.history().iter().peekable();
    while let Some(entry) = entries.next() {
        writer.entry(entry);
        let Action::Line(_) = entry.action else { continue };
        // Files that were saved while a command ran until Ctrl-C stand after it.
        let mut saved = Vec::new();
        while let Some(next) = entries.next_if(|next| {
            matches!(next.action, Action::Write(..))
                && entry.finished.is_none_or(|end| next.at < end)
        }) {
            saved.push(next);
        }
        match entries.next_if(|next| next.action == Action::Interrupt) {
            Some(interrupt) => writer.entry(interrupt),
            None => writer.clock = entry.finished.unwrap_or(session.now()),
        }
        saved.into_iter().for_each(|entry| writer.entry(entry));
    }
    writer.pass(session.now());
    writer.close();
    text
}

struct Writer<'text> {
    text: &'text mut String,
    is_console: bool,
    clock: Time,
}

impl Writer<'_> {
    fn entry(&mut self, entry: &Entry) {
        self.pass(entry.at);
        match &entry.action {
            Action::Line(line) => {
                self.open();
                self.text.push_str(&document::command(line));
            }
            Action::Interrupt => {
                self.open();
                self.text.push_str("^C\n");
            }
            Action::Write(name, content) => {
                self.close();
                self.text.push_str(&document::file(name, content));
            }
        }
    }

    fn pass(&mut self, time: Time) {
        if time > self.clock {
            self.open();
            let length = document::duration(time.since(self.clock));
            self.text.push_str(&format!("~ {length}\n"));
            self.clock = time;
        }
    }

    fn open(&mut self) {
        if !self.is_console {
            self.text.push_str("```console\n");
            self.is_console = true;
        }
    }

    fn close(&mut self) {
        if self.is_console {
            self.text.push_str("```\n\n");
            self.is_console = false;
        }
    }
}

/// Whether the document presses Ctrl-C before its next line.
fn is_interrupted(rest: &[Part]) -> bool {
    let next = rest
        .iter()
        .find(|part| !matches!(part, Part::Printed(..) | Part::Remark(_) | Part::Pass(..)));
    next == Some(&Part::Interrupt)
}

/// What the terminal showed, as lines of a console block: what a command printed comes before
/// its complaints.
fn shown(chunks: Vec<Chunk>) -> String {
    let (mut out, mut error, mut exit) = (String::new(), String::new(), 0);
    for chunk in chunks {
        match chunk {
            Chunk::Text(Stream::Out, text) => out.push_str(&text),
            Chunk::Text(Stream::Error, text) => error.push_str(&text),
            Chunk::Exit(status) => exit = status,
            Chunk::Line(_) | Chunk::Interrupt | Chunk::Clear => {}
        }
    }
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    document::printed(&(out + &error), exit)
}
