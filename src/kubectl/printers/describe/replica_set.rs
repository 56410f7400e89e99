//! ReplicaSet and ReplicationController.

use super::lines::Lines;
use super::{metadata, pod_template, workload};
use crate::api::Object;
use crate::kubectl::printers::labels::{format_label_map, format_selector};
use crate::store::View;

/// Describes a ReplicaSet.
pub fn describe(set: &Object, view: &View, out: &mut Lines) {
    write(out, set, view, &format_selector(set.spec().get("selector")));
}

/// Describes a ReplicationController.
pub fn describe_controller(controller: &Object, view: &View, out: &mut Lines) {
    write(out, controller, view, &format_label_map(controller.spec().get("selector")));
}

fn write(out: &mut Lines, set: &Object, view: &View, selector: &str) {
    metadata::name_and_namespace(out, set);
    out.field(0, "Selector", selector);
    metadata::labels_and_annotations(out, set);
    metadata::controller(out, set);
    let [current, desired] = [set.status(), set.spec()].map(|part| part.get("replicas").int());
    out.field(0, "Replicas", format_args!("{current} current / {desired} desired"));
    workload::pods_status(out, set, view);
    pod_template::write(out, set.spec().get("template"));
    workload::conditions(out, set);
}
