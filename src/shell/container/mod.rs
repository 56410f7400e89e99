//! What runs in a container: its shell, and the programs that are in its image.

mod fetch;
mod programs;
mod resolve;

use super::blocks::Step;
use super::said::Said;
use super::tools::{self, Tool};
use super::{Script, Terminal, nested};
use crate::kubectl::process::{Container, Leaving, Poll, Process, World};
use crate::shell::syntax;

/// The code of a process that was killed.
const KILLED: u8 = 137;

/// The programs that only containers have.
pub static PROGRAMS: &[&Tool] = &[
    &fetch::CURL,
    &fetch::WGET,
    &resolve::NSLOOKUP,
    &programs::EXIT,
    &programs::HOSTNAME,
    &programs::ID,
    &programs::LS,
    &programs::MKDIR,
    &programs::SH,
    &programs::TOUCH,
    &programs::WHOAMI,
];

/// Starts a program of a container.
pub fn start(name: &str, words: &[String], terminal: &mut Terminal) -> Box<dyn Process> {
    match find(name) {
        Some(tool) => (tool.start)(words, terminal),
        None => Said::error(format!("sh: {name}: not found"), 127),
    }
}

/// The program of this name, which may be a path.
fn find(name: &str) -> Option<&'static Tool> {
    let name = name.rsplit('/').next().unwrap_or_default();
    let name = if matches!(name, "bash" | "ash" | "dash") { "sh" } else { name };
    let own = PROGRAMS.iter().copied().find(|tool| tool.name == name);
    own.or_else(|| tools::find(name))
}

/// The names of all programs.
pub fn programs() -> impl Iterator<Item = &'static str> {
    PROGRAMS.iter().chain(tools::TOOLS).map(|tool| tool.name)
}

/// Runs a line in a container, as `kubectl exec` does.
pub fn run(container: Container, line: &str) -> Box<dyn Process> {
    let first = syntax::parse(line).ok().and_then(|list| {
        let (_, Step::Pipeline(commands)) = list.first()? else { return None };
        Some(syntax::plain(commands.first()?.words.first()?))
    });
    if let Some(name) = first.filter(|name| find(name).is_none()) {
        let text = format!(
            "error: Internal error occurred: error executing command in container: OCI runtime \
             exec failed: exec failed: unable to start container process: exec: \"{name}\": \
             executable file not found in $PATH"
        );
        return Said::error(text, 1);
    }
    let origin = match container.leaving {
        Leaving::Nothing => Origin::Exec,
        Leaving::Told | Leaving::Removed => Origin::Process,
    };
    let terminal = Terminal::inside(container);
    Box::new(Inside { script: Script::new(line, None), terminal, origin })
}

/// Runs a script within a container's shell: `sh -c`.
fn nest(terminal: &Terminal, script: &str) -> Box<dyn Process> {
    match terminal.nested() {
        Some(terminal) => {
            Box::new(Inside { script: Script::new(script, None), terminal, origin: Origin::Shell })
        }
        None => Said::error("sh: too many shells begin one another", 2),
    }
}

/// A script that runs in a container.
#[derive(Clone)]
struct Inside {
    script: Script,
    terminal: Terminal,
    origin: Origin,
}

/// What has begun a script in a container.
#[derive(Clone, Copy, PartialEq)]
enum Origin {
    /// `kubectl exec`, which waits for it and tells how it ended.
    Exec,
    /// The container's start: it is its process.
    Process,
    /// Another shell, with the same files.
    Shell,
}

impl Inside {
    fn go_on(&mut self, world: &mut World) -> Poll {
        if self.origin == Origin::Shell {
            return nested::poll(&mut self.script, &mut self.terminal, world);
        }
        // The files here are the container's, not the learner's.
        std::mem::swap(world.rounds, &mut self.terminal.rounds);
        let poll = self.script.poll(world.cluster, &mut self.terminal, world.output);
        std::mem::swap(world.rounds, &mut self.terminal.rounds);
        poll
    }
}

impl Process for Inside {
    fn poll(&mut self, world: &mut World) -> Poll {
        let view = world.cluster.view();
        let is_there = self.terminal.container.as_ref().is_some_and(|own| own.is_there(&view));
        let poll = if is_there { self.go_on(world) } else { Poll::Done(KILLED) };
        if let Poll::Done(exit) = poll
            && exit != 0
            && self.origin == Origin::Exec
        {
            world.output.error(format!("command terminated with exit code {exit}"));
        }
        poll
    }
}
