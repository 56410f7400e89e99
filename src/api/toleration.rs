//! Taints and tolerations: which nodes a pod puts up with.

use super::value::Value;

/// The effect by which no new pod comes.
pub const NO_SCHEDULE: &str = "NoSchedule";
/// The effect by which pods come only when there is no better place.
pub const PREFER_NO_SCHEDULE: &str = "PreferNoSchedule";
/// The effect by which no new pod comes and those that are there must go.
pub const NO_EXECUTE: &str = "NoExecute";

/// Whether an entry of a pod's `spec.tolerations` tolerates an entry of a node's `spec.taints`
/// (`Toleration.ToleratesTaint`).
pub fn tolerates(toleration: &Value, taint: &Value) -> bool {
    let text = |field: &str| toleration.get(field).str();
    let operator_holds = match text("operator") {
        "" | "Equal" => text("value") == taint.get("value").str(),
        "Exists" => true,
        _ => false,
    };
    operator_holds && is_about(toleration, taint)
}

/// The same of the operators `Gt` and `Lt`, by which a toleration says which numbers it tolerates
/// as a taint's value.  In 1.36 no pod has them, unless somebody turns them on.
pub fn compares(toleration: &Value, taint: &Value) -> bool {
    let number = |of: &Value| of.get("value").str().parse::<i64>();
    let (Ok(bound), Ok(number)) = (number(toleration), number(taint)) else { return false };
    let holds = match toleration.get("operator").str() {
        "Gt" => number > bound,
        "Lt" => number < bound,
        _ => false,
    };
    holds && is_about(toleration, taint)
}

/// Whether a toleration is of a taint's effect and key.  An empty one stands for every one.
fn is_about(toleration: &Value, taint: &Value) -> bool {
    ["effect", "key"].iter().all(|field| {
        let own = toleration.get(field).str();
        own.is_empty() || own == taint.get(field).str()
    })
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
