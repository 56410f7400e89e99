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
        "TestDescribeContainers" => return judge_container(case),
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

/// A container is described as a pod's only one.
fn judge_container(case: &Case) -> Verdict {
    let [container, status] = ["container", "status"].map(|field| case.input.get(field).clone());
    let mut pod = podarium::value!({ "metadata": { "name": "pod" } });
    pod.set("spec.containers", vec![container]);
    pod.set("status.containerStatuses", vec![status]);
    let text = described(&[with_kind(&pod, Kind::Pod)], "Pod", "pod", now(case))?;
    holds_all(case, &text)
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
