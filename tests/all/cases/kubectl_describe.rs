//! Descriptions.

use super::{Case, Verdict, same, unknown};
use podarium::api::{Kind, Object, Value};
use podarium::kubectl::printers::describe::{describe, field_label};
use podarium::store::{Machines, Store, View};
use podarium::time::{SECOND, Time};

/// When the descriptions are made, where a case does not say.
const NOW: &str = "2026-11-20T08:54:25Z";

/// Judges a case of `kubectl_describe_full`.  `@-30s` stands for half a minute ago; the recorded
/// outputs came one second later.
pub fn judge_full(case: &Case) -> Verdict {
    let now = now(case).plus(SECOND);
    let objects = case.input.get("objects").items();
    let objects: Vec<Value> = objects.iter().map(|object| with_times(object, now)).collect();
    let [kind, name] = ["kind", "name"].map(|field| case.input.get(field).str());
    let text = described(&objects, kind, name, now)?;
    same(text.as_str(), case.expect.get("output").str())
}

/// Judges a case of `kubectl_describe`: an object and what its description holds.
pub fn judge(case: &Case) -> Verdict {
    let input = &case.input;
    let (kind, field) = match case.test.as_str() {
        "TestDescribeNamespace" => (Kind::Namespace, "namespace"),
        "TestDescribeSeccompProfile" | "TestDescribePodSchedulingGroup" => (Kind::Pod, "pod"),
        "TestDescribePriorityClass" => (Kind::PriorityClass, "priorityClass"),
        "TestDescribeService" => (Kind::Service, "service"),
        "TestPersistentVolumeDescriber" => (Kind::PersistentVolume, "pv"),
        "TestPersistentVolumeClaimDescriber" => (Kind::PersistentVolumeClaim, "pvc"),
        "TestDescribeDeployment" => (Kind::Deployment, "deployment"),
        "TestDescribeJob" => (Kind::Job, "job"),
        "TestDescribeIngress" => (Kind::Ingress, "input"),
        "TestDescribeSecret" => (Kind::Secret, ""),
        "TestDescribeCronJob" => (Kind::CronJob, "cronJob"),
        "TestDescribeReplicaSet" => (Kind::ReplicaSet, "replicaSet"),
        "TestDescribeRole" => (Kind::Role, "role"),
        "TestDescribeClusterRole" => (Kind::ClusterRole, "role"),
        "TestDescribeRoleBinding" => (Kind::RoleBinding, "binding"),
        "TestDescribeClusterRoleBinding" => (Kind::ClusterRoleBinding, "binding"),
        "TestDescribePod" => return judge_pod(case),
        "TestDescribeContainers" => return judge_container(case),
        "TestDescribeContainerPorts" => return judge_ports(case),
        "TestDescribeResources" => return judge_resources(case),
        "TestPrintLabelsMultiline" => return judge_annotations(case),
        "TestGetPodsForPVC" => return judge_users(case),
        "TestSmartLabelFor" => {
            let label = field_label(input.get("input").str());
            return same(label.as_str(), case.expect.get("expected").str());
        }
        _ => return unknown(case),
    };
    let given = if field.is_empty() { input } else { input.get(field) };
    let mut objects = vec![with_kind(given, kind)];
    for (field, kind) in [("endpointSlices", Kind::EndpointSlice), ("pods", Kind::Pod)] {
        objects.extend(input.get(field).items().iter().map(|object| with_kind(object, kind)));
    }
    for object in input.get("objects").items() {
        let is_event = !object.get("involvedObject").is_null();
        let kind = if is_event { Kind::Event } else { Kind::ReplicaSet };
        objects.push(with_kind(object, kind));
    }
    let name = given.get("metadata").get("name").str();
    let mut text = described(&objects, kind.row().name, name, now(case))?;
    if !input.get("describerSettings").is_null() {
        text = text.split("Events:").next().unwrap_or_default().to_owned();
    }
    holds_all(case, &text)
}

