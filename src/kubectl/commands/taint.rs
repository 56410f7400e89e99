//! `kubectl taint`: keeps pods away from nodes.

use crate::api::{Kind, Object, Value};
use crate::kubectl::edit::{Edit, edit_each};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubectl::resource::{ALL, SELECTORS, Selection};
use crate::kubectl::verb::{Flow, Verb};

static FLAGS: &[Flag] = &[
    flag("overwrite", Takes::Switch, "Taints that are there already may change."),
    flag("validate", Takes::Optional("strict"), "Accepted and without effect."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "taint",
    aliases: &[],
    summary: "Update the taints of nodes.",
    usage: "NODE NAME KEY[=VALUE]:EFFECT… KEY[:EFFECT]-…",
    examples: &[
        "kubectl taint nodes node-1 dedicated=db:NoSchedule",
        "kubectl taint nodes node-1 dedicated-",
    ],
    flags: &[FLAGS, SELECTORS, ALL, OUTPUT, DRY_RUN],
    run,
};

/// A taint as it is written on a line.
struct Taint<'word> {
    key: &'word str,
    value: &'word str,
    effect: &'word str,
    removes: bool,
}

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let is_change =
        |word: &&String| word.contains(':') || word.contains('=') || word.ends_with('-');
    let Some((resource, rest)) = arguments.words.split_first() else {
        return Err(Failure::error(
            "one or more resources must be specified as <resource> <name> or <resource>/<name>",
        ));
    };
    let names = rest.iter().take_while(|word| !is_change(word)).count();
    let (names, changes) = rest.split_at(names);
    if crate::kubectl::resource::kind(resource)? != Kind::Node {
        return Err(Failure::error(format!(
            "invalid resource type {resource}, only node(s) is supported"
        )));
    }
    if changes.is_empty() {
        return Err(Failure::error("at least one taint update is required"));
    }
    let taints = changes.iter().map(|word| read(word)).collect::<Result<Vec<_>, _>>()?;
    let mut words = vec![resource.clone()];
    words.extend(names.iter().cloned());
    let selection = Selection::read(&words, arguments, world)?;
    let found = selection.objects(&view(world)).into_iter();
    let objects = found.map(|object| object.map_err(|refusal| Failure::server(&refusal))).collect();
    let exit = edit_each(arguments, world, objects, |node| {
        decide(node, &taints, arguments.is("overwrite"))
    })?;
    Ok(Flow::Exit(exit))
}

fn read(word: &str) -> Result<Taint<'_>, Failure> {
    let (text, removes) = match word.strip_suffix('-') {
        Some(text) => (text, true),
        None => (word, false),
    };
    let (pair, effect) = text.split_once(':').unwrap_or((text, ""));
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    let is_effect = matches!(effect, "NoSchedule" | "PreferNoSchedule" | "NoExecute");
    if !is_effect && (!removes || !effect.is_empty()) {
        let message = match effect {
            "" => format!("invalid taint spec: {word}, expected effect"),
            _ => format!("invalid taint effect: {effect}, unsupported taint effect"),
        };
        return Err(Failure::usage("taint", message));
    }
    Ok(Taint { key, value, effect, removes })
}

fn decide(node: &Object, changes: &[Taint], overwrite: bool) -> Result<Edit, Failure> {
    let mut taints = node.spec().get("taints").items().to_vec();
    let is_same = |taint: &Value, change: &Taint| {
        taint.get("key").str() == change.key
            && (change.effect.is_empty() || taint.get("effect").str() == change.effect)
    };
    let (mut adds, mut removes) = (false, false);
    for change in changes {
        let is_there = taints.iter().any(|taint| is_same(taint, change));
        if change.removes {
            if !is_there {
                let effect = if change.effect.is_empty() {
                    String::new()
                } else {
                    format!(":{}", change.effect)
                };
                return Err(Failure::error(format!("taint \"{}{effect}\" not found", change.key)));
            }
            taints.retain(|taint| !is_same(taint, change));
            removes = true;
            continue;
        }
        if is_there && !overwrite {
            return Err(Failure::error(format!(
                "node {} already has {} taint(s) with same effect(s) and --overwrite is false",
                node.meta.name, change.key
            )));
        }
        taints.retain(|taint| !is_same(taint, change));
        let mut taint = Value::default();
        taint.set("effect", change.effect);
        taint.set("key", change.key);
        if !change.value.is_empty() {
            taint.set("value", change.value);
        }
        taints.push(taint);
        adds = true;
    }
    let mut edited = node.clone();
    match taints.is_empty() {
        true => drop(edited.body.remove("spec.taints")),
        false => edited.body.set("spec.taints", taints),
    }
    let said = match (adds, removes) {
        (true, true) => "modified",
        (false, _) => "untainted",
        (true, false) => "tainted",
    };
    Ok(Edit::Change(Box::new(edited), said.to_owned()))
}
