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

/// The objects that a `rollout` line means.
///
/// # Errors
/// Nothing named, or what cannot be read.
fn selected(
    arguments: &Arguments,
    world: &mut World,
) -> Result<Vec<Result<Rc<Object>, Failure>>, Failure> {
    let selection = Selection::read(&arguments.words, arguments, world)?;
    if selection.is_empty() {
        return Err(Failure::error("required resource not specified"));
    }
    Ok(selection.found(&view(world)))
}

/// `deployments.apps "web"`: how errors name an object.
fn named(object: &Object) -> String {
    format!("{} \"{}\"", object.kind.group_resource(), object.meta.name)
}

/// Whether a kind has revisions.
fn has_revisions(kind: Kind) -> bool {
    matches!(kind, Kind::Deployment | Kind::StatefulSet | Kind::DaemonSet)
}
