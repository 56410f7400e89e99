//! `kubectl label` and `kubectl annotate`.

use crate::api::{FieldName, Map, Object, StatusError, names};
use crate::kubectl::edit::{Edit, FIELD_MANAGER, edit_each};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::local::LOCAL;
use crate::kubectl::output::{DRY_RUN, OUTPUT, RECORD};
use crate::kubectl::printers::rollout_history::CHANGE_CAUSE;
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubectl::resource::{
    ALL, ALL_NAMESPACES, FIELD_SELECTOR, FILENAME, SELECTOR, Selection,
};
use crate::kubectl::verb::{Flow, Verb};
use std::rc::Rc;

static FLAGS: &[Flag] = &[
    flag("overwrite", Takes::Switch, "What is there already may change."),
    flag("list", Takes::Switch, "Print them as they are afterwards."),
    flag("resource-version", Takes::Text, "Only if this is the resource version now."),
];

/// The flags of both verbs.
static TAKEN: &[&[Flag]] = &[
    FLAGS,
    FILENAME,
    FIELD_SELECTOR,
    SELECTOR,
    ALL,
    ALL_NAMESPACES,
    OUTPUT,
    DRY_RUN,
    RECORD,
    LOCAL,
    FIELD_MANAGER,
];

/// The row of `label`.
pub static LABEL: Verb = Verb {
    name: "label",
    aliases: &[],
    summary: "Update the labels of objects.",
    usage: "[--overwrite] (-f FILE | TYPE NAME) KEY=VALUE… KEY-…",
    examples: &["kubectl label node node-1 gpu=true", "kubectl label pod web-0 tier-"],
    flags: TAKEN,
    run: |arguments, world| run(arguments, world, &LABELS),
};

/// The row of `annotate`.
pub static ANNOTATE: Verb = Verb {
    name: "annotate",
    aliases: &[],
    summary: "Update the annotations of objects.",
    usage: "[--overwrite] (-f FILE | TYPE NAME) KEY=VALUE… KEY-…",
    examples: &["kubectl annotate deploy web kubernetes.io/change-cause='a newer image'"],
    flags: TAKEN,
    run: |arguments, world| run(arguments, world, &ANNOTATIONS),
};

/// In what labels and annotations differ.
struct Words {
    noun: &'static str,
    set: &'static str,
    removed: &'static str,
    both: &'static str,
    unchanged: &'static str,
    entries: fn(&mut Object) -> &mut Map,
    check: fn(&[String]) -> Result<(), Failure>,
    clash: fn(&[String]) -> Failure,
}

static LABELS: Words = Words {
    noun: "label",
    set: "labeled",
    removed: "unlabeled",
    both: "modified",
    unchanged: "not labeled",
    entries: |object| &mut object.meta.labels,
    check: check_labels,
    clash: |clashes| {
        let all = clashes.iter().map(|clash| format!("{clash}, and --overwrite is false"));
        let all: Vec<String> = all.collect();
        Failure::error(match all.as_slice() {
            [only] => only.clone(),
            several => format!("[{}]", several.join(", ")),
        })
    },
};

static ANNOTATIONS: Words = Words {
    noun: "annotation",
    set: "annotated",
    removed: "annotated",
    both: "annotated",
    unchanged: "annotated",
    entries: |object| &mut object.meta.annotations,
    check: check_annotations,
    clash: |clashes| {
        Failure::error(format!(
            "--overwrite is false but found the following declared annotation(s): {}",
            clashes.join("; ")
        ))
    },
};

fn run(arguments: &Arguments, world: &mut World, nouns: &Words) -> Result<Flow, Failure> {
    let is_change = |word: &String| {
        (word.contains('=') && !word.starts_with('=')) || (word.ends_with('-') && word != "-")
    };
    let first = arguments.words.iter().position(is_change).unwrap_or(arguments.words.len());
    let (words, changes) = arguments.words.split_at(first);
    let noun = nouns.noun;
    if let Some(word) = changes.iter().find(|word| !is_change(word)) {
        return Err(Failure::error(format!(
            "all resources must be specified before {noun} changes: {word}"
        )));
    }
    (nouns.check)(changes)?;
    if words.is_empty() && !arguments.has("filename") {
        return Err(Failure::error(
            "one or more resources must be specified as <resource> <name> or <resource>/<name>",
        ));
    }
    if changes.is_empty() && !arguments.is("list") {
        return Err(Failure::error(format!("at least one {noun} update is required")));
    }
    let selection = Selection::read(words, arguments, world)?;
    for (flag, is_set) in
        [("selector", selection.labels.is_some()), ("field-selector", !selection.fields.is_empty())]
    {
        if is_set && arguments.is("all") {
            return Err(Failure::error(format!("cannot set --all and --{flag} at the same time")));
        }
    }
    selection.require_named(arguments)?;
    let objects = selection.found(&view(world));
    if arguments.is("list") {
        return list(objects, selection.is_list() || selection.requests.len() > 1, world, nouns);
    }
    if noun == "label" {
        missing(&objects, changes, world);
    }
    let exit = edit_each(arguments, world, objects, |object| {
        let wanted = arguments.text("resource-version").filter(|text| !text.is_empty());
        if wanted.is_some_and(|wanted| wanted != object.resource_version.to_string()) {
            return Err(Failure::server(&StatusError::conflict(object.kind, &object.meta.name)));
        }
        decide(object, changes, arguments.is("overwrite"), nouns)
    })?;
    Ok(Flow::Exit(exit))
}

