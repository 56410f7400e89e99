//! Pods made from a template (`GetPodFromTemplate`).

use crate::api::{Body, Kind, Meta, Object, Value};
use smol_str::SmolStr;

/// A pod as the template of `owner` describes it, with a name to be generated from the owner's.
/// It shares the template's values.
pub fn pod_from_template(template: &Value, owner: &Object) -> Object {
    let metadata = template.get("metadata");
    let map = |field: &str| metadata.get(field).as_map().cloned().unwrap_or_default();
    let finalizers = metadata.get("finalizers").items();
    let meta = Meta {
        generate_name: [&*owner.meta.name, "-"].concat().into(),
        namespace: owner.meta.namespace.clone(),
        labels: map("labels"),
        annotations: map("annotations"),
        finalizers: finalizers.iter().map(|item| SmolStr::new(item.str())).collect(),
        owner_references: [owner.controller_reference()].into_iter().collect(),
        ..Meta::default()
    };
    Object::of(Kind::Pod, meta, Body::of_spec(template.get("spec")))
}
