//! The volumes of a pod.

use super::environment::{field_reference, resource_reference};
use super::mounts::{descending, no_back_steps};
use super::path::Path;
use super::report::Report;
use super::volume_sources::remote;
use crate::api::{Quantity, Value, names};
use crate::ordered::OrderedMap;

/// A pod's faultless volumes by their names.
pub type Volumes<'spec> = OrderedMap<&'spec str, &'spec Value>;

/// The kinds of volumes, in the order in which they are looked at.
const SOURCES: [&str; 30] = [
    "emptyDir",
    "hostPath",
    "gitRepo",
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "secret",
    "nfs",
    "iscsi",
    "glusterfs",
    "persistentVolumeClaim",
    "rbd",
    "cinder",
    "cephfs",
    "flocker",
    "downwardAPI",
    "fc",
    "flexVolume",
    "configMap",
    "azureFile",
    "vsphereVolume",
    "quobyte",
    "azureDisk",
    "storageos",
    "photonPersistentDisk",
    "portworxVolume",
    "scaleIO",
    "projected",
    "csi",
    "ephemeral",
    "image",
];
/// What a path of the host may be.
const HOST_PATH_TYPES: [&str; 8] = [
    "",
    "BlockDevice",
    "CharDevice",
    "Directory",
    "DirectoryOrCreate",
    "File",
    "FileOrCreate",
    "Socket",
];
/// What a file may tell of its pod.
const POD_FIELDS: [&str; 5] = [
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
];

/// The volumes of a pod (`ValidateVolumes`); answers the names that may be mounted.
pub fn volumes<'spec>(report: &mut Report, path: Path, volumes: &'spec [Value]) -> Volumes<'spec> {
    let mut names = Volumes::new();
    for (index, volume) in volumes.iter().enumerate() {
        let place = path.index(index);
        let before = report.faults.len();
        source(report, place, volume);
        let name = volume.get("name");
        report.required_text(place.field("name"), name, names::dns_label);
        if names.contains_key(name.str()) {
            report.duplicate(place.field("name"), name);
        }
        if report.faults.len() == before {
            names.insert(name.str(), volume);
        }
    }
    names
}

fn source(report: &mut Report, path: Path, volume: &Value) {
    single_source(report, path, volume, &SOURCES, &one_source);
}

/// A volume has one source of these: `check` looks at the first, and no other may be set.
pub(super) fn single_source(
    report: &mut Report,
    path: Path,
    volume: &Value,
    sources: &[&str],
    check: &dyn Fn(&mut Report, Path, &str, &Value),
) {
    let mut found = false;
    for kind in sources {
        let source = volume.get(kind);
        if source.is_null() {
            continue;
        }
        let place = path.field(kind);
        if found {
            report.forbidden(place, "may not specify more than 1 volume type");
            continue;
        }
        found = true;
        check(report, place, kind, source);
    }
    if !found {
        report.required(path, "must specify a volume type");
    }
}

fn one_source(report: &mut Report, place: Path, kind: &str, source: &Value) {
    match kind {
        "emptyDir" if Quantity::of(source.get("sizeLimit")).is_negative() => {
            let why = "SizeLimit field must be a valid resource quantity";
            report.forbidden(place.field("sizeLimit"), why);
        }
        "hostPath" => host_path(report, place, source),
        "secret" => {
            report.filled(place.field("secretName"), source.get("secretName"));
            files(report, place, source);
        }
        "configMap" => {
            report.filled(place.field("name"), source.get("name"));
            files(report, place, source);
        }
        "persistentVolumeClaim" => {
            report.filled(place.field("claimName"), source.get("claimName"));
        }
        "nfs" => nfs(report, place, source),
        "downwardAPI" => {
            mode(report, place.field("defaultMode"), source.get("defaultMode"));
            downward_files(report, place, source);
        }
        "projected" => projected(report, place, source),
        "ephemeral" => {
            let template = place.field("volumeClaimTemplate");
            if source.get("volumeClaimTemplate").is_null() {
                report.required(template, "");
            } else {
                let spec = source.at("volumeClaimTemplate.spec");
                super::storage::claim_spec(report, template.field("spec"), spec);
            }
        }
        "image" => {
            let policies = ["Always", "IfNotPresent", "Never"];
            report.one_of_if_set(place.field("pullPolicy"), source.get("pullPolicy"), &policies);
        }
        _ => remote(report, place, kind, source),
    }
}

