//! Help texts, derived from the rows of the verbs.

use super::commands::VERBS;
use super::flags::{Flag, Takes};
use super::verb::Verb;

/// What there is, verb by verb.
pub fn overview() -> String {
    let mut text = String::from("kubectl controls the Kubernetes cluster.\n\nCommands:\n");
    text.push_str(&columns(&groups("")));
    text.push('\n');
    text.push_str(&usage());
    text
}

/// How kubectl itself is used.
pub fn usage() -> String {
    "Usage:\n  kubectl [flags] [options]\n\nUse \"kubectl <command> --help\" for more information \
     about a given command.\n"
        .to_owned()
}

/// The commands under a word, such as `rollout`.
pub fn of_group(path: &[&str]) -> String {
    let group = path.join(" ");
    let mut text = commands(&group);
    text.push_str(&format!("\nUsage:\n  kubectl {group} SUBCOMMAND [options]\n"));
    text
}

fn commands(group: &str) -> String {
    format!("Available Commands:\n{}", columns(&groups(&format!("{group} "))))
}

fn columns(rows: &[(&str, &str)]) -> String {
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let line = |(name, summary): &(&str, &str)| format!("  {name:<width$}  {summary}\n");
    rows.iter().map(line).collect()
}

/// How a verb is used.
pub fn of_verb(verb: &Verb) -> String {
    let mut text = format!("{}\n", verb.summary);
    if !verb.examples.is_empty() {
        text.push_str("\nExamples:\n");
        for example in verb.examples {
            text.push_str(&format!("  {example}\n"));
        }
    }
    if !groups(&format!("{} ", verb.name)).is_empty() {
        text.push_str(&format!("\n{}", commands(verb.name)));
    }
    let flags: Vec<&Flag> = verb.flags.iter().copied().flatten().collect();
    if !flags.is_empty() {
        text.push_str("\nOptions:\n");
        for flag in flags {
            text.push_str(&of_flag(flag));
        }
    }
    text.push_str(&format!("\nUsage:\n  kubectl {} {}\n", verb.name, verb.usage));
    text.push_str("\nUse \"kubectl options\" for a list of options that every command takes.\n");
    text
}

/// A flag, and in the next line what it does.
pub fn of_flag(flag: &Flag) -> String {
    let letter = flag.letter.map_or("    ".to_owned(), |letter| format!("-{letter}, "));
    let value = match flag.takes {
        Takes::Switch => "",
        Takes::Optional(_) => "[=…]",
        Takes::Number => "=N",
        Takes::Duration => "=30s",
        Takes::Text | Takes::Texts | Takes::List => "=…",
    };
    format!("    {letter}--{}{value}:\n\t{}\n", flag.name, flag.help)
}

/// What the groups of commands are about.
const GROUPS: [(&str, &str); 11] = [
    ("set", "Change parts of objects without an editor."),
    ("rollout", "Follow, stop and undo the rollouts of a workload."),
    ("top", "Show what pods and nodes use."),
    ("auth", "Ask who may do what."),
    ("config", "Choose and change contexts."),
    ("plugin", "Find plugins of kubectl."),
    ("kuberc", "Show and write preferences; here there are none."),
    ("apply", "Create or change objects so that they are as files describe them."),
    ("create", "Create objects from files, or with a subcommand from flags."),
    ("create service", "Create a service of one of four types."),
    ("create secret", "Create a secret of one of three types."),
];

/// The next words after a prefix, each once, with what they do.
fn groups(prefix: &str) -> Vec<(&'static str, &'static str)> {
    let mut names: Vec<(&'static str, &'static str)> = Vec::new();
    for verb in VERBS {
        let Some(rest) = verb.name.strip_prefix(prefix) else { continue };
        let name = rest.split(' ').next().unwrap_or_default();
        if names.iter().all(|(present, _)| *present != name) {
            let path = format!("{prefix}{name}");
            let group = GROUPS.iter().find(|(group, _)| *group == path);
            names.push((name, group.map_or(verb.summary, |(_, summary)| *summary)));
        }
    }
    names
}
