//! How fast replicas may change: bounds, stabilization, and the policies of `spec.behavior`.

use crate::api::Value;
use crate::time::{Milliseconds, SECOND, Time};

/// An earlier recommendation, or an earlier change.
pub type History = Vec<(Time, i64)>;

/// What remains of a recommendation, and why it is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limited {
    /// So many replicas.
    pub replicas: i64,
    /// The reason of the condition `ScalingLimited`.
    pub reason: &'static str,
    /// Its message.
    pub message: &'static str,
    /// The way that replicas would go if no earlier recommendation held them.
    pub stabilized: Option<Direction>,
}

/// Which way a recommendation goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

impl Limited {
    /// Whether the recommendation could not be followed.
    pub fn is_limited(&self) -> bool {
        self.reason != "DesiredWithinRange"
    }
}

/// The window in which the highest recommendation holds when replicas go down.
const DOWN_WINDOW: i64 = 300;

/// Bounds a recommendation.  `recommendations` holds earlier ones, `changes` earlier changes of
/// replicas by their difference.
pub fn limit(
    spec: &Value,
    current: i64,
    desired: i64,
    now: Time,
    recommendations: &History,
    changes: &History,
) -> Limited {
    let window = |direction: &str, default: i64| -> Milliseconds {
        let path = spec.at("behavior").get(direction).get("stabilizationWindowSeconds");
        path.as_int().unwrap_or(default) * SECOND
    };
    let within = |window: Milliseconds| {
        recommendations
            .iter()
            .filter(move |(at, _)| now.since(*at) < window)
            .map(|(_, replicas)| *replicas)
            .chain([desired])
    };
    let highest = within(window("scaleDown", DOWN_WINDOW)).max().unwrap_or(desired);
    let lowest = within(window("scaleUp", 0)).min().unwrap_or(desired);
    let mut replicas = if desired < current { highest.min(current) } else { lowest.max(current) };
    let way = if desired < current { Direction::Down } else { Direction::Up };
    let stabilized = (replicas != desired).then_some(way);
    let minimum = spec.get("minReplicas").as_int().unwrap_or(1);
    let maximum = spec.get("maxReplicas").int();
    let up = most(spec.at("behavior.scaleUp"), current, now, changes);
    let down = least(spec.at("behavior.scaleDown"), current, now, changes);
    let mut reason = "DesiredWithinRange";
    let mut message = "the desired count is within the acceptable range";
    if replicas > maximum.min(up) {
        (reason, message) = if up < maximum {
            let message =
                "the desired replica count is increasing faster than the maximum scale rate";
            ("ScaleUpLimit", message)
        } else {
            ("TooManyReplicas", "the desired replica count is more than the maximum replica count")
        };
        replicas = maximum.min(up);
    } else if replicas < minimum.max(down) {
        (reason, message) = if down > minimum {
            let message =
                "the desired replica count is decreasing faster than the maximum scale rate";
            ("ScaleDownLimit", message)
        } else {
            ("TooFewReplicas", "the desired replica count is less than the minimum replica count")
        };
        replicas = minimum.max(down);
    }
    Limited { replicas, reason, message, stabilized }
}

/// The most replicas that the policies upwards allow.
fn most(rules: &Value, current: i64, now: Time, changes: &History) -> i64 {
    let policies = rules.get("policies").items();
    if rules.get("selectPolicy").str() == "Disabled" {
        return current;
    }
    if policies.is_empty() {
        return (2 * current).max(current + 4);
    }
    let bounds = policies.iter().map(|policy| {
        let added: i64 = recent(policy, now, changes).filter(|change| *change > 0).sum();
        let start = current - added;
        let value = policy.get("value").int();
        match policy.get("type").str() {
            "Percent" => (start as f64 * (1.0 + value as f64 / 100.0)).ceil() as i64,
            _ => start + value,
        }
    });
    match rules.get("selectPolicy").str() {
        "Min" => bounds.min(),
        _ => bounds.max(),
    }
    .unwrap_or(current)
}

/// The fewest replicas that the policies downwards allow.
fn least(rules: &Value, current: i64, now: Time, changes: &History) -> i64 {
    let policies = rules.get("policies").items();
    if rules.get("selectPolicy").str() == "Disabled" {
        return current;
    }
    let bounds = policies.iter().map(|policy| {
        let removed: i64 = recent(policy, now, changes).filter(|change| *change < 0).sum();
        let start = current - removed;
        let value = policy.get("value").int();
        match policy.get("type").str() {
            "Percent" => (start as f64 * (1.0 - value as f64 / 100.0)) as i64,
            _ => start - value,
        }
    });
    match rules.get("selectPolicy").str() {
        "Min" => bounds.max(),
        _ => bounds.min(),
    }
    .unwrap_or(0)
}

fn recent<'policy>(
    policy: &'policy Value,
    now: Time,
    changes: &'policy History,
) -> impl Iterator<Item = i64> + 'policy {
    let period = policy.get("periodSeconds").int() * SECOND;
    changes.iter().filter(move |(at, _)| now.since(*at) < period).map(|(_, change)| *change)
}
