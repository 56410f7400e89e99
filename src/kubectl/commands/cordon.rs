//! `kubectl cordon` and `kubectl uncordon`: whether a node takes new pods.

use crate::api::{Kind, Object};
use crate::kubectl::edit::{Edit, edit_each};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::Arguments;
use crate::kubectl::output::DRY_RUN;
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubectl::resource::{SELECTOR, Selection};
use crate::kubectl::verb::{Flow, Verb};
use std::rc::Rc;

/// The row of `cordon`.
pub static CORDON: Verb = Verb {
    name: "cordon",
    aliases: &[],
    summary: "Mark a node as unschedulable.",
    usage: "NODE",
    examples: &["kubectl cordon node-1"],
    flags: &[SELECTOR, DRY_RUN],
    run: |arguments, world| run(arguments, world, true),
};

/// The row of `uncordon`.
pub static UNCORDON: Verb = Verb {
    name: "uncordon",
    aliases: &[],
    summary: "Mark a node as schedulable.",
    usage: "NODE",
    examples: &["kubectl uncordon node-1"],
    flags: &[SELECTOR, DRY_RUN],
    run: |arguments, world| run(arguments, world, false),
};

fn run(arguments: &Arguments, world: &mut World, cordon: bool) -> Result<Flow, Failure> {
    let command = if cordon { "cordon" } else { "uncordon" };
    let nodes = nodes(command, arguments, world)?.into_iter().map(Ok).collect();
    let exit = edit_each(arguments, world, nodes, |node| Ok(decide(node, cordon)))?;
    Ok(Flow::Exit(exit))
}

/// The nodes that a line names, all of which must be there before anything is done.  What is
/// named with another kind is passed over later.
///
/// # Errors
/// None is named, or one is not there.
pub fn nodes(
    command: &str,
    arguments: &Arguments,
    world: &mut World,
) -> Result<Vec<Rc<Object>>, Failure> {
    if arguments.words.is_empty() && !arguments.has("selector") {
        return Err(Failure::usage(command, format!("USAGE: {command} NODE [flags]")));
    }
    if !arguments.words.is_empty() && arguments.has("selector") {
        let why = "cannot specify both a node name and a --selector option";
        return Err(Failure::usage(command, why));
    }
    let pair = |word: &String| match word.contains('/') {
        true => word.clone(),
        false => format!("nodes/{word}"),
    };
    let words: Vec<String> = match arguments.words.as_slice() {
        [] => vec!["nodes".to_owned()],
        words => words.iter().map(pair).collect(),
    };
    let selection = Selection::read(&words, arguments, world)?;
    selection.require(&view(world))
}

/// A node that is, or is not, to take new pods.
pub fn decide(node: &Object, cordon: bool) -> Edit {
    if node.kind != Kind::Node {
        return Edit::Keep("skipped".to_owned());
    }
    let verb = if cordon { "cordoned" } else { "uncordoned" };
    if node.spec().get("unschedulable").is_true() == cordon {
        return Edit::Keep(format!("already {verb}"));
    }
    let mut edited = node.clone();
    match cordon {
        true => edited.body.set("spec.unschedulable", true),
        false => drop(edited.body.remove("spec.unschedulable")),
    }
    Edit::Change(Box::new(edited), verb.to_owned())
}
