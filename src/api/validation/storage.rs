//! Volumes, claims and their classes.

use super::affinity::node_selector;
use super::labels;
use super::mounts::no_back_steps;
use super::path::Path;
use super::report::Report;
use super::volume_sources::{driver, remote};
use super::volumes::{host_path, nfs, single_source};
use crate::api::json::to_json;
use crate::api::{FieldError, Object, Quantity, Value, names};

/// The ways in which nodes may use a volume.
const ACCESS_MODES: [&str; 4] =
    ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const VOLUME_MODES: [&str; 2] = ["Block", "Filesystem"];

/// `spec` of a claim (`ValidatePersistentVolumeClaimSpec`).
pub fn claim_spec(report: &mut Report, path: Path, spec: &Value) {
    let modes = spec.get("accessModes").items();
    let place = path.field("accessModes");
    if modes.is_empty() {
        report.required(place, "at least 1 access mode is required");
    }
    labels::selector(report, path.field("selector"), spec.get("selector"));
    access_modes(report, place, modes);
    let storage = spec.at("resources.requests.storage");
    let resources = path.field("resources");
    if storage.is_null() {
        report.required(resources.key("storage"), "");
    } else {
        positive(report, resources.key("storage"), storage);
    }
    report.text_if_set(
        path.field("storageClassName"),
        spec.get("storageClassName"),
        names::dns_subdomain,
    );
    report.one_of_if_set(path.field("volumeMode"), spec.get("volumeMode"), &VOLUME_MODES);
    for field in ["dataSource", "dataSourceRef"] {
        data_source(report, path.field(field), spec.get(field));
    }
    let (source, reference) = (spec.get("dataSource"), spec.get("dataSourceRef"));
    if !source.is_null() && !reference.is_null() && source != reference {
        // What Go prints there has no fields that one may see.
        report.invalid_shown(path, "{}", "must match dataSourceRef");
    }
    let class = spec.get("volumeAttributesClassName");
    report.text_if_set(path.field("volumeAttributesClassName"), class, names::dns_subdomain);
}

/// What a new volume is filled from.
fn data_source(report: &mut Report, path: Path, source: &Value) {
    if source.is_null() {
        return;
    }
    for field in ["name", "kind"] {
        report.filled(path.field(field), source.get(field));
    }
    let (group, kind) = (source.get("apiGroup"), source.get("kind"));
    if group.str().is_empty() && kind.str() != "PersistentVolumeClaim" {
        let why = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
        report.invalid(path, &labels::text(kind), why);
    }
    report.text_if_set(path.field("apiGroup"), group, names::dns_subdomain);
}

fn access_modes(report: &mut Report, path: Path, modes: &[Value]) {
    for mode in modes {
        report.one_of(path, mode, &ACCESS_MODES);
    }
    let (alone, others): (Vec<&str>, Vec<&str>) = modes
        .iter()
        .map(Value::str)
        .filter(|mode| ACCESS_MODES.contains(mode))
        .partition(|mode| *mode == "ReadWriteOncePod");
    if !alone.is_empty() && !others.is_empty() {
        report.forbidden(path, "may not use ReadWriteOncePod with other access modes");
    }
}

fn positive(report: &mut Report, path: Path, amount: &Value) {
    let quantity = Quantity::of(amount);
    if quantity.is_zero() || quantity.is_negative() {
        let shown = Value::from(quantity.to_string());
        report.invalid(path, &shown, "must be greater than zero");
    }
}

/// A volume (`ValidatePersistentVolume`).
pub fn volume(report: &mut Report, volume: &Object) {
    let spec = volume.spec();
    let path = Path::root("spec");
    let modes = spec.get("accessModes").items();
    if modes.is_empty() {
        report.required(path.field("accessModes"), "");
    }
    access_modes(report, path.field("accessModes"), modes);
    let capacity = spec.get("capacity");
    let place = path.field("capacity");
    if capacity.entries().is_empty() {
        report.required(place, "");
    }
    if capacity.get("storage").is_null() || capacity.entries().len() > 1 {
        let mut fault = FieldError::unsupported(place, &Value::Null, &["storage"]);
        fault.shown = Some(to_json(capacity));
        report.push(fault);
    }
    for (name, amount) in capacity.entries() {
        let quantity = Quantity::of(amount);
        if quantity.is_negative() {
            let shown = Value::from(quantity.value());
            report.invalid(place.key(name), &shown, "must be a valid resource quantity");
        }
        positive(report, place.key(name), amount);
    }
    let policy = spec.get("persistentVolumeReclaimPolicy");
    let policies = ["Delete", "Recycle", "Retain"];
    report.one_of_if_set(path.field("persistentVolumeReclaimPolicy"), policy, &policies);
    let required = spec.at("nodeAffinity.required");
    if !spec.get("nodeAffinity").is_null() {
        let affinity = path.field("nodeAffinity");
        let place = affinity.field("required");
        if required.is_null() {
            report.required(place, "must specify required node constraints");
        } else {
            node_selector(report, place, required);
        }
    }
    source(report, path, spec);
    report.text_if_set(
        path.field("storageClassName"),
        spec.get("storageClassName"),
        names::dns_subdomain,
    );
    report.one_of_if_set(path.field("volumeMode"), spec.get("volumeMode"), &VOLUME_MODES);
    attributes(report, path, spec);
}

/// Only a volume of a driver has a class of attributes.
fn attributes(report: &mut Report, path: Path, spec: &Value) {
    let class = spec.get("volumeAttributesClassName");
    let place = path.field("volumeAttributesClassName");
    match class {
        Value::Null => return,
        class if class.str().is_empty() => report.required(place, "an empty string is disallowed"),
        class => report.invalid_each(place, class, names::dns_subdomain(class.str())),
    }
    if spec.get("csi").is_null() {
        let why = "has to be specified when using volumeAttributesClassName";
        report.required(path.field("csi"), why);
    }
}

/// The fields of a volume's `spec` that say where it is.
pub const SOURCES: [&str; 22] = [
    "hostPath",
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "glusterfs",
    "flocker",
    "nfs",
    "rbd",
    "quobyte",
    "cephfs",
    "iscsi",
    "cinder",
    "fc",
    "flexVolume",
    "azureFile",
    "vsphereVolume",
    "photonPersistentDisk",
    "portworxVolume",
    "azureDisk",
    "scaleIO",
    "local",
    "storageos",
    "csi",
];

fn source(report: &mut Report, path: Path, spec: &Value) {
    single_source(report, path, spec, &SOURCES, &|report, place, kind, source| match kind {
        "hostPath" => host_path(report, place, source),
        "nfs" => nfs(report, place, source),
        "local" => {
            report.filled(place.field("path"), source.get("path"));
            no_back_steps(report, place.field("path"), source.get("path"));
            if spec.get("nodeAffinity").is_null() {
                let why = "Local volume requires node affinity";
                report.required(path.field("nodeAffinity"), why);
            }
        }
        "csi" => {
            driver(report, place.field("driver"), source.get("driver"));
            report.filled(place.field("volumeHandle"), source.get("volumeHandle"));
        }
        _ => remote(report, place, kind, source),
    });
    let recycled = spec.get("persistentVolumeReclaimPolicy").str() == "Recycle";
    if spec.at("hostPath.path").str() == "/" && recycled {
        let why = "may not be 'recycle' for a hostPath mount of '/'";
        report.forbidden(path.field("persistentVolumeReclaimPolicy"), why);
    }
}
