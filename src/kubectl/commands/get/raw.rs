//! `kubectl get --raw`: what the API server answers at an address, as it is.

use crate::api::json::to_json;
use crate::api::kind::KINDS;
use crate::api::{Kind, Object, StatusError, Value};
use crate::kubectl::commands::version::SERVER;
use crate::kubectl::failure::Failure;
use crate::kubectl::printers::api_resources::resources;
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::subresource::{Subresource, not_served, scale};
use crate::kubectl::verb::Flow;
use crate::value;

/// Answers an address: health, the kinds of a group, objects.
///
/// # Errors
/// Nothing is there.
pub fn raw(path: &str, world: &mut World) -> Result<Flow, Failure> {
    let path = path.split('?').next().unwrap_or_default().trim_matches('/');
    let text = match path {
        "healthz" | "livez" | "readyz" => "ok".to_owned(),
        "version" => {
            let lines = SERVER.iter().map(|(field, text)| format!("  \"{field}\": \"{text}\""));
            format!("{{\n{}\n}}", lines.collect::<Vec<_>>().join(",\n"))
        }
        path => answer(&path.split('/').collect::<Vec<_>>(), world)? + "\n",
    };
    world.output.push(Stream::Out, &text);
    Ok(Flow::Done)
}

fn answer(path: &[&str], world: &World) -> Result<String, Failure> {
    let (group, version, rest) = match path {
        ["api", version, rest @ ..] => ("", *version, rest),
        ["apis", group, version, rest @ ..] => (*group, *version, rest),
        _ => return Err(not_served()),
    };
    let api_version =
        if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
    let kind = |plural: &str| {
        let is_meant = |kind: &&Kind| {
            kind.row().plural == plural
                && kind.row().group == group
                && kind.row().version == version
        };
        KINDS.iter().find(is_meant).copied().ok_or_else(not_served)
    };
    match rest {
        [] => kinds(&api_version),
        ["namespaces", name] => one(Kind::Namespace, "", name, &[], world),
        ["namespaces", space, plural] => list(kind(plural)?, Some(space), world),
        ["namespaces", space, plural, name, part @ ..] => {
            one(kind(plural)?, space, name, part, world)
        }
        [plural] => list(kind(plural)?, None, world),
        [plural, name, part @ ..] => match kind(plural)? {
            kind if kind.row().namespaced => Err(not_served()),
            kind => one(kind, "", name, part, world),
        },
    }
}

/// The kinds of a group and version.
fn kinds(api_version: &str) -> Result<String, Failure> {
    let of_version = resources().into_iter().filter(|own| own.api_version == api_version);
    let resources: Vec<Value> = of_version
        .map(|own| {
            let verbs: Vec<Value> = own.verbs.split(',').map(Value::from).collect();
            value!({
                "kind": (own.name), "name": (own.plural), "namespaced": (own.namespaced),
                "singularName": (own.name.to_lowercase()), "verbs": verbs
            })
        })
        .collect();
    match resources.is_empty() {
        true => Err(not_served()),
        false => Ok(to_json(&value!({
            "apiVersion": "v1", "groupVersion": api_version, "kind": "APIResourceList",
            "resources": resources
        }))),
    }
}

/// Objects of a kind; each lacks what the list says of all.
fn list(kind: Kind, space: Option<&str>, world: &World) -> Result<String, Failure> {
    let space = space.filter(|_| kind.row().namespaced);
    let bare = |object: &std::rc::Rc<Object>| {
        let mut value = object.to_value();
        value.remove("apiVersion");
        value.remove("kind");
        to_json(&value)
    };
    let items: Vec<String> = view(world).list(kind, space).map(bare).collect();
    Ok(format!(
        "{{\"kind\":\"{}List\",\"apiVersion\":\"{}\",\"metadata\":{{\"resourceVersion\":\"{}\"}},\
         \"items\":[{}]}}",
        kind.row().name,
        kind.api_version(),
        view(world).store().revision(),
        items.join(",")
    ))
}

/// An object, or the part of one that has an address of its own.
fn one(
    kind: Kind,
    space: &str,
    name: &str,
    part: &[&str],
    world: &World,
) -> Result<String, Failure> {
    let view = view(world);
    let found = view.find(kind, space, name);
    let object = found.ok_or_else(|| Failure::server(&StatusError::not_found(kind, name)))?;
    match part {
        [] => Ok(to_json(&object.to_value())),
        ["status"] => {
            Subresource::Status.require(kind)?;
            Ok(to_json(&object.to_value()))
        }
        ["scale"] => {
            Subresource::Scale.require(kind)?;
            Ok(to_json(&scale(object)))
        }
        _ => Err(not_served()),
    }
}
