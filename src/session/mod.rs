//! A session: a seed, files, and lines with their times; replayed by one function.
//!
//! Nothing changes a session but its actions: a line, a file saved or removed, Ctrl-C, each at
//! an instant of virtual time.  The same options and actions give the same journal.

mod complete;
mod document;
mod history;
mod markdown;
mod namesakes;
mod recording;

pub use complete::Completion;
pub use history::{Action, Entry};
pub use markdown::{replay, replay_journal, replay_session, write};

use crate::cluster::{Actor, Cluster, ClusterOptions};
use crate::kubectl::process::{
    Container, Files, Kubeconfig, Leaving, Output, Poll, Stream, session_ended,
};
use crate::shell::{CLEAR, Script, Terminal, quote};
use crate::store::{DeleteOptions, Server};
use crate::time::{Milliseconds, Time};

/// How long [`Session::run`] lets a line wait before it presses Ctrl-C, in virtual time.
pub const RUN_LIMIT: Milliseconds = 2 * 60 * 60 * 1_000;
/// How many things may happen at one instant before the next action no longer waits for them.
const SETTLE_LIMIT: usize = 1_000_000;
/// How many things may happen at one instant before a command that follows them is told of them:
/// fewer than a journal keeps.
const MOST_UNSEEN: usize = 64;
/// What a command that Ctrl-C ended exits with.
pub const INTERRUPTED: u8 = 130;

/// A cluster with its terminal and everything that was done in it.
#[derive(Clone)]
pub struct Session {
    options: ClusterOptions,
    cluster: Cluster,
    terminal: Terminal,
    foreground: Option<Foreground>,
    history: Vec<Entry>,
    chunks: Vec<Chunk>,
}

/// The command that has the terminal.
#[derive(Clone)]
struct Foreground {
    script: Script,
    /// Whether it runs in the container's shell that the learner has entered.
    inside: bool,
    deadline: Option<Time>,
    seen: crate::cluster::FactId,
}

/// A piece of what the terminal shows, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chunk {
    /// A command line, as it was typed.
    Line(String),
    /// Text that a command printed, with its line breaks.
    Text(Stream, String),
    /// Ctrl-C was pressed.
    Interrupt,
    /// The command ended with this status.
    Exit(u8),
    /// The screen is to be cleared.
    Clear,
}

/// What a line printed and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// Both streams in the order of printing.
    pub output: String,
    /// The exit status.
    pub exit: u8,
}

/// Why a line was not started: another command has the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

impl Session {
    /// A session whose cluster has just come up.
    pub fn new(options: &ClusterOptions) -> Session {
        let mut terminal = Terminal::default();
        terminal.aliases.insert("k".to_owned(), "kubectl".to_owned());
        Session {
            options: options.clone(),
            cluster: Cluster::new(options),
            terminal,
            foreground: None,
            history: Vec::new(),
            chunks: Vec::new(),
        }
    }

    /// With what the cluster began.
    pub fn options(&self) -> &ClusterOptions {
        &self.options
    }

    /// The cluster, to read.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// The instant to which the session has come.
    pub fn now(&self) -> Time {
        self.cluster.now()
    }

    /// The files by name.
    pub fn files(&self) -> &Files {
        &self.terminal.files
    }

    /// The namespace that is meant when none is said, as `kubectl config` has it.
    pub fn config(&self) -> &Kubeconfig {
        &self.terminal.config
    }

    /// Everything that was done, in order.
    pub fn history(&self) -> &[Entry] {
        &self.history
    }

    /// The lines that were given, each with its time.
    pub fn lines(&self) -> impl Iterator<Item = (Time, &str)> {
        self.history.iter().filter_map(|entry| match &entry.action {
            Action::Line(line) => Some((entry.at, line.as_str())),
            _ => None,
        })
    }

    /// Saves a file; a text that it holds already is no action.
    pub fn write_file(&mut self, name: &str, text: &str) {
        if self.terminal.files.get(name).is_some_and(|present| present == text) {
            return;
        }
        self.note(Action::Write(name.to_owned(), text.to_owned()));
        self.terminal.files.insert(name.to_owned(), text.to_owned());
    }

    /// Removes a file, as the line `rm NAME` does; `false` if there is none of this name or a
    /// command has the terminal.
    pub fn remove_file(&mut self, name: &str) -> bool {
        self.files().contains_key(name)
            && self.terminal.inner.is_none()
            && self.submit(&format!("rm {}", quote(name))).is_ok()
    }

