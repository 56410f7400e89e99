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
    let object = Object { body: body.into(), ..Object::new(kind, "default", name) };
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
        "Modified Succeeded node=true ready=false terminated:Completed",
        "Deleted Succeeded node=true ready=false terminated:Completed",
    ];
    // Creation, binding, and then what the kubelet tells; deletion is noted in between.
    assert_eq!(seen[2..], expected);
}

#[test]
fn a_pod_that_is_deleted_before_it_has_run_has_failed() {
    let mut cluster = cluster();
    let mut held =
        Object { body: one_container().into(), ..Object::new(Kind::Pod, "default", "held") };
    held.meta.finalizers.push("example.com/held".into());
    let key = held.key();
    cluster.request(&Actor::User, None, |server| server.create(held)).0.expect("a valid pod");
    cluster.advance_to(cluster.now().plus(500));
    let options = DeleteOptions { grace_period_seconds: Some(0), ..DeleteOptions::default() };
    cluster.request(&Actor::User, None, |server| server.delete(&key, &options)).0.expect("there");
    pass(&mut cluster, 5);
    let pod = cluster.view().get(&key).expect("its finalizer holds it").clone();
    assert_eq!(Pod(&pod).phase(), "Failed");
}

#[test]
fn a_pod_that_was_declared_failed_does_not_come_back() {
    let mut cluster = cluster();
    let mut held =
        Object { body: one_container().into(), ..Object::new(Kind::Pod, "default", "held") };
    held.meta.finalizers.push("example.com/held".into());
    let key = held.key();
    cluster.request(&Actor::User, None, |server| server.create(held)).0.expect("a valid pod");
    pass(&mut cluster, 5);
    let mut status = cluster.view().get(&key).expect("the pod").status().clone();
    status.set("phase", "Failed");
    let options = DeleteOptions { grace_period_seconds: Some(0), ..DeleteOptions::default() };
    let ended = |server: &mut podarium::store::Server| {
        server.update_status(&key, status)?;
        server.delete(&key, &options)
    };
    cluster.request(&Actor::User, None, ended).0.expect("there");
    pass(&mut cluster, 5);
    let lines = life(&cluster, &key);
    let told = lines.iter().skip_while(|line| !line.contains("Failed"));
    assert!(
        told.clone().count() > 1 && told.clone().all(|line| line.contains("Failed")),
        "{lines:?}"
    );
}

#[test]
fn a_successor_does_not_wait_for_the_silent_machine_of_its_predecessor() {
    let mut cluster = cluster();
    let on = |node: &str| {
        value!({ "spec": { "nodeName": node,
            "containers": [{ "name": "c", "image": "nginx:1" }] } })
    };
    let key = create(&mut cluster, Kind::Pod, "db-0", on("node-1"));
    pass(&mut cluster, 5);
    cluster.set_machine_running("node-1", false, None);
    let options = DeleteOptions { grace_period_seconds: Some(0), ..DeleteOptions::default() };
    cluster.request(&Actor::User, None, |server| server.delete(&key, &options)).0.expect("there");
    create(&mut cluster, Kind::Pod, "db-0", on("node-2"));
    pass(&mut cluster, 5);
    assert!(Pod(cluster.view().get(&key).expect("the successor")).is_ready());
}

