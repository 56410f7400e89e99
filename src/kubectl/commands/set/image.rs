//! `kubectl set image`: other images for containers.

use super::{edit_containers, missing, part, refused, selected};
use crate::api::Object;
use crate::kubectl::edit::{Edit, FIELD_MANAGER, edit_each_or};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::Arguments;
use crate::kubectl::local::LOCAL;
use crate::kubectl::output::{DRY_RUN, OUTPUT, RECORD};
use crate::kubectl::process::World;
use crate::kubectl::resource::{ALL, FILENAME, SELECTOR};
use crate::kubectl::verb::{Flow, Verb};

/// The row.
pub static VERB: Verb = Verb {
    name: "set image",
    aliases: &[],
    summary: "Update the images of a pod template.",
    usage: "(-f FILE | TYPE NAME | TYPE/NAME) CONTAINER=IMAGE…",
    examples: &["kubectl set image deployment/web web=nginx:1.28"],
    flags: &[FILENAME, SELECTOR, ALL, OUTPUT, DRY_RUN, RECORD, LOCAL, FIELD_MANAGER],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let (words, changes) = part(&arguments.words, |word| word.contains('='));
    let pairs: Vec<(&str, &str)> =
        changes.iter().filter_map(|change| change.split_once('=')).collect();
    let objects = selected(&words, arguments, world)?;
    if let Some(exit) = missing(&objects, world) {
        return Ok(Flow::Exit(exit));
    }
    if pairs.is_empty() {
        if let Some(Err(failure)) = objects.into_iter().find(Result::is_err) {
            return Err(failure);
        }
        return Err(Failure::error("at least one image update is required"));
    }
    if pairs.len() > 1 && pairs.iter().any(|(name, _)| *name == "*") {
        return Err(Failure::error(
            "all containers are already specified by *, but saw more than one \
             container_name=container_image pairs",
        ));
    }
    let exit = edit_each_or(
        arguments,
        world,
        objects,
        refused("image update to pod template:"),
        |object| decide(object, &pairs),
    )?;
    Ok(Flow::Exit(exit))
}

fn decide(object: &Object, pairs: &[(&str, &str)]) -> Result<Edit, Failure> {
    let mut found = vec![false; pairs.len()];
    let edited = edit_containers(object, |_, containers| {
        for container in containers {
            let name = container.get("name").str().to_owned();
            for ((wanted, image), found) in pairs.iter().zip(&mut found) {
                if *wanted == name || *wanted == "*" {
                    *found = true;
                    container.set("image", *image);
                }
            }
        }
        Ok(())
    })?;
    let missing = pairs.iter().zip(&found).filter(|(_, found)| !**found);
    let complaints: Vec<String> = missing
        .map(|((name, _), _)| format!("unable to find container named \"{name}\""))
        .collect();
    let complaint =
        (!complaints.is_empty()).then(|| Failure::named_error(complaints.join("\nerror: ")));
    let said = "image updated".to_owned();
    match (edited, complaint) {
        (Some(edited), None) => Ok(Edit::Change(Box::new(edited), said)),
        (Some(edited), Some(complaint)) => Ok(Edit::ChangeBut(Box::new(edited), said, complaint)),
        (None, Some(complaint)) => Err(complaint),
        (None, None) => Ok(Edit::Silent),
    }
}