/// A pod in a phase; one that has not come to its end has been going for ten years.
fn judge_pod(case: &Case) -> Verdict {
    const YEARS: i64 = 10 * 365 * 24 * 60 * 60 * SECOND;
    let now = now(case);
    let name = case.expect.get("wantOutput").items().first().map_or("", Value::str);
    let phase = case.input.get("phase").str();
    let mut pod = podarium::value!({ "metadata": { "name": name }, "spec": {} });
    pod.set("metadata.namespace", case.input.get("namespace").clone());
    pod.set("status.phase", phase);
    if matches!(phase, "Running" | "Pending") {
        pod.set("metadata.deletionTimestamp", now.plus(-YEARS).rfc3339().to_string());
        pod.set("metadata.deletionGracePeriodSeconds", 1234);
    }
    let text = described(&[with_kind(&pod, Kind::Pod)], "Pod", name, now)?;
    let parts = case.expect.get("wantOutput").items().iter().map(Value::str);
    match parts.clone().find(|part| !text.contains(part)) {
        Some(part) => Err(format!("lacks {part:?} in\n{text}")),
        None => Ok(()),
    }
}

/// A container is described as a pod's only one.
fn judge_container(case: &Case) -> Verdict {
    let [container, status] = ["container", "status"].map(|field| case.input.get(field).clone());
    let mut pod = podarium::value!({ "metadata": { "name": "pod" } });
    pod.set("spec.containers", vec![container]);
    pod.set("status.containerStatuses", vec![status]);
    let text = described(&[with_kind(&pod, Kind::Pod)], "Pod", "pod", now(case))?;
    holds_all(case, &text)
}

/// The description of a pod with one container and the given field.
fn pod_with(field: &str, value: &Value, now: Time) -> Result<String, String> {
    let mut container = podarium::value!({ "name": "c" });
    container.set_given(field, value.clone());
    let mut pod = podarium::value!({ "metadata": { "name": "pod" } });
    pod.set("spec.containers", vec![container]);
    described(&[with_kind(&pod, Kind::Pod)], "Pod", "pod", now)
}

/// What stands behind a title in a description, without the spaces around it.
fn behind<'text>(text: &'text str, title: &str) -> &'text str {
    let mut lines = text.lines().filter_map(|line| line.trim_start().strip_prefix(title));
    lines.next().unwrap_or_default().trim()
}

/// No ports are shown as `<none>` by the container's own description.
fn judge_ports(case: &Case) -> Verdict {
    let text = pod_with("ports", case.input.get("ports"), now(case))?;
    let several = case.input.get("ports").items().len() > 1;
    let titles = if several { ["Ports:", "Host Ports:"] } else { ["Port:", "Host Port:"] };
    for (field, title) in ["expectedContainer", "expectedHost"].iter().zip(titles) {
        let expected = case.expect.get(field).str();
        let expected = if expected.is_empty() { "<none>" } else { expected };
        same(behind(&text, title), expected)?;
    }
    Ok(())
}

/// How often each word stands between the container's name and what follows its resources.
fn judge_resources(case: &Case) -> Verdict {
    let text = pod_with("resources", case.input.get("resources"), now(case))?;
    let own = text.split("Host Port:").nth(1).unwrap_or_default();
    let own = own.split("Environment:").next().unwrap_or_default();
    for (word, count) in case.expect.get("expectedElements").entries() {
        let words = own.split(|sign: char| !sign.is_ascii_alphanumeric());
        let came = i64::try_from(words.filter(|came| **came == **word).count()).unwrap_or(-1);
        same((word.as_str(), came), (word.as_str(), count.int()))?;
    }
    Ok(())
}

