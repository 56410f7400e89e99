//! Volumes that lie on other machines, most of them from before there were drivers.

use super::labels::text;
use super::mounts::descending;
use super::path::Path;
use super::report::Report;
use crate::api::{FieldError, Value, names};

/// The fields that a source must fill, and each of its errors names.
const REQUIRED: [(&str, &[&str]); 16] = [
    ("gcePersistentDisk", &["pdName"]),
    ("awsElasticBlockStore", &["volumeID"]),
    ("gitRepo", &["repository"]),
    ("glusterfs", &["endpoints", "path"]),
    ("iscsi", &["targetPortal"]),
    ("rbd", &["monitors", "image"]),
    ("cinder", &["volumeID"]),
    ("cephfs", &["monitors"]),
    ("flexVolume", &["driver"]),
    ("azureFile", &["secretName", "shareName"]),
    ("vsphereVolume", &["volumePath"]),
    ("azureDisk", &["diskName", "diskURI"]),
    ("photonPersistentDisk", &["pdID"]),
    ("portworxVolume", &["volumeID"]),
    ("scaleIO", &["gateway", "system", "volumeName"]),
    ("storageos", &["volumeName"]),
];
/// Where names of drivers end.
const LONGEST_DRIVER: usize = 63;
const PAIRS: &str = "must be a host:port pair or multiple pairs separated by commas";

/// A source of such a volume.
pub fn remote(report: &mut Report, place: Path, kind: &str, source: &Value) {
    let required = REQUIRED.iter().find(|(known, _)| *known == kind);
    for field in required.map_or(&[][..], |(_, fields)| fields) {
        let value = source.get(field);
        if value.str().is_empty() && value.items().is_empty() {
            report.required(place.field(field), "");
        }
    }
    match kind {
        "gitRepo" => descending(report, place.field("directory"), source.get("directory")),
        "iscsi" => iscsi(report, place, source),
        "flocker" => flocker(report, place, source),
        "fc" => fibre_channel(report, place, source),
        "quobyte" => quobyte(report, place, source),
        "gcePersistentDisk" | "awsElasticBlockStore" => {
            let partition = source.get("partition");
            if !(0..=255).contains(&partition.int()) {
                let why = "must be between 1 and 255, inclusive";
                report.invalid(place.field("partition"), partition, why);
            }
        }
        "csi" => {
            driver(report, place.field("driver"), source.get("driver"));
            let secret = source.at("nodePublishSecretRef.name");
            if secret.str().is_empty() {
                if !source.get("nodePublishSecretRef").is_null() {
                    report.required(place.field("nodePublishSecretRef").field("name"), "");
                }
            } else {
                let faults = names::dns_subdomain(secret.str());
                report.invalid_each(place.field("name"), secret, faults);
            }
        }
        _ => {}
    }
}

/// The name of a driver (`ValidateCSIDriverName`).
pub fn driver(report: &mut Report, path: Path, driver: &Value) {
    report.filled(path, driver);
    if driver.str().len() > LONGEST_DRIVER {
        report.push(FieldError::too_long(path, LONGEST_DRIVER));
    }
    let faults = names::dns_subdomain(&driver.str().to_ascii_lowercase());
    report.invalid_each(path, text(driver), faults);
}

fn iscsi(report: &mut Report, place: Path, source: &Value) {
    let name = source.get("iqn");
    if name.str().is_empty() {
        report.required(place.field("iqn"), "");
    } else {
        qualified_name(report, place.field("iqn"), name);
    }
    lun(report, place.field("lun"), source.get("lun"));
    let authenticates =
        ["chapAuthDiscovery", "chapAuthSession"].iter().any(|field| source.get(field).is_true());
    if authenticates && source.get("secretRef").is_null() {
        report.required(place.field("secretRef"), "");
    }
    if !source.get("initiatorName").is_null() {
        qualified_name(report, place.field("initiatorname"), source.get("initiatorName"));
    }
}

/// The name of one end of an iSCSI connection.
fn qualified_name(report: &mut Report, path: Path, name: &Value) {
    let is_word = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let (kind, rest) = name.str().split_at_checked(3).unwrap_or((name.str(), ""));
    let rest = rest.get(1..).unwrap_or_default();
    let fits = match kind {
        "iqn" => is_dated(rest),
        "eui" => is_word(rest, 16),
        "naa" => is_word(rest, 32),
        _ => {
            let why = "must be valid format starting with iqn, eui, or naa";
            return report.invalid(path, name, why);
        }
    };
    if !fits {
        report.invalid(path, name, "must be valid format");
    }
}

/// `2015-02.example.com:disk`: when the domain was whose, and the name that it gave.
fn is_dated(name: &str) -> bool {
    let Some((authority, given)) = name.split_once(':') else { return false };
    let Some((date, domain)) = authority.split_once('.') else { return false };
    let is_number = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    date.split_once('-').is_some_and(|(year, month)| is_number(year, 4) && is_number(month, 2))
        && !domain.is_empty()
        && domain.chars().all(|sign| sign.is_ascii_alphanumeric() || "-.".contains(sign))
        && !given.is_empty()
        && !given.chars().any(|sign| sign.is_whitespace() || ",;*&$|".contains(sign))
}

fn lun(report: &mut Report, path: Path, lun: &Value) {
    if !lun.is_null() {
        report.invalid_each(path, lun, names::in_range(lun.int(), 0, 255));
    }
}

fn flocker(report: &mut Report, place: Path, source: &Value) {
    let (name, uuid) = (source.get("datasetName"), source.get("datasetUUID"));
    match (name.str(), uuid.str()) {
        ("", "") => report.required(place, "one of datasetName and datasetUUID is required"),
        ("", _) | (_, "") => {}
        _ => {
            let why = "datasetName and datasetUUID can not be specified simultaneously";
            report.invalid(place, &Value::from("resource"), why);
        }
    }
    if name.str().contains('/') {
        report.invalid(place.field("datasetName"), name, "must not contain '/'");
    }
}

fn fibre_channel(report: &mut Report, place: Path, source: &Value) {
    let (targets, ids) = (source.get("targetWWNs"), source.get("wwids"));
    let path = place.field("targetWWNs");
    match (targets.items().is_empty(), ids.items().is_empty()) {
        (true, true) => {
            report.required(path, "must specify either targetWWNs or wwids, but not both");
        }
        (false, false) => {
            let why = "targetWWNs and wwids can not be specified simultaneously";
            report.invalid(path, targets, why);
        }
        _ => {}
    }
    if !targets.items().is_empty() {
        let number = source.get("lun");
        if number.is_null() {
            report.required(place.field("lun"), "lun is required if targetWWNs is specified");
        }
        lun(report, place.field("lun"), number);
    }
}

fn quobyte(report: &mut Report, place: Path, source: &Value) {
    let registry = source.get("registry");
    let is_pair = |pair: &str| pair.rsplit_once(':').is_some_and(|(host, _)| !host.contains(':'));
    if registry.str().is_empty() {
        report.required(place.field("registry"), PAIRS);
    } else if source.get("tenant").str().len() >= 65 {
        let why = "must be a UUID and may not exceed a length of 64 characters";
        report.required(place.field("tenant"), why);
    } else {
        for _ in registry.str().split(',').filter(|pair| !is_pair(pair)) {
            report.invalid(place.field("registry"), registry, PAIRS);
        }
    }
    report.filled(place.field("volume"), source.get("volume"));
}
