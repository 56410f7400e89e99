//! How many replicas the HorizontalPodAutoscaler wants.

use super::{Case, Verdict, same, unknown};
use podarium::api::{Quantity, Value};
use podarium::controllers::horizontal_pod_autoscaler::calculator::{
    Sample, Target, Tolerances, propose,
};
use podarium::time::{MINUTE, SECOND, Time};

/// Judges a case of `hpa_replica_calculator`.
pub fn calculator(case: &Case) -> Verdict {
    let input = &case.input;
    let resource = input.get("resource");
    let percent = resource.get("targetUtilization").as_int();
    let expected = case.expect.get("expectedReplicas").int();
    let known =
        case.test.ends_with("runTest") || case.test == "TestReplicaCalcConfigurableTolerance";
    let (Some(percent), true) = (percent, known) else { return unknown(case) };
    if !case.expect.get("expectedError").is_null() {
        return unknown(case);
    }
    let now = Time::parse(case.whole.get("now").str()).unwrap_or(Time(1_795_000_000_000));
    let samples: Vec<Sample> =
        (0..count(input)).filter_map(|index| sample(input, resource, index, now)).collect();
    let part = |field: &str| match (input.get("tolerances"), input.get("tolerances").get(field)) {
        (Value::Null, _) => 0.1,
        (_, Value::Float(part)) => *part,
        _ => 0.0,
    };
    let tolerances = Tolerances { up: part("scaleUp"), down: part("scaleDown") };
    let current = input.get("currentReplicas").int();
    let proposal = propose(&samples, current, Target::Utilization(percent), tolerances);
    same(proposal.map(|proposal| proposal.replicas), Some(expected))
}

fn count(input: &Value) -> usize {
    let phases = input.get("podPhase").items().len();
    let replicas = usize::try_from(input.get("currentReplicas").int()).unwrap_or(0);
    if phases > 0 { phases } else { replicas }
}

/// A pod of a case; `None` if it is left aside.
fn sample(input: &Value, resource: &Value, index: usize, now: Time) -> Option<Sample> {
    let item = |field: &str| input.get(field).items().get(index).cloned().unwrap_or_default();
    if item("podPhase").str() == "Failed" || item("podDeletionTimestamp").is_true() {
        return None;
    }
    let level = resource.get("levels").items().get(index);
    let containers = match input.get("container").str() {
        "" => 0..2,
        "container1" => 0..1,
        _ => 1..2,
    };
    let request = resource.get("requests").items().get(index).map(Quantity::of)?.milli_value();
    let usage = level.map(|level| {
        level.items().get(containers.clone()).unwrap_or(level.items()).iter().map(Value::int).sum()
    });
    let started = Time::parse(item("podStartTime").str()).unwrap_or(now.plus(-3 * MINUTE));
    let young = now.since(started) < 5 * MINUTE && now.since(started) < 60 * SECOND;
    let ready = item("podReadiness").as_str().unwrap_or("True") == "True"
        && item("podPhase").str() != "Pending"
        && (!young || resource.get("name").str() != "cpu");
    let count = i64::try_from(containers.len()).unwrap_or(1);
    Some(Sample { request: request * count, usage, ready })
}
