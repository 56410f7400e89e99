//! `kubectl rollout history`: the revisions that are kept.

use super::{has_revisions, selected, without_revisions};
use crate::api::{Kind, Object};
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{Format, OUTPUT};
use crate::kubectl::printers::rollout_history::{Revision, detail, revisions, table};
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{FILENAME, SELECTOR, shown};
use crate::kubectl::verb::{Flow, Verb};

static FLAGS: &[Flag] = &[flag("revision", Takes::Number, "Show the pod template of this one.")];

/// The row.
pub static VERB: Verb = Verb {
    name: "rollout history",
    aliases: &[],
    summary: "View the revisions of a rollout.",
    usage: "(TYPE NAME | TYPE/NAME) [--revision=N]",
    examples: &["kubectl rollout history deployment/web --revision=2"],
    flags: &[FLAGS, FILENAME, SELECTOR, OUTPUT],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let mut format = Format::read(arguments, world)?;
    let number = arguments.number("revision").unwrap_or(0);
    if number < 0 {
        return Err(Failure::error(format!("revision must be a positive integer: {number}")));
    }
    let mut failures = Vec::new();
    for object in selected(arguments, world)? {
        match object.and_then(|object| history(number, world, &object, format.as_mut())) {
            Ok(text) => world.output.push(Stream::Out, &text),
            Err(failure) => failures.push(failure),
        }
    }
    Ok(Flow::Exit(report(&failures, world.output)))
}

fn history(
    number: i64,
    world: &World,
    object: &Object,
    format: Option<&mut Format>,
) -> Result<String, Failure> {
    if !has_revisions(object.kind) {
        return Err(without_revisions(object.kind, "history", "history viewer"));
    }
    let mut revisions = revisions(object, &view(world));
    revisions.retain(|revision| number == 0 || revision.number == number);
    match (format, revisions.as_slice()) {
        (_, []) if number > 0 => Err(Failure::error("unable to find the specified revision")),
        (Some(format), revisions) => {
            revisions.iter().map(|revision| print(revision, object, format)).collect()
        }
        (None, [revision, ..]) if number > 0 => {
            Ok(format!("{} with revision #{number}\n{}", shown(object), detail(revision)))
        }
        (None, revisions) => Ok(format!("{} \n{}", shown(object), table(revisions))),
    }
}

/// A revision as a format has it.
fn print(revision: &Revision, object: &Object, format: &mut Format) -> Result<String, Failure> {
    match format {
        Format::Name if object.kind == Kind::Deployment => {
            Ok(format!("replicaset.apps/{}\n", revision.whole.at("metadata.name").str()))
        }
        Format::Name => Ok(format!("{}\n", shown(object))),
        format => format.print(&revision.whole),
    }
}
