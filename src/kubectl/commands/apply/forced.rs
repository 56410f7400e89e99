//! `--force`: an object that may not be changed as its manifest has it is deleted and made anew.

use super::Line;
use super::change::while_applying;
use crate::api::json::to_json;
use crate::api::{ErrorReason, Object, StatusError};
use crate::kubectl::commands::create::read;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::Arguments;
use crate::kubectl::manifest::Manifest;
use crate::kubectl::process::World;
use crate::kubectl::request::{request, view};
use crate::store::DeleteOptions;
use crate::time::{Milliseconds, SECOND, Time};
use std::rc::Rc;

/// An object that could not be changed, and is made anew once it is gone.
#[derive(Clone)]
pub struct Forced {
    manifest: Manifest,
    original: Rc<Object>,
    next_look: Time,
    /// Until when the original may go.
    deadline: Option<Time>,
}

impl Forced {
    /// What was deleted at `now` to be what its manifest says; no timeout, or one of 0, is none.
    pub fn new(
        manifest: Manifest,
        original: Rc<Object>,
        now: Time,
        timeout: Option<Milliseconds>,
    ) -> Forced {
        let deadline = timeout.filter(|length| *length > 0).map(|length| now.plus(length));
        Forced { manifest, original, next_look: now, deadline }
    }

    /// When it looks again whether the original is gone; nothing if that is so, or too late.
    pub fn waits(&mut self, world: &World) -> Option<Time> {
        let now = world.cluster.now();
        let is_early = now < self.next_look;
        let in_time = self.deadline.is_none_or(|deadline| now < deadline);
        if !is_early && self.is_there(world) && in_time {
            self.next_look = now.plus(SECOND);
        }
        (now < self.next_look).then_some(self.next_look)
    }

    fn is_there(&self, world: &World) -> bool {
        view(world).get(&self.original.key()).is_some()
    }

    /// Makes the object as its manifest describes it, or else as it was.
    ///
    /// # Errors
    /// Whatever that is refused with; or the original is there still.
    pub fn make(&self, arguments: &Arguments, world: &mut World) -> Result<Rc<Object>, Failure> {
        if self.is_there(world) {
            let why = "timed out waiting for the condition";
            return Err(Failure::error(format!("{}{why}", self.prefix())));
        }
        let object = self.manifest.object(&self.manifest.value_to_apply());
        let made = read(arguments, world, &self.manifest)
            .and_then(|()| request(world, |server| server.create(object)));
        made.map_err(|refusal| {
            let original = (*self.original).clone();
            match request(world, |server| server.create(original)) {
                Ok(_) => Failure::server_while(&self.prefix(), &refusal),
                Err(second) => Failure::error(format!(
                    "{}An error occurred force-replacing the existing object with the newly \
                     provided one:\n\n{}.\n\nAdditionally, an error occurred attempting to restore \
                     the original object:\n\n{}",
                    self.prefix(),
                    refusal.message,
                    second.message
                )),
            }
        })
    }

    /// What stands before a refusal.
    fn prefix(&self) -> String {
        prefix(&self.manifest, &self.original)
    }
}

fn prefix(manifest: &Manifest, original: &Object) -> String {
    let wanted = format!("{}\n", to_json(&manifest.value_to_apply()));
    format!("{}: ", while_applying(manifest, original, &wanted))
}

/// Whether an object that may not be changed so is deleted and made anew.
pub fn is_forced(arguments: &Arguments, refusal: &StatusError) -> bool {
    arguments.is("force") && matches!(refusal.reason, ErrorReason::Conflict | ErrorReason::Invalid)
}

/// Deletes an object that may not be changed so.
///
/// # Errors
/// Whatever that is refused with.
pub fn delete(
    line: &Line,
    world: &mut World,
    manifest: &Manifest,
    current: &Object,
) -> Result<(), Failure> {
    let grace = line.arguments.number("grace-period");
    let options = DeleteOptions {
        propagation: line.propagation,
        grace_period_seconds: grace.filter(|grace| *grace >= 0),
        uid: None,
    };
    request(world, |server| server.delete(&current.key(), &options))
        .map(drop)
        .map_err(|refusal| Failure::server_while(&prefix(manifest, current), &refusal))
}
