//! `kubectl rollout restart`: makes every pod anew.

use super::{named, selected_to_patch};
use crate::api::Kind;
use crate::kubectl::edit::{Edit, FIELD_MANAGER, edit_each};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::Arguments;
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::resource::{FILENAME, SELECTOR};
use crate::kubectl::verb::{Flow, Verb};

/// The row.
pub static VERB: Verb = Verb {
    name: "rollout restart",
    aliases: &[],
    summary: "Restart a workload: its pods are replaced as in any other rollout.",
    usage: "(TYPE NAME | TYPE/NAME)",
    examples: &["kubectl rollout restart deployment/web"],
    flags: &[FILENAME, SELECTOR, OUTPUT, DRY_RUN, FIELD_MANAGER],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let objects = selected_to_patch(arguments, world)?;
    let now = world.cluster.now().rfc3339();
    let exit = edit_each(arguments, world, objects, |object| {
        if !matches!(object.kind, Kind::Deployment | Kind::StatefulSet | Kind::DaemonSet) {
            return Err(Failure::named_error(format!(
                "{} restarting is not supported",
                named(object)
            )));
        }
        if object.spec().get("paused").is_true() {
            return Err(Failure::named_error(format!(
                "{} can't restart paused deployment (run rollout resume first)",
                named(object)
            )));
        }
        let mut edited = object.clone();
        let template = edited.body.entry("spec").make_map().entry("template");
        let metadata = template.make_map().entry("metadata").make_map();
        let annotations = metadata.entry("annotations").make_map();
        if annotations.get(RESTARTED_AT).str() == now {
            return Err(Failure::error(format!(
                "failed to create patch for {}: if restart has already been triggered within the \
                 past second, please wait before attempting to trigger another",
                object.meta.name
            )));
        }
        annotations.insert(RESTARTED_AT, now.as_str());
        Ok(Edit::Change(Box::new(edited), "restarted".to_owned()))
    })?;
    Ok(Flow::Exit(exit))
}

/// The annotation of the pod template that makes it another.
const RESTARTED_AT: &str = "kubectl.kubernetes.io/restartedAt";
