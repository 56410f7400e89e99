//! `kubectl rollout pause` and `resume`.

use super::{named, selected_to_patch};
use crate::api::{Kind, Object};
use crate::kubectl::edit::{Edit, FIELD_MANAGER, edit_each};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::Arguments;
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::resource::{FILENAME, SELECTOR};
use crate::kubectl::verb::{Flow, Verb};

/// The row of `pause`.
pub static PAUSE: Verb = Verb {
    name: "rollout pause",
    aliases: &[],
    summary: "Pause a deployment: changes of its template wait until it is resumed.",
    usage: "(TYPE NAME | TYPE/NAME)",
    examples: &["kubectl rollout pause deployment/web"],
    flags: &[FILENAME, SELECTOR, OUTPUT, DRY_RUN, FIELD_MANAGER],
    run: |arguments, world| run(arguments, world, true),
};

/// The row of `resume`.
pub static RESUME: Verb = Verb {
    name: "rollout resume",
    aliases: &[],
    summary: "Resume a paused deployment.",
    usage: "(TYPE NAME | TYPE/NAME)",
    examples: &["kubectl rollout resume deployment/web"],
    flags: &[FILENAME, SELECTOR, OUTPUT, DRY_RUN, FIELD_MANAGER],
    run: |arguments, world| run(arguments, world, false),
};

fn run(arguments: &Arguments, world: &mut World, pause: bool) -> Result<Flow, Failure> {
    let objects = selected_to_patch(arguments, world)?;
    let exit = edit_each(arguments, world, objects, |object| decide(object, pause))?;
    Ok(Flow::Exit(exit))
}

fn decide(object: &Object, pause: bool) -> Result<Edit, Failure> {
    if object.kind != Kind::Deployment {
        let what = if pause { "pausing" } else { "resuming" };
        return Err(Failure::named_error(format!("{} {what} is not supported", named(object))));
    }
    let is_paused = object.spec().get("paused").is_true();
    let mut edited = object.clone();
    match (pause, is_paused) {
        (true, true) => Err(Failure::named_error(format!("{} is already paused", named(object)))),
        (false, false) => Err(Failure::named_error(format!("{} is not paused", named(object)))),
        (true, false) => {
            edited.body.set("spec.paused", true);
            Ok(Edit::Change(Box::new(edited), "paused".to_owned()))
        }
        (false, true) => {
            edited.body.remove("spec.paused");
            Ok(Edit::Change(Box::new(edited), "resumed".to_owned()))
        }
    }
}
