//! What pods ask for, and their quality of service.

use super::objects;
use super::{Case, Verdict, same, unknown};
use podarium::api::json::to_json;
use podarium::api::pod_resources::{self, Demand, Resources};
use podarium::api::{Kind, Map, Object, Value};
use podarium::scheduler;
use podarium::scheduler::demand::Amounts;
use podarium::scheduler::filters::node_ports;
use podarium::scheduler::preemption::{first_started, importance};
use podarium::time::Time;
use std::rc::Rc;

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
    let spec = pod_resources::in_use(&spec(input), &status(input)).into_owned();
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
            matches(&pod_resources::pod_requests(&spec), expect.get("expectedRequests"))
        }
        "TestPodResourceLimits" | "TestPodLevelResourceLimits" => {
            matches(&pod_resources::pod_limits(&spec), expect.get("expectedLimits"))
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
        "TestIsPodLevelResourcesSet" => {
            same(is_set(&spec, &["requests", "limits"]), expect.get("expected").is_true())
        }
        "TestIsPodLevelLimitsSet" => {
            same(is_set(&spec, &["limits"]), expect.get("expected").is_true())
        }
        "TestPodResourceRequestsWithDRANodeAllocatableClaims" => {
            let pod = input.get("pod");
            let mut requests = pod_resources::pod_requests(pod.get("spec"));
            if input.at("options.useDRANodeAllocatableResourceClaimStatus").is_true() {
                let devices = pod_resources::of_devices(pod.get("status"));
                pod_resources::add_all(&mut requests, &devices);
            }
            matches(&requests, expect.get("expectedRequests"))
        }
        "TestPodInfoCalculateResources" => {
            let counts = input.get("nodeAllocatableResourcesDRAEnabled").is_true();
            let devices = if counts { pod_resources::of_devices(input) } else { Resources::new() };
            counted(&spec, &Amounts::of(&devices), expect.get("expectedResource"))
        }
        "TestMoreImportantPod" => {
            let importance = |key: &str| importance(&objects::read_as(Kind::Pod, input.get(key)));
            same(importance("p1") < importance("p2"), expect.get("expected").is_true())
        }
        "TestGetEarliestPodStartTime" => {
            let read = |pod: &Value| Rc::new(objects::read_as(Kind::Pod, pod));
            let pods: Vec<Rc<Object>> = input.get("pods").items().iter().map(read).collect();
            same(first_started(&pods), Time::parse(expect.get("expectedStartTime").str()))
        }
        "TestGetHostPorts" => {
            let ports = node_ports::wanted(input.at("pod.spec"));
            let came: Vec<(i64, String)> =
                ports.map(|port| (port.number, port.protocol.to_string())).collect();
            let number =
                |port: &Value| (port.get("hostPort").int(), port.get("protocol").str().to_owned());
            same(came, expect.get("want").items().iter().map(number).collect::<Vec<_>>())
        }
        _ => unknown(case),
    }
}

/// Whether the pod as a whole asks for something.
fn is_set(spec: &Value, lists: &[&str]) -> bool {
    let own = lists.iter().flat_map(|list| spec.get("resources").get(list).entries());
    own.into_iter().any(|(name, _)| pod_resources::is_pod_level(name))
}

/// What the scheduler counts, in its own units.
fn counted(spec: &Value, devices: &Amounts, expected: &Value) -> Verdict {
    let mut came = scheduler::demand::Demand::of(spec);
    came.requested.add(devices, 1);
    let (cpu, memory) = (devices.milli_cpu, devices.memory);
    same((came.scored_milli_cpu + cpu, came.scored_memory + memory), {
        (expected.get("non0CPU").int(), expected.get("non0Mem").int())
    })?;
    let requested = expected.get("resource");
    same((came.requested.milli_cpu, came.requested.memory), {
        (requested.get("milliCPU").int(), requested.get("memory").int())
    })
}

/// The status that the cases give in parts, where it counts.
fn status(input: &Value) -> Value {
    let mut status = Map::default();
    if input.at("options.useStatusResources").is_true() {
        for (key, field) in [
            ("containerStatus", "containerStatuses"),
            ("containerStatuses", "containerStatuses"),
            ("initContainerStatuses", "initContainerStatuses"),
            ("podResizeStatus", "conditions"),
        ] {
            if !input.get(key).is_null() {
                status.insert(field, input.get(key));
            }
        }
    }
    Value::Map(status)
}

/// The cases give the parts of a pod's spec one by one; what an option leaves out is not there.
fn spec(input: &Value) -> Value {
    let asks = |option: &str| {
        input.get("options").get(option).is_true() || input.get("opts").get(option).is_true()
    };
    let mut spec = Map::default();
    for (key, field, skipped) in [
        ("containers", "containers", asks("skipContainerLevelResources")),
        ("initContainers", "initContainers", asks("skipContainerLevelResources")),
        ("podResources", "resources", asks("skipPodLevelResources")),
        ("overhead", "overhead", asks("excludeOverhead")),
    ] {
        if !input.get(key).is_null() && !skipped {
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
