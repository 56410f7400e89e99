//! Taints and tolerations: which nodes a pod puts up with.

use super::value::Value;

/// The effect by which no new pod comes.
pub const NO_SCHEDULE: &str = "NoSchedule";
/// The effect by which pods come only when there is no better place.
pub const PREFER_NO_SCHEDULE: &str = "PreferNoSchedule";
/// The effect by which no new pod comes and those that are there must go.
pub const NO_EXECUTE: &str = "NoExecute";

/// Whether an entry of a pod's `spec.tolerations` tolerates an entry of a node's `spec.taints`
/// (`Toleration.ToleratesTaint`).  An empty effect or key stands for every one.
pub fn tolerates(toleration: &Value, taint: &Value) -> bool {
    let text = |field: &str| toleration.get(field).str();
    let covers = |field: &str| text(field).is_empty() || text(field) == taint.get(field).str();
    let operator_holds = match text("operator") {
        "" | "Equal" => text("value") == taint.get("value").str(),
        "Exists" => true,
        _ => false,
    };
    covers("effect") && covers("key") && operator_holds
}

/// Whether one of these tolerations tolerates the taint.
pub fn any_tolerates(tolerations: &[Value], taint: &Value) -> bool {
    tolerations.iter().any(|toleration| tolerates(toleration, taint))
}

/// The first taint of one of these effects that no toleration tolerates
/// (`FindMatchingUntoleratedTaint`).
pub fn first_untolerated<'taint>(
    taints: &'taint [Value],
    tolerations: &[Value],
    effects: &[&str],
) -> Option<&'taint Value> {
    taints.iter().find(|taint| {
        effects.contains(&taint.get("effect").str()) && !any_tolerates(tolerations, taint)
    })
}
