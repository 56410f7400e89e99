//! What is particular about a recording of a real control plane, which names its version in the
//! front matter (`kubernetes: v1.36.2`).
//!
//! Real commands take time, what was piped in stands in files `stdin-…`, a part of a longer
//! session may use a namespace that an earlier part made, and names that chance drew differ.  A
//! recording whose title ends in `-fresh` is about creation: between its lines, unrecorded,
//! everything was deleted again.

use super::Session;
use super::document::{Document, Part};
use super::namesakes::Namesakes;
use crate::cluster::ClusterOptions;
use crate::kubectl::process::Files;
use crate::ordered::OrderedSet;
use crate::time::Milliseconds;

/// How many facts a replay keeps, so that its journal tells of the whole session.
const FACTS: usize = 32_768;

/// How the lines of one recording are run.
pub struct Recording {
    /// It lists all its files at its beginning; each was written when a line first named it, and
    /// what was piped in was no file at all.
    files: Files,
    /// Those that are there: a line may have changed them.
    written: OrderedSet<String>,
    names: Namesakes,
    /// With what each line begins, if none finds what an earlier one made.
    fresh: Option<ClusterOptions>,
}

/// With what a document's cluster begins.  The front matter of a recording may miscount the
/// machines, because it says how many the recorder was made for: if the nodes are listed before a
/// line adds or takes any, those are the ones.
pub fn options(document: &Document) -> ClusterOptions {
    let listed = if document.is_recording { listed_machines(document) } else { None };
    let options = document.options.clone();
    ClusterOptions { nodes: listed.unwrap_or(options.nodes), facts: FACTS, ..options }
}

impl Recording {
    /// What a session needs to replay a document, if that is a recording.  Makes the namespaces
    /// that were there before.
    pub fn of(document: &Document, session: &mut Session) -> Option<Recording> {
        if !document.is_recording {
            return None;
        }
        for name in earlier_namespaces(document) {
            session.run(&format!("kubectl create namespace {name}"));
        }
        session.take_output();
        let fresh = is_fresh(document).then(|| options(document));
        let (files, written) = (Files::default(), OrderedSet::new());
        Some(Recording { files, written, names: Namesakes::default(), fresh })
    }

    /// Keeps a file.
    pub fn add(&mut self, name: &str, text: &str) {
        self.files.insert(name.to_owned(), text.to_owned());
        self.written.remove(name);
    }

    /// Runs a line in the time that a real command takes.
    pub fn run(&mut self, line: &str, session: &mut Session) {
        if let Some(options) = &self.fresh {
            let begun = session.now();
            *session = Session::new(options);
            self.written = OrderedSet::new();
            session.advance_to(begun);
        }
        // A pod that left its owner by a label was given back between two recorded lines: found
        // here, it would stay away for the rest of the session.
        let line = match line.starts_with("kubectl label ") {
            true => line.to_owned(),
            false => self.names.translate(line, session.cluster().view().store()),
        };
        self.put_out(&line, session);
        session.advance_to(session.now().plus(start_up(&line)));
        let finished = session.run(&as_run(&line));
        session.advance_to(session.now().plus(closing(&line, &finished.output)));
        self.put_away(&line, session);
    }

    /// Takes note of what a line printed there and here.
    pub fn learn(&mut self, there: &[String], here: &str) {
        self.names.learn(there, here);
    }

    /// Writes the files that a line is the first to name.
    fn put_out(&mut self, line: &str, session: &mut Session) {
        for name in line.split([' ', '=', ',']) {
            let Some(text) = self.files.get(name) else { continue };
            if !self.written.contains(name) {
                session.write_file(name, self.without_piped(text));
                self.written.insert(name.to_owned());
            }
        }
    }

    /// A file without what the recorder added to it when it wrote the list: documents, each after
    /// an empty line and a separator, that later lines were piped.
    fn without_piped<'text>(&self, text: &'text str) -> &'text str {
        let added = |text: &'text str| {
            let piped = self.files.iter().filter(|(name, _)| is_piped(name));
            piped
                .filter_map(|(_, document)| text.strip_suffix(document.as_str()))
                .find_map(|rest| rest.strip_suffix("\n---\n").filter(|rest| rest.ends_with('\n')))
        };
        std::iter::successors(Some(text), |text| added(text)).last().unwrap_or(text)
    }

    /// Takes away what the line was piped.
    fn put_away(&mut self, line: &str, session: &mut Session) {
        for name in line.split(' ').filter(|name| is_piped(name)) {
            session.terminal.files.remove(name);
            self.written.remove(name);
        }
    }
}

fn is_fresh(document: &Document) -> bool {
    document.parts.iter().any(|part| {
        matches!(part, Part::Prose(text) if text.starts_with("# ") && text.trim_end().ends_with("-fresh"))
    })
}

fn is_piped(word: &str) -> bool {
    word.starts_with("stdin-") && word.ends_with(".yaml")
}

/// How long a command needed before the API server heard of it, where the recordings were made.
/// Measured over all of them: with these two, most ages are right to the second, and around these
/// numbers most commands agree.
fn start_up(line: &str) -> Milliseconds {
    if line.starts_with("kubectl ") { 75 } else { 0 }
}

/// How long it needed to end: `apply` asks the API server more than once for each object that it
/// names, and a kubelet took its time to stop.
fn closing(line: &str, printed: &str) -> Milliseconds {
    let applied = [" created", " configured", " unchanged"];
    let is_applied = |line: &&str| applied.iter().any(|end| line.ends_with(end));
    match line.strip_prefix("kubectl ") {
        Some(verb) if verb.starts_with("apply") => {
            let more = printed.lines().filter(is_applied).count().saturating_sub(1);
            50 + 75 * more as Milliseconds
        }
        Some(_) => 20,
        None if line.starts_with("cluster node stop") => 500,
        None => 0,
    }
}

/// A line as it was run: `-f stdin-01.yaml` stands for what was piped in.
fn as_run(line: &str) -> String {
    let words: Vec<String> = line
        .split(' ')
        .map(|word| match is_piped(word) {
            true => format!("- < {word}"),
            false => word.to_owned(),
        })
        .collect();
    words.join(" ")
}

/// How many machines the first listing of all nodes shows, if they were not changed before and
/// have the names with which a cluster begins.
fn listed_machines(document: &Document) -> Option<u32> {
    let changes = |line: &str| {
        ["cluster node add", "cluster node remove", "kubectl delete node"]
            .iter()
            .any(|start| line.starts_with(start))
    };
    let mut parts = document.parts.iter().peekable();
    while let Some(part) = parts.next() {
        match part {
            Part::Line(line) if changes(line) => return None,
            Part::Line(line) if line == "kubectl get nodes" => {
                let Some(Part::Printed(printed, 0)) = parts.peek() else { return None };
                let rows = printed.iter().filter(|row| !row.starts_with("NAME "));
                let mut count = 0;
                for row in rows {
                    count += 1;
                    if !row.starts_with(&format!("node-{count} ")) {
                        return None;
                    }
                }
                return Some(count).filter(|count| *count > 0);
            }
            _ => {}
        }
    }
    None
}

/// The namespaces that were there before: something was made in them, as the recorded output
/// says, and no line made them.
fn earlier_namespaces(document: &Document) -> Vec<String> {
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
