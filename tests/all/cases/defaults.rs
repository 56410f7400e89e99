//! What the API server fills in.

use super::objects::{self, CREATION};
use super::{Case, Verdict, same, unknown};
use podarium::api::json::to_json;
use podarium::api::{FieldName, Kind, Object, Value, defaults};
use podarium::time::Time;
use podarium::value;

/// The uid that the cases give to every object.
const UID: &str = "00000000-0000-0000-0000-000000000001";

/// Judges a case of `api_defaults`: what is stored, but for admission, which the test leaves out.
pub fn stored(case: &Case) -> Verdict {
    let mut object = objects::read(case.input.get("object"))?;
    if object.kind.row().namespaced {
        object.meta.namespace = "default".into();
    }
    object.meta.uid = UID.into();
    object.meta.creation_timestamp = Time::parse(CREATION);
    object.meta.generation = i64::from(object.kind.row().has_generation);
    defaults::apply(&mut object);
    defaults::prepare_creation(&mut object);
    let mut expected = case.expect.get("stored").clone();
    take_addresses(&mut expected);
    // Upstream's strategy looked at the clock.
    if !expected.at("status.lastPhaseTransitionTime").is_null() {
        expected.set("status.lastPhaseTransitionTime", CREATION);
    }
    same(to_json(&object.to_value()), to_json(&expected))
}

/// The addresses that the driver of the cases wrote into Services are no defaults.
fn take_addresses(expected: &mut Value) {
    if expected.get("kind").str() != "Service" {
        return;
    }
    for field in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] {
        expected.remove(&format!("spec.{field}"));
    }
    let mut ports = expected.at("spec.ports").items().to_vec();
    for port in &mut ports {
        port.remove("nodePort");
    }
    expected.set("spec.ports", ports);
}

/// Judges a case of `api_defaults_upstream`.
pub fn upstream(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    match case.test.as_str() {
        "TestSetDefaultDaemonSetSpec" => spec(Kind::DaemonSet, case),
        "TestSetDefaultStatefulSet" => spec(Kind::StatefulSet, case),
        "TestSetDefaultDeployment" => spec(Kind::Deployment, case),
        "TestSetDefaultJob" => spec(Kind::Job, case),
        "TestSetDefaultCronJob" => spec(Kind::CronJob, case),
        "TestSetDefaultReplicaSetReplicas" => {
            let set = defaulted(Kind::ReplicaSet, input.get("rs"));
            same(set.spec().get("replicas"), expect.get("expectReplicas"))
        }
        "TestSetDefaultReplicationControllerReplicas" => {
            let controller = defaulted(Kind::ReplicationController, input.get("rc"));
            same(controller.spec().get("replicas"), expect.get("expectReplicas"))
        }
        "TestSetDefaultReplicationController" => {
            let controller = defaulted(Kind::ReplicationController, input.get("rc"));
            let template = controller.spec().at("template.metadata.labels");
            let same_labels = Value::Map(controller.meta.labels.clone()) == *template;
            same(same_labels, expect.get("expectLabels").is_true())?;
            let same_selector = controller.spec().get("selector") == template;
            same(same_selector, expect.get("expectSelector").is_true())
        }
        "TestSetDefaultServiceInternalTrafficPolicy" => {
            let service = defaulted(Kind::Service, input.get("svc"));
            let policy = service.spec().get("internalTrafficPolicy");
            same(policy, expect.get("expectedInternalTrafficPolicy"))
        }
        "TestSetDefaultNodeStatusAllocatable" => {
            let node = defaulted(Kind::Node, &wrap("status", input.clone()));
            same(node.status().get("allocatable"), expect.get("expectedAllocatable"))
        }
        "TestPodResourcesDefaults" => {
            let mut spec = input.clone();
            if let Some(resources) = spec.remove("podResources") {
                spec.set("resources", resources);
            }
            let pod = defaulted(Kind::Pod, &wrap("spec", spec));
            let whole = pod.spec().get("resources");
            // What is empty is left out of the tables.
            let whole = if whole.entries().is_empty() { &Value::Null } else { whole };
            same(to_json(whole), to_json(expect.at("expectedPodSpec.resources")))
        }
        "TestSetDefaults_Volume" => {
            let pod = defaulted(
                Kind::Pod,
                &wrap("spec", wrap("volumes", Value::from(vec![input.get("given")]))),
            );
            let volume = &pod.spec().get("volumes").items()[0];
            same(to_json(volume), to_json(expect.get("expected")))
        }
        "TestSetDefaultPersistentVolume" => volume_mode(Kind::PersistentVolume, case),
        "TestSetDefaultPersistentVolumeClaim" => volume_mode(Kind::PersistentVolumeClaim, case),
        "TestSetDefaultEphemeral" => {
            let claim = wrap("spec", input.clone());
            let volume = wrap("ephemeral", wrap("volumeClaimTemplate", claim));
            let volumes = wrap("volumes", Value::from(vec![volume]));
            let pod = defaulted(Kind::Pod, &wrap("spec", volumes));
            let volume = &pod.spec().get("volumes").items()[0];
            let mode = volume.at("ephemeral.volumeClaimTemplate.spec.volumeMode");
            same(mode, expect.get("expectedVolumeMode"))
        }
        "TestGenerateScaleUpRules" => scaling_rules("scaleUp", "Up", case),
        "TestGenerateScaleDownRules" => scaling_rules("scaleDown", "Down", case),
        "TestSetBehaviorDefaults" => {
            let behavior = behavior_of(input.get("behavior").clone());
            same(to_json(&behavior), to_json(expect.get("expectedBehavior")))
        }
        _ => unknown(case),
    }
}

