//! `metadata`, which every kind has.

use super::labels;
use super::path::Path;
use super::report::{IMMUTABLE, Report};
use crate::api::names;
use crate::api::status_error::quote;
use crate::api::{FieldError, Kind, Map, Meta, Object, OwnerReference, Value};

/// The most bytes that the annotations of one object may have.
const ANNOTATION_BYTES: usize = 256 * 1024;

/// The metadata of a new object (`ValidateObjectMeta`).
pub fn creation(report: &mut Report, object: &Object) {
    creation_beside(report, object, &Meta::default());
}

/// The same where `other` is known to be valid: what is as there need not be looked at.
pub fn creation_beside(report: &mut Report, object: &Object, other: &Meta) {
    let path = Path::root("metadata");
    let (meta, namespaced) = (&object.meta, object.kind.row().namespaced);
    let rule = name_rule(object.kind);
    if !meta.generate_name.is_empty() && meta.generate_name != other.generate_name {
        let faults = rule(&names::mask_trailing_dash(&meta.generate_name));
        report.invalid_each(path.field("generateName"), &meta.generate_name, faults);
    }
    if meta.name.is_empty() {
        report.required(path.field("name"), "name or generateName is required");
    } else {
        report.invalid_each(path.field("name"), &meta.name, rule(&meta.name));
    }
    if namespaced && meta.namespace.is_empty() {
        report.required(path.field("namespace"), "");
    } else if namespaced && meta.namespace != other.namespace {
        let faults = names::dns_label(&meta.namespace);
        report.invalid_each(path.field("namespace"), &meta.namespace, faults);
    } else if !namespaced && !meta.namespace.is_empty() {
        report.forbidden(path.field("namespace"), "not allowed on this type");
    }
    accessors(report, path, meta, other);
}

/// What of `meta` is not as in `other`, which is known to be valid.
fn accessors(report: &mut Report, path: Path, meta: &Meta, other: &Meta) {
    report.not_negative(path.field("generation"), &Value::Int(meta.generation));
    if meta.labels != other.labels {
        labels::labels_beside(report, path.field("labels"), meta.labels.as_slice(), &other.labels);
    }
    if meta.annotations != other.annotations {
        let (annotations, others) = (&meta.annotations, &other.annotations);
        annotations_beside(report, path.field("annotations"), annotations, others);
    }
    if meta.owner_references != other.owner_references {
        owners(report, path.field("ownerReferences"), &meta.owner_references);
    }
    if meta.finalizers != other.finalizers {
        finalizers(report, path.field("finalizers"), meta);
    }
}

/// Annotations (`ValidateAnnotations`): keys in any case, and not too much text in all.
pub fn annotations(report: &mut Report, path: Path, annotations: &Map) {
    annotations_beside(report, path, annotations, &Map::default());
}

/// The same where the keys of `others` are known to be valid.
fn annotations_beside(report: &mut Report, path: Path, annotations: &Map, others: &Map) {
    let mut bytes = 0;
    for (place, (key, value)) in annotations.iter().enumerate() {
        bytes += key.len() + value.str().len();
        if others.as_slice().get(place).is_some_and(|(other, _)| other == key) {
            continue;
        }
        if key.bytes().any(|byte| byte.is_ascii_uppercase()) {
            let faults = names::qualified_name(&key.to_ascii_lowercase());
            report.invalid_each(path, key, faults);
        } else {
            report.invalid_each(path, key, names::qualified_name(key));
        }
    }
    if bytes > ANNOTATION_BYTES {
        report.push(FieldError::too_long(path, ANNOTATION_BYTES));
    }
}

fn owners(report: &mut Report, path: Path, owners: &[OwnerReference]) {
    let mut controller: Option<&OwnerReference> = None;
    for (index, owner) in owners.iter().enumerate() {
        let place = path.index(index);
        let version = if owner.api_version.ends_with('/') { "" } else { &*owner.api_version };
        let fields = [
            ("apiVersion", version, &owner.api_version, "version must not be empty"),
            ("kind", owner.kind.as_str(), &owner.kind, "must not be empty"),
            ("name", owner.name.as_str(), &owner.name, "must not be empty"),
            ("uid", owner.uid.as_str(), &owner.uid, "must not be empty"),
        ];
        for (field, text, value, why) in fields {
            if text.is_empty() {
                report.invalid(place.field(field), &value.into(), why);
            }
        }
        if owner.api_version == "v1" && owner.kind == "Event" {
            let why = "/v1, Kind=Event is disallowed from being an owner";
            report.invalid_shown(place, show_owner(owner), why);
        }
        if !owner.controller {
            continue;
        }
        match controller {
            None => controller = Some(owner),
            // Each of these faults shows all owners.
            Some(_) if report.is_full() => return,
            Some(first) => {
                let why = format!(
                    "Only one reference can have Controller set to true. Found \"true\" in \
                     references for {}/{} and {}/{}",
                    first.kind, first.name, owner.kind, owner.name
                );
                let shown: Vec<String> = owners.iter().map(show_owner).collect();
                report.invalid_shown(path, format!("[{}]", shown.join(",")), why);
            }
        }
    }
}

