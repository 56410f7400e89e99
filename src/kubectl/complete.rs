//! What can stand at a place of a kubectl line: verbs, flags, kinds, names, files.  All of it is
//! read from the rows of the verbs, the kinds, and the objects that are there.

use super::commands::VERBS;
use super::edit::pod_spec_path;
use super::flags::{Flag, GLOBAL, Takes};
use super::process::{Files, Kubeconfig};
use super::verb::Verb;
use crate::api::Kind;
use crate::api::kind::KINDS;
use crate::api::value::NULL;
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
        (Some(verb), _) if begun.starts_with('-') => flag_names(verb, begun, words, shelf),
        (Some(verb), Some(last)) if takes_value(verb, last) => values(last, begun, words, shelf),
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

fn flag_names(verb: &Verb, begun: &str, words: &[&str], shelf: Shelf) -> Vec<String> {
    if let Some((name, begun)) = begun.split_once('=') {
        let values = values(name, begun, words, shelf);
        return values.iter().map(|value| format!("{name}={value}")).collect();
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

/// What a flag's value can be.
fn values(flag: &str, begun: &str, words: &[&str], shelf: Shelf) -> Vec<String> {
    let fixed: &[&str] = match flag {
        "-n" | "--namespace" => return names(Kind::Namespace, "", shelf),
        "-f" | "--filename" => return shelf.files.keys().cloned().collect(),
        "-l" | "--selector" => return labels(begun, words, shelf),
        "-c" | "--container" => return containers(words, shelf),
        "-o" | "--output" => FORMATS,
        "--dry-run" => &["client", "none", "server"],
        "--cascade" => &["background", "foreground", "orphan"],
        "--for" => &["condition=", "create", "delete", "jsonpath="],
        "--type" => &["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"],
        "--restart" => &["Always", "Never", "OnFailure"],
        "--field-selector" => &["metadata.name=", "spec.nodeName=", "status.phase="],
        _ => &[],
    };
    fixed.iter().map(|value| (*value).to_owned()).collect()
}

/// The labels that the objects of the line's kind have: `app=web`, after a comma once more.
fn labels(begun: &str, words: &[&str], shelf: Shelf) -> Vec<String> {
    let before = begun.rfind(',').map_or("", |place| &begun[..=place]);
    let namespace = namespace(words, shelf);
    // `logs -l` and its like mean pods.
    let kind = words.iter().find_map(|word| Kind::from_resource(word)).unwrap_or(Kind::Pod);
    let namespace = kind.row().namespaced.then_some(namespace);
    let objects = shelf.view.list(kind, namespace);
    objects
        .flat_map(|object| object.meta.labels.as_slice())
        .map(|(key, value)| format!("{before}{key}={}", value.str()))
        .collect()
}

/// The containers of the pod, or of the workload's template, that the line names.
fn containers(words: &[&str], shelf: Shelf) -> Vec<String> {
    let namespace = namespace(words, shelf);
    let named = words.iter().find_map(|word| {
        let (resource, name) = word.split_once('/').unwrap_or(("pod", word));
        shelf.view.find(Kind::from_resource(resource)?, namespace, name)
    });
    let Some(object) = named else { return Vec::new() };
    let spec = pod_spec_path(object).map_or(NULL, |path| object.body.at(path));
    let all = ["containers", "initContainers"].iter().flat_map(|field| spec.get(field).items());
    all.map(|container| container.get("name").str().to_owned()).collect()
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
        _ if verb.name == "set image" && given.iter().any(|word| word.contains('/')) => {
            containers(rest, shelf).iter().map(|name| format!("{name}=")).collect()
        }
        _ if verb.name == "completion" => {
            ["bash", "fish", "powershell", "zsh"].map(str::to_owned).to_vec()
        }
        _ if verb.usage.contains("NODE") => names(Kind::Node, "", shelf),
        None if verb.usage.contains("POD") => names(Kind::Pod, namespace, shelf),
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
    named.map(|pair| pair[1]).or(joined).unwrap_or(shelf.config.namespace(None))
}

fn kinds() -> Vec<String> {
    KINDS.iter().map(|kind| kind.row().plural.to_owned()).collect()
}

fn names(kind: Kind, namespace: &str, shelf: Shelf) -> Vec<String> {
    let namespace = kind.row().namespaced.then_some(namespace);
    shelf.view.list(kind, namespace).map(|object| object.meta.name.to_string()).collect()
}
