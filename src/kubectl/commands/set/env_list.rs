//! `kubectl set env --list`: the variables of each container of an object.

use crate::api::{Kind, Object, StatusError, Value};
use crate::kubectl::edit::pod_spec_path;
use crate::kubectl::failure::Failure;
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubelet::{datum, field};
use crate::ordered::OrderedMap;
use crate::store::View;

/// Where the value of a variable may be: the field of the reference, the kind and its word.
const KEEPERS: [(&str, Kind, &str); 2] =
    [("configMapKeyRef", Kind::ConfigMap, "configmap"), ("secretKeyRef", Kind::Secret, "secret")];

/// Prints the variables of an object's containers; what they get from elsewhere is looked up if
/// that is asked for.
///
/// # Errors
/// What could not be looked up.
pub fn list(object: &Object, resolves: bool, world: &mut World) -> Result<(), Failure> {
    let Some(path) = pod_spec_path(object) else { return Ok(()) };
    // Variables by why they could not be looked up.
    let mut faults: OrderedMap<String, Vec<&str>> = OrderedMap::new();
    for container in object.body.at(path).get("containers").items() {
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
    }
    let told = |(fault, names): (&String, &Vec<&str>)| {
        format!("error retrieving reference for {}: {fault}", names.join(", "))
    };
    let mut told: Vec<String> = faults.iter().map(told).collect();
    crate::order::sort(&mut told);
    match told.is_empty() {
        true => Ok(()),
        false => Err(Failure::error(told.join("\n"))),
    }
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
