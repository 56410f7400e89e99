//! Disruption budgets and priorities.

use super::labels::{self, show_selector};
use super::path::Path;
use super::pod_spec;
use super::report::Report;
use crate::api::json::to_json;
use crate::api::{Object, Value};

/// The highest priority that is not the system's own.
const HIGHEST_PRIORITY: i64 = 1_000_000_000;
/// The classes of the system itself.
pub const SYSTEM_CLASSES: [(&str, i64); 2] =
    [("system-node-critical", 2_000_001_000), ("system-cluster-critical", 2_000_000_000)];

/// `spec` of a PodDisruptionBudget (`ValidatePodDisruptionBudgetSpec`).
pub fn disruption_budget(report: &mut Report, spec: &Value) {
    let path = Path::root("spec");
    let (least, most) = (spec.get("minAvailable"), spec.get("maxUnavailable"));
    if !least.is_null() && !most.is_null() {
        let shown = format!(
            "{{\"MinAvailable\":{},\"Selector\":{},\"MaxUnavailable\":{},\
             \"UnhealthyPodEvictionPolicy\":{}}}",
            to_json(least),
            show_selector(spec.get("selector")),
            to_json(most),
            to_json(spec.get("unhealthyPodEvictionPolicy"))
        );
        let why = "minAvailable and maxUnavailable cannot be both set";
        report.invalid_shown(path, shown, why);
    }
    for (field, number) in [("minAvailable", least), ("maxUnavailable", most)] {
        if !number.is_null() {
            report.number_or_percent(path.field(field), number);
            report.at_most_100_percent(path.field(field), number);
        }
    }
    labels::selector(report, path.field("selector"), spec.get("selector"));
    let known = ["AlwaysAllow", "IfHealthyBudget"];
    let policy = spec.get("unhealthyPodEvictionPolicy");
    report.one_of_if_set(path.field("unhealthyPodEvictionPolicy"), policy, &known);
}

/// A PriorityClass (`ValidatePriorityClass`).
pub fn priority_class(report: &mut Report, class: &Object) {
    let name = class.meta.name.as_str();
    let value = class.body.get("value");
    if name.starts_with("system-") {
        let known = SYSTEM_CLASSES.iter().find(|(known, _)| *known == name);
        if known.is_none_or(|(_, number)| *number != value.int()) {
            let why = "priority class names with 'system-' prefix are reserved for system use only. \
                       error: ";
            let detail = match known {
                None => format!("{name} is not a known system priority class"),
                Some((_, number)) => format!("value of {name} PriorityClass must be {number}"),
            };
            report.forbidden(Path::root("metadata.name"), format!("{why}{detail}"));
        }
    } else if value.int() > HIGHEST_PRIORITY {
        let why = format!("maximum allowed value of a user defined priority is {HIGHEST_PRIORITY}");
        report.forbidden(Path::root("value"), why);
    }
    let policy = class.body.get("preemptionPolicy");
    pod_spec::preemption_policy(report, Path::root("preemptionPolicy"), policy);
}
