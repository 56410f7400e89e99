//! What the API server adds to objects, and what it refuses for want of room.

use podarium::api::json::to_json;
use podarium::api::{Key, Kind, Object, StatusError, Value};
use podarium::cluster::{Actor, Cluster, ClusterOptions};
use podarium::random::Random;
use podarium::store::{DeleteOptions, Server, Store};
use podarium::time::Time;
use podarium::value;
use std::rc::Rc;

fn cluster() -> Cluster {
    Cluster::new(&ClusterOptions { nodes: 0, ..ClusterOptions::default() })
}

fn create(
    cluster: &mut Cluster,
    kind: Kind,
    name: &str,
    body: Value,
) -> Result<Rc<Object>, StatusError> {
    let object = Object { body: body.into(), ..Object::new(kind, "default", name) };
    cluster.request(&Actor::User, None, |server| server.create(object)).0
}

fn pod(extra: Value) -> Value {
    let mut spec = extra;
    spec.set("containers", value!([{ "name": "c", "image": "nginx" }]));
    value!({ "spec": spec })
}

fn message<Answer: std::fmt::Debug>(outcome: Result<Answer, StatusError>) -> String {
    outcome.expect_err("refused").message
}

#[test]
fn a_pod_gets_its_account_its_token_its_tolerations_and_its_priority() {
    let mut cluster = cluster();
    let made = create(&mut cluster, Kind::Pod, "web", pod(value!({}))).expect("a pod");
    let spec = made.spec();
    assert_eq!(spec.get("serviceAccountName").str(), "default");
    assert_eq!(spec.get("priority").as_int(), Some(0));
    assert_eq!(spec.get("tolerations").items().len(), 2);
    let volume = spec.get("volumes").items()[0].get("name").str();
    assert!(volume.starts_with("kube-api-access-"), "{volume}");
    let mount = &spec.get("containers").items()[0].get("volumeMounts").items()[0];
    assert_eq!(mount.get("name").str(), volume);
    assert_eq!(to_json(made.status()), r#"{"phase":"Pending","qosClass":"BestEffort"}"#);
}

#[test]
fn a_pod_needs_the_class_and_the_account_that_it_names() {
    let mut cluster = cluster();
    let cases = [
        (
            value!({ "priorityClassName": "high" }),
            "pods \"web\" is forbidden: no PriorityClass with name high was found",
        ),
        (
            value!({ "serviceAccountName": "robot" }),
            "pods \"web\" is forbidden: error looking up service account default/robot: \
             serviceaccount \"robot\" not found",
        ),
        (
            value!({ "priority": 5 }),
            "pods \"web\" is forbidden: the integer value of priority (5) must not be provided in \
             pod spec; priority admission controller computed 0 from the given PriorityClass name",
        ),
    ];
    for (extra, expected) in cases {
        assert_eq!(message(create(&mut cluster, Kind::Pod, "web", pod(extra))), expected);
    }
}

#[test]
fn a_service_gets_an_address_that_nobody_else_has() {
    let mut cluster = cluster();
    let spec = |extra: &Value| {
        let mut spec = extra.clone();
        spec.set("ports", value!([{ "port": 80 }]));
        spec.set("selector", value!({ "app": "web" }));
        value!({ "spec": spec })
    };
    let web = create(&mut cluster, Kind::Service, "web", spec(&value!({}))).expect("a Service");
    let address = web.spec().get("clusterIP").str();
    assert!(address.starts_with("10.96."), "{address}");
    assert_eq!(web.spec().get("clusterIPs").items()[0].str(), address);
    let taken = create(&mut cluster, Kind::Service, "two", spec(&value!({ "clusterIP": address })));
    assert_eq!(
        message(taken),
        format!(
            "Service \"two\" is invalid: spec.clusterIPs: Invalid value: [\"{address}\"]: failed \
             to allocate IP {address}: provided IP is already allocated"
        )
    );
    let node = create(&mut cluster, Kind::Service, "node", spec(&value!({ "type": "NodePort" })));
    let port = node.expect("a Service").spec().get("ports").items()[0].get("nodePort").int();
    assert!((30000..=32767).contains(&port), "{port}");
    let none = create(&mut cluster, Kind::Service, "none", spec(&value!({ "clusterIP": "None" })));
    assert_eq!(none.expect("a Service").spec().get("clusterIPs").items()[0].str(), "None");
}

#[test]
fn a_quota_and_a_range_bound_what_pods_ask_for() {
    let mut cluster = cluster();
    let quota = value!({ "spec": { "hard": { "pods": "1" } } });
    create(&mut cluster, Kind::ResourceQuota, "q", quota).expect("a quota");
    create(&mut cluster, Kind::Pod, "one", pod(value!({}))).expect("the first pod");
    assert_eq!(
        message(create(&mut cluster, Kind::Pod, "two", pod(value!({})))),
        "pods \"two\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: \
         pods=1"
    );
    let key = Key::new(Kind::ResourceQuota, "default", "q");
    let options = DeleteOptions::default();
    let (gone, _) = cluster.request(&Actor::User, None, |server| server.delete(&key, &options));
    gone.expect("no quota any more");
    let range = value!({ "spec": { "limits": [{
        "type": "Container", "max": { "cpu": "1" }, "default": { "cpu": "500m" }
    }] } });
    create(&mut cluster, Kind::LimitRange, "r", range).expect("a range");
    let two = create(&mut cluster, Kind::Pod, "two", pod(value!({}))).expect("a pod");
    let resources = two.spec().get("containers").items()[0].get("resources");
    assert_eq!(to_json(resources), r#"{"limits":{"cpu":"500m"},"requests":{"cpu":"500m"}}"#);
}

#[test]
fn claims_get_the_default_class_and_the_first_namespaces_stay() {
    let mut cluster = cluster();
    let claim = value!({ "spec": {
        "accessModes": ["ReadWriteOnce"], "resources": { "requests": { "storage": "1Gi" } }
    } });
    let made = create(&mut cluster, Kind::PersistentVolumeClaim, "data", claim).expect("a claim");
    assert_eq!(made.spec().get("storageClassName").str(), "standard");
    assert_eq!(*made.meta.finalizers, ["kubernetes.io/pvc-protection"]);
    let key = Key::new(Kind::Namespace, "", "default");
    let options = DeleteOptions::default();
    let (kept, _) = cluster.request(&Actor::User, None, |server| server.delete(&key, &options));
    assert_eq!(
        message(kept),
        "namespaces \"default\" is forbidden: this namespace may not be deleted"
    );
}

#[test]
fn siblings_share_what_was_completed_until_the_rules_change() {
    let mut cluster = cluster();
    let set = create(&mut cluster, Kind::ReplicaSet, "web", {
        let template = value!({ "metadata": { "labels": { "a": "b" } }, "spec": {
            "containers": [{ "name": "c", "image": "nginx" }] } });
        value!({ "spec": {
            "replicas": 0, "selector": { "matchLabels": { "a": "b" } }, "template": template } })
    });
    let set = set.expect("a ReplicaSet");
    let mut wanted = Object::new(Kind::Pod, "default", "");
    wanted.meta.generate_name = "web-".into();
    wanted.meta.owner_references = vec![set.controller_reference()].into();
    wanted.body.set("spec", set.spec().at("template.spec"));
    let sibling = |cluster: &mut Cluster| {
        let wanted = wanted.clone();
        cluster.request(&Actor::User, None, |server| server.create(wanted)).0.expect("a pod")
    };
    let (first, second) = (sibling(&mut cluster), sibling(&mut cluster));
    assert_eq!(first.body, second.body);
    assert_ne!(first.meta.name, second.meta.name);
    assert_ne!(first.meta.uid, second.meta.uid);
    let limits = value!({ "limits": [{ "type": "Container", "defaultRequest": { "cpu": "1" } }] });
    create(&mut cluster, Kind::LimitRange, "limits", value!({ "spec": limits })).expect("limits");
    let third = sibling(&mut cluster);
    let requests = third.spec().get("containers").items()[0].at("resources.requests.cpu").clone();
    assert_eq!(requests.str(), "1");
}

#[test]
fn a_full_store_takes_nothing_more_until_something_goes() {
    let mut store = Store::with_room(3);
    let mut random = Random::new(1);
    let mut server = Server::new(&mut store, &mut random, Time(0));
    let mut create = |kind, namespace, name| {
        let made = server.create(Object::new(kind, namespace, name)).map(drop);
        made.map_err(|refusal| refusal.message)
    };
    for (kind, namespace, name) in [
        (Kind::Namespace, "", "default"),
        (Kind::ConfigMap, "default", "one"),
        (Kind::ConfigMap, "default", "two"),
    ] {
        assert_eq!(create(kind, namespace, name), Ok(()));
    }
    let full = Err("etcdserver: mvcc: database space exceeded".to_owned());
    assert_eq!(create(Kind::ConfigMap, "default", "three"), full);
    assert_eq!(create(Kind::Event, "default", "told"), Ok(()), "what happens is still told");
    let one = Key::new(Kind::ConfigMap, "default", "one");
    server.delete(&one, &DeleteOptions::default()).expect("room");
    assert!(server.create(Object::new(Kind::ConfigMap, "default", "three")).is_ok());
}
