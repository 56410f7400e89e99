//! What a failed pod means for its Job: `spec.podFailurePolicy`.

use crate::api::pod::Pod;
use crate::api::{Object, Value};

/// What a rule orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The whole Job fails, for this reason.
    FailJob(String),
    /// The pod's index fails and is not tried again.
    FailIndex,
    /// The failure does not count; the pod is replaced.
    Ignore,
    /// The failure counts, as it does when no rule matches.
    Count,
}

/// The first rule's order that applies to a failed pod; none if no rule does.  A rule whose action
/// or operator is unknown never applies, and one with `FailIndex` only where the Job counts
/// failures by index (`matchPodFailurePolicy`).
pub fn match_pod_failure_policy(policy: &Value, pod: &Object, by_index: bool) -> Option<Action> {
    policy.get("rules").items().iter().enumerate().find_map(|(place, rule)| {
        let what = match rule.get("onExitCodes") {
            Value::Null => match_conditions(rule.get("onPodConditions"), pod)?,
            requirement => match_exit_codes(requirement, pod)?,
        };
        match rule.get("action").str() {
            "FailJob" => {
                Some(Action::FailJob(format!("{what} matching FailJob rule at index {place}")))
            }
            "FailIndex" if by_index => Some(Action::FailIndex),
            "Ignore" => Some(Action::Ignore),
            "Count" => Some(Action::Count),
            _ => None,
        }
    })
}

fn match_exit_codes(requirement: &Value, pod: &Object) -> Option<String> {
    let name = requirement.get("containerName").as_str();
    let view = Pod(pod);
    let statuses = view.container_statuses().iter().chain(view.init_container_statuses());
    let status = statuses.into_iter().find(|status| {
        let code = status.at("state.terminated.exitCode").as_int().unwrap_or(0);
        code != 0
            && name.is_none_or(|name| name == status.get("name").str())
            && exit_code_meets(requirement, code)
    })?;
    Some(format!(
        "Container {} for pod {}/{} failed with exit code {}",
        status.get("name").str(),
        pod.meta.namespace,
        pod.meta.name,
        status.at("state.terminated.exitCode").int()
    ))
}

fn exit_code_meets(requirement: &Value, code: i64) -> bool {
    let listed = requirement.get("values").items().iter().any(|value| value.int() == code);
    match requirement.get("operator").str() {
        "In" => listed,
        "NotIn" => !listed,
        _ => false,
    }
}

fn match_conditions(patterns: &Value, pod: &Object) -> Option<String> {
    let conditions = pod.status().get("conditions").items();
    let condition = conditions.iter().find(|condition| {
        patterns.items().iter().any(|pattern| {
            pattern.get("type") == condition.get("type")
                && pattern.get("status").as_str().unwrap_or("True") == condition.get("status").str()
        })
    })?;
    Some(format!(
        "Pod {}/{} has condition {}",
        pod.meta.namespace,
        pod.meta.name,
        condition.get("type").str()
    ))
}
