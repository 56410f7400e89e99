//! `--subresource`: the part of an object that has an address of its own in the API.

use super::failure::Failure;
use super::flags::Arguments;
use super::output::Format;
use super::printers::labels::{format_label_map, format_selector};
use crate::api::{Kind, Object, Value};
use crate::value;
use std::rc::Rc;

/// A part that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subresource {
    /// The whole object; only its status is written.
    Status,
    /// How many replicas there are and should be.
    Scale,
    /// The whole object; only the resources of its containers are written.
    Resize,
}

/// What `--subresource` asks for.
///
/// # Errors
/// Another word than one of three.
pub fn read(arguments: &Arguments) -> Result<Option<Subresource>, Failure> {
    Ok(Some(match arguments.text("subresource") {
        None | Some("") => return Ok(None),
        Some("status") => Subresource::Status,
        Some("scale") => Subresource::Scale,
        Some("resize") => Subresource::Resize,
        Some(word) => {
            return Err(Failure::error(format!(
                "invalid subresource value: \"{word}\". Must be one of [status scale resize]"
            )));
        }
    }))
}

/// Whether objects of a kind have a number of replicas that others may set.
pub fn is_scalable(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Deployment | Kind::StatefulSet | Kind::ReplicaSet | Kind::ReplicationController
    )
}

impl Subresource {
    /// Refuses a part that objects of a kind do not have.
    ///
    /// # Errors
    /// What the API server says of an address that it does not serve.
    pub fn require(self, kind: Kind) -> Result<(), Failure> {
        let served = match self {
            Subresource::Status => kind.row().has_status,
            Subresource::Scale => is_scalable(kind),
            Subresource::Resize => kind == Kind::Pod,
        };
        match served {
            true => Ok(()),
            false => Err(not_served()),
        }
    }
}

/// What the API server says of an address that it does not serve.
pub fn not_served() -> Failure {
    Failure::plain("Error from server (NotFound): the server could not find the requested resource")
}

/// The `Scale` of an object.
pub fn scale(object: &Object) -> Value {
    let meta = &object.meta;
    let selector = object.spec().get("selector");
    let selector = match object.kind {
        Kind::ReplicationController => format_label_map(selector),
        _ => format_selector(selector),
    };
    let metadata = value!({
        "name": (meta.name.as_str()), "namespace": (meta.namespace.as_str()),
        "creationTimestamp": (meta.creation_timestamp.map(|time| time.rfc3339())),
        "resourceVersion": (object.resource_version.to_string()), "uid": (meta.uid.as_str())
    });
    let wanted = object.spec().get("replicas").as_int().unwrap_or(1);
    value!({
        "apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": metadata,
        "spec": { "replicas": wanted },
        "status": { "replicas": (object.status().get("replicas").int()), "selector": selector }
    })
}

/// How kubectl names the scale of an object.
pub fn shown_scale(object: &Object) -> String {
    format!("scale.autoscaling/{}", object.meta.name)
}

/// Prints the scales of objects, but not as a table.
///
/// # Errors
/// The format's own.
pub fn print_scales(objects: &[Rc<Object>], format: &mut Format) -> Result<String, Failure> {
    let print = |object: &Rc<Object>| match &mut *format {
        Format::Name => Ok(format!("{}\n", shown_scale(object))),
        format => format.print(&scale(object)),
    };
    objects.iter().map(print).collect()
}
