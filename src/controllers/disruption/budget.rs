//! How many pods of a budget may be missing: the arithmetic of PodDisruptionBudgets.

use crate::api::Value;
use crate::api::int_or_percent::scaled;

/// How a budget stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// How many pods there should be.
    pub expected: i64,
    /// How many of them must be healthy.
    pub desired_healthy: i64,
    /// How many are.
    pub healthy: i64,
    /// How many of those may be taken away.
    pub disruptions_allowed: i64,
}

impl Budget {
    /// The budget of a `spec` for so many pods, of which so many are healthy.  Shares are rounded
    /// up.
    pub fn of(spec: &Value, expected: i64, healthy: i64) -> Budget {
        let desired_healthy = match (spec.get("maxUnavailable"), spec.get("minAvailable")) {
            (Value::Null, least) => scaled(least, expected, true).unwrap_or(0),
            (most, _) => (expected - scaled(most, expected, true).unwrap_or(0)).max(0),
        };
        let spare = (healthy - desired_healthy).max(0);
        let disruptions_allowed = if expected > 0 { spare } else { 0 };
        Budget { expected, desired_healthy, healthy, disruptions_allowed }
    }

    /// Whether the number of expected pods follows from their controllers' scales, and not from
    /// the pods that are there.
    pub fn needs_scale(spec: &Value) -> bool {
        !spec.get("maxUnavailable").is_null() || spec.get("minAvailable").as_int().is_none()
    }
}