fn labelled_pod(app: &str) -> Object {
    let mut pod = Object { body: one_container().into(), ..Object::new(Kind::Pod, "default", app) };
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

/// A cluster whose containers behave as in the world, with one pod that was given `seconds`.
fn lively(spec: Value, seconds: i64) -> (Cluster, Key) {
    let convention = podarium::store::Convention::Lively;
    let mut cluster = Cluster::new(&ClusterOptions { convention, ..ClusterOptions::default() });
    let key = create(&mut cluster, Kind::Pod, "p", value!({ "spec": spec }));
    pass(&mut cluster, seconds);
    (cluster, key)
}

/// The events of a kind of reason, with their counts.
fn events(cluster: &Cluster, reason: &str) -> Vec<String> {
    let view = cluster.view();
    let all = view.store().list(Kind::Event, Some("default"));
    all.filter(|event| event.body.get("reason").str() == reason)
        .map(|event| {
            let count = event.body.get("count").int();
            format!("{count}x {}", event.body.get("message").str())
        })
        .collect()
}

/// A pod's containers: state, restarts, readiness.
fn containers(cluster: &Cluster, key: &Key) -> String {
    let view = cluster.view();
    let pod = view.get(key).expect("the pod");
    let shown = Pod(pod).container_statuses().iter().map(|status| {
        let (kind, state) = &status.get("state").entries()[0];
        let (reason, restarts) = (state.get("reason").str(), status.get("restartCount").int());
        format!("{kind} {reason} {restarts} {}", status.get("ready").is_true())
    });
    shown.collect::<Vec<_>>().join("; ")
}

#[test]
fn a_shell_without_a_script_ends_and_is_started_again_ever_later() {
    let spec = value!({ "containers": [{ "name": "c", "image": "busybox" }] });
    let (cluster, key) = lively(spec, 60);
    assert_eq!(containers(&cluster, &key), "waiting CrashLoopBackOff 3 false");
    assert!(
        events(&cluster, "BackOff")[0].starts_with("3x Back-off restarting failed container c")
    );
}

#[test]
fn a_script_prints_and_its_pod_completes() {
    let script = "echo one; sleep 2; echo two";
    let spec = value!({
        "restartPolicy": "Never",
        "containers": [{ "name": "c", "image": "busybox", "command": ["sh", "-c", script] }]
    });
    let (cluster, key) = lively(spec, 10);
    assert_eq!(containers(&cluster, &key), "terminated Completed 0 false");
    let view = cluster.view();
    let pod = view.get(&key).expect("the pod").clone();
    assert_eq!(Pod(&pod).phase(), "Succeeded");
    let lines = podarium::kubelet::logs(&view, &pod, "c", false).expect("logs");
    let lines: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(lines, ["one", "two"]);
    let refusal = podarium::kubelet::logs(&view, &pod, "c", true).expect_err("no earlier run");
    assert_eq!(refusal.message, "previous terminated container \"c\" in pod \"p\" not found");
}

#[test]
fn a_removed_file_fails_the_liveness_probe_and_the_container_is_started_again() {
    let script = "touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600";
    let spec = value!({
        "terminationGracePeriodSeconds": 5,
        "containers": [{
            "name": "liveness", "image": "busybox:1.27", "args": ["/bin/sh", "-c", script],
            "livenessProbe": {
                "exec": { "command": ["cat", "/tmp/healthy"] },
                "initialDelaySeconds": 5, "periodSeconds": 5
            }
        }]
    });
    let (cluster, key) = lively(spec, 70);
    assert_eq!(containers(&cluster, &key), "running  1 true");
    let expected = "3x Liveness probe failed: cat: can't open '/tmp/healthy': No such file or \
                    directory";
    assert_eq!(events(&cluster, "Unhealthy"), [expected]);
    let killing = "1x Container liveness failed liveness probe, will be restarted";
    assert_eq!(events(&cluster, "Killing"), [killing]);
}

#[test]
fn a_probe_of_a_path_that_nginx_does_not_have_keeps_the_pod_from_being_ready() {
    let probe = |path: &str| {
        value!({ "containers": [{
            "name": "web", "image": "nginx:1.27",
            "readinessProbe": { "httpGet": { "path": path, "port": 80 }, "periodSeconds": 5 }
        }] })
    };
    let (cluster, key) = lively(probe("/healthz"), 20);
    assert_eq!(containers(&cluster, &key), "running  0 false");
    let expected = "Readiness probe failed: HTTP probe failed with statuscode: 404";
    assert!(events(&cluster, "Unhealthy").iter().any(|event| event.ends_with(expected)));
    let (cluster, key) = lively(probe("/"), 20);
    assert_eq!(containers(&cluster, &key), "running  0 true");
    assert_eq!(cluster.next_event_at().filter(|at| at.since(cluster.now()) < 60_000), None);
}

#[test]
fn init_containers_come_first_one_by_one_and_a_sidecar_stays() {
    let spec = value!({
        "initContainers": [
            { "name": "first", "image": "busybox", "command": ["sleep", "3"] },
            { "name": "side", "image": "redis", "restartPolicy": "Always" }
        ],
        "containers": [{ "name": "c", "image": "nginx" }]
    });
    let (mut cluster, key) = lively(spec, 4);
    assert_eq!(containers(&cluster, &key), "waiting PodInitializing 0 false");
    pass(&mut cluster, 16);
    assert_eq!(containers(&cluster, &key), "running  0 true");
    let view = cluster.view();
    let pod = view.get(&key).expect("the pod");
    let states: Vec<_> = Pod(pod).init_container_statuses().iter().collect();
    assert_eq!(states[0].at("state.terminated.reason").str(), "Completed");
    assert!(!states[1].at("state.running").is_null());
    assert!(pod.is_condition_true("Initialized") && Pod(pod).is_ready());
}

#[test]
fn a_pod_of_a_stopped_machine_lives_on_and_is_seen_again_when_it_starts() {
    let mut cluster = cluster();
    let mut pod = Object { body: one_container().into(), ..Object::new(Kind::Pod, "default", "p") };
    pod.meta.annotations.insert("sim/run-seconds", "20");
    pod.body.set("spec.restartPolicy", "Never");
    pod.body.set("spec.nodeName", "node-2");
    let key = pod.key();
    cluster.request(&Actor::User, None, |server| server.create(pod)).0.expect("a valid pod");
    pass(&mut cluster, 5);
    cluster.set_machine_running("node-2", false, None);
    pass(&mut cluster, 25);
    assert_eq!(containers(&cluster, &key), "running  0 true");
    cluster.set_machine_running("node-2", true, None);
    pass(&mut cluster, 1);
    assert_eq!(containers(&cluster, &key), "terminated Completed 0 false");
}

#[test]
fn an_autoscaler_follows_the_use_of_its_pods_within_its_bounds() {
    let mut cluster = cluster();
    let body = value!({ "spec": {
        "replicas": 2, "selector": { "matchLabels": { "app": "w" } },
        "template": {
            "metadata": { "labels": { "app": "w" }, "annotations": { "sim/cpu": "90m" } },
            "spec": { "containers": [{
                "name": "c", "image": "nginx", "resources": { "requests": { "cpu": "100m" } }
            }] }
        }
    } });
    let deployment = create(&mut cluster, Kind::Deployment, "w", body);
    let body = value!({ "spec": {
        "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "w" },
        "minReplicas": 1, "maxReplicas": 10,
        "metrics": [{ "type": "Resource", "resource": {
            "name": "cpu", "target": { "type": "Utilization", "averageUtilization": 60 }
        } }]
    } });
    let autoscaler = create(&mut cluster, Kind::HorizontalPodAutoscaler, "w", body);
    pass(&mut cluster, 65);
    let replicas = |cluster: &Cluster| {
        cluster.view().get(&deployment).expect("the Deployment").spec().get("replicas").int()
    };
    // 90% of the requests where 60% are wanted: half as many again.
    assert_eq!(replicas(&cluster), 3);
    let told = "1x New size: 3; reason: cpu resource utilization (percentage of request) above \
                target";
    assert_eq!(events(&cluster, "SuccessfulRescale"), [told]);
    let found = cluster.view().get(&autoscaler).expect("the autoscaler").clone();
    let condition = found.condition("ScalingActive");
    assert_eq!(condition.get("reason").str(), "ValidMetricFound");
}

/// A change of a pod's resources that is not through yet counts as the larger amount.
#[test]
fn the_scheduler_counts_what_containers_really_have() {
    let text = "---\nnodes: 1\nstart: 2026-11-20T10:00:00Z\n---\n# s\n\n````console\n\
                $ kubectl run big --image=x --overrides='{\"spec\":{\"containers\":[{\"name\":\"big\",\
                \"image\":\"x\",\"resources\":{\"requests\":{\"cpu\":\"1\"}}}]}}'\n~ 5s\n\
                $ kubectl patch pod big --subresource=status --type=json -p '[{\"op\":\"add\",\
                \"path\":\"/status/containerStatuses/0/resources\",\
                \"value\":{\"requests\":{\"cpu\":\"3500m\"}}}]'\n\
                $ kubectl run next --image=x --overrides='{\"spec\":{\"containers\":[{\"name\":\"next\",\
                \"image\":\"x\",\"resources\":{\"requests\":{\"cpu\":\"1\"}}}]}}'\n~ 5s\n\
                $ kubectl get pods --no-headers\n\
                $ kubectl get pod next -o jsonpath='{.status.conditions[0].message}'\n\
                $ kubectl delete pod big\n~ 15s\n\
                $ kubectl get pods --no-headers\n````\n";
    let replayed = podarium::session::replay(text).expect("a session");
    assert!(replayed.contains("next   0/1   Pending"), "{replayed}");
    assert!(replayed.contains("1 Insufficient cpu"), "{replayed}");
    assert!(replayed.contains("next   1/1   Running"), "{replayed}");
}
