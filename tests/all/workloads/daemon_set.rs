//! DaemonSets.

use super::Bench;
use podarium::api::{Key, Kind, Pod, Value};
use podarium::value;

/// A DaemonSet `log` on every node.
const LOG: &str = "
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: log
spec:
  selector:
    matchLabels: {app: log}
  template:
    metadata:
      labels: {app: log}
    spec:
      containers:
      - name: log
        image: fluentd:1
";

fn numbers(bench: &Bench, key: &Key) -> [i64; 5] {
    let status = bench.get(key).status();
    [
        "desiredNumberScheduled",
        "currentNumberScheduled",
        "numberReady",
        "updatedNumberScheduled",
        "numberMisscheduled",
    ]
    .map(|field| status.get(field).int())
}

fn image(bench: &mut Bench, key: &Key, image: &str) {
    let mut container = bench.get(key).spec().at("template.spec.containers").items()[0].clone();
    container.set("image", image);
    bench.set(key, &[("spec.template.spec.containers", value!([container]))]);
}

fn nodes_of_pods(bench: &Bench) -> Vec<String> {
    let pods = bench.objects(Kind::Pod);
    let mut nodes: Vec<String> = pods.map(|pod| Pod(pod).node_name().to_owned()).collect();
    nodes.sort();
    nodes
}

#[test]
fn every_node_gets_a_pod_also_one_that_joins_later() {
    let mut bench = Bench::new();
    let key = bench.create(LOG);
    bench.pass(3);
    assert_eq!(nodes_of_pods(&bench), ["node-1", "node-2", "node-3"]);
    bench.add_node("node-4");
    bench.pass(5);
    assert_eq!(nodes_of_pods(&bench).len(), 4);
    assert_eq!(numbers(&bench, &key), [4, 4, 4, 4, 0]);
}

#[test]
fn an_update_replaces_one_pod_after_the_other() {
    let mut bench = Bench::new();
    let key = bench.create(LOG);
    bench.pass(3);
    bench.events();
    image(&mut bench, &key, "fluentd:2");
    bench.pass(10);
    let words: Vec<String> = bench
        .events()
        .iter()
        .filter_map(|line| line.split_once(' '))
        .map(|(reason, _)| reason.to_owned())
        .filter(|reason| reason.starts_with("Successful"))
        .collect();
    let (deleted, created) = ("SuccessfulDelete", "SuccessfulCreate");
    assert_eq!(words, [deleted, created, deleted, created, deleted, created]);
    assert_eq!(numbers(&bench, &key), [3, 3, 3, 3, 0]);
    assert_eq!(bench.list(Kind::ControllerRevision).len(), 2);
}

#[test]
fn with_a_surge_the_old_pod_goes_when_the_new_one_is_there() {
    let mut bench = Bench::new();
    let surge =
        "spec:\n  updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}\n  selector";
    let key = bench.create(&LOG.replace("spec:\n  selector", surge));
    bench.pass(3);
    image(&mut bench, &key, "fluentd:2");
    let mut fewest = 3;
    for _ in 0..100 {
        bench.pass_milliseconds(100);
        fewest = fewest.min(bench.get(&key).status().get("numberAvailable").int());
    }
    assert_eq!(fewest, 3);
    assert!(bench.list(Kind::Pod).iter().all(|pod| pod.ends_with("ready=true fluentd:2")));
}

#[test]
fn a_node_selector_and_taints_decide_where_pods_run() {
    let mut bench = Bench::new();
    let key =
        bench.create(&LOG.replace("    spec:\n", "    spec:\n      nodeSelector: {gpu: 'true'}\n"));
    bench.pass(3);
    assert_eq!(numbers(&bench, &key)[0], 0);
    let node = Key::new(Kind::Node, "", "node-1");
    let mut object = (**bench.get(&node)).clone();
    object.meta.labels.insert("gpu", "true");
    bench.update(object);
    bench.pass(3);
    assert_eq!(numbers(&bench, &key), [1, 1, 1, 1, 0]);
    let taint = |effect: &str| value!([{ "key": "k", "value": "v", "effect": effect }]);
    bench.set(&node, &[("spec.taints", taint("NoSchedule"))]);
    bench.pass(3);
    assert_eq!(numbers(&bench, &key), [1, 1, 1, 1, 0], "it stays, and nobody looks");
    let mut set = (**bench.get(&key)).clone();
    set.meta.labels.insert("touched", "true");
    bench.update(set);
    bench.pass(3);
    assert_eq!(numbers(&bench, &key), [0, 0, 0, 0, 1], "it stays, and counts as misplaced");
    bench.set(&node, &[("spec.taints", taint("NoExecute"))]);
    bench.pass(5);
    assert_eq!(numbers(&bench, &key), [0, 0, 0, 0, 0]);
    assert!(nodes_of_pods(&bench).is_empty());
}

#[test]
fn a_cordoned_node_keeps_its_pod_and_gets_it_back() {
    let mut bench = Bench::new();
    let key = bench.create(LOG);
    bench.pass(3);
    let node = Key::new(Kind::Node, "", "node-1");
    bench.set(&node, &[("spec.unschedulable", Value::Bool(true))]);
    bench.pass(3);
    let name = bench.objects(Kind::Pod).next().map(|pod| pod.key()).expect("a pod");
    bench.delete(&name);
    bench.pass(5);
    assert_eq!(numbers(&bench, &key), [3, 3, 3, 3, 0]);
}

#[test]
fn a_daemon_that_ends_is_started_again_on_the_same_node() {
    let mut bench = Bench::new();
    bench.create(LOG);
    bench.pass(3);
    bench.events();
    let key = bench.objects(Kind::Pod).next().map(|pod| pod.key()).expect("a pod");
    let mut status = bench.get(&key).status().clone();
    status.set("phase", "Failed");
    bench.set_status(&key, status);
    bench.pass(10);
    assert!(bench.events().iter().any(|line| line.starts_with("FailedDaemonPod Found failed")));
    assert_eq!(nodes_of_pods(&bench), ["node-1", "node-2", "node-3"]);
}
