//! `kubectl set env`: environment variables of containers.

use super::env_list::list;
use super::{edit_containers, is_meant, missing, part, refused, selected};
use crate::api::{Kind, Object, Value, names};
use crate::kubectl::edit::{Edit, FIELD_MANAGER, edit_each_or, pod_spec_path};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::local::LOCAL;
use crate::kubectl::output::{DRY_RUN, OUTPUT, RECORD};
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubectl::resource::{ALL, FILENAME, SELECTOR, Selection};
use crate::kubectl::verb::{Flow, Verb};
use crate::value;

static FLAGS: &[Flag] = &[
    short('c', "containers", Takes::Text, "The containers to change; `*` is all."),
    short('e', "env", Takes::Texts, "A variable: `NAME=value`."),
    flag("list", Takes::Switch, "Only print the variables."),
    flag("resolve", Takes::Switch, "With `--list`: what variables get from elsewhere, looked up."),
    flag("from", Takes::Text, "Take the entries of this: `configmap/settings`, `secret/db`."),
    flag("keys", Takes::List, "Of these only the entries of these keys."),
    flag("prefix", Takes::Text, "What the names of the variables begin with."),
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
    flags: &[FLAGS, FILENAME, SELECTOR, ALL, OUTPUT, DRY_RUN, RECORD, LOCAL, FIELD_MANAGER],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let is_change =
        |word: &str| word.find('=').is_some_and(|place| place > 0) || word.ends_with('-');
    let (words, mut changes) = part(&arguments.words, is_change);
    if changes.iter().any(|word| !is_change(word)) {
        return Err(Failure::error(format!(
            "all resources must be specified before environment changes: {}",
            arguments.words.join(" ")
        )));
    }
    if words.is_empty() && !arguments.has("filename") {
        return Err(Failure::error(
            "one or more resources must be specified as <resource> <name> or <resource>/<name>",
        ));
    }
    if arguments.is("list") && arguments.text("output").is_some_and(|text| !text.is_empty()) {
        return Err(Failure::error("--list and --output may not be specified together"));
    }
    changes.extend(arguments.texts("env").iter().cloned());
    check(&changes)?;
    let references = references(arguments, world)?;
    let objects = selected(&words, arguments, world)?;
    if let Some(exit) = missing(&objects, world) {
        return Ok(Flow::Exit(exit));
    }
    for object in objects.iter().flatten() {
        warn_of_none(arguments, object, world);
    }
    if arguments.is("list") {
        for object in objects.into_iter().flatten() {
            let object = match decide(arguments, &object, &changes, &references) {
                Ok(Edit::Change(edited, _)) => *edited,
                _ => (*object).clone(),
            };
            list(&object, arguments, world);
        }
        return Ok(Flow::Done);
    }
    let exit = edit_each_or(
        arguments,
        world,
        objects,
        refused("env update to pod template:"),
        |object| decide(arguments, object, &changes, &references),
    )?;
    Ok(Flow::Exit(exit))
}

/// Refuses names that are none, and what is both set and removed.
fn check(changes: &[String]) -> Result<(), Failure> {
    let set = changes.iter().filter_map(|change| change.split_once('='));
    let names: Vec<&str> = set.map(|(name, _)| name).collect();
    for name in &names {
        let faults = names::strict_variable_name(name);
        if !faults.is_empty() {
            let why = faults.join(";");
            return Err(Failure::error(format!("{name:?} is not a valid key name: {why}")));
        }
    }
    for change in changes.iter().filter(|change| !change.contains('=')) {
        let Some(removed) = change.strip_suffix('-') else {
            return Err(Failure::error(format!("unknown environment variable: {change}")));
        };
        if names.contains(&removed) {
            return Err(Failure::error(
                "can not both modify and remove the same environment variable in the same command",
            ));
        }
    }
    Ok(())
}

/// Says so if an object has no container that `-c` means.
fn warn_of_none(arguments: &Arguments, object: &Object, world: &mut World) {
    let Some(path) = pod_spec_path(object) else { return };
    let spec = object.body.at(path);
    let mut all = ["containers", "initContainers"].iter().flat_map(|field| spec.get(field).items());
    if !all.any(|container| is_meant(arguments, container)) {
        world.output.error(format!(
            "Warning: {}/{} does not have any containers matching {:?}",
            object.kind.row().name,
            object.meta.name,
            arguments.text("containers").unwrap_or("*")
        ));
    }
}