    /// Starts a line now.  What it can do without waiting is done at once.
    ///
    /// # Errors
    /// [`Busy`] if another command has the terminal.
    pub fn submit(&mut self, line: &str) -> Result<(), Busy> {
        self.settle();
        if self.foreground.is_some() {
            return Err(Busy);
        }
        self.note(Action::Line(line.to_owned()));
        self.chunks.push(Chunk::Line(line.to_owned()));
        self.terminal.remember(line);
        if let Some(inner) = &mut self.terminal.inner {
            inner.remember(line);
        }
        let inside = self.enters(line);
        let cause = self.cluster.note_command(line);
        let script = Script::new(line, Some(cause));
        let seen = self.cluster.journal().end();
        self.foreground = Some(Foreground { script, inside, deadline: None, seen });
        self.poll();
        Ok(())
    }

    /// Presses Ctrl-C: ends the command that has the terminal; `false` if none has.
    pub fn interrupt(&mut self) -> bool {
        self.settle();
        if self.foreground.is_none() {
            return false;
        }
        self.note(Action::Interrupt);
        self.chunks.push(Chunk::Interrupt);
        self.end(INTERRUPTED);
        true
    }

    /// Whether a command has the terminal.
    pub fn is_busy(&self) -> bool {
        self.foreground.is_some()
    }

    /// What the terminal is to show since this was last asked.
    pub fn take_output(&mut self) -> Vec<Chunk> {
        std::mem::take(&mut self.chunks)
    }

    /// The file that a line has brought into the editor since this was last asked.
    pub fn take_shown(&mut self) -> Option<String> {
        self.terminal.shown.take()
    }

    /// When something will happen next, in the cluster or in the terminal, if nobody does
    /// anything.
    pub fn next_event_at(&self) -> Option<Time> {
        let deadline = self.foreground.as_ref().and_then(|foreground| foreground.deadline);
        self.cluster.next_event_at().into_iter().chain(deadline).min()
    }

    /// Lets time pass until `time`, with everything that happens on the way.
    pub fn advance_to(&mut self, time: Time) {
        while self.step(time) {}
        self.cluster.advance_to(time);
    }

    /// Lets the next thing happen if it is due at `limit` or before; `false` if nothing is.
    pub fn step(&mut self, limit: Time) -> bool {
        let Some(next) = self.next_event_at().filter(|next| *next <= limit) else { return false };
        if !self.cluster.step(next) {
            self.cluster.advance_to(next);
        }
        if self.is_poll_due() {
            self.poll();
        }
        true
    }

    /// Lets everything happen that is due at this very instant: what is done next is done after
    /// it, here as in a replay.
    fn settle(&mut self) {
        let mut steps = 0..SETTLE_LIMIT;
        while steps.next().is_some() && self.step(self.now()) {}
    }

    /// Runs a line to its end and lets as much time pass as that takes, at most [`RUN_LIMIT`];
    /// then Ctrl-C ends it.  What it printed is answered and also remains for
    /// [`Session::take_output`].
    pub fn run(&mut self, line: &str) -> Finished {
        self.run_until(line, self.now().plus(RUN_LIMIT))
    }

    /// As [`Session::run`], with Ctrl-C at `limit`.
    pub fn run_until(&mut self, line: &str, limit: Time) -> Finished {
        let first = self.chunks.len();
        if self.submit(line).is_err() {
            return Finished { output: String::new(), exit: INTERRUPTED };
        }
        while self.is_busy() && self.step(limit) {}
        if self.is_busy() {
            self.advance_to(limit);
            self.interrupt();
        }
        let mut finished = Finished { output: String::new(), exit: 0 };
        for chunk in &self.chunks[first..] {
            match chunk {
                Chunk::Text(_, text) => finished.output.push_str(text),
                Chunk::Exit(exit) => finished.exit = *exit,
                Chunk::Line(_) | Chunk::Interrupt | Chunk::Clear => {}
            }
        }
        finished
    }

    /// Whether a line would succeed at this very instant: a lesson's check.  Changes nothing.
    pub fn check(&self, line: &str) -> bool {
        let mut fork = self.clone();
        fork.foreground = None;
        fork.terminal.inner = None;
        fork.chunks.clear();
        fork.submit(line).is_ok() && fork.chunks.contains(&Chunk::Exit(0))
    }

    /// What stands before the next line: `$`, or the container whose shell it is for.
    pub fn prompt(&self) -> String {
        match self.terminal.inner.as_ref().and_then(|inner| inner.container.as_ref()) {
            Some(container) => format!("{}:/#", container.pod.name),
            None => "$".to_owned(),
        }
    }

