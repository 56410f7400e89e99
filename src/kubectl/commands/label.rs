//! `kubectl label` and `kubectl annotate`.

use crate::api::{Map, Object};
use crate::kubectl::edit::{Edit, edit_each};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubectl::resource::{ALL, ALL_NAMESPACES, FILENAME, Request, SELECTORS, Selection};
use crate::kubectl::verb::{Flow, Verb};

static FLAGS: &[Flag] = &[
    flag("overwrite", Takes::Switch, "What is there already may change."),
    flag("list", Takes::Switch, "Print them as they are afterwards."),
    flag("resource-version", Takes::Text, "Accepted and without effect."),
];

/// The row of `label`.
pub static LABEL: Verb = Verb {
    name: "label",
    aliases: &[],
    summary: "Update the labels of objects.",
    usage: "[--overwrite] (-f FILE | TYPE NAME) KEY=VALUE… KEY-…",
    examples: &["kubectl label node node-1 gpu=true", "kubectl label pod web-0 tier-"],
    flags: &[FLAGS, FILENAME, SELECTORS, ALL, ALL_NAMESPACES, OUTPUT, DRY_RUN],
    run: |arguments, world| run(arguments, world, &LABELS),
};

/// The row of `annotate`.
pub static ANNOTATE: Verb = Verb {
    name: "annotate",
    aliases: &[],
    summary: "Update the annotations of objects.",
    usage: "[--overwrite] (-f FILE | TYPE NAME) KEY=VALUE… KEY-…",
    examples: &["kubectl annotate deploy web kubernetes.io/change-cause='a newer image'"],
    flags: &[FLAGS, FILENAME, SELECTORS, ALL, ALL_NAMESPACES, OUTPUT, DRY_RUN],
    run: |arguments, world| run(arguments, world, &ANNOTATIONS),
};

/// In what labels and annotations differ.
struct Words {
    noun: &'static str,
    set: &'static str,
    removed: &'static str,
    unchanged: &'static str,
    entries: fn(&mut Object) -> &mut Map,
}

static LABELS: Words = Words {
    noun: "label",
    set: "labeled",
    removed: "unlabeled",
    unchanged: "not labeled",
    entries: |object| &mut object.meta.labels,
};

static ANNOTATIONS: Words = Words {
    noun: "annotation",
    set: "annotated",
    removed: "annotated",
    unchanged: "annotated",
    entries: |object| &mut object.meta.annotations,
};

fn run(arguments: &Arguments, world: &mut World, nouns: &Words) -> Result<Flow, Failure> {
    let is_change = |word: &String| word.contains('=') || word.ends_with('-');
    let first = arguments.words.iter().position(is_change).unwrap_or(arguments.words.len());
    let (words, changes) = arguments.words.split_at(first);
    if changes.is_empty() && !arguments.is("list") {
        return Err(Failure::error(format!("at least one {} update is required", nouns.noun)));
    }
    let selection = Selection::read(words, arguments, world)?;
    let is_list = selection.requests.iter().any(|request| matches!(request, Request::List(..)));
    let is_narrowed = selection.labels.is_some() || !selection.fields.is_empty();
    if selection.is_empty() {
        return Err(Failure::error(
            "one or more resources must be specified as <resource> <name> or <resource>/<name>",
        ));
    }
    if is_list && !is_narrowed && !arguments.is("all") {
        return Err(Failure::error("resource(s) were provided, but no name was specified"));
    }
    let found = selection.objects(&view(world)).into_iter();
    let objects = found.map(|object| object.map_err(|refusal| Failure::server(&refusal))).collect();
    let exit = edit_each(arguments, world, objects, |object| {
        decide(object, changes, arguments.is("overwrite"), nouns)
    })?;
    Ok(Flow::Exit(exit))
}

fn decide(
    object: &Object,
    changes: &[String],
    overwrite: bool,
    nouns: &Words,
) -> Result<Edit, Failure> {
    let mut edited = object.clone();
    let entries = (nouns.entries)(&mut edited);
    let mut removes = false;
    for change in changes {
        let Some((key, text)) = change.split_once('=') else {
            let key = change.strip_suffix('-').unwrap_or(change);
            removes |= entries.remove(key).is_some();
            continue;
        };
        let present = entries.get(key).as_str();
        if let Some(present) = present.filter(|present| *present != text)
            && !overwrite
        {
            return Err(Failure::error(format!(
                "'{key}' already has a value ({present}), and --overwrite is false"
            )));
        }
        entries.insert(key, text);
    }
    if edited == *object {
        return Ok(Edit::Keep(nouns.unchanged.to_owned()));
    }
    let said = if removes { nouns.removed } else { nouns.set };
    Ok(Edit::Change(Box::new(edited), said.to_owned()))
}
