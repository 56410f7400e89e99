//! Which nodes and neighbours a pod wants.

use super::labels;
use super::path::Path;
use super::report::Report;
use crate::api::{Value, names};

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// `affinity` of a pod (`validateAffinity`).
pub fn affinity(report: &mut Report, path: Path, affinity: &Value) {
    if affinity.is_null() {
        return;
    }
    let place = path.field("nodeAffinity");
    node_affinity(report, place, affinity.get("nodeAffinity"));
    for kind in ["podAffinity", "podAntiAffinity"] {
        pod_affinity(report, path.field(kind), affinity.get(kind));
    }
}

fn node_affinity(report: &mut Report, path: Path, affinity: &Value) {
    let required = affinity.get(REQUIRED);
    if !required.is_null() {
        node_selector(report, path.field(REQUIRED), required);
    }
    let list = path.field(PREFERRED);
    for (index, term) in affinity.get(PREFERRED).items().iter().enumerate() {
        let place = list.index(index);
        weight(report, place, term);
        node_term(report, place.field("preference"), term.get("preference"), true);
    }
}

/// A selector of nodes, of which one term must hold (`ValidateNodeSelector`).
pub fn node_selector(report: &mut Report, path: Path, selector: &Value) {
    let list = path.field("nodeSelectorTerms");
    let terms = selector.get("nodeSelectorTerms").items();
    if terms.is_empty() {
        report.required(list, "must have at least one node selector term");
    }
    for (index, term) in terms.iter().enumerate() {
        node_term(report, list.index(index), term, false);
    }
}

fn node_term(report: &mut Report, path: Path, term: &Value, preferred: bool) {
    let list = path.field("matchExpressions");
    for (index, expression) in term.get("matchExpressions").items().iter().enumerate() {
        labels::node_requirement(report, list.index(index), expression, preferred);
    }
    let list = path.field("matchFields");
    for (index, field) in term.get("matchFields").items().iter().enumerate() {
        match_field(report, list.index(index), field);
    }
}

/// Only the name is a field by which a node can be chosen.
fn match_field(report: &mut Report, path: Path, field: &Value) {
    let values = field.get("values");
    if !matches!(field.get("operator").str(), "In" | "NotIn") {
        let operator = labels::text(field.get("operator"));
        report.invalid(path.field("operator"), &operator, "not a valid selector operator");
    } else if values.items().len() != 1 {
        let why =
            "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
        report.required(path.field("values"), why);
    }
    if field.get("key").str() != "metadata.name" {
        let key = labels::text(field.get("key"));
        report.invalid(path.field("key"), &key, "not a valid field selector key");
        return;
    }
    let list = path.field("values");
    for (index, value) in values.items().iter().enumerate() {
        report.invalid_each(list.index(index), value, names::dns_subdomain(value.str()));
    }
}

fn weight(report: &mut Report, path: Path, term: &Value) {
    if !(1..=100).contains(&term.get("weight").int()) {
        let weight = Value::Int(term.get("weight").int());
        report.invalid(path.field("weight"), &weight, "must be in the range 1-100");
    }
}

fn pod_affinity(report: &mut Report, path: Path, affinity: &Value) {
    let list = path.field(REQUIRED);
    for (index, term) in affinity.get(REQUIRED).items().iter().enumerate() {
        pod_term(report, list.index(index), term);
    }
    let list = path.field(PREFERRED);
    for (index, term) in affinity.get(PREFERRED).items().iter().enumerate() {
        let place = list.index(index);
        weight(report, place, term);
        pod_term(report, place.field("podAffinityTerm"), term.get("podAffinityTerm"));
    }
}

fn pod_term(report: &mut Report, path: Path, term: &Value) {
    for field in ["labelSelector", "namespaceSelector"] {
        labels::selector(report, path.field(field), term.get(field));
    }
    for namespace in term.get("namespaces").items() {
        let faults = names::dns_label(namespace.str());
        report.invalid_each(path.field("namespace"), namespace, faults);
    }
    labels::keys_of_own_labels(report, path, path, term);
    let key = term.get("topologyKey");
    let place = path.field("topologyKey");
    if key.str().is_empty() {
        report.required(place, "can not be empty");
    }
    report.invalid_each(place, labels::text(key), names::qualified_name(key.str()));
}
