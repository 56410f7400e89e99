//! `kubectl set`: parts of a pod template, without an editor.

pub mod env;
mod env_list;
pub mod image;
pub mod resources;
pub mod selector;
pub mod serviceaccount;
pub mod subject;

use crate::api::{Object, StatusError, Value};
use crate::kubectl::edit::pod_spec_path;
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::Arguments;
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubectl::resource::Selection;
use std::rc::Rc;

/// Parts the words of a `set` line into the resources and what follows them.
fn part(words: &[String], is_change: impl Fn(&str) -> bool) -> (Vec<String>, Vec<String>) {
    let first = words.iter().position(|word| is_change(word)).unwrap_or(words.len());
    (words[..first].to_vec(), words[first..].to_vec())
}

/// The objects that a `set` line means.
///
/// # Errors
/// Nothing named, or what cannot be read.
fn selected(
    words: &[String],
    arguments: &Arguments,
    world: &mut World,
) -> Result<Vec<Result<Rc<Object>, Failure>>, Failure> {
    let selection = Selection::read(words, arguments, world)?;
    selection.require_any()?;
    if arguments.is("all") && selection.labels.is_some() {
        return Err(Failure::error("cannot set --all and --selector at the same time"));
    }
    selection.require_named(arguments)?;
    Ok(selection.found(&view(world)))
}

/// Where one of the objects is missing nothing is done to the others: tells which are, and answers
/// the exit status.
fn missing(objects: &[Result<Rc<Object>, Failure>], world: &mut World) -> Option<u8> {
    let failures: Vec<Failure> =
        objects.iter().filter_map(|object| object.as_ref().err().cloned()).collect();
    (!failures.is_empty()).then(|| report(&failures, world.output))
}

/// How `set` says that the API server refused a change: each verb has its own words before why.
fn refused(words: &'static str) -> impl Fn(&StatusError) -> Failure {
    move |refusal| Failure::error(format!("failed to patch {words} {}", refusal.message))
}

/// Changes the containers of a copy of an object; `containers` or `initContainers` is given with
/// each.  Answers the copy if `edit` changed anything.
///
/// # Errors
/// The object has no containers, or whatever `edit` says.
fn edit_containers(
    object: &Object,
    mut edit: impl FnMut(&str, &mut Vec<Value>) -> Result<(), Failure>,
) -> Result<Option<Object>, Failure> {
    let Some(path) = pod_spec_path(object) else {
        return Err(Failure::named_error(format!(
            "{}/{} the object is not a pod or does not have a pod template: *v1.{}\n",
            object.kind.row().plural,
            object.meta.name,
            object.kind.row().name
        )));
    };
    let mut edited = object.clone();
    for field in ["initContainers", "containers"] {
        let place = format!("{path}.{field}");
        let mut containers = edited.body.at(&place).items().to_vec();
        edit(field, &mut containers)?;
        if !containers.is_empty() {
            edited.body.set_given(&place, containers);
        }
    }
    Ok((edited != *object).then_some(edited))
}

/// Whether a container is meant by `-c`: a name, or a pattern of `*`.
fn is_meant(arguments: &Arguments, container: &Value) -> bool {
    let pattern = arguments.text("containers").unwrap_or("*");
    let name = container.get("name").str();
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, end)) => {
            name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
        }
    }
}
