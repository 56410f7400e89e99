//! Rollouts that are paused, stuck, scaled on the way, or go back.

use super::Bench;
use podarium::api::{Key, Kind, Value};
use podarium::value;

/// A Deployment `web` of so many, with more fields of its spec.
fn web(replicas: i64, more: &str) -> String {
    format!(
        "
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: {replicas}
{more}
  selector:
    matchLabels: {{app: web}}
  template:
    metadata:
      labels: {{app: web}}
    spec:
      containers:
      - name: web
        image: nginx:1
"
    )
}

fn image(bench: &mut Bench, key: &Key, image: &str) {
    let mut container = bench.get(key).spec().at("template.spec.containers").items()[0].clone();
    container.set("image", image);
    bench.set(key, &[("spec.template.spec.containers", value!([container]))]);
}

/// The sizes of all ReplicaSets, in the order of their revisions.
fn sizes(bench: &Bench) -> Vec<i64> {
    let mut sizes: Vec<(i64, i64)> = bench
        .objects(Kind::ReplicaSet)
        .map(|set| {
            let revision = set.annotation("deployment.kubernetes.io/revision").unwrap_or("0");
            (revision.parse().unwrap_or(0), set.spec().get("replicas").int())
        })
        .collect();
    sizes.sort();
    sizes.into_iter().map(|(_, size)| size).collect()
}

fn reason<'bench>(bench: &'bench Bench, key: &Key, condition: &str) -> &'bench str {
    bench.get(key).condition(condition).get("reason").str()
}

#[test]
fn recreate_waits_until_the_old_pods_are_gone() {
    let mut bench = Bench::new();
    let key = bench.create(&web(3, "  strategy: {type: Recreate}"));
    bench.pass(5);
    image(&mut bench, &key, "nginx:2");
    let mut most = 0;
    for _ in 0..100 {
        bench.pass_milliseconds(50);
        most = most.max(bench.list(Kind::Pod).len());
    }
    assert_eq!(most, 3);
    assert!(bench.list(Kind::Pod).iter().all(|pod| pod.ends_with("ready=true nginx:2")));
}

#[test]
fn a_paused_deployment_scales_and_rolls_out_only_when_it_is_resumed() {
    let mut bench = Bench::new();
    let key = bench.create(&web(2, ""));
    bench.pass(5);
    bench.set(&key, &[("spec.paused", Value::Bool(true))]);
    bench.pass(2);
    assert_eq!(reason(&bench, &key, "Progressing"), "DeploymentPaused");
    image(&mut bench, &key, "nginx:2");
    bench.set(&key, &[("spec.replicas", value!(4))]);
    bench.pass(5);
    assert_eq!(sizes(&bench), [4]);
    bench.set(&key, &[("spec.paused", Value::Bool(false))]);
    bench.pass(10);
    assert_eq!(sizes(&bench), [0, 4]);
    assert_eq!(reason(&bench, &key, "Progressing"), "NewReplicaSetAvailable");
}

#[test]
fn a_stuck_rollout_is_told_after_its_deadline_and_scales_in_proportion() {
    let mut bench = Bench::new();
    let key = bench.create(&web(10, "  progressDeadlineSeconds: 5"));
    bench.pass(5);
    image(&mut bench, &key, "bad:1");
    bench.pass(3);
    assert_eq!(sizes(&bench), [8, 5]);
    assert_eq!(reason(&bench, &key, "Progressing"), "ReplicaSetUpdated");
    bench.pass(6);
    assert_eq!(reason(&bench, &key, "Progressing"), "ProgressDeadlineExceeded");
    assert_eq!(reason(&bench, &key, "Available"), "MinimumReplicasAvailable");
    bench.set(&key, &[("spec.replicas", value!(20))]);
    bench.pass(1);
    assert_eq!(sizes(&bench), [15, 10], "8 and 5 of 13 become 15 and 10 of 25");
}

#[test]
fn going_back_takes_the_old_replica_set_with_a_new_number() {
    let mut bench = Bench::new();
    let key = bench.create(&web(2, "  revisionHistoryLimit: 1"));
    bench.pass(5);
    let first = bench.list(Kind::ReplicaSet);
    image(&mut bench, &key, "nginx:2");
    bench.pass(8);
    image(&mut bench, &key, "nginx:1");
    bench.pass(8);
    assert_eq!(sizes(&bench), [0, 2]);
    let set = bench.get(&Key::new(Kind::ReplicaSet, "default", &first[0]));
    assert_eq!(set.annotation("deployment.kubernetes.io/revision"), Some("3"));
    assert_eq!(set.annotation("deployment.kubernetes.io/revision-history"), Some("1"));
    image(&mut bench, &key, "nginx:3");
    bench.pass(8);
    assert_eq!(sizes(&bench), [0, 2], "one old ReplicaSet is kept");
}

#[test]
fn the_old_annotation_asks_for_a_revision() {
    let mut bench = Bench::new();
    let key = bench.create(&web(1, ""));
    bench.pass(5);
    image(&mut bench, &key, "nginx:2");
    bench.pass(5);
    bench.events();
    let mut object = (**bench.get(&key)).clone();
    object.meta.annotations.insert("deprecated.deployment.rollback.to", "0");
    bench.update(object);
    bench.pass(5);
    let told = "DeploymentRollback Rolled back deployment \"web\" to revision 1";
    assert!(bench.events().iter().any(|event| event == told));
    assert!(bench.list(Kind::Pod)[0].ends_with("ready=true nginx:1"));
    assert_eq!(bench.get(&key).annotation("deprecated.deployment.rollback.to"), None);
}

#[test]
fn a_quota_is_told_as_a_failure_and_forgotten_when_it_is_gone() {
    let mut bench = Bench::new();
    let quota = bench.create(
        "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q}, spec: {hard: {pods: '2'}}}",
    );
    bench.pass(1);
    let key = bench.create(&web(4, ""));
    bench.pass(5);
    assert_eq!(bench.list(Kind::Pod).len(), 2);
    assert_eq!(reason(&bench, &key, "ReplicaFailure"), "FailedCreate");
    bench.delete(&quota);
    bench.pass(60);
    assert_eq!(bench.list(Kind::Pod).len(), 4);
    assert!(bench.get(&key).condition("ReplicaFailure").is_null());
}

#[test]
fn a_pod_that_is_relabelled_is_let_go_and_taken_back() {
    let mut bench = Bench::new();
    bench.create(&web(2, ""));
    bench.pass(5);
    let pod = bench.objects(Kind::Pod).next().expect("a pod").clone();
    let mut stray = (*pod).clone();
    stray.meta.labels.insert("app", "debug");
    bench.update(stray);
    bench.pass(5);
    assert_eq!(bench.list(Kind::Pod).len(), 3);
    assert!(bench.get(&pod.key()).controller().is_none());
    let mut back = (**bench.get(&pod.key())).clone();
    back.meta.labels.insert("app", "web");
    bench.update(back);
    bench.pass(5);
    assert_eq!(bench.list(Kind::Pod).len(), 2, "one too many goes");
}

#[test]
fn a_pod_counts_as_available_only_after_its_ready_seconds() {
    let mut bench = Bench::new();
    let key = bench.create(&web(2, "  minReadySeconds: 10"));
    bench.pass(5);
    let count = |bench: &Bench, field: &str| bench.get(&key).status().get(field).int();
    assert_eq!([count(&bench, "readyReplicas"), count(&bench, "availableReplicas")], [2, 0]);
    bench.pass(8);
    assert_eq!(count(&bench, "availableReplicas"), 2);
}
