//! Where containers see their volumes.

use super::labels::text;
use super::path::Path;
use super::report::Report;
use super::volumes::Volumes;
use crate::api::{FieldError, Value};
use crate::ordered::OrderedSet;

/// `volumeMounts` and `volumeDevices` of a container.
pub fn mounts(report: &mut Report, place: Path, container: &Value, volumes: &Volumes) {
    let devices = container.get("volumeDevices");
    let (device_names, device_paths) = (texts(devices, "name"), texts(devices, "devicePath"));
    let list = place.field("volumeMounts");
    let mut taken = OrderedSet::new();
    for (index, mount) in container.get("volumeMounts").items().iter().enumerate() {
        let path = list.index(index);
        let name = mount.get("name");
        report.filled(path.field("name"), name);
        if !volumes.contains_key(name.str()) {
            report.push(FieldError::not_found(path.field("name"), &text(name)));
        }
        let target = mount.get("mountPath");
        report.filled(path.field("mountPath"), target);
        if !taken.insert(target.str()) {
            report.invalid(path.field("mountPath"), target, "must be unique");
        }
        if device_names.contains(&name.str()) {
            let why = "must not already exist in volumeDevices";
            report.invalid(path.field("name"), &text(name), why);
        }
        if device_paths.contains(&target.str()) {
            let why = "must not already exist as a path in volumeDevices";
            report.invalid(path.field("mountPath"), target, why);
        }
        sub_paths(report, list, path, mount);
        propagation(report, list, container, mount);
    }
    volume_devices(report, place.field("volumeDevices"), container, volumes);
}

/// What stands in one field of the items of a list.
fn texts<'list>(list: &'list Value, field: &str) -> OrderedSet<&'list str> {
    list.items().iter().map(|item| item.get(field).str()).collect()
}

/// What is mounted below a mount, and whether that can be written.
fn propagation(report: &mut Report, path: Path, container: &Value, mount: &Value) {
    let place = path.field("mountPropagation");
    let propagation = mount.get("mountPropagation");
    let modes = ["Bidirectional", "HostToContainer", "None"];
    let is_privileged = container.at("securityContext.privileged").is_true();
    if propagation.str() == "Bidirectional" && !is_privileged {
        let why = "Bidirectional mount propagation is available only to privileged containers";
        report.forbidden(place, why);
    } else {
        report.one_of_if_set(place, propagation, &modes);
    }
    let place = path.field("recursiveReadOnly");
    match mount.get("recursiveReadOnly") {
        Value::Null => {}
        mode if matches!(mode.str(), "Enabled" | "IfPossible") => {
            if !mount.get("readOnly").is_true() {
                report.forbidden(place, "may only be specified when readOnly is true");
            }
            if !matches!(propagation.str(), "" | "None") {
                let why = "may only be specified when mountPropagation is None or not specified";
                report.forbidden(place, why);
            }
        }
        mode => report.one_of(place, mode, &["Disabled", "Enabled", "IfPossible"]),
    }
}

/// Volumes that a container sees as devices (`ValidateVolumeDevices`).
fn volume_devices(report: &mut Report, list: Path, container: &Value, volumes: &Volumes) {
    let mounts = container.get("volumeMounts");
    let (mount_names, mount_paths) = (texts(mounts, "name"), texts(mounts, "mountPath"));
    let (mut names, mut paths) = (OrderedSet::new(), OrderedSet::new());
    for (index, device) in container.get("volumeDevices").items().iter().enumerate() {
        let path = list.index(index);
        let (name_path, device_path) = (path.field("name"), path.field("devicePath"));
        let (name, target) = (device.get("name"), device.get("devicePath"));
        report.filled(name_path, name);
        if !name.str().is_empty() && !names.insert(name.str()) {
            report.invalid(name_path, name, "must be unique");
        }
        let claims = ["persistentVolumeClaim", "ephemeral"];
        match volumes.get(name.str()) {
            None => report.push(FieldError::not_found(name_path, &text(name))),
            Some(volume) if claims.iter().all(|kind| volume.get(kind).is_null()) => {
                let why = "can only use volume source type of PersistentVolumeClaim or Ephemeral \
                           for block mode";
                report.invalid(name_path, name, why);
            }
            Some(_) => {}
        }
        report.filled(device_path, target);
        if !paths.insert(target.str()) {
            report.invalid(device_path, target, "must be unique");
        }
        if target.str().split('/').any(|part| part == "..") {
            report.invalid(device_path, target, "can not contain backsteps ('..')");
        }
        if mount_names.contains(&name.str()) {
            report.invalid(name_path, &text(name), "must not already exist in volumeMounts");
        }
        if mount_paths.contains(&target.str()) {
            let why = "must not already exist as a path in volumeMounts";
            report.invalid(device_path, target, why);
        }
    }
}

/// Most faults of a mount's parts stand at the list itself.
fn sub_paths(report: &mut Report, list: Path, path: Path, mount: &Value) {
    let (plain, expanded) = (mount.get("subPath"), mount.get("subPathExpr"));
    if !plain.str().is_empty() {
        descending(report, list.field("subPath"), plain);
    }
    if !expanded.str().is_empty() {
        if !plain.str().is_empty() {
            let why = "subPathExpr and subPath are mutually exclusive";
            report.invalid(path.field("subPathExpr"), expanded, why);
        }
        descending(report, list.field("subPathExpr"), expanded);
    }
}

/// A path that only goes down (`validateLocalDescendingPath`).
pub fn descending(report: &mut Report, path: Path, target: &Value) {
    if target.str().starts_with('/') {
        report.invalid(path, target, "must be a relative path");
    }
    no_back_steps(report, path, target);
}

/// A path without `..` (`validatePathNoBacksteps`).
pub fn no_back_steps(report: &mut Report, path: Path, target: &Value) {
    if target.str().split('/').any(|part| part == "..") {
        report.invalid(path, target, "must not contain '..'");
    }
}
