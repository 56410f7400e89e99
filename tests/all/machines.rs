//! Machines: nodes register, pods are scheduled, run and end.

use podarium::api::{Key, Kind, Object, Pod, Value};
use podarium::cluster::{Actor, Cluster, ClusterOptions};
use podarium::store::DeleteOptions;
use podarium::time::SECOND;
use podarium::value;

fn cluster() -> Cluster {
    Cluster::new(&ClusterOptions::default())
}

fn create(cluster: &mut Cluster, kind: Kind, name: &str, body: Value) -> Key {
    let object = Object { body, ..Object::new(kind, "default", name) };
    let (made, _) = cluster.request(&Actor::User, None, |server| server.create(object));
    made.expect("a valid object").key()
}

fn pass(cluster: &mut Cluster, seconds: i64) {
    cluster.advance_to(cluster.now().plus(seconds * SECOND));
}

fn one_container() -> Value {
    value!({ "spec": { "containers": [{ "name": "c", "image": "nginx:1" }] } })
}

/// What a watch of one object's status would have printed, one line a change.
fn life(cluster: &Cluster, key: &Key) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for fact in cluster.journal().since(podarium::cluster::FactId(0)) {
        let podarium::cluster::Happening::Change(change) = &fact.happening else { continue };
        if change.key() != *key {
            continue;
        }
        let pod = Pod(&change.object);
        let states: Vec<String> = pod
            .container_statuses()
            .iter()
            .map(|status| {
                let (kind, state) = &status.get("state").entries()[0];
                format!("{kind}:{}", state.get("reason").str())
            })
            .collect();
        let line = format!(
            "{:?} {} node={} ready={} {}",
            change.verb,
            pod.phase(),
            !pod.node_name().is_empty(),
            pod.is_ready(),
            states.join(",")
        );
        lines.push(line);
    }
    lines
}

#[test]
fn every_machine_registers_a_ready_node() {
    let cluster = cluster();
    let nodes: Vec<_> = cluster.view().store().list(Kind::Node, None).collect();
    assert_eq!(nodes.len(), 3);
    assert!(nodes.iter().all(|node| node.is_condition_true("Ready")));
    assert_eq!(nodes[0].status().at("capacity.ephemeral-storage").str(), "50Gi");
    assert_eq!(nodes[1].spec().get("podCIDR").str(), "10.244.2.0/24");
}

#[test]
fn a_pod_starts_a_second_after_binding_and_stops_a_second_after_deletion() {
    let mut cluster = cluster();
    let key = create(&mut cluster, Kind::Pod, "web", one_container());
    pass(&mut cluster, 5);
    let options = DeleteOptions::default();
    cluster.request(&Actor::User, None, |server| server.delete(&key, &options)).0.unwrap();
    pass(&mut cluster, 5);
    let seen = life(&cluster, &key);
    let expected = [
        "Modified Pending node=true ready=false waiting:ContainerCreating",
        "Modified Running node=true ready=true running:",
        "Modified Running node=true ready=true running:",
        "Modified Running node=true ready=true running:",
        "Modified Succeeded node=true ready=false terminated:Completed",
        "Deleted Succeeded node=true ready=false terminated:Completed",
    ];
    // Creation, binding, and then what the kubelet tells; deletion is noted in between.
    assert_eq!(seen[2..], expected);
}

fn labelled_pod(app: &str) -> Object {
    let mut pod = Object { body: one_container(), ..Object::new(Kind::Pod, "default", app) };
    pod.meta.labels.insert("app", "web");
    pod
}

#[test]
fn a_service_has_its_ready_pods_as_endpoints() {
    let mut cluster = cluster();
    for name in ["a", "b"] {
        let pod = labelled_pod(name);
        cluster.request(&Actor::User, None, |server| server.create(pod)).0.expect("a valid pod");
    }
    let spec = value!({ "spec": {
        "selector": { "app": "web" }, "ports": [{ "port": 80, "targetPort": 8080 }]
    } });
    create(&mut cluster, Kind::Service, "web", spec);
    pass(&mut cluster, 3);
    let view = cluster.view();
    let slices: Vec<_> = view.store().list(Kind::EndpointSlice, None).collect();
    assert_eq!(slices.len(), 1);
    let endpoints = slices[0].body.get("endpoints").items();
    assert_eq!(endpoints.len(), 2);
    assert!(endpoints.iter().all(|endpoint| endpoint.at("conditions.ready").is_true()));
    assert_eq!(slices[0].body.get("ports").items()[0].get("port").int(), 8080);
    let old = view.find(Kind::Endpoints, "default", "web").expect("endpoints");
    assert_eq!(old.body.get("subsets").items()[0].get("addresses").items().len(), 2);
    let answer = podarium::network::dns::lookup(view.store(), "default", "web");
    let podarium::network::dns::Answer::Addresses(name, addresses) = answer else {
        panic!("no addresses")
    };
    assert_eq!(name, "web.default.svc.cluster.local");
    assert!(addresses[0].starts_with("10.96."), "{addresses:?}");
}

#[test]
fn a_claim_of_the_standard_class_is_given_a_volume_and_both_go_together() {
    let mut cluster = cluster();
    let claim = create(
        &mut cluster,
        Kind::PersistentVolumeClaim,
        "data",
        value!({ "spec": {
            "accessModes": ["ReadWriteOnce"], "resources": { "requests": { "storage": "1Gi" } }
        } }),
    );
    pass(&mut cluster, 1);
    let bound = cluster.view().get(&claim).expect("the claim").clone();
    assert_eq!(bound.status().get("phase").str(), "Bound");
    assert_eq!(bound.status().at("capacity.storage").str(), "1Gi");
    assert_eq!(cluster.view().list(Kind::PersistentVolume, None).count(), 1);
    let options = DeleteOptions::default();
    cluster.request(&Actor::User, None, |server| server.delete(&claim, &options)).0.expect("gone");
    pass(&mut cluster, 1);
    assert!(cluster.view().get(&claim).is_none());
    assert_eq!(cluster.view().list(Kind::PersistentVolume, None).count(), 0);
}
