//! Words that every terminal knows and that mean little in this one.

use super::disk::{self, FULL};
use super::said::Said;
use super::{Terminal, tools};
use crate::kubectl::process::Process;

/// Words that stand before a command and change nothing about it here.
pub const PREFIXES: [&str; 4] = ["sudo", "time", "command", "nohup"];

/// The command of this word, if it is one of them.
pub fn find(name: &str, words: &[String], terminal: &mut Terminal) -> Option<Box<dyn Process>> {
    Some(match name {
        "more" => (tools::find("less")?.start)(words, terminal),
        // What tutorials say to switch completion on: here it is on.
        "source" | "." | "complete" | "set" | "shopt" => Said::exit(0),
        "whoami" => Said::text("learner\n"),
        "cd" => match words.first().map(String::as_str) {
            None | Some("." | "/" | "~" | "-" | "./") => Said::exit(0),
            Some(name) => Said::error(format!("bash: cd: {name}: No such file or directory"), 1),
        },
        "mkdir" => Said::error("mkdir: there are no folders here: files stand side by side", 1),
        "which" => which(words),
        "type" => kinds(words, terminal),
        "touch" => touch(words, terminal),
        "cp" => copy(words, terminal, false),
        "mv" => copy(words, terminal, true),
        "vi" | "vim" | "nvim" | "nano" | "emacs" | "code" | "edit" => edit(words, terminal),
        "man" => {
            Said::error("man: there are no pages here; a command tells of itself with --help", 1)
        }
        "exit" | "logout" => Said::error("bash: exit: there is nothing to leave", 1),
        "curl" | "wget" | "nslookup" | "dig" | "ping" | "telnet" | "nc" => Said::error(
            format!(
                "bash: {name}: command not found: this terminal is not in the cluster's network. \
                 From a pod: kubectl run tmp --image=busybox --rm -it --restart=Never -- sh"
            ),
            127,
        ),
        "docker" | "podman" | "helm" | "minikube" | "kind" | "kubeadm" | "git" | "ssh" => {
            Said::error(
                format!(
                    "bash: {name}: command not found: this terminal speaks with its cluster alone"
                ),
                127,
            )
        }
        _ => return None,
    })
}

fn is_command(name: &str) -> bool {
    tools::find(name).is_some() || matches!(name, "kubectl" | "cluster")
}

fn which(words: &[String]) -> Box<dyn Process> {
    let known = words.iter().filter(|word| is_command(word));
    let text: String = known.map(|word| format!("/usr/local/bin/{word}\n")).collect();
    match text.is_empty() {
        true => Said::exit(1),
        false => Said::text(text),
    }
}

fn kinds(words: &[String], terminal: &Terminal) -> Box<dyn Process> {
    let mut text = String::new();
    for word in words {
        match terminal.aliases.get(word) {
            Some(meaning) => text.push_str(&format!("{word} is aliased to `{meaning}'\n")),
            None if is_command(word) => {
                text.push_str(&format!("{word} is /usr/local/bin/{word}\n"));
            }
            None => return Said::error(format!("bash: type: {word}: not found"), 1),
        }
    }
    Said::text(text)
}

fn names(words: &[String]) -> Vec<String> {
    let named = words.iter().filter(|word| !word.starts_with('-'));
    named.map(|word| word.strip_prefix("./").unwrap_or(word).to_owned()).collect()
}

/// `touch`: makes files, empty if they are not there.
pub fn touch(words: &[String], terminal: &mut Terminal) -> Box<dyn Process> {
    for name in names(words) {
        if !disk::write(&mut terminal.files, &name, "", true) {
            return Said::error(format!("touch: cannot touch '{name}': {FULL}"), 1);
        }
    }
    Said::exit(0)
}

fn copy(words: &[String], terminal: &mut Terminal, moves: bool) -> Box<dyn Process> {
    let verb = if moves { "mv" } else { "cp" };
    let names = names(words);
    let [from, to] = names.as_slice() else {
        return Said::error(format!("usage: {verb} FILE NEW_NAME"), 1);
    };
    let Some(text) = terminal.files.get(from).cloned() else {
        let why = format!("{verb}: cannot stat '{from}': No such file or directory");
        return Said::error(why, 1);
    };
    if moves {
        terminal.files.remove(from);
    }
    match disk::write(&mut terminal.files, to, &text, false) {
        true => Said::exit(0),
        false => Said::error(format!("{verb}: cannot create '{to}': {FULL}"), 1),
    }
}

fn edit(words: &[String], terminal: &mut Terminal) -> Box<dyn Process> {
    let Some(name) = names(words).into_iter().next() else {
        return Said::text(
            "The editor stands beside the terminal; every file has its tab there.\n",
        );
    };
    terminal.files.entry(name.clone()).or_default();
    terminal.shown = Some(name.clone());
    Said::text(format!("{name} is in the editor; what you change there is saved as you type.\n"))
}
