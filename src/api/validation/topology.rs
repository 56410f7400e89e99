//! How pods spread over the zones of a cluster.

use super::labels;
use super::path::Path;
use super::report::Report;
use crate::api::Value;

/// `topologySpreadConstraints` of a pod.
pub fn constraints(report: &mut Report, path: Path, constraints: &[Value]) {
    let pair = ["topologyKey", "whenUnsatisfiable"];
    let pairs: Vec<[&str; 2]> = constraints
        .iter()
        .map(|constraint| pair.map(|field| constraint.get(field).str()))
        .collect();
    for (index, constraint) in constraints.iter().enumerate() {
        let place = path.index(index);
        one(report, place, constraint);
        let [key, action] = pairs[index];
        if pairs[index + 1..].contains(&[key, action]) {
            let shown = Value::from(format!("{{{key}, {action}}}"));
            report.duplicate(place.field("{topologyKey, whenUnsatisfiable}"), &shown);
        }
        domains(report, place, constraint);
        let doubled = place.field("matchLabelKeys");
        labels::keys_of_own_labels(report, place, doubled, constraint);
        labels::selector(report, place.field("labelSelector"), constraint.get("labelSelector"));
    }
}

fn one(report: &mut Report, place: Path, constraint: &Value) {
    let skew = constraint.get("maxSkew").int();
    if skew <= 0 {
        report.invalid(place.field("maxSkew"), &Value::Int(skew), "must be greater than zero");
    }
    if constraint.get("topologyKey").str().is_empty() {
        report.required(place.field("topologyKey"), "can not be empty");
    }
    let action = labels::text(constraint.get("whenUnsatisfiable"));
    let actions = ["DoNotSchedule", "ScheduleAnyway"];
    report.one_of(place.field("whenUnsatisfiable"), &action, &actions);
}

fn domains(report: &mut Report, place: Path, constraint: &Value) {
    let action = constraint.get("whenUnsatisfiable");
    if let Some(domains) = constraint.get("minDomains").as_int() {
        let value = constraint.get("minDomains");
        if domains <= 0 {
            report.invalid(place.field("minDomains"), value, "must be greater than zero");
        }
        if action.str() != "DoNotSchedule" {
            let why = format!(
                "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {}",
                action.str()
            );
            report.invalid(place.field("minDomains"), value, why);
        }
    }
    for field in ["nodeAffinityPolicy", "nodeTaintsPolicy"] {
        report.one_of_if_set(place.field(field), constraint.get(field), &["Honor", "Ignore"]);
    }
}
