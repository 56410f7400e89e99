//! What can stand at a place of a kubectl line: verbs, flags, kinds, names, files.  All of it is
//! read from the rows of the verbs, the kinds, and the objects that are there.

use super::commands::VERBS;
use super::flags::{Flag, GLOBAL, Takes};
use super::process::{Files, Kubeconfig};
use super::verb::Verb;
use crate::api::Kind;
use crate::api::kind::KINDS;
use crate::store::View;

/// What there is to choose from.
#[derive(Clone, Copy)]
pub struct Shelf<'session> {
    /// The cluster.
    pub view: View<'session>,
    /// The learner's files.
    pub files: &'session Files,
    /// The current namespace.
    pub config: &'session Kubeconfig,
}

/// The formats of `-o`.
const FORMATS: &[&str] = &["wide", "yaml", "json", "name", "jsonpath=", "custom-columns="];

/// Every word that can stand after `words`, the words after `kubectl` that are complete, and
/// begins with `begun`; in order.
pub fn complete(words: &[&str], begun: &str, shelf: Shelf) -> Vec<String> {
    let (verb, position) = place(words);
    let mut choices = match (verb, words.last()) {
        (None, _) => next_words(words),
        (Some(verb), _) if begun.starts_with('-') => flag_names(verb, begun),
        (Some(verb), Some(last)) if takes_value(verb, last) => values(last, shelf),
        (Some(verb), _) => arguments(verb, &words[words.len() - position..], begun, words, shelf),
    };
    choices.retain(|choice| choice.starts_with(begun));
    crate::order::sort(&mut choices);
    choices.dedup();
    choices
}

/// The verb that the words begin with, and how many words follow it.
fn place(words: &[&str]) -> (Option<&'static Verb>, usize) {
    let longest = words.len().min(3);
    let found = (1..=longest).rev().find_map(|count| {
        super::verb::find(&words[..count]).map(|verb| (verb, words.len() - count))
    });
    match found {
        Some((verb, rest)) => (Some(verb), rest),
        None => (None, 0),
    }
}

/// The words with which a verb goes on.
fn next_words(words: &[&str]) -> Vec<String> {
    let names = VERBS.iter().map(|verb| verb.name.split(' ').collect::<Vec<_>>());
    names
        .filter(|name| name.len() > words.len() && name[..words.len()] == *words)
        .map(|name| name[words.len()].to_owned())
        .collect()
}

fn flags(verb: &Verb) -> impl Iterator<Item = &'static Flag> {
    verb.flags.iter().copied().flatten().chain(GLOBAL)
}

fn flag_names(verb: &Verb, begun: &str) -> Vec<String> {
    if let Some((name, _)) = begun.split_once('=') {
        let formats = FORMATS.iter().map(|format| format!("{name}={format}"));
        return if name == "--output" { formats.collect() } else { Vec::new() };
    }
    let ending = |flag: &Flag| if flag.takes == Takes::Switch { "" } else { "=" };
    flags(verb).map(|flag| format!("--{}{}", flag.name, ending(flag))).collect()
}

/// Whether the word before is a flag whose value comes now.
fn takes_value(verb: &Verb, word: &str) -> bool {
    flags(verb).any(|flag| {
        let is_named = word == format!("--{}", flag.name)
            || flag.letter.is_some_and(|letter| word == format!("-{letter}"));
        is_named && !matches!(flag.takes, Takes::Switch | Takes::Optional(_))
    })
}

fn values(flag: &str, shelf: Shelf) -> Vec<String> {
    match flag {
        "-n" | "--namespace" => names(Kind::Namespace, "", shelf),
        "-f" | "--filename" => shelf.files.keys().cloned().collect(),
        "-o" | "--output" => FORMATS.iter().map(|format| (*format).to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// What the verb's own words can be, as its usage has them.
fn arguments(verb: &Verb, rest: &[&str], begun: &str, words: &[&str], shelf: Shelf) -> Vec<String> {
    let namespace = namespace(words, shelf);
    let given: Vec<&&str> = rest.iter().filter(|word| !word.starts_with('-')).collect();
    if let Some((kind, _)) = begun.split_once('/') {
        let named = Kind::from_resource(kind).map(|found| names(found, namespace, shelf));
        return named.unwrap_or_default().iter().map(|name| format!("{kind}/{name}")).collect();
    }
    match given.first() {
        _ if verb.usage.contains("NODE") => names(Kind::Node, "", shelf),
        _ if verb.usage.contains("POD") => names(Kind::Pod, namespace, shelf),
        None if verb.usage.contains("TYPE") => kinds(),
        Some(kind) if verb.usage.contains("TYPE") => {
            Kind::from_resource(kind).map(|kind| names(kind, namespace, shelf)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// The namespace that the line means.
fn namespace<'line>(words: &[&'line str], shelf: Shelf<'line>) -> &'line str {
    let named = words.windows(2).find(|pair| ["-n", "--namespace"].contains(&pair[0]));
    let joined = words.iter().find_map(|word| word.strip_prefix("--namespace="));
    named.map(|pair| pair[1]).or(joined).unwrap_or(&shelf.config.namespace)
}

fn kinds() -> Vec<String> {
    KINDS.iter().map(|kind| kind.row().plural.to_owned()).collect()
}

fn names(kind: Kind, namespace: &str, shelf: Shelf) -> Vec<String> {
    let namespace = kind.row().namespaced.then_some(namespace);
    shelf.view.list(kind, namespace).map(|object| object.meta.name.to_string()).collect()
}
