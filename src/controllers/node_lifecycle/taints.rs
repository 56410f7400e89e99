//! Which taints a node's state brings.

use crate::api::toleration::{NO_EXECUTE, NO_SCHEDULE};
use crate::api::{Object, Value, taint};
use crate::time::Time;
use crate::value;

/// The taint of a node that is not ready.
pub const NOT_READY: &str = "node.kubernetes.io/not-ready";
/// The taint of a node that is not heard of.
pub const UNREACHABLE: &str = "node.kubernetes.io/unreachable";
const UNSCHEDULABLE: &str = "node.kubernetes.io/unschedulable";

/// By condition and status, the taint with `NoSchedule`.
const BY_CONDITION: &[(&str, &str, &str)] = &[
    ("Ready", "False", NOT_READY),
    ("Ready", "Unknown", UNREACHABLE),
    ("MemoryPressure", "True", "node.kubernetes.io/memory-pressure"),
    ("DiskPressure", "True", "node.kubernetes.io/disk-pressure"),
    ("NetworkUnavailable", "True", "node.kubernetes.io/network-unavailable"),
    ("PIDPressure", "True", "node.kubernetes.io/pid-pressure"),
];

/// The node's taints with those of `NoSchedule` as its conditions and its cordon ask for
/// (`doNoScheduleTaintingPass`).
pub fn with_no_schedule(node: &Object, taints: &[Value], now: Time) -> Vec<Value> {
    let holds =
        |condition: &str, status: &str| node.condition(condition).get("status").str() == status;
    let mut wanted: Vec<&str> = BY_CONDITION
        .iter()
        .filter(|(condition, status, _)| holds(condition, status))
        .map(|(_, _, key)| *key)
        .collect();
    if node.spec().get("unschedulable").is_true() {
        wanted.push(UNSCHEDULABLE);
    }
    let is_ours = |key: &str| key == UNSCHEDULABLE || BY_CONDITION.iter().any(|row| row.2 == key);
    swap(taints, NO_SCHEDULE, is_ours, &wanted, now)
}

/// The node's taints with this one of `NoExecute`, or with none, in place of any for its health.
pub fn with_no_execute(taints: &[Value], wanted: Option<&str>, now: Time) -> Vec<Value> {
    let is_ours = |key: &str| key == NOT_READY || key == UNREACHABLE;
    swap(taints, NO_EXECUTE, is_ours, wanted.as_slice(), now)
}

/// The `NoExecute` taint for the node's health, if its condition `Ready` asks for one.
pub fn for_health(node: &Object) -> Option<&'static str> {
    match node.condition("Ready").get("status").str() {
        "False" => Some(NOT_READY),
        "Unknown" => Some(UNREACHABLE),
        _ => None,
    }
}

/// Puts these keys on with this effect, and takes those of ours off that are not wanted
/// (`SwapNodeControllerTaint`).
fn swap(
    taints: &[Value],
    effect: &str,
    is_ours: impl Fn(&str) -> bool,
    wanted: &[&str],
    now: Time,
) -> Vec<Value> {
    let wanted: Vec<Value> =
        wanted.iter().map(|key| value!({ "key": (*key), "effect": effect })).collect();
    let ours = taints
        .iter()
        .filter(|taint| taint.get("effect").str() == effect && is_ours(taint.get("key").str()));
    let (missing, surplus) = taint::difference(&wanted, &ours.cloned().collect::<Vec<_>>());
    let mut taints = taints.to_vec();
    for mut taint in missing {
        taint.set("timeAdded", now.rfc3339());
        taint::put(&mut taints, taint);
    }
    for taint in &surplus {
        taint::remove(&mut taints, taint);
    }
    taints
}
