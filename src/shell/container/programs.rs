//! The small programs of a container.

use crate::kubectl::process::{Poll, Process, World};
use crate::shell::asides;
use crate::shell::said::Said;
use crate::shell::tools::Tool;
use crate::shell::{Jump, Terminal};

/// `exit`: ends the shell.
pub static EXIT: Tool = Tool {
    name: "exit",
    usage: "[STATUS]",
    summary: "leave the container's shell",
    start: |words, terminal| {
        terminal.jump = Some(Jump::Exit);
        Said::exit(words.first().and_then(|word| word.parse().ok()).unwrap_or(terminal.exit))
    },
};

/// `hostname`: the pod's name.
pub static HOSTNAME: Tool = Tool {
    name: "hostname",
    usage: "[-i|-f]",
    summary: "print the pod's host name, its address, or its name with its domain",
    start: |words, terminal| {
        let file = |name| terminal.files.get(name).map(String::as_str).unwrap_or_default();
        let name = file("/etc/hostname").trim();
        let is_own = |line: &&str| line.split('\t').skip(1).any(|other| other == name);
        let own = file("/etc/hosts").lines().find(is_own).unwrap_or_default();
        let mut own = own.split('\t');
        let text = match words.first().map(String::as_str) {
            Some("-i" | "-I") => own.next().unwrap_or_default(),
            Some("-f") => own.nth(1).unwrap_or_default(),
            _ => name,
        };
        Said::text(format!("{text}\n"))
    },
};

/// `id`: who runs here.
pub static ID: Tool = Tool {
    name: "id",
    usage: "",
    summary: "print the user",
    start: |_, _| Said::text("uid=0(root) gid=0(root) groups=0(root)\n"),
};

/// `whoami`: the same, shorter.
pub static WHOAMI: Tool = Tool {
    name: "whoami",
    usage: "",
    summary: "print the user's name",
    start: |_, _| Said::text("root\n"),
};

/// `mkdir`: folders are there as soon as something is in them.
pub static MKDIR: Tool =
    Tool {
        name: "mkdir", usage: "FOLDER…", summary: "make folders", start: |_, _| Said::exit(0)
    };

/// `touch`: an empty file.
pub static TOUCH: Tool = Tool {
    name: "touch",
    usage: "FILE…",
    summary: "make empty files",
    start: |words, terminal| asides::touch(words, terminal),
};

/// `ls`: files and folders.
pub static LS: Tool = Tool {
    name: "ls",
    usage: "[FOLDER]…",
    summary: "print the names in a folder",
    start: |words, terminal| {
        let mut folders: Vec<&str> =
            words.iter().map(String::as_str).filter(|word| !word.starts_with('-')).collect();
        if folders.is_empty() {
            folders.push("/");
        }
        let listed: Option<String> = folders.iter().map(|name| list(terminal, name)).collect();
        match listed {
            Some(text) => Said::text(text),
            None => {
                let name = folders.join(" ");
                Said::error(format!("ls: {name}: No such file or directory"), 1)
            }
        }
    },
};

/// What is in a folder, a line each; `None` if there is no such file or folder.
fn list(terminal: &Terminal, name: &str) -> Option<String> {
    if terminal.files.contains_key(name) {
        return Some(format!("{name}\n"));
    }
    let folder = format!("{}/", name.trim_end_matches('/'));
    let mut names: Vec<&str> = Vec::new();
    for file in terminal.files.keys() {
        let next = file.strip_prefix(&folder).and_then(|rest| rest.split('/').next());
        names.extend(next.filter(|next| !names.contains(next)));
    }
    let text = names.iter().map(|name| format!("{name}\n")).collect();
    (!names.is_empty()).then_some(text)
}

/// `sh`: a shell in the shell.
pub static SH: Tool = Tool {
    name: "sh",
    usage: "-c SCRIPT | FILE",
    summary: "run a script",
    start: |words, terminal| {
        let flag = words.first().filter(|word| word.starts_with('-') && word.ends_with('c'));
        match (flag, words) {
            (Some(_), [_, script, ..]) => super::nest(terminal, script),
            (Some(_), _) => Said::error("sh: -c requires an argument", 2),
            (None, [file, ..]) if !file.starts_with('-') => match terminal.files.get(file) {
                Some(script) => super::nest(terminal, script),
                None => Said::error(format!("sh: can't open '{file}': No such file"), 2),
            },
            _ => {
                Box::new(Piped { terminal: terminal.clone(), script: String::new(), running: None })
            }
        }
    },
};

/// A shell that reads its script from a pipe.
#[derive(Clone)]
struct Piped {
    terminal: Terminal,
    script: String,
    running: Option<Box<dyn Process>>,
}

impl Process for Piped {
    fn poll(&mut self, world: &mut World) -> Poll {
        if let Some(running) = &mut self.running {
            return running.poll(world);
        }
        if let Some(input) = world.input.take() {
            self.script.push_str(&input.text);
            if !input.ended {
                return Poll::Wait(None);
            }
        }
        let mut process = super::nest(&self.terminal, &self.script);
        let poll = process.poll(world);
        self.running = Some(process);
        poll
    }
}