/// The variables that `--from` asks for.
fn references(arguments: &Arguments, world: &mut World) -> Result<Vec<Value>, Failure> {
    let Some(source) = arguments.text("from") else {
        return match arguments.texts("keys").is_empty() {
            true => Ok(Vec::new()),
            false => Err(Failure::error(
                "when specifying --keys, a configmap or secret must be provided with --from",
            )),
        };
    };
    let bare = Arguments::default();
    let selection = Selection::read(&[source.to_owned()], &bare, world)?;
    let (keys, prefix) = (arguments.texts("keys"), arguments.text("prefix").unwrap_or_default());
    let mut variables = Vec::new();
    for object in selection.require(&view(world))? {
        let field = match object.kind {
            Kind::ConfigMap => "configMapKeyRef",
            Kind::Secret => "secretKeyRef",
            _ => return Err(Failure::error("unsupported resource specified in --from")),
        };
        for (key, _) in object.body.get("data").as_map().cloned().unwrap_or_default().iter() {
            if !keys.is_empty() && !keys.iter().any(|own| *own == **key) {
                continue;
            }
            let name = key.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
            let name = name.to_uppercase();
            if *name != **key {
                world.output.error(format!("Warning: key {key} transferred to {name}"));
            }
            let mut place = value!({});
            place.set(field, value!({ "key": (key.as_str()), "name": (&object.meta.name) }));
            variables.push(value!({
                "name": (format!("{prefix}{name}")), "valueFrom": place
            }));
        }
    }
    Ok(variables)
}

fn decide(
    arguments: &Arguments,
    object: &Object,
    changes: &[String],
    references: &[Value],
) -> Result<Edit, Failure> {
    let removed: Vec<&str> = changes
        .iter()
        .filter(|change| !change.contains('='))
        .filter_map(|change| change.strip_suffix('-'))
        .collect();
    let set = changes.iter().filter_map(|change| change.split_once('='));
    let mut wanted: Vec<Value> =
        set.map(|(name, text)| value!({ "name": name, "value": text })).collect();
    wanted.extend_from_slice(references);
    let edited = edit_containers(object, |_, containers| {
        for container in containers.iter_mut().filter(|container| is_meant(arguments, container)) {
            let existing = container.get("env").items();
            if !arguments.is_or("overwrite", true) {
                refuse_overwriting(object, existing, &wanted)?;
            }
            match updated(existing, &wanted, &removed) {
                variables if variables.is_empty() => drop(container.remove("env")),
                variables => container.set("env", variables),
            }
        }
        Ok(())
    })?;
    Ok(match edited {
        Some(edited) => Edit::Change(Box::new(edited), "env updated".to_owned()),
        None => Edit::Silent,
    })
}

fn name_of(variable: &Value) -> &str {
    variable.get("name").str()
}

/// The variables with the wanted ones in the places of their namesakes, or at the end; of one
/// name that changes, or is wanted twice, only the first is left.
fn updated(existing: &[Value], wanted: &[Value], removed: &[&str]) -> Vec<Value> {
    let mut done: Vec<&str> = removed.to_vec();
    let mut variables = Vec::new();
    for variable in existing {
        let name = name_of(variable);
        if done.contains(&name) {
            continue;
        }
        match wanted.iter().find(|other| name_of(other) == name) {
            Some(newer) => {
                done.push(name);
                variables.push(newer.clone());
            }
            None => variables.push(variable.clone()),
        }
    }
    for variable in wanted {
        if !done.contains(&name_of(variable)) {
            done.push(name_of(variable));
            variables.push(variable.clone());
        }
    }
    variables
}

/// `--overwrite=false` keeps what is there.
fn refuse_overwriting(
    object: &Object,
    existing: &[Value],
    wanted: &[Value],
) -> Result<(), Failure> {
    let text_of = |variable: &Value| variable.get("value").str().to_owned();
    for new in wanted {
        let own = existing.iter().find(|variable| name_of(variable) == name_of(new));
        if let Some(own) = own.filter(|own| text_of(own) != text_of(new)) {
            return Err(Failure::named_error(format!(
                "{}/{} '{}' already has a value ({}), and --overwrite is false\n",
                object.kind.row().plural,
                object.meta.name,
                name_of(own),
                text_of(own)
            )));
        }
    }
    Ok(())
}
