//! StatefulSets.

use super::Bench;
use podarium::api::{Key, Kind};
use podarium::value;

/// A StatefulSet `db` of three with a claim each.
const DB: &str = "
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  replicas: 3
  selector:
    matchLabels: {app: db}
  template:
    metadata:
      labels: {app: db}
    spec:
      containers:
      - name: db
        image: mysql:8.0
        volumeMounts:
        - {name: data, mountPath: /data}
  volumeClaimTemplates:
  - metadata: {name: data}
    spec:
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 1Gi}}
";

fn of_set(bench: &mut Bench) -> Vec<String> {
    let is_own = |line: &String| line.ends_with(" successful") || line.ends_with(" success");
    bench.events().into_iter().filter(is_own).collect()
}

fn image(bench: &mut Bench, key: &Key, image: &str) {
    let mut container = bench.get(key).spec().at("template.spec.containers").items()[0].clone();
    container.set("image", image);
    bench.set(key, &[("spec.template.spec.containers", value!([container]))]);
}

#[test]
fn pods_and_claims_are_made_one_after_the_other() {
    let mut bench = Bench::new();
    let key = bench.create(DB);
    bench.pass(10);
    let made = |ordinal: i64| {
        [
            format!(
                "SuccessfulCreate Create Claim data-db-{ordinal} Pod db-{ordinal} in StatefulSet db \
                 success"
            ),
            format!("SuccessfulCreate Create Pod db-{ordinal} in StatefulSet db successful"),
        ]
    };
    let expected: Vec<String> = (0..3).flat_map(made).collect();
    assert_eq!(of_set(&mut bench), expected);
    let set = bench.get(&key);
    assert_eq!(set.status().get("readyReplicas").int(), 3);
    assert_eq!(set.status().get("currentRevision"), set.status().get("updateRevision"));
    let pod = bench.get(&Key::new(Kind::Pod, "default", "db-1"));
    assert_eq!(pod.label("apps.kubernetes.io/pod-index"), Some("1"));
    assert_eq!(pod.spec().get("hostname").str(), "db-1");
    assert_eq!(pod.spec().get("subdomain").str(), "db");
}

#[test]
fn scaling_down_takes_the_highest_ordinal_first_and_leaves_the_claims() {
    let mut bench = Bench::new();
    let key = bench.create(DB);
    bench.pass(10);
    bench.events();
    bench.set(&key, &[("spec.replicas", value!(1))]);
    bench.pass(10);
    assert_eq!(
        of_set(&mut bench),
        [
            "SuccessfulDelete Delete Pod db-2 in StatefulSet db successful",
            "SuccessfulDelete Delete Pod db-1 in StatefulSet db successful",
        ]
    );
    assert_eq!(bench.list(Kind::PersistentVolumeClaim).len(), 3);
}

