//! Help texts, derived from the rows of the verbs.

use super::commands::VERBS;
use super::flags::{Flag, Takes};
use super::verb::Verb;

/// What there is, verb by verb.
pub fn overview() -> String {
    let mut text = String::from("kubectl controls the Kubernetes cluster.\n\nCommands:\n");
    for (name, summary) in groups("") {
        text.push_str(&format!("  {name:<14}  {summary}\n"));
    }
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
    let mut text = String::from("Available Commands:\n");
    for (name, summary) in groups(&format!("{group} ")) {
        text.push_str(&format!("  {name:<14}  {summary}\n"));
    }
    text.push_str(&format!("\nUsage:\n  kubectl {group} SUBCOMMAND [options]\n"));
    text
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

/// The next words after a prefix, each once, with what they do.
fn groups(prefix: &str) -> Vec<(&'static str, &'static str)> {
    let mut names: Vec<(&'static str, &'static str)> = Vec::new();
    for verb in VERBS {
        let Some(rest) = verb.name.strip_prefix(prefix) else { continue };
        let name = rest.split(' ').next().unwrap_or_default();
        if names.iter().all(|(present, _)| *present != name) {
            names.push((name, verb.summary));
        }
    }
    names
}
