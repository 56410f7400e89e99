//! The reader's files: drafts in the editor until a command line runs, then files of the session.

use super::{examples, storage};
use crate::api::diagnose::diagnose;
use crate::diagnostic::Diagnostic;
use crate::kubectl::process::Files;
use crate::lessons::lesson::Lesson;
use crate::ordered::OrderedMap;
use crate::session::Session;
use std::rc::Rc;

/// The longest text that is examined, in bytes.
const LONGEST: usize = 128 * 1024;
/// The least time between two examinations, in milliseconds on the wall.
const PAUSE: f64 = 150.0;

/// What lies on the desk.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// The files that have a tab, in the order of opening.
    pub open: Vec<String>,
    /// The file in the editor.
    pub active: String,
    /// The files as the last command found them.
    seen: Files,
    /// Texts that no command has seen yet.
    drafts: OrderedMap<String, String>,
    /// What was found in the active file.
    pub findings: Rc<Vec<Diagnostic>>,
    /// Counts the changes that were not typed: the editor then takes the text anew.
    pub revision: usize,
    /// Where the editor's cursor should go, and the number of that wish.
    pub wish: Option<(usize, usize)>,
    /// Where changes are kept in the browser: the lesson's name, or nothing in the playground.
    pub shelf: String,
    is_examined: bool,
    examined_at: f64,
}

impl Desk {
    /// The playground's desk: the examples, and over them what the reader changed before.
    pub fn playground(session: &mut Session) -> Desk {
        for (name, text) in examples::EXAMPLES {
            session.write_file(name, text);
        }
        let open = examples::EXAMPLES.iter().map(|(name, _)| (*name).to_owned()).collect();
        let mut desk = Desk { open, ..Desk::default() };
        for (name, text) in storage::files("") {
            session.write_file(&name, &text);
            desk.show(&name);
        }
        desk.show("mysql.yaml");
        desk
    }

    /// A lesson's desk: its files, each with a tab, and what the reader made of them before.
    pub fn lesson(name: &str, lesson: &Lesson) -> Desk {
        let names: Vec<String> = lesson.files.iter().map(|(name, _)| name.clone()).collect();
        let first = names.first().cloned().unwrap_or_default();
        let mut desk = Desk { open: names, shelf: name.to_owned(), ..Desk::default() };
        for (name, text) in storage::files(&desk.shelf) {
            if !desk.open.contains(&name) {
                desk.open.push(name.clone());
            }
            desk.drafts.insert(name, text);
        }
        desk.show(&first);
        desk
    }

    /// The text of a file, as it is typed so far.
    pub fn text<'desk>(&'desk self, name: &str, session: &'desk Session) -> &'desk str {
        let saved = || session.files().get(name).map_or("", String::as_str);
        self.drafts.get(name).map_or_else(saved, String::as_str)
    }

    /// Whether a file has changes that no command has seen.
    pub fn is_draft(&self, name: &str) -> bool {
        self.drafts.contains_key(name)
    }

    /// Brings a file into the editor.
    pub fn show(&mut self, name: &str) {
        if !name.is_empty() && !self.open.iter().any(|open| open == name) {
            self.open.push(name.to_owned());
        }
        self.active = name.to_owned();
        self.revision += 1;
        self.is_examined = false;
        self.findings = Rc::default();
    }

    /// Makes a new file and brings it into the editor.
    pub fn make(&mut self, session: &mut Session) {
        let is_free = |name: &String| !session.files().contains_key(name);
        let mut names = (1..1_000).map(|number| format!("new-{number}.yaml"));
        let Some(name) = names.find(is_free) else { return };
        session.write_file(&name, "");
        self.show(&name);
    }

    /// The active file was changed by typing.
    pub fn edit(&mut self, text: String) {
        storage::save_file(&self.shelf, &self.active, &text);
        self.drafts.insert(self.active.clone(), text);
        self.is_examined = false;
    }

    /// Mends a finding in the active file.
    pub fn fix(&mut self, index: usize, session: &Session) {
        let Some(code) = self.findings.get(index).map(|finding| finding.code) else { return };
        self.examine(session);
        let fix = self.findings.get(index).filter(|finding| finding.code == code);
        let fix = fix.and_then(|finding| finding.fix.clone());
        let Some(fix) = fix else { return };
        let mut text = self.text(&self.active, session).to_owned();
        if text.get(fix.span.start..fix.span.end).is_none() {
            return;
        }
        text.replace_range(fix.span.start..fix.span.end, &fix.replacement);
        self.edit(text);
        self.revision += 1;
    }

    /// Wishes the cursor to the finding of this number.
    pub fn reveal(&mut self, index: usize) {
        if let Some(finding) = self.findings.get(index) {
            let number = self.wish.map_or(0, |(number, _)| number) + 1;
            self.wish = Some((number, finding.span.start));
        }
    }

    /// Examines the active file if it was changed, a while after the last time; `true` if
    /// anything else is found now.
    pub fn frame(&mut self, at: f64, session: &Session) -> bool {
        if self.is_examined || at - self.examined_at < PAUSE {
            return false;
        }
        self.examined_at = at;
        let before = self.findings.clone();
        self.examine(session);
        before != self.findings
    }

    fn examine(&mut self, session: &Session) {
        let text = self.text(&self.active, session);
        let findings = if text.len() <= LONGEST { diagnose(text) } else { Vec::new() };
        self.findings = Rc::new(findings);
        self.is_examined = true;
    }

    /// Gives every draft to the session, so that the next command sees it.
    pub fn save(&mut self, session: &mut Session) {
        for (name, text) in std::mem::take(&mut self.drafts) {
            session.write_file(&name, &text);
        }
        self.seen.clone_from(session.files());
    }

    /// Takes in what a command did to the files: a new one gets its tab, a changed one its text,
    /// and one that is gone loses both.
    pub fn follow(&mut self, session: &mut Session) {
        for (name, text) in session.files() {
            if self.seen.get(name) == Some(text) {
                continue;
            }
            storage::save_file(&self.shelf, name, text);
            if !self.open.contains(name) {
                self.open.push(name.clone());
            }
            if *name == self.active {
                self.revision += 1;
                self.is_examined = false;
            }
        }
        self.seen.clone_from(session.files());
        let is_there = |name: &String| self.seen.contains_key(name) || self.is_draft(name);
        let open: Vec<String> = self.open.iter().filter(|name| is_there(name)).cloned().collect();
        self.open = open;
        let shown = session.take_shown();
        let lost = !self.active.is_empty() && !self.open.contains(&self.active);
        if let Some(name) = shown.or_else(|| self.open.first().filter(|_| lost).cloned()) {
            self.show(&name);
        }
    }
}
