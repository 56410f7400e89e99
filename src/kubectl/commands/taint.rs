//! `kubectl taint`: keeps pods away from nodes.

use crate::api::{Kind, Object, Value, taint};
use crate::kubectl::edit::{Edit, FIELD_MANAGER, edit_each};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubectl::resource::{ALL, SELECTOR, Selection};
use crate::kubectl::verb::{Flow, Verb};

static FLAGS: &[Flag] = &[
    flag("overwrite", Takes::Switch, "Taints that are there already may change."),
    flag("validate", Takes::Optional("strict"), "Accepted: what is made here is valid."),
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
    flags: &[FLAGS, SELECTOR, ALL, OUTPUT, DRY_RUN, FIELD_MANAGER],
    run,
};

/// What a line does to each node.
struct Changes {
    adds: Vec<Value>,
    removes: Vec<Value>,
    overwrites: bool,
}

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let is_change = |word: &String| word.contains(':') || word.contains('=') || word.ends_with('-');
    let first = arguments.words.iter().position(is_change).unwrap_or(arguments.words.len());
    let (words, rest) = arguments.words.split_at(first);
    if let Some(word) = rest.iter().find(|word| !is_change(word)) {
        return Err(Failure::error(format!(
            "all resources must be specified before taint changes: {word}"
        )));
    }
    let Some(first) = words.first() else {
        return Err(Failure::error("one or more resources must be specified as <resource> <name>"));
    };
    if rest.is_empty() {
        return Err(Failure::error("at least one taint update is required"));
    }
    let (adds, removes) = taint::read_changes(rest).map_err(|why| Failure::usage("taint", why))?;
    let resource = first.to_lowercase();
    let Some(kind) = Kind::from_resource(&resource) else {
        let resource = resource.split('.').next().unwrap_or_default();
        let why = format!("the server doesn't have a resource type \"{resource}\"");
        return Err(Failure::plain(why));
    };
    if kind != Kind::Node {
        return Err(Failure::error(format!(
            "invalid resource type {resource}, only node types are supported"
        )));
    }
    refuse_conflicts(&adds, &removes)?;
    let selects = arguments.text("selector").is_some_and(|text| !text.is_empty());
    if arguments.is("all") && selects {
        let why = "setting 'all' parameter with a non empty selector is prohibited";
        return Err(Failure::error(why));
    }
    if words.len() < 2 && !arguments.is("all") && !selects {
        return Err(Failure::error(
            "at least one resource name must be specified since 'all' parameter is not set",
        ));
    }
    // Where nodes are chosen, names count for nothing.
    let words = match arguments.is("all") || selects {
        true => std::slice::from_ref(first),
        false => words,
    };
    let selection = Selection::read(words, arguments, world)?;
    let objects = selection.found(&view(world));
    let changes = Changes { adds, removes, overwrites: arguments.is("overwrite") };
    let exit = edit_each(arguments, world, objects, |node| decide(node, &changes))?;
    Ok(Flow::Exit(exit))
}

/// A line must not put on what it takes off.
fn refuse_conflicts(adds: &[Value], removes: &[Value]) -> Result<(), Failure> {
    let mut conflicts = Vec::new();
    for add in adds {
        for remove in removes {
            let [key, effect] = ["key", "effect"].map(|field| remove.get(field).str());
            if add.get("key").str() == key
                && (effect.is_empty() || add.get("effect").str() == effect)
            {
                conflicts.push(format!("{key}={effect}"));
            }
        }
    }
    if conflicts.is_empty() {
        return Ok(());
    }
    Err(Failure::error(format!(
        "can not both modify and remove the following taint(s) in the same command: {}",
        conflicts.join(", ")
    )))
}

fn decide(node: &Object, changes: &Changes) -> Result<Edit, Failure> {
    let before = node.spec().get("taints").items();
    let known = taint::already_there(before, &changes.adds);
    if !known.is_empty() && !changes.overwrites {
        return Err(Failure::error(format!(
            "node {} already has {known} taint(s) with same effect(s) and --overwrite is false",
            node.meta.name
        )));
    }
    // New ones stand first.
    let mut taints = changes.adds.clone();
    let (kept, _) = taint::difference(before, &changes.adds);
    taints.extend(kept);
    let adds = taints.len() != before.len();
    let mut removed = false;
    let mut missing = Vec::new();
    for taint in &changes.removes {
        removed = taint::remove(&mut taints, taint);
        if !removed {
            let [key, effect] = ["key", "effect"].map(|field| taint.get(field).str());
            let colon = if effect.is_empty() { "" } else { ":" };
            missing.push(format!("taint \"{key}{colon}{effect}\" not found"));
        }
    }
    match missing.as_slice() {
        [] => {}
        [only] => return Err(Failure::error(only)),
        several => return Err(Failure::plain(several.join("\n"))),
    }
    let mut edited = node.clone();
    match taints.is_empty() {
        true => drop(edited.body.remove("spec.taints")),
        false => edited.body.set("spec.taints", taints),
    }
    let said = match (adds, removed) {
        (true, true) => "modified",
        _ if changes.overwrites => "modified",
        (true, false) => "tainted",
        (false, _) => "untainted",
    };
    Ok(Edit::Change(Box::new(edited), said.to_owned()))
}