/// Annotations as a description of a claim shows them; columns are aligned there.
fn judge_annotations(case: &Case) -> Verdict {
    let mut object = podarium::value!({ "metadata": { "name": "cm" } });
    object.set("metadata.annotations", case.input.get("annotations").clone());
    let text = described(&[with_kind(&object, Kind::ConfigMap)], "ConfigMap", "cm", now(case))?;
    let own = text.split("Annotations:").nth(1).unwrap_or_default();
    let own = own.split("\n\nData").next().unwrap_or_default();
    let lines = |text: &str| -> Vec<String> {
        let lines = text.lines().map(|line| line.trim_start_matches([' ', '\t']).to_owned());
        lines.filter(|line| !line.is_empty()).collect()
    };
    let expected = case.expect.get("expectPrint").str();
    same(lines(own), lines(expected.trim_start_matches("Annotations:")))
}

/// Which pods a claim says that it is used by.
fn judge_users(case: &Case) -> Verdict {
    let claim = with_kind(case.input.get("pvc"), Kind::PersistentVolumeClaim);
    let name = claim.at("metadata.name").str().to_owned();
    let mut objects = vec![claim];
    let pods = case.input.get("requiredObjects").items();
    objects.extend(pods.iter().map(|pod| with_kind(pod, Kind::Pod)));
    let text = described(&objects, "PersistentVolumeClaim", &name, now(case))?;
    let expected = case.expect.get("expectedPods").items();
    let expected = expected.first().map_or("<none>", Value::str);
    same(behind(&text, "Used By:"), expected)
}

/// Whether all expected parts are in the text, and none of the others.
fn holds_all(case: &Case, text: &str) -> Verdict {
    for (field, expected) in case.expect.entries() {
        let wanted =
            !matches!(field.as_str(), "unexpectedElements" | "unexpected" | "dontWantElements");
        let parts = match expected {
            Value::String(_) => std::slice::from_ref(expected),
            parts => parts.items(),
        };
        for part in parts.iter().map(Value::str).filter(|part| wanted || !part.is_empty()) {
            // Columns are aligned here; some parts were taken before that.
            let part = part.replace('\t', "  ");
            if text.contains(&part) != wanted {
                let word = if wanted { "lacks" } else { "has" };
                return Err(format!("{word} {part:?} in\n{text}"));
            }
        }
    }
    Ok(())
}

fn described(objects: &[Value], kind: &str, name: &str, now: Time) -> Result<String, String> {
    let object = |value: &Value| {
        let kind = Kind::of(value.get("apiVersion").str(), value.get("kind").str())?;
        Some(Object::from_value(kind, value.clone()))
    };
    let store: Store = objects.iter().filter_map(object).collect();
    let machines = Machines::default();
    let view = View::new(&store, &machines, now);
    let kind = podarium::api::kind::KINDS.iter().find(|row| row.row().name == kind);
    let kind = *kind.ok_or("no such kind")?;
    let found = view.list(kind, None).find(|object| object.meta.name == name);
    Ok(describe(found.ok_or("no such object")?, &view))
}

fn with_kind(object: &Value, kind: Kind) -> Value {
    let mut object = object.clone();
    object.set("apiVersion", kind.api_version());
    object.set("kind", kind.row().name);
    object
}

fn now(case: &Case) -> Time {
    Time::parse(case.whole.get("now").str()).or_else(|| Time::parse(NOW)).unwrap_or_default()
}

fn with_times(value: &Value, now: Time) -> Value {
    match value {
        Value::String(text) => {
            let ago = text.strip_prefix("@-").and_then(|text| text.strip_suffix('s'));
            match ago.and_then(|seconds| seconds.parse::<i64>().ok()) {
                Some(seconds) => now.plus(-(seconds + 1) * SECOND).rfc3339().into(),
                None => value.clone(),
            }
        }
        Value::List(items) => {
            Value::List(items.as_slice().iter().map(|item| with_times(item, now)).collect())
        }
        Value::Map(map) => {
            Value::Map(map.iter().map(|(key, item)| (key.clone(), with_times(item, now))).collect())
        }
        other => other.clone(),
    }
}
