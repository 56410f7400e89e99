//! `kubectl set resources`: requests and limits of containers.

use super::{edit_containers, is_meant, missing, refused, selected};
use crate::api::{FieldName, Object, Quantity};
use crate::kubectl::edit::{Edit, FIELD_MANAGER, edit_each_or};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::local::LOCAL;
use crate::kubectl::output::{DRY_RUN, OUTPUT, RECORD};
use crate::kubectl::process::World;
use crate::kubectl::resource::{ALL, FILENAME, SELECTOR};
use crate::kubectl::verb::{Flow, Verb};

static FLAGS: &[Flag] = &[
    short('c', "containers", Takes::Text, "The containers to change; `*` is all."),
    flag("limits", Takes::List, "The limits: `cpu=200m,memory=512Mi`."),
    flag("requests", Takes::List, "The requests: `cpu=100m,memory=256Mi`."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "set resources",
    aliases: &[],
    summary: "Update the resource requests and limits of a pod template.",
    usage: "(-f FILE | TYPE NAME) [--limits=LIMITS] [--requests=REQUESTS]",
    examples: &["kubectl set resources deployment web --limits=cpu=200m,memory=512Mi"],
    flags: &[FLAGS, FILENAME, SELECTOR, ALL, OUTPUT, DRY_RUN, RECORD, LOCAL, FIELD_MANAGER],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    if !arguments.has("limits") && !arguments.has("requests") {
        return Err(Failure::error(
            "you must specify an update to requests or limits (in the form of --requests/--limits)",
        ));
    }
    for text in arguments.texts("limits").iter().chain(arguments.texts("requests")) {
        let (_, amount) = text.split_once('=').ok_or_else(|| {
            Failure::error(format!("Invalid argument syntax {text}, expected <resource>=<value>"))
        })?;
        if Quantity::parse(amount).is_err() {
            return Err(Failure::error(
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
            ));
        }
    }
    let objects = selected(&arguments.words, arguments, world)?;
    if let Some(exit) = missing(&objects, world) {
        return Ok(Flow::Exit(exit));
    }
    let exit = edit_each_or(
        arguments,
        world,
        objects,
        refused("resources update to pod template"),
        |object| decide(arguments, object),
    )?;
    Ok(Flow::Exit(exit))
}

fn decide(arguments: &Arguments, object: &Object) -> Result<Edit, Failure> {
    let mut found = false;
    let edited = edit_containers(object, |_, containers| {
        for container in containers.iter_mut().filter(|container| is_meant(arguments, container)) {
            found = true;
            for field in ["limits", "requests"] {
                for (resource, amount) in
                    arguments.texts(field).iter().filter_map(|text| text.split_once('='))
                {
                    let resources = container.make_map().entry("resources").make_map();
                    resources.entry(field).make_map().insert(FieldName::new(resource), amount);
                }
            }
        }
        Ok(())
    })?;
    if !found {
        let pattern = arguments.text("containers").unwrap_or_default();
        return Err(Failure::named_error(format!("unable to find container named {pattern}")));
    }
    Ok(match edited {
        Some(edited) => Edit::Change(Box::new(edited), "resource requirements updated".to_owned()),
        None => Edit::Silent,
    })
}
