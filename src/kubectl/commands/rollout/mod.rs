//! `kubectl rollout`: what concerns the revisions of workloads.

pub mod history;
pub mod pause;
pub mod restart;
pub mod status;
pub mod undo;

use crate::api::{Kind, Object};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::Arguments;
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubectl::resource::Selection;
use std::rc::Rc;

/// An object that a line means, or why it is none.
type Found = Result<Rc<Object>, Failure>;

/// What a `rollout` line means.
///
/// # Errors
/// Nothing named, or what cannot be read.
fn selection(arguments: &Arguments, world: &mut World) -> Result<Selection, Failure> {
    let selection = Selection::read(&arguments.words, arguments, world)?;
    match selection.is_empty() {
        true => Err(Failure::error("required resource not specified")),
        false => Ok(selection),
    }
}

/// The objects that a `rollout` line means.
///
/// # Errors
/// Nothing named, or what cannot be read.
fn selected(arguments: &Arguments, world: &mut World) -> Result<Vec<Found>, Failure> {
    Ok(selection(arguments, world)?.found(&view(world)))
}

/// The same for `pause`, `resume` and `restart`, which say it if there are none.
///
/// # Errors
/// Nothing named, or what cannot be read.
fn selected_to_patch(arguments: &Arguments, world: &mut World) -> Result<Vec<Found>, Failure> {
    let selection = selection(arguments, world)?;
    let found = selection.found(&view(world));
    if found.is_empty() {
        world.output.error(selection.nothing_found());
    }
    Ok(found)
}

/// `deployments.apps "web"`: how errors name an object.
fn named(object: &Object) -> String {
    format!("{} \"{}\"", object.kind.group_resource(), object.meta.name)
}

/// Whether a kind has revisions.
fn has_revisions(kind: Kind) -> bool {
    matches!(kind, Kind::Deployment | Kind::StatefulSet | Kind::DaemonSet)
}

/// What is said of a kind that has no revisions, where `of` is looked for, which `what` would do.
fn without_revisions(kind: Kind, of: &str, what: &str) -> Failure {
    let name = kind.group_kind();
    // What `apps.KindVisitor` knows besides.
    let is_known = matches!(
        kind,
        Kind::Job | Kind::CronJob | Kind::Pod | Kind::ReplicaSet | Kind::ReplicationController
    );
    Failure::error(match is_known {
        true => format!("no {what} has been implemented for \"{name}\""),
        false => {
            let row = kind.row();
            let element = format!("{{{} {}}}", row.group, row.name);
            format!("error retrieving {of} for \"{name}\", no visitor method exists for {element}")
        }
    })
}
