//! `kubectl edit`: opens objects in the editor.

use crate::api::text::to_yaml;
use crate::kubectl::edit::FIELD_MANAGER;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::manifest::LAST_APPLIED;
use crate::kubectl::output::OUTPUT;
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubectl::resource::{FILENAME, Selection};
use crate::kubectl::verb::{Flow, Verb};

/// The row.
pub static VERB: Verb = Verb {
    name: "edit",
    aliases: &[],
    summary: "Open an object in the editor; applying the file there saves it.",
    usage: "(TYPE NAME | TYPE/NAME | -f FILE)",
    examples: &["kubectl edit deployment/web"],
    flags: &[FLAGS, FILENAME, OUTPUT, FIELD_MANAGER],
    run,
};

static FLAGS: &[Flag] = &[
    flag("output-patch", Takes::Switch, "Goes with an editor of your own machine."),
    flag("windows-line-endings", Takes::Switch, "Goes with an editor of your own machine."),
    flag("validate", Takes::Optional("strict"), "Accepted: the editor marks unknown fields."),
    flag("save-config", Takes::Switch, "Accepted: Apply remembers the file."),
    flag("subresource", Takes::Text, "Not supported: `kubectl patch --subresource` changes it."),
];

/// What the API server keeps, and nobody edits.
const KEPT: [&str; 4] = ["resourceVersion", "uid", "creationTimestamp", "generation"];

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let selection = Selection::read(&arguments.words, arguments, world)?;
    selection.require_any()?;
    if arguments.has("subresource") {
        return Err(Failure::error(
            "the editor opens whole objects; kubectl patch --subresource changes a part of one",
        ));
    }
    let objects = selection.require(&view(world))?;
    if objects.is_empty() {
        world.output.error("edit cancelled, no objects found");
        return Ok(Flow::Exit(1));
    }
    for object in objects {
        let name = format!("edit-{}-{}.yaml", object.kind.row().singular, object.meta.name);
        let mut value = object.to_value();
        value.remove("status");
        let metadata = value.make_map().entry("metadata").make_map();
        for field in KEPT {
            metadata.remove(field);
        }
        if object.annotation(LAST_APPLIED).is_some() {
            metadata.entry("annotations").make_map().remove(LAST_APPLIED);
        }
        world.files.insert(name.clone(), to_yaml(&value));
        *world.shown = Some(name.clone());
        world.output.line(format!(
            "{name} is in the editor now; change it there and press Apply, or type: kubectl apply \
             -f {name}"
        ));
    }
    Ok(Flow::Done)
}