/// An owner as Go prints it, its fields in the order of their declaration.
fn show_owner(owner: &OwnerReference) -> String {
    let mut text = format!(
        "{{\"apiVersion\":\"{}\",\"kind\":\"{}\",\"name\":\"{}\",\"uid\":\"{}\"",
        owner.api_version, owner.kind, owner.name, owner.uid
    );
    for (field, set) in
        [("controller", owner.controller), ("blockOwnerDeletion", owner.block_owner_deletion)]
    {
        if set {
            text.push_str(&format!(",\"{field}\":true"));
        }
    }
    text.push('}');
    text
}

fn finalizers(report: &mut Report, path: Path, meta: &Meta) {
    for finalizer in &meta.finalizers {
        report.invalid_each(path, finalizer, names::qualified_name(finalizer));
    }
    let has = |name: &str| meta.finalizers.iter().any(|finalizer| finalizer == name);
    if has("orphan") && has("foregroundDeletion") {
        let list = Value::List(meta.finalizers.iter().collect());
        report.invalid(path, &list, "finalizer orphan and foregroundDeletion cannot be both set");
    }
    for (index, finalizer) in meta.finalizers.iter().enumerate() {
        has_owner(report, path.index(index), finalizer);
    }
}

/// One finalizer: one of the API's own, or a name with its owner's domain before it.
pub fn finalizer_name(report: &mut Report, path: Path, finalizer: &str) {
    report.invalid_each(path, finalizer, names::qualified_name(finalizer));
    has_owner(report, path, finalizer);
}

fn has_owner(report: &mut Report, path: Path, finalizer: &str) {
    let known = matches!(finalizer, "orphan" | "foregroundDeletion" | "kubernetes");
    if !finalizer.contains('/') && !known {
        let why = "name is neither a standard finalizer name nor is it fully qualified";
        report.invalid(path, &Value::from(finalizer), why);
    }
}

/// The metadata of a changed object (`ValidateObjectMetaUpdate`).
pub fn update(report: &mut Report, object: &Object, before: &Object) {
    let path = Path::root("metadata");
    let (meta, old) = (&object.meta, &before.meta);
    object_meta_update(report, path, meta, old);
}

/// Metadata anywhere against what it was.
pub fn object_meta_update(report: &mut Report, path: Path, meta: &Meta, old: &Meta) {
    if old.deletion_timestamp.is_some() {
        let added: Vec<String> = meta
            .finalizers
            .iter()
            .filter(|finalizer| !old.finalizers.contains(finalizer))
            .map(|finalizer| quote(finalizer))
            .collect();
        if !added.is_empty() {
            let why = format!(
                "no new finalizers can be added if the object is being deleted, found new \
                 finalizers []string{{{}}}",
                added.join(", ")
            );
            report.forbidden(path.field("finalizers"), why);
        }
    }
    if meta.generation < old.generation {
        let why = "must not be decremented";
        report.invalid(path.field("generation"), &Value::Int(meta.generation), why);
    }
    for (field, new, old) in [
        ("name", &meta.name, &old.name),
        ("namespace", &meta.namespace, &old.namespace),
        ("uid", &meta.uid, &old.uid),
    ] {
        if new != old {
            report.invalid(path.field(field), &new.into(), IMMUTABLE);
        }
    }
    for (field, new, old) in [
        ("creationTimestamp", meta.creation_timestamp, old.creation_timestamp),
        ("deletionTimestamp", meta.deletion_timestamp, old.deletion_timestamp),
    ] {
        if new != old {
            report.invalid(path.field(field), &new.map(|time| time.rfc3339()).into(), IMMUTABLE);
        }
    }
    if meta.deletion_grace_period_seconds != old.deletion_grace_period_seconds {
        let value = Value::from(meta.deletion_grace_period_seconds);
        report.invalid(path.field("deletionGracePeriodSeconds"), &value, IMMUTABLE);
    }
    accessors(report, path, meta, old);
}

/// What the names of a kind's objects must be.
pub fn name_rule(kind: Kind) -> fn(&str) -> Vec<String> {
    match kind {
        Kind::Namespace | Kind::Service | Kind::StatefulSet => names::dns_label,
        Kind::Role | Kind::RoleBinding | Kind::ClusterRole | Kind::ClusterRoleBinding => {
            names::path_segment
        }
        _ => names::dns_subdomain,
    }
}
