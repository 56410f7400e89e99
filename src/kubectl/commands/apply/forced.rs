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
use crate::kubectl::request::request;
use crate::store::DeleteOptions;
use crate::time::Time;
use std::rc::Rc;

/// An object that could not be changed, and is made anew once it is gone.
#[derive(Clone)]
pub struct Forced {
    /// What it is to be.
    pub manifest: Manifest,
    /// What it was.
    pub original: Rc<Object>,
    /// Until when that may go.
    pub deadline: Option<Time>,
}

impl Forced {
    /// Makes the object as its manifest describes it, or else as it was.
    ///
    /// # Errors
    /// Whatever that is refused with.
    pub fn make(&self, arguments: &Arguments, world: &mut World) -> Result<Rc<Object>, Failure> {
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

    /// What is said if the object does not go in time.
    ///
    /// # Errors
    /// That.
    pub fn late(&self) -> Result<Rc<Object>, Failure> {
        Err(Failure::error(format!("{}timed out waiting for the condition", self.prefix())))
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