fn volume_mode(kind: Kind, case: &Case) -> Verdict {
    let object = defaulted(kind, &wrap("spec", case.input.clone()));
    same(object.spec().get("volumeMode"), case.expect.get("expectedVolumeMode"))
}

fn behavior_of(behavior: Value) -> Value {
    let spec = match behavior {
        Value::Null => value!({}),
        behavior => wrap("behavior", behavior),
    };
    defaulted(Kind::HorizontalPodAutoscaler, &wrap("spec", spec)).spec().get("behavior").clone()
}

/// The rules of one direction, whose policies the tables give as numbers.
fn scaling_rules(direction: &str, word: &str, case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let mut rules = value!({});
    let mut policies = Vec::new();
    for kind in ["Pods", "Percent"] {
        let number = |tail: &str| input.get(&format!("rate{word}{kind}{tail}")).clone();
        if number("").int() != 0 {
            policies.push(value!({
                "type": kind, "value": (number("")), "periodSeconds": (number("PeriodSeconds"))
            }));
        }
    }
    if !policies.is_empty() {
        rules.set("policies", policies);
    }
    for (given, field) in [
        ("selectPolicy", "selectPolicy"),
        ("stabilizationSeconds", "stabilizationWindowSeconds"),
        ("tolerance", "tolerance"),
    ] {
        if !input.get(given).is_null() {
            rules.set(field, input.get(given));
        }
    }
    let behavior = behavior_of(wrap(direction, rules));
    for (field, expected) in [
        ("policies", "expectedPolicies"),
        ("selectPolicy", "expectedSelectPolicy"),
        ("stabilizationWindowSeconds", "expectedStabilization"),
        ("tolerance", "expectedTolerance"),
    ] {
        same(to_json(behavior.get(direction).get(field)), to_json(expect.get(expected)))?;
    }
    Ok(())
}

/// Compares the fields of `spec` that the case speaks of, but for the pods' own.
fn spec(kind: Kind, case: &Case) -> Verdict {
    let object = defaulted(kind, case.input.get("original"));
    let expected = case.expect.at("expected.spec");
    for (key, value) in expected.entries() {
        if !matches!(key.as_str(), "template" | "jobTemplate") {
            let came = object.spec().get(key);
            same(format!("{key}: {}", to_json(came)), format!("{key}: {}", to_json(value)))?;
        }
    }
    Ok(())
}

fn defaulted(kind: Kind, value: &Value) -> Object {
    let mut object = objects::read_as(kind, value);
    defaults::apply(&mut object);
    object
}

fn wrap(key: &str, value: Value) -> Value {
    Value::Map([(FieldName::new(key), value)].into_iter().collect())
}
