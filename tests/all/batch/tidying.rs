use super::World;
use podarium::api::{Kind, Object};
use podarium::store::DeleteOptions;
use podarium::value;

#[test]
fn a_namespace_begins_with_an_account_and_a_certificate() {
    let mut world = World::new();
    let namespace = Object::new(Kind::Namespace, "", "shop");
    world.request(|server| server.create(namespace)).expect("valid");
    world.pass(1);
    let view = world.cluster.view();
    assert!(view.find(Kind::ServiceAccount, "shop", "default").is_some());
    assert!(view.find(Kind::ConfigMap, "shop", "kube-root-ca.crt").is_some());
}

#[test]
fn the_account_is_made_again() {
    let mut world = World::new();
    world.delete(Kind::ServiceAccount, "default", Default::default());
    world.pass(1);
    assert!(world.get(Kind::ServiceAccount, "default").is_some());
}

#[test]
fn a_namespace_goes_with_its_content_pods_first() {
    let mut world = World::new();
    let namespace = Object::new(Kind::Namespace, "", "shop");
    world.request(|server| server.create(namespace)).expect("valid");
    let mut pod = Object::new(Kind::Pod, "shop", "web");
    pod.body.set("spec", value!({ "containers": [{ "name": "main", "image": "nginx:1.27" }] }));
    pod.meta.finalizers.push("example.org/hold".into());
    let pod = world.request(|server| server.create(pod)).expect("valid");
    world.pass(1);
    let key = podarium::api::Key::new(Kind::Namespace, "", "shop");
    world.request(|server| server.delete(&key, &DeleteOptions::default())).expect("there");
    world.pass(20);
    let view = world.cluster.view();
    let namespace = view.get(&key).expect("waits for the pod");
    assert_eq!(namespace.status().get("phase").str(), "Terminating");
    assert_eq!(
        namespace.condition("NamespaceContentRemaining").get("message").str(),
        "Some resources are remaining: pods. has 1 resource instances"
    );
    assert_eq!(
        namespace.condition("NamespaceFinalizersRemaining").get("message").str(),
        "Some content in the namespace has finalizers remaining: example.org/hold in 1 resource \
         instances"
    );
    assert!(view.find(Kind::ConfigMap, "shop", "kube-root-ca.crt").is_some());
    let mut pod = (**world.cluster.view().get(&pod.key()).expect("held")).clone();
    pod.meta.finalizers = Default::default();
    world.request(|server| server.update(pod)).expect("valid");
    world.pass(20);
    assert!(world.cluster.view().get(&key).is_none());
    assert_eq!(world.cluster.view().list(Kind::ConfigMap, Some("shop")).count(), 0);
}

#[test]
fn a_finished_job_goes_with_its_pods_when_its_time_is_up() {
    let mut world = World::new();
    world.create(
        Kind::Job,
        "work",
        value!({ "completions": 1, "parallelism": 1, "ttlSecondsAfterFinished": 10, "template":
            { "spec": { "restartPolicy": "Never",
                "containers": [{ "name": "main", "image": "tool:1" }] } } }),
    );
    world.pass(1);
    let pod = world.active_pods().remove(0);
    world.end(&pod, 0);
    world.pass(9);
    assert!(world.get(Kind::Job, "work").is_some());
    world.pass(4);
    assert!(world.get(Kind::Job, "work").is_none());
    assert!(world.get(Kind::Pod, &pod.meta.name).is_none());
}

#[test]
fn a_pod_that_is_deleted_before_it_has_a_machine_fails_for_the_sake_of_its_job() {
    let mut world = World::new();
    let mut pod = Object::new(Kind::Pod, "default", "held");
    pod.body.set("spec", value!({ "containers": [{ "name": "main", "image": "nginx:1.27" }] }));
    pod.meta.finalizers.push("example.org/hold".into());
    let key = world.request(|server| server.create(pod)).expect("valid").key();
    world.request(|server| server.delete(&key, &DeleteOptions::default())).expect("there");
    world.pass(30);
    let pod = world.get(Kind::Pod, "held").expect("its finalizer holds it");
    assert_eq!(pod.status().get("phase").str(), "Failed");
    assert!(pod.condition("DisruptionTarget").is_null());
}
