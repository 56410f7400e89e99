//! `kubectl set serviceaccount`: who the pods of a template are.

use super::{missing, refused, selected};
use crate::kubectl::edit::{Edit, FIELD_MANAGER, edit_each_or, pod_spec_path};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::Arguments;
use crate::kubectl::local::LOCAL;
use crate::kubectl::output::{DRY_RUN, OUTPUT, RECORD};
use crate::kubectl::process::World;
use crate::kubectl::resource::{ALL, FILENAME, SELECTOR};
use crate::kubectl::verb::{Flow, Verb};

/// The row.
pub static VERB: Verb = Verb {
    name: "set serviceaccount",
    aliases: &["sa"],
    summary: "Update the ServiceAccount of a pod template.",
    usage: "(-f FILE | TYPE NAME | TYPE/NAME) SERVICE_ACCOUNT",
    examples: &["kubectl set serviceaccount deployment/web builder"],
    flags: &[FILENAME, SELECTOR, ALL, OUTPUT, DRY_RUN, RECORD, LOCAL, FIELD_MANAGER],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let Some((account, words)) = arguments.words.split_last() else {
        return Err(Failure::error("serviceaccount is required"));
    };
    let objects = selected(words, arguments, world)?;
    if let Some(exit) = missing(&objects, world) {
        return Ok(Flow::Exit(exit));
    }
    let refused = refused("ServiceAccountName");
    let exit = edit_each_or(arguments, world, objects, refused, |object| {
        let Some(path) = pod_spec_path(object) else {
            let (kind, name) = (object.kind.row().plural, &object.meta.name);
            return Err(Failure::error(format!("{kind}/{name} has no pod template")));
        };
        let mut edited = object.clone();
        // The older field of the same meaning follows.
        for field in ["serviceAccountName", "serviceAccount"] {
            edited.body.set_given(&format!("{path}.{field}"), account.as_str());
        }
        Ok(Edit::Change(Box::new(edited), "serviceaccount updated".to_owned()))
    })?;
    Ok(Flow::Exit(exit))
}
