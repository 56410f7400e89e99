//! `kubectl set env --list`: the variables of each container of an object.

use super::is_meant;
use crate::api::{Kind, Object, StatusError, Value};
use crate::kubectl::edit::pod_spec_path;
use crate::kubectl::flags::Arguments;
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubelet::{datum, field};
use crate::ordered::OrderedMap;
use crate::store::View;

/// Where the value of a variable may be: the field of the reference, the kind and its word.
const KEEPERS: [(&str, Kind, &str); 2] =
    [("configMapKeyRef", Kind::ConfigMap, "configmap"), ("secretKeyRef", Kind::Secret, "secret")];

/// Prints the variables of the containers that are meant; what they get from elsewhere is looked up
/// if that is asked for, and it is told what could not be.
pub fn list(object: &Object, arguments: &Arguments, world: &mut World) {
    let Some(path) = pod_spec_path(object) else { return };
    let spec = object.body.at(path);
    let containers =
        ["containers", "initContainers"].iter().flat_map(|field| spec.get(field).items());
    for container in containers.filter(|container| is_meant(arguments, container)) {
        list_one(object, container, arguments.is("resolve"), world);
    }
}

fn list_one(object: &Object, container: &Value, resolves: bool, world: &mut World) {
    // Variables by why they could not be looked up.
    let mut faults: OrderedMap<String, Vec<&str>> = OrderedMap::new();
    let name = container.get("name").str();
    let (kind, own) = (object.kind.row().name, &object.meta.name);
    world.output.line(format!("# {kind} {own}, container {name}"));
    for variable in container.get("env").items() {
        let (key, text) = (variable.get("name").str(), variable.get("value").str());
        let source = variable.get("valueFrom");
        if source.is_null() {
            world.output.line(format!("{key}={text}"));
            continue;
        }
        match resolves.then(|| resolved(source, object, &view(world))) {
            Some(Ok(text)) => {
                world.output.line(format!("{key}={text}"));
                continue;
            }
            Some(Err(fault)) => faults.entry(fault).or_default().push(key),
            None => {}
        }
        world.output.line(format!("# {key} from {}", reference(source)));
    }
    let mut told = Vec::new();
    for (fault, mut names) in faults {
        crate::order::sort(&mut names);
        told.push(format!("error retrieving reference for {}: {fault}", names.join(", ")));
    }
    crate::order::sort(&mut told);
    told.iter().for_each(|fault| world.output.error(fault));
}

/// `configmap settings, key colour`.
fn reference(source: &Value) -> String {
    for (field, _, noun) in KEEPERS {
        if let of @ Value::Map(_) = source.get(field) {
            return format!("{noun} {}, key {}", of.get("name").str(), of.get("key").str());
        }
    }
    match source.at("fieldRef.fieldPath").as_str() {
        Some(path) => format!("field path {path}"),
        None => format!("resource {}", source.at("resourceFieldRef.resource").str()),
    }
}

/// The value that a variable gets from elsewhere, or why there is none.
fn resolved(source: &Value, object: &Object, view: &View) -> Result<String, String> {
    for (place, kind, noun) in KEEPERS {
        let of = source.get(place);
        if of.is_null() {
            continue;
        }
        let (name, key) = (of.get("name").str(), of.get("key").str());
        let Some(keeper) = view.find(kind, &object.meta.namespace, name) else {
            return Err(StatusError::not_found(kind, name).message);
        };
        let noun = if noun == "secret" { noun } else { "config map" };
        return match keeper.body.get("data").get(key) {
            Value::Null => Err(format!("key {key} not found in {noun} {name}")),
            _ => Ok(datum(keeper, key)),
        };
    }
    match source.at("fieldRef.fieldPath").as_str() {
        Some(path) => Ok(field(object, path)),
        None => Err("resources are known of running containers only".to_owned()),
    }
}
