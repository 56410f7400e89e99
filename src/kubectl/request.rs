//! Requests to the API server in the name of whoever types the lines.

use super::process::World;
use crate::api::{ErrorReason, FieldError, Key, Object, StatusError};
use crate::cluster::Actor;
use crate::store::{Propagation, Server, View};
use std::rc::Rc;

/// Makes requests and prints the warnings that the API server gives.
pub fn request<Answer>(world: &mut World, requests: impl FnOnce(&mut Server) -> Answer) -> Answer {
    let (answer, warnings) = world.cluster.request(&Actor::User, world.cause, requests);
    for warning in warnings {
        world.output.error(format!("Warning: {warning}"));
    }
    answer
}

/// Changes an object as it is now.  Answers it afterwards, and whether it is another.
///
/// # Errors
/// Whatever the request is refused with.
pub fn change(
    world: &mut World,
    key: &Key,
    edit: impl FnOnce(&mut Object),
) -> Result<(Rc<Object>, bool), StatusError> {
    request(world, |server| {
        let before = server.existing(key)?;
        let mut object = (*before).clone();
        edit(&mut object);
        let after = server.update(object)?;
        let changed = after.resource_version != before.resource_version;
        Ok((after, changed))
    })
}

/// What an object would become under a change, without changing it.
///
/// # Errors
/// Whatever the request would be refused with.
pub fn try_change(
    world: &mut World,
    key: &Key,
    edit: impl FnOnce(&mut Object),
) -> Result<Object, StatusError> {
    request(world, |server| {
        let before = server.existing(key)?;
        let mut object = (*before).clone();
        edit(&mut object);
        server.prepare_update(&before, object)
    })
}

/// Refuses a patch after which an object would be another one, or that means an earlier state of
/// it.
///
/// # Errors
/// `BadRequest`, `Conflict`, `Invalid`.
pub fn check_identity(before: &Object, edited: &Object) -> Result<(), StatusError> {
    let (old, new) = (&before.meta, &edited.meta);
    if new.name.is_empty() {
        let message = format!(
            "the name of the object ({} based on URL) was undeterminable: name must be provided",
            old.name
        );
        return Err(StatusError::new(ErrorReason::BadRequest, message));
    }
    let moves = new.namespace != old.namespace && !new.namespace.is_empty();
    if new.name != old.name || moves {
        let (what, place, old, new) = match new.name == old.name {
            true => ("namespace", "the namespace on the request", &old.namespace, &new.namespace),
            false => ("name", "the name on the URL", &old.name, &new.name),
        };
        let message = format!("the {what} of the object ({new}) does not match {place} ({old})");
        return Err(StatusError::new(ErrorReason::BadRequest, message));
    }
    let expected = edited.resource_version;
    if expected != 0 && expected != before.resource_version {
        return Err(StatusError::conflict(before.kind, &old.name));
    }
    if !new.uid.is_empty() && new.uid != old.uid {
        let uid = (&new.uid).into();
        let cause = FieldError::invalid("metadata.uid", &uid, "field is immutable");
        return Err(StatusError::invalid(before.kind, &old.name, vec![cause]));
    }
    Ok(())
}

/// What there is to read at this instant.
pub fn view<'world>(world: &'world World) -> View<'world> {
    world.cluster.view()
}

/// What becomes of an object's dependents, by the word of `--cascade`.
pub fn propagation(word: &str) -> Option<Propagation> {
    match word {
        "background" | "true" => Some(Propagation::Background),
        "foreground" => Some(Propagation::Foreground),
        "orphan" | "false" => Some(Propagation::Orphan),
        _ => None,
    }
}
