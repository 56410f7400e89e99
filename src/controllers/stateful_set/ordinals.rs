//! The names and numbers of a StatefulSet's pods and claims.

use crate::api::Object;
use std::ops::Range;

/// The name of the set that a pod's name speaks of, and the ordinal in it; -1 if the name ends in
/// no number (`getParentNameAndOrdinal`).
pub fn parent_and_ordinal(pod: &str) -> (&str, i64) {
    let Some((parent, digits)) = pod.rsplit_once('-') else { return ("", -1) };
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number {
        return ("", -1);
    }
    (parent, digits.parse::<i32>().map_or(-1, i64::from))
}

/// The name of the pod of this ordinal.
pub fn pod_name(set: &str, ordinal: i64) -> String {
    format!("{set}-{ordinal}")
}

/// The name of a claim of the pod of this ordinal.
pub fn claim_name(template: &str, set: &str, ordinal: i64) -> String {
    format!("{template}-{set}-{ordinal}")
}

/// The ordinals that a set is to have.
pub fn range(set: &Object) -> Range<i64> {
    let start = set.spec().at("ordinals.start").int();
    let replicas = set.spec().get("replicas").as_int().unwrap_or(1);
    start..start + replicas.max(0)
}
