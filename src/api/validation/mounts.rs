//! Where containers see their volumes.

use super::labels::text;
use super::path::Path;
use super::report::Report;
use super::volumes::Volumes;
use crate::api::{FieldError, Value};
use crate::ordered::OrderedSet;

/// `volumeMounts` and `volumeDevices` of a container.
pub fn mounts(report: &mut Report, place: Path, container: &Value, volumes: &Volumes) {
    let devices = container.get("volumeDevices").items();
    let list = place.field("volumeMounts");
    let mut taken = OrderedSet::new();
    for (index, mount) in container.get("volumeMounts").items().iter().enumerate() {
        let path = list.index(index);
        let name = mount.get("name");
        report.filled(path.field("name"), name);
        if !volumes.contains(name.str()) {
            report.faults.push(FieldError::not_found(path.field("name"), &text(name)));
        }
        let target = mount.get("mountPath");
        report.filled(path.field("mountPath"), target);
        if !taken.insert(target.str()) {
            report.invalid(path.field("mountPath"), target, "must be unique");
        }
        if devices.iter().any(|device| device.get("name") == name) {
            let why = "must not already exist in volumeDevices";
            report.invalid(path.field("name"), name, why);
        }
        if devices.iter().any(|device| device.get("devicePath") == target) {
            let why = "must not already exist as a path in volumeDevices";
            report.invalid(path.field("mountPath"), target, why);
        }
        sub_paths(report, path, mount);
        let modes = ["Bidirectional", "HostToContainer", "None"];
        let propagation = mount.get("mountPropagation");
        report.one_of_if_set(path.field("mountPropagation"), propagation, &modes);
    }
    let list = place.field("volumeDevices");
    for (index, device) in devices.iter().enumerate() {
        let path = list.index(index);
        report.filled(path.field("name"), device.get("name"));
        if !volumes.contains(device.get("name").str()) {
            let name = text(device.get("name"));
            report.faults.push(FieldError::not_found(path.field("name"), &name));
        }
        report.filled(path.field("devicePath"), device.get("devicePath"));
    }
}

fn sub_paths(report: &mut Report, path: Path, mount: &Value) {
    let (plain, expanded) = (mount.get("subPath"), mount.get("subPathExpr"));
    if !plain.str().is_empty() {
        descending(report, path.field("subPath"), plain);
    }
    if !expanded.str().is_empty() {
        if !plain.str().is_empty() {
            let why = "subPathExpr and subPath are mutually exclusive";
            report.invalid(path.field("subPathExpr"), expanded, why);
        }
        descending(report, path.field("subPathExpr"), expanded);
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
