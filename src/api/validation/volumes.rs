//! The volumes of a pod.

use super::environment::{field_reference, resource_reference};
use super::mounts::{descending, no_back_steps};
use super::path::Path;
use super::report::Report;
use super::volume_sources::remote;
use crate::api::{Quantity, Value, names};
use crate::ordered::{OrderedMap, OrderedSet};

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
    "flocker",
    "persistentVolumeClaim",
    "rbd",
    "cinder",
    "cephfs",
    "quobyte",
    "downwardAPI",
    "fc",
    "flexVolume",
    "configMap",
    "azureFile",
    "vsphereVolume",
    "photonPersistentDisk",
    "portworxVolume",
    "azureDisk",
    "storageos",
    "projected",
    "scaleIO",
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

/// The volumes of a pod of this name or of a template, which has none (`ValidateVolumes`);
/// answers those that may be mounted.
pub fn volumes<'spec>(
    report: &mut Report,
    path: Path,
    pod: Option<&str>,
    volumes: &'spec [Value],
) -> Volumes<'spec> {
    let mut names = Volumes::new();
    let own = own_claims(pod, volumes);
    for (index, volume) in volumes.iter().enumerate() {
        let place = path.index(index);
        let before = report.faults.len();
        single_source(report, place, volume, &SOURCES, &|report, place, kind, source| {
            one_source(report, place, kind, source, pod.is_some());
        });
        let name = volume.get("name");
        if let Some(pod) = pod {
            of_a_pod(report, place, pod, volume);
        }
        report.required_text(place.field("name"), name, names::dns_label);
        if names.contains_key(name.str()) {
            report.duplicate(place.field("name"), name);
        }
        if report.faults.len() == before {
            names.insert(name.str(), volume);
        }
        let claim = volume.at("persistentVolumeClaim.claimName");
        if own.contains(claim.str()) {
            let source = place.field("persistentVolumeClaim");
            let why = "must not reference a PVC that gets created for an ephemeral volume";
            report.invalid(source.field("claimName"), claim, why);
        }
    }
    names
}

/// The names of the claims that are made for a pod.
fn own_claims(pod: Option<&str>, volumes: &[Value]) -> OrderedSet<String> {
    let of_its_own = |volume: &&Value| !volume.get("ephemeral").is_null();
    let claim = |volume: &Value| {
        pod.filter(|name| !name.is_empty()).map(|pod| format!("{pod}-{}", volume.get("name").str()))
    };
    volumes.iter().filter(of_its_own).filter_map(claim).collect()
}

/// What only the volume of a pod must keep to, not that of a template: there may be a tool yet
/// that fills in what is missing.
fn of_a_pod(report: &mut Report, place: Path, pod: &str, volume: &Value) {
    let name = volume.get("name");
    if !volume.get("ephemeral").is_null() && !pod.is_empty() && !name.str().is_empty() {
        let claim = format!("{pod}-{}", name.str());
        for fault in names::dns_subdomain(&claim) {
            let why = format!("PVC name \"{claim}\": {fault}");
            report.invalid(place.field("name"), name, why);
        }
    }
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
            // Two of these places have their names misspelt upstream.
            let place = match *kind {
                "cephfs" => path.field("cephFS"),
                "downwardAPI" => path.field("downwarAPI"),
                _ => place,
            };
            report.forbidden(place, "may not specify more than 1 volume type");
            continue;
        }
        found = true;
        let place = match *kind {
            "gcePersistentDisk" => path.field("persistentDisk"),
            _ => place,
        };
        check(report, place, kind, source);
    }
    if !found {
        report.required(path, "must specify a volume type");
    }
}

fn one_source(report: &mut Report, place: Path, kind: &str, source: &Value, of_pod: bool) {
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
                let meta = source.at("volumeClaimTemplate.metadata");
                template_metadata(report, template.field("metadata"), meta);
                let spec = source.at("volumeClaimTemplate.spec");
                super::storage::claim_spec(report, template.field("spec"), spec);
            }
        }
        "image" => {
            if of_pod {
                report.filled(place.field("reference"), source.get("reference"));
            }
            let policies = ["Always", "IfNotPresent", "Never"];
            report.one_of_if_set(place.field("pullPolicy"), source.get("pullPolicy"), &policies);
        }
        _ => remote(report, place, kind, source),
    }
}

/// The labels and annotations of a claim to be: nothing else may be told of it.
fn template_metadata(report: &mut Report, path: Path, meta: &Value) {
    if let Some(annotations) = meta.get("annotations").as_map() {
        super::metadata::annotations(report, path.field("annotations"), annotations);
    }
    super::labels::labels(report, path.field("labels"), meta.get("labels").entries());
    for field in ["name", "generateName", "namespace", "ownerReferences", "finalizers"] {
        let value = meta.get(field);
        if !value.str().is_empty() || !value.items().is_empty() {
            report.forbidden(path.field(field), "cannot be set");
        }
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
    let mut taken = OrderedSet::new();
    for (index, projection) in source.get("sources").items().iter().enumerate() {
        let path = list.index(index);
        let mut count = 0;
        for kind in PROJECTIONS {
            let inner = projection.get(kind);
            if !inner.is_null() {
                count += 1;
                projection_of(report, place, path.field(kind), kind, inner);
                conflicts(report, place, kind, inner, &mut taken);
            }
        }
        if count > 1 {
            report.forbidden(path, "may not specify more than 1 volume type per source");
        }
    }
}

/// What may be laid into one folder.
const PROJECTIONS: [&str; 6] = [
    "secret",
    "configMap",
    "downwardAPI",
    "serviceAccountToken",
    "clusterTrustBundle",
    "podCertificate",
];

fn projection_of(report: &mut Report, volume: Path, place: Path, kind: &str, source: &Value) {
    match kind {
        "secret" | "configMap" => {
            report.filled(place.field("name"), source.get("name"));
            files(report, place, source);
        }
        "downwardAPI" => downward_files(report, place, source),
        "serviceAccountToken" => token(report, volume, place, source),
        "clusterTrustBundle" => {
            if ["name", "signerName"].iter().all(|field| source.get(field).is_null()) {
                report.required(place, "either name or signerName must be specified");
            }
            file_name(report, place.field("path"), source.get("path"));
        }
        _ => {}
    }
}

/// No two of the files that are named lie at one place.
fn conflicts<'source>(
    report: &mut Report,
    volume: Path,
    kind: &str,
    source: &'source Value,
    taken: &mut OrderedSet<&'source str>,
) {
    for item in source.get("items").items() {
        let path = item.get("path");
        if !path.str().is_empty() && !taken.insert(path.str()) {
            let shown = if kind == "downwardAPI" { path } else { source.get("name") };
            report.invalid(volume, &super::labels::text(shown), "conflicting duplicate paths");
        }
    }
}

/// A token of the pod's account: upstream has its file's name at the volume itself.
fn token(report: &mut Report, volume: Path, place: Path, token: &Value) {
    let seconds = token.get("expirationSeconds");
    if seconds.int() < 600 {
        let why = "may not specify a duration less than 10 minutes";
        report.invalid(place.field("expirationSeconds"), seconds, why);
    }
    if seconds.int() > 1 << 32 {
        let why = "may not specify a duration larger than 2^32 seconds";
        report.invalid(place.field("expirationSeconds"), seconds, why);
    }
    file_name(report, volume.field("path"), token.get("path"));
}