/// A path of the machine.
pub fn host_path(report: &mut Report, place: Path, source: &Value) {
    let path = source.get("path");
    if path.str().is_empty() {
        report.required(place.field("path"), "");
        return;
    }
    no_back_steps(report, place.field("path"), path);
    report.one_of_if_set(place.field("type"), source.get("type"), &HOST_PATH_TYPES);
}

/// A folder that another machine shares.
pub fn nfs(report: &mut Report, place: Path, source: &Value) {
    report.filled(place.field("server"), source.get("server"));
    let path = source.get("path");
    report.filled(place.field("path"), path);
    if !path.str().starts_with('/') {
        let shown = super::labels::text(path);
        report.invalid(place.field("path"), &shown, "must be an absolute path");
    }
}

fn mode(report: &mut Report, path: Path, value: &Value) {
    if value.as_int().is_some_and(|mode| !(0..=0o777).contains(&mode)) {
        report.invalid(path, value, "must be a number between 0 and 0777 (octal), both inclusive");
    }
}

/// The files of a secret or a ConfigMap.
fn files(report: &mut Report, place: Path, source: &Value) {
    mode(report, place.field("defaultMode"), source.get("defaultMode"));
    let list = place.field("items");
    for (index, item) in source.get("items").items().iter().enumerate() {
        let path = list.index(index);
        report.filled(path.field("key"), item.get("key"));
        file_name(report, path.field("path"), item.get("path"));
        mode(report, path.field("mode"), item.get("mode"));
    }
}

fn file_name(report: &mut Report, path: Path, value: &Value) {
    report.filled(path, value);
    descending(report, path, value);
    if value.str().starts_with("..") && !value.str().starts_with("../") {
        report.invalid(path, value, "must not start with '..'");
    }
}

fn downward_files(report: &mut Report, place: Path, source: &Value) {
    // Upstream does not say which of the items it is.
    for item in source.get("items").items() {
        let path = place;
        file_name(report, path.field("path"), item.get("path"));
        let (field, resource) = (item.get("fieldRef"), item.get("resourceFieldRef"));
        if !field.is_null() {
            field_reference(report, path.field("fieldRef"), field, &POD_FIELDS);
            if !resource.is_null() {
                let why = "fieldRef and resourceFieldRef can not be specified simultaneously";
                report.invalid(path, &Value::from("resource"), why);
            }
        } else if resource.is_null() {
            report.required(path, "one of fieldRef and resourceFieldRef is required");
        } else {
            resource_reference(report, path.field("resourceFieldRef"), resource, true);
        }
        mode(report, path.field("mode"), item.get("mode"));
    }
}

fn projected(report: &mut Report, place: Path, source: &Value) {
    mode(report, place.field("defaultMode"), source.get("defaultMode"));
    let list = place.field("sources");
    for (index, projection) in source.get("sources").items().iter().enumerate() {
        let path = list.index(index);
        let mut found = false;
        for kind in [
            "secret",
            "configMap",
            "downwardAPI",
            "serviceAccountToken",
            "clusterTrustBundle",
            "podCertificate",
        ] {
            let inner = projection.get(kind);
            if inner.is_null() {
                continue;
            }
            let inner_place = path.field(kind);
            if found {
                report.forbidden(path, "may not specify more than 1 volume type per source");
                continue;
            }
            found = true;
            match kind {
                "secret" | "configMap" => {
                    report.filled(inner_place.field("name"), inner.get("name"));
                    files(report, inner_place, inner);
                }
                "downwardAPI" => downward_files(report, inner_place, inner),
                "serviceAccountToken" => token(report, inner_place, inner),
                _ => {}
            }
        }
        if !found {
            report.required(path, "must specify a volume type");
        }
    }
}

fn token(report: &mut Report, place: Path, token: &Value) {
    let seconds = token.get("expirationSeconds");
    if seconds.int() < 600 {
        let why = "may not specify a duration less than 10 minutes";
        report.invalid(place.field("expirationSeconds"), seconds, why);
    }
    if seconds.int() > 1 << 32 {
        let why = "may not specify a duration larger than 2^32 seconds";
        report.invalid(place.field("expirationSeconds"), seconds, why);
    }
    file_name(report, place.field("path"), token.get("path"));
}
