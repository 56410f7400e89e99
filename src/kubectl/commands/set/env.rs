//! `kubectl set env`: environment variables of containers.

use super::{edit_containers, is_meant, part, refused, selected};
use crate::api::Object;
use crate::kubectl::edit::{Edit, edit_each_or, pod_spec_path};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::resource::{ALL, FILENAME, SELECTORS, shown};
use crate::kubectl::verb::{Flow, Verb};
use crate::value;

static FLAGS: &[Flag] = &[
    short('c', "containers", Takes::Text, "The containers to change; `*` is all."),
    short('e', "env", Takes::Texts, "A variable: `NAME=value`."),
    flag("list", Takes::Switch, "Only print the variables."),
    flag(
        "overwrite",
        Takes::Switch,
        "Variables that are set already may change; on unless `=false`.",
    ),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "set env",
    aliases: &[],
    summary: "Update the environment variables of a pod template.",
    usage: "(TYPE NAME | TYPE/NAME) NAME=value… NAME-…",
    examples: &["kubectl set env deployment/web COLOUR=blue", "kubectl set env deploy/web COLOUR-"],
    flags: &[FLAGS, FILENAME, SELECTORS, ALL, OUTPUT, DRY_RUN],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let is_change = |word: &str| word.contains('=') || word.ends_with('-') && !word.contains('/');
    let (words, mut changes) = part(&arguments.words, is_change);
    changes.extend(arguments.texts("env").iter().cloned());
    let objects = selected(&words, arguments, world)?;
    if arguments.is("list") {
        for object in objects {
            list(&*object?, world);
        }
        return Ok(Flow::Done);
    }
    if changes.is_empty() {
        return Err(Failure::error("at least one environment variable must be provided"));
    }
    let exit = edit_each_or(arguments, world, objects, refused("env"), |object| {
        decide(arguments, object, &changes)
    })?;
    Ok(Flow::Exit(exit))
}

fn list(object: &Object, world: &mut World) {
    let Some(path) = pod_spec_path(object) else { return };
    for container in object.body.at(path).get("containers").items() {
        let name = container.get("name").str();
        world.output.line(format!("# {}, container {name}", shown(object)));
        for variable in container.get("env").items() {
            let (key, text) = (variable.get("name").str(), variable.get("value").str());
            world.output.line(format!("{key}={text}"));
        }
    }
}

fn decide(arguments: &Arguments, object: &Object, changes: &[String]) -> Result<Edit, Failure> {
    let overwrite = arguments.is_or("overwrite", true);
    let edited = edit_containers(object, |_, containers| {
        for container in containers.iter_mut().filter(|container| is_meant(arguments, container)) {
            let mut variables = container.get("env").items().to_vec();
            for change in changes {
                if let Some((name, text)) = change.split_once('=') {
                    let place = variables.iter().position(|entry| entry.get("name").str() == name);
                    let entry = value!({ "name": name, "value": text });
                    match place {
                        Some(place) if overwrite => variables[place] = entry,
                        Some(_) => {
                            return Err(Failure::error(format!(
                                "'{name}' already has a value, and --overwrite is false"
                            )));
                        }
                        None => variables.push(entry),
                    }
                } else {
                    let name = change.strip_suffix('-').unwrap_or(change);
                    variables.retain(|entry| entry.get("name").str() != name);
                }
            }
            match variables.is_empty() {
                true => drop(container.remove("env")),
                false => container.set("env", variables),
            }
        }
        Ok(())
    })?;
    Ok(match edited {
        Some(edited) => Edit::Change(Box::new(edited), "env updated".to_owned()),
        None => Edit::Silent,
    })
}
