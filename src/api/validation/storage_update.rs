//! What may change in claims and volumes.

use super::internal::{Part, difference};
use super::path::Path;
use super::report::Report;
use super::storage::SOURCES;
use crate::api::{Map, Object, Quantity, Value};

/// A changed claim (`ValidatePersistentVolumeClaimUpdate`): it is bound once, and a bound one may
/// ask for another size.
pub fn claim(report: &mut Report, object: &Object, before: &Object) {
    let (mut new, mut old) = (object.spec().clone(), before.spec().clone());
    if old.get("volumeName").str().is_empty() && !new.get("volumeName").is_null() {
        old.set("volumeName", new.get("volumeName"));
    }
    if old.get("storageClassName").is_null() && !new.get("storageClassName").is_null() {
        old.set("storageClassName", new.get("storageClassName"));
    }
    let bound = object.status().get("phase").str() == "Bound";
    if bound {
        if !old.at("resources.requests.storage").is_null() {
            new.set("resources.requests.storage", old.at("resources.requests.storage"));
        }
        match old.get("volumeAttributesClassName") {
            Value::Null => drop(new.remove("volumeAttributesClassName")),
            value => new.set("volumeAttributesClassName", value),
        }
    }
    if new != old {
        let why = format!(
            "spec is immutable after creation except resources.requests and \
             volumeAttributesClassName for bound claims\n{}",
            difference(Part::ClaimSpec, &old, &new)
        );
        report.forbidden(Path::root("spec"), why);
    }
    let asked = Quantity::of(object.spec().at("resources.requests.storage"));
    let was = Quantity::of(before.spec().at("resources.requests.storage"));
    let has = before.status().at("capacity.storage");
    if bound && asked < was && asked <= Quantity::of(has) {
        let why = "field can not be less than status.capacity";
        report.forbidden(Path::root("spec.resources.requests.storage"), why);
    }
    let (mode, was) = (object.spec().get("volumeMode"), before.spec().get("volumeMode"));
    report.unchanged(Path::root("volumeMode"), mode, was);
    let class = |object: &Object| object.spec().get("volumeAttributesClassName").clone();
    let why = match (class(before).str(), class(object)) {
        ("", _) => "",
        (_, Value::Null) => "update from non-nil value to nil is forbidden",
        (_, class) if class.str().is_empty() => {
            "update from non-nil value to an empty string is forbidden"
        }
        _ => "",
    };
    let has_class = !before.status().get("currentVolumeAttributesClassName").is_null();
    if bound && has_class && !why.is_empty() {
        report.forbidden(Path::root("spec.volumeAttributesClassName"), why);
    }
}

/// A changed volume (`ValidatePersistentVolumeUpdate`): it stays where it is.
pub fn volume(report: &mut Report, object: &Object, before: &Object) {
    let source = |object: &Object| {
        let fields = object.spec().entries().iter();
        let found = fields.filter(|(key, _)| SOURCES.contains(&key.as_str())).cloned();
        Value::Map(found.collect::<Map>())
    };
    let (new, old) = (source(object), source(before));
    if new != old {
        let why = format!(
            "spec.persistentvolumesource is immutable after creation\n{}",
            difference(Part::VolumeSource, &old, &new)
        );
        report.forbidden(Path::root("spec.persistentvolumesource"), why);
    }
    let field = |name: &str| (object.spec().get(name), before.spec().get(name));
    let (mode, was) = field("volumeMode");
    report.unchanged(Path::root("volumeMode"), mode, was);
    let (affinity, was) = field("nodeAffinity");
    if !was.is_null() {
        report.unchanged(Path::root("spec.nodeAffinity"), affinity, was);
    }
}