    /// Whether a line is for the container's shell that the learner has entered.  What is said
    /// to the cluster is not, as from a second window; and a shell whose container has gone is
    /// left.
    fn enters(&mut self, line: &str) -> bool {
        let view = self.cluster.view();
        self.terminal.inner.take_if(|inner| {
            inner.container.as_ref().is_none_or(|container| !container.is_there(&view))
        });
        let first = line.split_whitespace().next().unwrap_or_default();
        let first = self.terminal.aliases.get(first).map_or(first, String::as_str);
        self.terminal.inner.is_some() && !first.starts_with("kubectl") && first != "cluster"
    }

    fn note(&mut self, action: Action) {
        self.history.push(Entry { at: self.now(), action, finished: None });
    }

    /// Whether something has happened that the foreground command may tell of.  What is done half
    /// is told of only if so much happens at once that the journal would forget it.
    fn is_poll_due(&self) -> bool {
        self.foreground.as_ref().is_some_and(|foreground| {
            let unseen = self.cluster.journal().end().0 - foreground.seen.0;
            match self.cluster.is_between() {
                true => unseen >= MOST_UNSEEN,
                false => {
                    unseen > 0 || foreground.deadline.is_some_and(|deadline| deadline <= self.now())
                }
            }
        })
    }

    /// Lets the foreground command go on as far as it can.
    fn poll(&mut self) {
        let Some(foreground) = &mut self.foreground else { return };
        let mut output = Output::default();
        let terminal = match &mut self.terminal.inner {
            Some(inner) if foreground.inside => inner,
            _ => &mut self.terminal,
        };
        let poll = foreground.script.poll(&mut self.cluster, terminal, &mut output);
        foreground.seen = self.cluster.journal().end();
        for (stream, text) in output.chunks {
            self.chunks.extend(on_screen(stream, text));
        }
        match poll {
            Poll::Done(exit) => self.end(exit),
            // A deadline that has passed would stop the clock.
            Poll::Wait(deadline) => {
                foreground.deadline = deadline.map(|time| time.max(self.cluster.now().plus(1)));
            }
        }
    }

    fn end(&mut self, exit: u8) {
        let inside = self.foreground.take().is_some_and(|foreground| foreground.inside);
        let entered = self.terminal.entered.take();
        match self.terminal.inner.as_mut().filter(|_| inside) {
            Some(inner) => inner.exit = exit,
            None => self.terminal.exit = exit,
        }
        let mut exit = exit;
        let left = self.terminal.inner.take_if(|inner| inner.has_ended());
        if let Some(inner) = left
            && let Some(container) = &inner.container
        {
            exit = self.leave(container, inner.exit);
            self.terminal.exit = exit;
        }
        if let Some(container) = entered {
            self.terminal.inner = Some(Box::new(Terminal::inside(container)));
        }
        let now = self.now();
        let line = self.history.iter_mut().rev().find(|entry| entry.is_line());
        if let Some(entry) = line {
            entry.finished = Some(now);
        }
        self.chunks.push(Chunk::Exit(exit));
    }
}

impl Session {
    /// What follows when a container's shell is left with this code; the code that kubectl itself
    /// ends with.
    fn leave(&mut self, container: &Container, code: u8) -> u8 {
        if container.leaving == Leaving::Nothing {
            if code != 0 {
                self.complain(format!("command terminated with exit code {code}\n"));
            }
            return code;
        }
        let pod = &container.pod;
        let found = self.cluster.view().get(pod).cloned();
        let policy = found.map(|pod| pod.spec().get("restartPolicy").str().to_owned());
        let policy = policy.unwrap_or_default();
        self.cluster.leave_process(pod, &container.id, i32::from(code));
        self.say(format!("{}\n", session_ended(pod, &container.name)));
        if container.leaving == Leaving::Removed {
            let options = DeleteOptions::default();
            let delete = |server: &mut Server| server.delete(pod, &options);
            if self.cluster.request(&Actor::User, None, delete).0.is_ok() {
                self.say(format!(
                    "pod \"{}\" deleted from {} namespace\n",
                    pod.name, pod.namespace
                ));
            }
        }
        // Where a failed container starts again, nobody waits for its code.
        if policy != "Never" || code == 0 {
            return 0;
        }
        self.complain(format!("pod {}/{} terminated (Error)\n", pod.namespace, pod.name));
        code
    }

    fn complain(&mut self, text: String) {
        self.chunks.push(Chunk::Text(Stream::Error, text));
    }

    fn say(&mut self, text: String) {
        self.chunks.push(Chunk::Text(Stream::Out, text));
    }
}

/// What a printed text does to the screen.
fn on_screen(stream: Stream, text: String) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    for (index, text) in text.split(CLEAR).enumerate() {
        if index > 0 {
            chunks.push(Chunk::Clear);
        }
        if !text.is_empty() {
            chunks.push(Chunk::Text(stream, text.to_owned()));
        }
    }
    chunks
}
