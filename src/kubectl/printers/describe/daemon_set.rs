//! DaemonSet.

use super::lines::Lines;
use super::{metadata, pod_template, workload};
use crate::api::Object;
use crate::kubectl::printers::labels::{format_label_map, format_selector};
use crate::store::View;

/// Describes a DaemonSet.
pub fn describe(set: &Object, view: &View, out: &mut Lines) {
    let spec = set.spec();
    metadata::name_and_namespace(out, set);
    out.field(0, "Selector", format_selector(spec.get("selector")));
    out.field(0, "Node-Selector", format_label_map(spec.at("template.spec.nodeSelector")));
    metadata::labels_and_annotations(out, set);
    for (title, field) in [
        ("Desired Number of Nodes Scheduled", "desiredNumberScheduled"),
        ("Current Number of Nodes Scheduled", "currentNumberScheduled"),
        ("Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"),
        ("Number of Nodes Scheduled with Available Pods", "numberAvailable"),
        ("Number of Nodes Misscheduled", "numberMisscheduled"),
    ] {
        out.line(0, format_args!("{title}: {}", set.status().get(field).int()));
    }
    workload::pods_status(out, set, view);
    pod_template::write(out, spec.get("template"));
}
