//! What may change in a pod.

use super::internal::{Part, difference};
use super::path::Path;
use super::report::Report;
use crate::api::json::to_json;
use crate::api::{Object, Value, names};
use crate::ordered::OrderedSet;

/// Where a pod's spec says what its node must be like.
const NODE_TERMS: &str =
    "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms";

/// A changed pod (`ValidatePodUpdate`).
pub fn pod(report: &mut Report, object: &Object, before: &Object) {
    let (new, old) = (object.spec(), before.spec());
    let path = Path::root("spec");
    for list in ["containers", "initContainers"] {
        if new.get(list).items().len() != old.get(list).items().len() {
            report.forbidden(path.field(list), "pod updates may not add or remove containers");
            return;
        }
    }
    if !deadline(report, path.field("activeDeadlineSeconds"), new, old) {
        return;
    }
    added_tolerations(report, path.field("tolerations"), new, old);
    gates(report, path.field("schedulingGates"), new, old);
    let mut rest = with_allowed_of(new, old);
    if !old.get("schedulingGates").items().is_empty() {
        narrowed(report, path, new, old);
        copy(&mut rest, old, "nodeSelector");
        keep_node_affinity(&mut rest, old);
    }
    if rest != *old {
        let why = format!(
            "pod updates may not change fields other than `spec.containers[*].image`,\
             `spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only \
             additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to \
             be set to 1 if it was previously negative)\n{}",
            difference(Part::PodSpec, old, &rest)
        );
        report.forbidden(path, why);
    }
}

/// Gates are only taken away.
fn gates(report: &mut Report, path: Path, new: &Value, old: &Value) {
    let before = old.get("schedulingGates").items();
    for (index, gate) in new.get("schedulingGates").items().iter().enumerate() {
        if !before.contains(gate) {
            let name = gate.get("name").str();
            let why = format!("only deletion is allowed, but found new scheduling gate '{name}'");
            report.forbidden(path.index(index).field("name"), why);
        }
    }
}

/// A pod that waits at a gate may be sent to fewer nodes, never to others.
fn narrowed(report: &mut Report, path: Path, new: &Value, old: &Value) {
    let (selector, was) = (new.get("nodeSelector"), old.get("nodeSelector"));
    if was.entries().iter().any(|(key, value)| selector.get(key) != value) {
        let why = "only additions to spec.nodeSelector are allowed (no mutations or deletions)";
        report.invalid(path.field("nodeSelector"), selector, why);
    }
    let [terms, were] = [new, old].map(|spec| spec.at(NODE_TERMS).items());
    if were.is_empty() {
        return;
    }
    let place = path.field(NODE_TERMS);
    if terms.len() != were.len() {
        let why = "no additions/deletions to non-empty NodeSelectorTerms list are allowed";
        report.invalid(place, &Value::from(terms.to_vec()), why);
        return;
    }
    for (index, (term, was)) in terms.iter().zip(were).enumerate() {
        let lists = ["matchExpressions", "matchFields"];
        let has_none = lists.iter().all(|list| was.get(list).items().is_empty());
        let kept =
            lists.iter().all(|list| term.get(list).items().starts_with(was.get(list).items()));
        // A term without a rule fits no node, so one with a rule is not narrower.
        let kept = if has_none { term == was } else { kept };
        if !kept {
            let why = "only additions are allowed (no mutations or deletions)";
            report.invalid(place.index(index), term, why);
        }
    }
}

/// A deadline may come, or come nearer. Whether the rest is worth a look: it is not beside a wrong
/// number, but is beside one that was taken away.
fn deadline(report: &mut Report, path: Path, new: &Value, old: &Value) -> bool {
    let (new, old) = (new.get("activeDeadlineSeconds"), old.get("activeDeadlineSeconds"));
    match (new.as_int(), old.as_int()) {
        (Some(seconds), _) if !(0..=i64::from(i32::MAX)).contains(&seconds) => {
            report.invalid(path, new, names::out_of_range(0, i64::from(i32::MAX)));
            false
        }
        (Some(seconds), Some(limit)) if limit < seconds => {
            report.invalid(path, new, "must be less than or equal to previous value");
            false
        }
        (None, Some(_)) => {
            report.invalid(path, new, "must not update from a positive integer to nil value");
            true
        }
        _ => true,
    }
}

/// Tolerations that were there stay, but for their seconds.
fn added_tolerations(report: &mut Report, path: Path, new: &Value, old: &Value) {
    let bare = |spec: &Value| -> OrderedSet<String> {
        let without_seconds = |toleration: &Value| {
            let mut bare = toleration.clone();
            bare.remove("tolerationSeconds");
            to_json(&bare)
        };
        spec.get("tolerations").items().iter().map(without_seconds).collect()
    };
    let kept = bare(new);
    if bare(old).iter().any(|toleration| !kept.contains(toleration)) {
        let why = "existing toleration can not be modified except its tolerationSeconds";
        report.forbidden(path, why);
    }
}

/// The new spec with what may change as it was.
fn with_allowed_of(new: &Value, old: &Value) -> Value {
    let mut rest = new.clone();
    for list in ["containers", "initContainers"] {
        if new.get(list).is_null() {
            continue;
        }
        let mut containers = new.get(list).items().to_vec();
        for (container, before) in containers.iter_mut().zip(old.get(list).items()) {
            copy(container, before, "image");
        }
        rest.set(list, containers);
    }
    for field in ["activeDeadlineSeconds", "tolerations", "schedulingGates"] {
        copy(&mut rest, old, field);
    }
    let grace = "terminationGracePeriodSeconds";
    if old.get(grace).int() < 0 && new.get(grace).int() == 1 {
        copy(&mut rest, old, grace);
    }
    rest
}

/// Of a gated pod's affinity, what it wants of nodes may change; what it wants of pods may not.
fn keep_node_affinity(rest: &mut Value, old: &Value) {
    let mut affinity = rest.get("affinity").clone();
    copy(&mut affinity, old.get("affinity"), "nodeAffinity");
    if affinity.entries().is_empty() {
        copy(rest, old, "affinity");
    } else {
        rest.set("affinity", affinity);
    }
}

fn copy(target: &mut Value, source: &Value, field: &'static str) {
    match source.get(field) {
        Value::Null => drop(target.remove(field)),
        value => target.set(field, value),
    }
}
