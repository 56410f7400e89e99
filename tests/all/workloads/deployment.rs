//! Deployments.

use super::Bench;
use podarium::api::{Key, Kind};
use podarium::value;

/// A Deployment `web` of three.
const WEB: &str = "
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: nginx:1.27
";

#[test]
fn a_deployment_makes_its_pods_and_is_available() {
    let mut bench = Bench::new();
    let key = bench.create(WEB);
    bench.pass(5);
    assert_eq!(bench.list(Kind::Pod).len(), 3);
    let web = bench.get(&key);
    assert_eq!(web.status().get("availableReplicas").int(), 3);
    assert_eq!(web.condition("Progressing").get("reason").str(), "NewReplicaSetAvailable");
    assert_eq!(web.annotation("deployment.kubernetes.io/revision"), Some("1"));
    assert_eq!(web.meta.generation, 1);
}

#[test]
fn a_new_image_rolls_out_one_by_one() {
    let mut bench = Bench::new();
    let key = bench.create(WEB);
    bench.pass(5);
    bench.events();
    let containers = value!([{ "name": "web", "image": "nginx:1.28" }]);
    bench.set(&key, &[("spec.template.spec.containers", containers)]);
    bench.pass(10);
    let scaled: Vec<String> = bench
        .events()
        .iter()
        .filter_map(|line| line.strip_prefix("ScalingReplicaSet Scaled ")?.split_once("from "))
        .map(|(_, sizes)| sizes.to_owned())
        .collect();
    assert_eq!(scaled, ["0 to 1", "3 to 2", "1 to 2", "2 to 1", "2 to 3", "1 to 0"]);
    assert!(bench.list(Kind::Pod).iter().all(|pod| pod.ends_with("ready=true nginx:1.28")));
}

#[test]
fn a_deleted_pod_is_replaced() {
    let mut bench = Bench::new();
    bench.create(WEB);
    bench.pass(5);
    let before = bench.list(Kind::Pod);
    let name = before[0].split(' ').next().unwrap();
    bench.delete(&Key::new(Kind::Pod, "default", name));
    bench.pass(5);
    let after = bench.list(Kind::Pod);
    assert_eq!(after.len(), 3);
    assert_ne!(after, before);
    assert!(after.iter().all(|pod| pod.contains("Running ready=true")));
}

/// What `kubectl rollout status` would print from 50 ms after the update on, each line with how
/// often it would stand there.
fn rollout_status(replicas: i64) -> Vec<(String, usize)> {
    let mut bench = Bench::new();
    let key = bench.create(&WEB.replace("replicas: 3", &format!("replicas: {replicas}")));
    bench.pass(5);
    let containers = value!([{ "name": "web", "image": "nginx:1.28" }]);
    bench.set(&key, &[("spec.template.spec.containers", containers)]);
    bench.pass_milliseconds(50);
    let mut lines: Vec<(String, usize)> = Vec::new();
    let mut seen = 0;
    for _ in 0..10_000 {
        let object = bench.get(&key);
        if object.resource_version != seen {
            seen = object.resource_version;
            let number = |field: &str| object.status().get(field).int();
            let (all, updated) = (number("replicas"), number("updatedReplicas"));
            let line = match () {
                () if updated < replicas => format!("{updated} new"),
                () if all > updated => format!("{} old", all - updated),
                () if number("availableReplicas") < updated => "not available".to_owned(),
                () => break,
            };
            match lines.last_mut() {
                Some((last, count)) if *last == line => *count += 1,
                _ => lines.push((line, 1)),
            }
        }
        bench.pass_milliseconds(1);
    }
    lines
}

#[test]
fn every_change_of_a_replica_set_is_one_of_the_deployments_status() {
    let lines = |expected: &[(&str, usize)]| -> Vec<(String, usize)> {
        expected.iter().map(|(line, count)| ((*line).to_owned(), *count)).collect()
    };
    assert_eq!(rollout_status(1), lines(&[("1 old", 2)]));
    assert_eq!(rollout_status(2), lines(&[("1 new", 3), ("1 old", 3)]));
    assert_eq!(rollout_status(3), lines(&[("1 new", 3), ("2 new", 4), ("1 old", 3)]));
}

#[test]
fn of_many_similar_events_nine_are_told_apart_and_sixteen_more_combined() {
    let mut bench = Bench::new();
    bench.create(&WEB.replace("replicas: 3", "replicas: 30"));
    bench.pass(5);
    let told: Vec<(String, i64)> = bench
        .objects(Kind::Event)
        .filter(|event| event.body.get("reason").str() == "SuccessfulCreate")
        .map(|event| (event.body.get("message").str().to_owned(), event.body.get("count").int()))
        .collect();
    assert_eq!(told.len(), 10);
    assert!(told[..9].iter().all(|(message, count)| message.starts_with("Created") && *count == 1));
    assert!(told[9].0.starts_with("(combined from similar events): Created pod: web-"));
    assert_eq!(told[9].1, 16);
}