/// Prints the entries of each object; of several objects under their names.
fn list(
    objects: Vec<Result<Rc<Object>, Failure>>,
    several: bool,
    world: &mut World,
    nouns: &Words,
) -> Result<Flow, Failure> {
    for object in objects {
        let mut object = (*object?).clone();
        let indent = if several { " " } else { "" };
        if several {
            let row = object.kind.row();
            world.output.line(format!(
                "Listing {}s for {}.{}/{}:",
                nouns.noun, row.name, row.group, object.meta.name
            ));
        }
        for (key, value) in (nouns.entries)(&mut object).iter() {
            world.output.line(format!("{indent}{key}={}", value.str()));
        }
    }
    Ok(Flow::Done)
}

/// Says of each label to be removed that is not there.
fn missing(objects: &[Result<Rc<Object>, Failure>], changes: &[String], world: &mut World) {
    for object in objects.iter().flatten() {
        for key in changes.iter().filter_map(|change| removed(change)) {
            if !object.meta.labels.contains(key) {
                world.output.line(format!("label \"{key}\" not found."));
            }
        }
    }
}

/// The key that `key-` removes.
fn removed(change: &str) -> Option<&str> {
    change.strip_suffix('-').filter(|key| !key.contains('='))
}

/// Whether a key is given a value.
fn is_set(changes: &[String], key: &str) -> bool {
    changes.iter().any(|change| change.split_once('=').is_some_and(|(own, _)| own == key))
}

/// Refuses label changes that kubectl does not understand (`parseLabels`).
fn check_labels(changes: &[String]) -> Result<(), Failure> {
    for change in changes {
        let Some((_, value)) = change.split_once('=') else { continue };
        if value.contains('=') {
            return Err(Failure::error(format!("invalid label spec: {change}")));
        }
        let faults = names::label_value(value);
        if !faults.is_empty() {
            let why = faults.join(";");
            return Err(Failure::error(format!("invalid label value: {change:?}: {why}")));
        }
    }
    match changes.iter().filter_map(|change| removed(change)).any(|key| is_set(changes, key)) {
        true => Err(Failure::error("can not both modify and remove a label in the same command")),
        false => Ok(()),
    }
}

/// Refuses annotation changes that kubectl does not understand (`parseAnnotations`).
fn check_annotations(changes: &[String]) -> Result<(), Failure> {
    let keys = changes.iter().filter_map(|change| removed(change));
    let both: Vec<&str> = keys.filter(|key| is_set(changes, key)).collect();
    match both.is_empty() {
        true => Ok(()),
        false => Err(Failure::error(format!(
            "can not both modify and remove the following annotation(s) in the same command: {}",
            both.join(", ")
        ))),
    }
}

fn decide(
    object: &Object,
    changes: &[String],
    overwrite: bool,
    nouns: &Words,
) -> Result<Edit, Failure> {
    let mut edited = object.clone();
    let entries = (nouns.entries)(&mut edited);
    let (mut adds, mut removes) = (false, false);
    let mut clashes = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        if let Some(key) = removed(change) {
            removes |= entries.remove(key).is_some();
            continue;
        }
        let Some((key, text)) = change.split_once('=') else { continue };
        // The last of several values of a key is meant.
        if is_set(&changes[index + 1..], key) {
            continue;
        }
        let present = entries.get(key).as_str().filter(|present| *present != text);
        if let Some(present) = present.filter(|_| !overwrite && key != CHANGE_CAUSE) {
            clashes.push(format!("'{key}' already has a value ({present})"));
        }
        adds |= entries.get(key).as_str() != Some(text);
        entries.insert(FieldName::new(key), text);
    }
    if !clashes.is_empty() {
        return Err((nouns.clash)(&clashes));
    }
    if edited == *object {
        return Ok(Edit::Keep(nouns.unchanged.to_owned()));
    }
    let said = match (adds, removes) {
        (true, true) => nouns.both,
        (false, true) if !overwrite => nouns.removed,
        _ => nouns.set,
    };
    Ok(Edit::Change(Box::new(edited), said.to_owned()))
}
