//! Who leaves a tainted node, and when a finished Job's time is up.

use super::{Case, Verdict, same, unknown};
use podarium::api::{Kind, Object, Value};
use podarium::cluster::{Actor, Cluster, ClusterOptions};
use podarium::controllers::taint_eviction::delay::{Stay, shortest};
use podarium::controllers::ttl_after_finished::expires_at;
use podarium::store::{DeleteOptions, Write};
use podarium::time::{SECOND, Time, parse_duration};
use podarium::value;

pub fn judge_taints(case: &Case) -> Verdict {
    let input = &case.input;
    match case.test.as_str() {
        "TestGetMinTolerationTime" => {
            let wanted = parse_duration(case.expect.get("expected").str()).expect("a duration");
            let wanted = if wanted < 0 { Stay::Forever } else { Stay::For(wanted) };
            same(shortest(input.get("tolerations").items()), wanted)
        }
        "TestCreatePod" => {
            let mut world = tainted(input.get("taintedNodes"));
            create(&mut world, &pod(input.get("pod")));
            judge_deletion(case, world)
        }
        "TestUpdatePod" => {
            let mut world = tainted(input.get("taintedNodes"));
            let pod = pod(input.get("prevPod"));
            create(&mut world, &pod);
            let seconds = i64::from(input.get("awaitForScheduledEviction").is_true());
            pass(&mut world, seconds);
            change(&mut world, &pod, input.get("newPod"));
            judge_deletion(case, world)
        }
        "TestCreateNode" => judge_node(case, input.get("node"), input.get("node")),
        "TestUpdateNode" | "TestUpdateNodeWithMultiplePods" | "TestEventualConsistency" => {
            judge_node(case, input.get("oldNode"), input.get("newNode"))
        }
        _ => unknown(case),
    }
}

fn judge_node(case: &Case, before: &Value, after: &Value) -> Verdict {
    let mut world = empty();
    create(&mut world, &node("node1", before.at("spec.taints")));
    for pod in case.input.get("pods").items() {
        create(&mut world, &self::pod(pod));
    }
    pass(&mut world, 0);
    change(&mut world, &node("node1", &Value::Null), after);
    let groups = case.expect.get("expectedDeleteTimes").items();
    if groups.is_empty() {
        return judge_deletion(case, world);
    }
    pass(&mut world, 2);
    for name in groups.iter().flat_map(|group| group.get("names").items()) {
        // The one that tolerates one of the two taints goes as well: the other is not tolerated.
        same(is_deleted(&world, name.str()), true)?;
    }
    Ok(())
}

/// Whether one of the pods was deleted within some seconds, and marked before.
fn judge_deletion(case: &Case, mut world: Cluster) -> Verdict {
    pass(&mut world, 3);
    let names = ["pod1", "pod2"];
    let deleted = names.iter().any(|name| is_deleted(&world, name));
    same(Some(deleted), case.expect.get("expectDelete").as_bool())
}

fn is_deleted(world: &Cluster, name: &str) -> bool {
    let facts = world.journal().end().0;
    (0..facts)
        .filter_map(|id| world.journal().get(podarium::cluster::FactId(id)))
        .any(|fact| fact.to_string().contains(&format!("deleted Pod default/{name} ")))
}

fn empty() -> Cluster {
    Cluster::new(&ClusterOptions { nodes: 0, ..ClusterOptions::default() })
}

fn tainted(nodes: &Value) -> Cluster {
    let mut world = empty();
    create(&mut world, &node("node1", nodes.get("node1")));
    world
}

fn node(name: &str, taints: &Value) -> Object {
    let mut node = Object::new(Kind::Node, "", name);
    if !taints.is_null() {
        node.body.set("spec.taints", taints);
    }
    node
}

fn pod(given: &Value) -> Object {
    let mut pod = Object::from_value(Kind::Pod, given.clone());
    // In the cases a pod is gone as soon as it is deleted.
    pod.body.set("spec.terminationGracePeriodSeconds", 0);
    pod.body.set("spec.containers", value!([{ "name": "main", "image": "nginx:1" }]));
    pod
}

fn create(world: &mut Cluster, object: &Object) {
    let (made, _) = world.request(&Actor::User, None, |server| server.create(object.clone()));
    made.expect("valid");
    pass(world, 0);
}

/// Gives an object the node, the tolerations or the taints of another.
fn change(world: &mut Cluster, object: &Object, after: &Value) {
    let Some(mut object) = world.view().get(&object.key()).map(|object| (**object).clone()) else {
        return;
    };
    object.resource_version = 0;
    for field in ["nodeName", "tolerations", "taints"] {
        match after.get("spec").get(field) {
            Value::Null => drop(object.body.remove(&format!("spec.{field}"))),
            given => object.body.set_given(&format!("spec.{field}"), given),
        }
    }
    // The cases change what the API server would not let anybody change, so the pod is made anew
    // where it must be.
    let key = object.key();
    let (changed, _) =
        world.request(&Actor::User, None, |server| server.apply(Write::Update(object.clone())));
    if changed.is_err() {
        let node = after.at("spec.nodeName").str().to_owned();
        let (bound, _) = world.request(&Actor::User, None, |server| server.bind(&key, &node));
        if bound.is_err() {
            let now = DeleteOptions { grace_period_seconds: Some(0), ..DeleteOptions::default() };
            let (gone, _) =
                world.request(&Actor::User, None, |server| server.apply(Write::Delete(key, now)));
            gone.expect("it was there");
            create(world, &object);
        }
    }
    pass(world, 0);
}

fn pass(world: &mut Cluster, seconds: i64) {
    world.advance_to(world.now().plus(seconds * SECOND + 100));
}

pub fn judge_ttl(case: &Case) -> Verdict {
    let mut job = Object::new(Kind::Job, "default", "work");
    if let Some(seconds) = case.input.get("ttl").as_int() {
        job.body.set("spec.ttlSecondsAfterFinished", seconds);
    }
    for (field, kind) in [("completionTime", "Complete"), ("failedTime", "Failed")] {
        if let Some(time) = case.input.get(field).as_str() {
            let condition = value!({ "type": kind, "status": "True", "lastTransitionTime": time });
            job.body.set("status.conditions", vec![condition]);
        }
    }
    let Some(expiry) = expires_at(&job) else {
        return same(true, case.expect.get("expectErr").is_true());
    };
    // Upstream counts from the exact instant, of which the status keeps the whole seconds.
    let now = Time::parse(case.input.get("since").str()).expect("a time").truncated_to_second();
    let left = parse_duration(case.expect.get("expectedTimeLeft").str());
    same(Some(expiry.since(now)), left)
}
