//! What pods ask for, and their quality of service.

use super::{Case, Verdict, same, unknown};
use podarium::api::json::to_json;
use podarium::api::pod_resources::{self, Demand, Resources};
use podarium::api::{Map, Value};

/// Judges a case of `pod_qos`.
pub fn qos(case: &Case) -> Verdict {
    let pod = case.input.get("pod");
    let class = pod_resources::qos_class(pod.get("spec"));
    match case.test.as_str() {
        "TestGetPodQOS" => {
            let stored = pod.at("status.qosClass").as_str().unwrap_or(class);
            same(stored, case.expect.get("want").str())
        }
        _ => same(class, case.expect.get("expected").str()),
    }
}

/// Judges a case of `pod_resource_requests`.
pub fn requests(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let spec = spec(input);
    let overhead = !input.at("options.excludeOverhead").is_true();
    match case.test.as_str() {
        "TestPodRequestsAndLimits" => {
            let requests = pod_resources::pod_requests(input.at("pod.spec"));
            matches(&requests, expect.get("expectedRequests"))?;
            let limits = pod_resources::pod_limits(input.at("pod.spec"));
            matches(&limits, expect.get("expectedLimits"))
        }
        "TestPodRequestsAndLimitsWithoutOverhead" => {
            let of = |demand| pod_resources::without_overhead(input.at("pod.spec"), demand);
            matches(&of(Demand::Requests), expect.get("expectedRequests"))?;
            matches(&of(Demand::Limits), expect.get("expectedLimits"))
        }
        "TestPodResourceRequests" | "TestPodLevelResourceRequests" => {
            let requests = if overhead {
                pod_resources::pod_requests(&spec)
            } else {
                pod_resources::without_overhead(&spec, Demand::Requests)
            };
            matches(&requests, expect.get("expectedRequests"))
        }
        "TestPodResourceLimits" => {
            let limits = if overhead {
                pod_resources::pod_limits(&spec)
            } else {
                pod_resources::without_overhead(&spec, Demand::Limits)
            };
            matches(&limits, expect.get("expectedLimits"))
        }
        "TestAggregateContainerRequestsAndLimits" => {
            let of = |demand| pod_resources::of_containers(&spec, demand);
            matches(&of(Demand::Requests), expect.get("expectedRequests"))?;
            matches(&of(Demand::Limits), expect.get("expectedLimits"))
        }
        "TestIsSupportedPodLevelResource" => same(
            pod_resources::is_pod_level(input.get("resource").str()),
            expect.get("expected").is_true(),
        ),
        _ => unknown(case),
    }
}

/// The cases give the parts of a pod's spec one by one.
fn spec(input: &Value) -> Value {
    let mut spec = Map::default();
    for (key, field) in [
        ("containers", "containers"),
        ("initContainers", "initContainers"),
        ("podResources", "resources"),
        ("overhead", "overhead"),
    ] {
        if !input.get(key).is_null() {
            spec.insert(field, input.get(key));
        }
    }
    Value::Map(spec)
}

fn matches(came: &Resources, expected: &Value) -> Verdict {
    let expected = pod_resources::read(expected);
    let text = |resources: &Resources| {
        let entries: Map =
            resources.iter().map(|(name, amount)| (name.clone(), amount.to_string())).collect();
        to_json(&Value::Map(entries))
    };
    if *came == expected { Ok(()) } else { same(text(came), text(&expected)) }
}
