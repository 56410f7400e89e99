//! Policies of the DaemonSet controller.

use super::{Case, Verdict, same, unknown};
use podarium::api::{Kind, Object};
use podarium::controllers::daemon_set::daemon_pod;
use podarium::controllers::daemon_set::eligibility::{Demands, Eligibility};
use podarium::controllers::daemon_set::placement::{self, Daemon, State};
use podarium::value;

/// `daemonset_eligibility`: whether a node is one of the set's.
pub fn eligibility(case: &Case) -> Verdict {
    let set = Object::from_value(Kind::DaemonSet, case.input.get("ds").clone());
    let mut node = Object::new(Kind::Node, "", "test-node");
    node.meta.labels.insert("name", "simple-daemon");
    node.meta.labels.insert("type", "production");
    if case.input.get("nodeUnschedulable").is_true() {
        let taint = value!([{ "key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule" }]);
        node.body.set("spec.taints", taint);
    }
    let Eligibility { runs, stays } = Demands::of(&set).judge(&node);
    same(value!({ "shouldRun": runs, "shouldContinueRunning": stays }), case.expect.clone())
}

/// `daemonset_update`: pods of a template, and what becomes of failed ones.
pub fn update(case: &Case) -> Verdict {
    let input = &case.input;
    match case.test.as_str() {
        "TestIsPodUpdated" => {
            let pod = Object::from_value(Kind::Pod, input.get("pod").clone());
            let generation = input.get("templateGeneration").as_int().map(|n| n.to_string());
            let came = daemon_pod::is_updated(&pod, input.get("hash").str(), generation.as_deref());
            same(came, case.expect.get("isUpdated").is_true())
        }
        "TestReplaceDaemonSetPodNodeNameNodeAffinity" => {
            let mut spec = value!({ "affinity": (input.get("affinity")) });
            daemon_pod::bind_to_node(&mut spec, input.get("hostname").str());
            same(spec.get("affinity"), case.expect.get("expected"))
        }
        "TestCreatePodTemplate" => {
            let mut set = Object::new(Kind::DaemonSet, "default", "log");
            let generation = input.get("templateGeneration").int().to_string();
            set.meta
                .annotations
                .insert("deprecated.daemonset.template.generation", &generation as &str);
            let pod = daemon_pod::template(&set, input.get("hash").str());
            let is_numbered = pod.label(daemon_pod::GENERATION) == Some(&generation);
            let is_hashed = pod.label(daemon_pod::HASH).is_some_and(|hash| !hash.is_empty());
            same((is_numbered, is_hashed), (true, case.expect.get("expectUniqueLabel").is_true()))
        }
        "TestDaemonKillFailedPods" => {
            let count = |field: &str| input.get(field).int() as usize;
            let daemon = |state: State| Daemon {
                state,
                is_updated: true,
                is_ready: false,
                is_available: false,
            };
            let mut daemons = vec![daemon(State::Failed); count("numFailedPods")];
            daemons.extend(vec![daemon(State::Alive); count("numNormalPods")]);
            let here = Eligibility { runs: true, stays: true };
            let correction = placement::correct(here, false, &daemons);
            let failed = correction
                .delete
                .iter()
                .filter(|index| daemons[**index].state == State::Failed)
                .count();
            let came = value!({
                "expectedCreates": (i64::from(correction.create)),
                "expectedDeletes": (correction.delete.len()), "expectedEvents": failed
            });
            same(came, case.expect.clone())
        }
        _ => unknown(case),
    }
}
