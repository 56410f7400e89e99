//! Changing objects one by one, with a line for each: what `label`, `set image` and their like
//! have in common.

use super::failure::{Failure, report};
use super::flags::{Arguments, Flag, Takes, flag};
use super::local::typed;
use super::output::{DryRun, Format};
use super::printers::rollout_history::CHANGE_CAUSE;
use super::process::{Stream, World};
use super::request::{change, try_change};
use super::resource::shown;
use crate::api::{Object, StatusError};
use std::rc::Rc;

/// `--field-manager`.
pub static FIELD_MANAGER: &[Flag] =
    &[flag("field-manager", Takes::Text, "Who is said to change it; nobody remembers here.")];

/// What becomes of an object.
pub enum Edit {
    /// It changes so, and this is said: `image updated`.
    Change(Box<Object>, String),
    /// It changes so, this is said, and `-o` prints it as it was.
    ChangeUnseen(Box<Object>, String),
    /// It changes so, this is said, and part of the wish fails.
    ChangeBut(Box<Object>, String, Failure),
    /// It stays, and this is said.
    Keep(String),
    /// It stays, and nothing is said.
    Silent,
}

/// Changes objects as `decide` says, each for itself: a refusal of one does not stop the others.
///
/// # Errors
/// The flags' own.
pub fn edit_each(
    arguments: &Arguments,
    world: &mut World,
    objects: Vec<Result<Rc<Object>, Failure>>,
    decide: impl Fn(&Object) -> Result<Edit, Failure>,
) -> Result<u8, Failure> {
    edit_each_or(arguments, world, objects, Failure::server, decide)
}

/// As [`edit_each`], with other words for what the API server refuses.
///
/// # Errors
/// The flags' own.
pub fn edit_each_or(
    arguments: &Arguments,
    world: &mut World,
    objects: Vec<Result<Rc<Object>, Failure>>,
    refused: impl Fn(&StatusError) -> Failure,
    decide: impl Fn(&Object) -> Result<Edit, Failure>,
) -> Result<u8, Failure> {
    let dry_run = DryRun::read(arguments)?;
    let mut format = Format::read(arguments, world)?;
    let is_local = arguments.is("local");
    let mut failures: Vec<Failure> = Vec::new();
    for object in objects {
        let edited = object.and_then(|object| {
            let decision = decide(&object)?;
            let is_unseen = matches!(decision, Edit::ChangeUnseen(..));
            let (edited, said, complaint) = match decision {
                Edit::Change(edited, said) | Edit::ChangeUnseen(edited, said) => {
                    (Some(*edited), said, None)
                }
                Edit::ChangeBut(edited, said, complaint) => (Some(*edited), said, Some(complaint)),
                Edit::Keep(said) => (None, said, None),
                Edit::Silent => return Ok(()),
            };
            let was = object.clone();
            let object = match edited {
                None => object,
                Some(mut edited) => {
                    record(arguments, &mut edited);
                    match is_local {
                        true => Rc::new(edited),
                        false => {
                            put(world, edited, dry_run).map_err(|refusal| refused(&refusal))?
                        }
                    }
                }
            };
            let object = if is_unseen { was } else { object };
            let text = match &mut format {
                Some(format) if is_local && arguments.command.starts_with("set") => match format {
                    Format::Name => format.print_object(&object)?,
                    format => format.print(&typed(&object))?,
                },
                Some(format) => format.print_object(&object)?,
                None => format!("{} {said}{}\n", shown(&object), dry_run.suffix()),
            };
            world.output.push(Stream::Out, &text);
            complaint.map_or(Ok(()), Err)
        });
        failures.extend(edited.err());
    }
    Ok(report(&failures, world.output))
}

/// Remembers the line in the object if `--record` asks for it.
pub fn record(arguments: &Arguments, object: &mut Object) {
    if let Some(line) = arguments.recorded() {
        object.meta.annotations.insert(CHANGE_CAUSE, line);
    }
}

/// Puts an edited object in the place of the one there.
///
/// # Errors
/// Whatever the API server refuses it with.
pub fn put(world: &mut World, edited: Object, dry_run: DryRun) -> Result<Rc<Object>, StatusError> {
    let key = edited.key();
    let edit = |object: &mut Object| {
        object.meta.labels = edited.meta.labels.clone();
        object.meta.annotations = edited.meta.annotations.clone();
        object.meta.finalizers = edited.meta.finalizers.clone();
        object.meta.owner_references = edited.meta.owner_references.clone();
        object.body = edited.body.clone();
    };
    match dry_run {
        DryRun::Client => Ok(Rc::new(edited)),
        DryRun::Server => Ok(Rc::new(try_change(world, &key, edit)?)),
        DryRun::No => Ok(change(world, &key, edit)?.0),
    }
}

/// Where an object keeps the pods' description, if it has one.
pub fn pod_spec_path(object: &Object) -> Option<&'static str> {
    use crate::api::Kind;
    Some(match object.kind {
        Kind::Pod => "spec",
        Kind::CronJob => "spec.jobTemplate.spec.template.spec",
        Kind::Deployment
        | Kind::StatefulSet
        | Kind::DaemonSet
        | Kind::ReplicaSet
        | Kind::ReplicationController
        | Kind::Job => "spec.template.spec",
        _ => return None,
    })
}
