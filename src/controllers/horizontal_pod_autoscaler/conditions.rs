//! The conditions of an autoscaler.

use super::limits::{Direction, Limited};
use crate::api::Value;
use crate::time::Time;
use crate::value;

/// The conditions as they are being told.
pub struct Conditions {
    all: Vec<Value>,
    now: Time,
}

impl Conditions {
    /// The conditions so far.
    pub fn new(before: &Value, now: Time) -> Conditions {
        Conditions { all: before.items().to_vec(), now }
    }

    /// Tells a condition; its time is that of its last change.
    pub fn set(&mut self, kind: &str, holds: bool, reason: &str, message: &str) {
        let status = if holds { "True" } else { "False" };
        let before = self.all.iter_mut().find(|other| other.get("type").str() == kind);
        let since = before
            .as_ref()
            .filter(|other| other.get("status").str() == status)
            .map(|other| other.get("lastTransitionTime").clone());
        let condition = value!({
            "type": kind, "status": status, "reason": reason, "message": message,
            "lastTransitionTime": (since.unwrap_or_else(|| self.now.rfc3339().into()))
        });
        match before {
            Some(before) => *before = condition,
            None => self.all.push(condition),
        }
    }

    /// Tells what became of a recommendation.
    pub fn tell_limits(&mut self, limited: &Limited) {
        let (reason, message) = match limited.stabilized {
            Some(Direction::Down) => {
                let message = "recent recommendations were higher than current one, applying the \
                               highest recent recommendation";
                ("ScaleDownStabilized", message)
            }
            Some(Direction::Up) => {
                let message = "recent recommendations were lower than current one, applying the \
                               lowest recent recommendation";
                ("ScaleUpStabilized", message)
            }
            None => ("ReadyForNewScale", "recommended size matches current size"),
        };
        self.set("AbleToScale", true, reason, message);
        self.set("ScalingLimited", limited.is_limited(), limited.reason, limited.message);
    }

    /// Whether the last recommendation could not be followed.
    pub fn is_limited(&self) -> bool {
        self.all.iter().any(|condition| {
            condition.get("type").str() == "ScalingLimited"
                && matches!(condition.get("reason").str(), "ScaleUpLimit" | "ScaleDownLimit")
        })
    }

    /// All conditions.
    pub fn into_value(self) -> Value {
        self.all.into()
    }
}
