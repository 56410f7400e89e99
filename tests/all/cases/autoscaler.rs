//! How many replicas the HorizontalPodAutoscaler wants.

use super::objects::read_as;
use super::{Case, Verdict, same, unknown};
use podarium::api::{Kind, Quantity, Value};
use podarium::controllers::horizontal_pod_autoscaler::calculator::{
    Sample, Target, Tolerances, propose,
};
use podarium::controllers::horizontal_pod_autoscaler::metrics::{
    Measured, is_ignored, is_ready, request,
};
use podarium::time::{MINUTE, SECOND, Time, parse_duration};

/// Judges a case of `hpa_replica_calculator`.
pub fn calculator(case: &Case) -> Verdict {
    let input = &case.input;
    match case.test.as_str() {
        "TestGroupPods" => return groups(case),
        "TestCalculateRequests" => return requests(case),
        _ => {}
    }
    let metric = input.get("metric");
    let of_pods = metric.get("metricType").int() == OF_PODS;
    let resource = if of_pods { metric } else { input.get("resource") };
    let target = match of_pods {
        true => metric.get("targetUsage").as_int().map(Target::AverageValue),
        false => resource.get("targetUtilization").as_int().map(Target::Utilization),
    };
    let expected = case.expect.get("expectedReplicas").int();
    let known =
        case.test.ends_with("runTest") || case.test == "TestReplicaCalcConfigurableTolerance";
    let (Some(target), true) = (target, known) else { return unknown(case) };
    if !case.expect.get("expectedError").is_null() {
        return unknown(case);
    }
    let now = Time::parse(case.whole.get("now").str()).unwrap_or(Time(1_795_000_000_000));
    let samples: Vec<Sample> =
        (0..count(input)).filter_map(|index| sample(input, resource, index, now)).collect();
    let part = |field: &str| match (input.get("tolerances"), input.get("tolerances").get(field)) {
        (Value::Null, _) => 0.1,
        (_, Value::Float(part)) => *part,
        (_, Value::Int(part)) => *part as f64,
        _ => 0.0,
    };
    let tolerances = Tolerances { up: part("scaleUp"), down: part("scaleDown") };
    let current = input.get("currentReplicas").int();
    let proposal = propose(&samples, current, target, tolerances);
    same(proposal.map(|proposal| proposal.replicas), Some(expected))
}

/// How the tables number a metric that each pod has.
const OF_PODS: i64 = 4;

/// What becomes of the pods of a metric.
fn groups(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let (metrics, resource) = (input.get("metrics"), input.get("resource").str());
    let now = Time::parse(case.whole.get("now").str()).unwrap_or(Time(1_795_000_000_000));
    let mut came = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
    for pod in input.get("pods").items().iter().map(|pod| read_as(Kind::Pod, pod)) {
        let metric = metrics.get(&pod.meta.name);
        let measured = (!metric.is_null()).then(|| Measured {
            at: Time::parse(metric.get("timestamp").str()).unwrap_or_default(),
            window: parse_duration(metric.get("window").str()).unwrap_or_default(),
        });
        let group = match measured {
            _ if is_ignored(&pod) => 0,
            _ if !is_ready(&pod, resource, measured, now) => 1,
            None => 2,
            Some(_) => 3,
        };
        came[group].push(Value::from(pod.meta.name.clone()));
    }
    let [ignored, unready, missing, ready] = came;
    same(ignored.as_slice(), expect.get("expectIgnoredPods").items())?;
    same(unready.as_slice(), expect.get("expectUnreadyPods").items())?;
    same(missing.as_slice(), expect.get("expectMissingPods").items())?;
    same(i64::try_from(ready.len()).unwrap_or(0), expect.get("expectReadyPodCount").int())
}

/// What the pods of a metric request.
fn requests(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let (container, resource) = (input.get("container").str(), input.get("resource").str());
    for pod in input.get("pods").items().iter().map(|pod| read_as(Kind::Pod, pod)) {
        match request(&pod, container, resource) {
            Err(why) => same(why.as_str(), expect.at("expectedError.error").str())?,
            Ok(sum) => {
                same(Some(sum), expect.get("expectedRequests").get(&pod.meta.name).as_int())?;
            }
        }
    }
    Ok(())
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
    if input.get("metric").get("metricType").int() == OF_PODS {
        let usage = level.map(Value::int);
        return Some(Sample { request: 0, usage, ready: item("podPhase").str() != "Pending" });
    }
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
