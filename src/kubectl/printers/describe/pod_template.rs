//! The pod template of a workload.

use super::containers::{self, Scope};
use super::lines::Lines;
use super::{metadata, placement, volumes};
use crate::api::{Map, Value};

const INDENT: &str = "  ";

/// Writes a template.
pub fn write(out: &mut Lines, template: &Value) {
    out.line(0, "Pod Template:");
    if template.is_null() {
        out.line(1, "<unset>");
        return;
    }
    let nothing = Map::default();
    let map = |value: &'_ Value| value.as_map().cloned().unwrap_or_else(|| nothing.clone());
    let spec = template.get("spec");
    metadata::labels(out, INDENT, "Labels", &map(template.at("metadata.labels")));
    let annotations = map(template.at("metadata.annotations"));
    if !annotations.is_empty() {
        metadata::annotations(out, INDENT, "Annotations", &annotations);
    }
    out.field_if_any(1, "Service Account", spec.get("serviceAccountName"));
    let scope = Scope { pod: None, indent: INDENT };
    let init_containers = spec.get("initContainers").items();
    if !init_containers.is_empty() {
        containers::write(out, "Init Containers", init_containers, "", &scope);
    }
    containers::write(out, "Containers", spec.get("containers").items(), "", &scope);
    volumes::write(out, spec.get("volumes").items(), INDENT, scope.name_indent());
    let constraints = spec.get("topologySpreadConstraints").items();
    placement::topology_spread_constraints(out, INDENT, constraints);
    out.field_if_any(1, "Priority Class Name", spec.get("priorityClassName"));
    metadata::labels(out, INDENT, "Node-Selectors", &map(spec.get("nodeSelector")));
    placement::tolerations(out, INDENT, spec.get("tolerations").items());
}