#[test]
fn an_update_goes_from_the_highest_ordinal_down_to_the_partition() {
    let mut bench = Bench::new();
    let key = bench.create(DB);
    bench.pass(10);
    bench.events();
    bench.set(&key, &[("spec.updateStrategy.rollingUpdate.partition", value!(1))]);
    image(&mut bench, &key, "mysql:8.4");
    bench.pass(15);
    assert_eq!(
        of_set(&mut bench),
        [
            "SuccessfulDelete Delete Pod db-2 in StatefulSet db successful",
            "SuccessfulCreate Create Pod db-2 in StatefulSet db successful",
            "SuccessfulDelete Delete Pod db-1 in StatefulSet db successful",
            "SuccessfulCreate Create Pod db-1 in StatefulSet db successful",
        ]
    );
    let images: Vec<String> = bench
        .list(Kind::Pod)
        .iter()
        .map(|line| line.rsplit(' ').next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(images, ["mysql:8.0", "mysql:8.4", "mysql:8.4"]);
    bench.delete(&Key::new(Kind::Pod, "default", "db-0"));
    bench.pass(5);
    assert!(bench.list(Kind::Pod)[0].ends_with("ready=true mysql:8.0"), "below the partition");
}

#[test]
fn a_pod_that_cannot_start_blocks_the_update_even_after_the_template_is_mended() {
    let mut bench = Bench::new();
    let key = bench.create(DB);
    bench.pass(10);
    image(&mut bench, &key, "bad:1");
    bench.pass(10);
    image(&mut bench, &key, "mysql:8.0");
    bench.pass(30);
    assert!(bench.list(Kind::Pod)[2].ends_with("ready=false bad:1"));
    bench.delete(&Key::new(Kind::Pod, "default", "db-2"));
    bench.pass(10);
    assert!(bench.list(Kind::Pod).iter().all(|pod| pod.ends_with("ready=true mysql:8.0")));
    assert_eq!(bench.list(Kind::ControllerRevision).len(), 2);
}

#[test]
fn a_parallel_set_makes_all_its_pods_at_once() {
    let mut bench = Bench::new();
    bench
        .create(&DB.replace("  replicas: 3\n", "  replicas: 3\n  podManagementPolicy: Parallel\n"));
    bench.pass(2);
    assert!(bench.list(Kind::Pod).iter().all(|pod| pod.contains("ready=true")));
}

#[test]
fn claims_go_with_the_pods_that_are_scaled_away_if_the_policy_says_so() {
    let mut bench = Bench::new();
    let policy = "  persistentVolumeClaimRetentionPolicy: {whenScaled: Delete}\n  replicas: 3\n";
    let key = bench.create(&DB.replace("  replicas: 3\n", policy));
    bench.pass(10);
    bench.set(&key, &[("spec.replicas", value!(1))]);
    bench.pass(10);
    let going: Vec<bool> = (0..3)
        .map(|ordinal| {
            let name = format!("data-db-{ordinal}");
            let claim = Key::new(Kind::PersistentVolumeClaim, "default", &name);
            bench.find(&claim).is_none_or(|claim| claim.is_deleting())
        })
        .collect();
    assert_eq!(going, [false, true, true]);
}

#[test]
fn ordinals_may_start_anywhere() {
    let mut bench = Bench::new();
    bench.create(&DB.replace("  replicas: 3\n", "  replicas: 2\n  ordinals: {start: 10}\n"));
    bench.pass(10);
    let names: Vec<String> =
        bench.list(Kind::Pod).iter().map(|line| line[..5].to_owned()).collect();
    assert_eq!(names, ["db-10", "db-11"]);
}

#[test]
fn with_on_delete_only_pods_deleted_by_hand_are_new() {
    let mut bench = Bench::new();
    let key = bench.create(
        &DB.replace("  replicas: 3\n", "  replicas: 2\n  updateStrategy: {type: OnDelete}\n"),
    );
    bench.pass(10);
    image(&mut bench, &key, "mysql:8.4");
    bench.pass(10);
    assert!(bench.list(Kind::Pod).iter().all(|pod| pod.ends_with("mysql:8.0")));
    bench.delete(&Key::new(Kind::Pod, "default", "db-0"));
    bench.pass(5);
    assert!(bench.list(Kind::Pod)[0].ends_with("ready=true mysql:8.4"));
}

#[test]
fn a_pod_that_is_replaced_is_seen_to_be_unready_to_be_gone_and_to_be_back() {
    let mut bench = Bench::new();
    let key = bench.create(&DB.replace("replicas: 3", "replicas: 1"));
    bench.pass(10);
    image(&mut bench, &key, "mysql:8.4");
    let mut seen: Vec<[i64; 3]> = Vec::new();
    for _ in 0..4_000 {
        let status = bench.get(&key).status();
        let now =
            ["replicas", "readyReplicas", "updatedReplicas"].map(|field| status.get(field).int());
        if seen.last() != Some(&now) {
            seen.push(now);
        }
        bench.pass_milliseconds(1);
    }
    assert_eq!(seen, [[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0], [1, 0, 1], [1, 1, 1]]);
}

#[test]
fn a_set_of_two_billion_asks_for_no_more_memory_than_it_has_pods() {
    let mut bench = Bench::new();
    bench.create(&DB.replace("replicas: 3", "replicas: 2147483647"));
    bench.pass(4);
    assert!((1..10).contains(&bench.list(Kind::Pod).len()));
}
