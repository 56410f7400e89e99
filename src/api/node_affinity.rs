//! Which nodes a pod is drawn to: `nodeSelector` and `affinity.nodeAffinity`.

use super::object::Object;
use super::selector::{Requirement, Selector};
use super::value::Value;
use smol_str::SmolStr;

/// Whether a node meets what a pod's `spec` demands of it: its `nodeSelector` and its required
/// node affinity (`GetRequiredNodeAffinity`).
pub fn is_required_met(pod_spec: &Value, node: &Object) -> bool {
    if !Selector::from_map(pod_spec.get("nodeSelector")).matches(&node.meta.labels) {
        return false;
    }
    let required =
        pod_spec.at("affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution");
    required.is_null() || is_selected(required, node)
}

/// Whether a `NodeSelector` selects a node: one of its terms must match.
pub fn is_selected(node_selector: &Value, node: &Object) -> bool {
    node_selector.get("nodeSelectorTerms").items().iter().any(|term| is_term_met(term, node))
}

/// How much a pod's `spec` prefers a node: the weights of the preferred terms that match.
pub fn preference(pod_spec: &Value, node: &Object) -> i64 {
    let field = "affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution";
    let preferred = pod_spec.at(field).items().iter();
    preferred
        .filter(|item| is_term_met(item.get("preference"), node))
        .map(|item| item.get("weight").int())
        .sum()
}

/// Whether a `NodeSelectorTerm` matches a node: all its expressions (of labels) and fields (of
/// which there is one, `metadata.name`) must hold.  A term without any matches no node, nor does
/// one that cannot be read.
pub fn is_term_met(term: &Value, node: &Object) -> bool {
    let expressions = term.get("matchExpressions").items();
    let fields = term.get("matchFields").items();
    if expressions.is_empty() && fields.is_empty() {
        return false;
    }
    let label_holds = |expression: &Value| {
        requirement(expression).is_some_and(|requirement| requirement.matches(&node.meta.labels))
    };
    expressions.iter().all(label_holds) && fields.iter().all(|field| is_field_met(field, node))
}

/// Reads one expression; `None` if its operator does not go with its number of values.
fn requirement(expression: &Value) -> Option<Requirement> {
    let key = SmolStr::new(expression.get("key").str());
    let values: Vec<SmolStr> =
        expression.get("values").items().iter().map(|value| value.str().into()).collect();
    let number = || match values.as_slice() {
        [only] => only.parse::<i64>().ok(),
        _ => None,
    };
    match expression.get("operator").str() {
        "In" if !values.is_empty() => Some(Requirement::In(key, values)),
        "NotIn" if !values.is_empty() => Some(Requirement::NotIn(key, values)),
        "Exists" if values.is_empty() => Some(Requirement::Exists(key)),
        "DoesNotExist" if values.is_empty() => Some(Requirement::DoesNotExist(key)),
        "Gt" => Some(Requirement::GreaterThan(key, number()?)),
        "Lt" => Some(Requirement::LessThan(key, number()?)),
        _ => None,
    }
}

fn is_field_met(field: &Value, node: &Object) -> bool {
    let [name] = field.get("values").items() else { return false };
    if field.get("key").str() != "metadata.name" {
        return false;
    }
    match field.get("operator").str() {
        "In" => name.str() == node.meta.name,
        "NotIn" => name.str() != node.meta.name,
        _ => false,
    }
}
