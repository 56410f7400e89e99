use super::{World, conditions};
use podarium::api::{Kind, Object};
use podarium::time::Time;
use podarium::value;

/// A pod that the test itself puts on a node.
fn pod_on(world: &mut World, name: &str, node: &str) {
    world.create(
        Kind::Pod,
        name,
        value!({ "nodeName": node, "terminationGracePeriodSeconds": 30,
            "containers": [{ "name": "main", "image": "nginx:1.27" }] }),
    );
}

fn node(world: &World, name: &str) -> Object {
    (**world.cluster.view().find(Kind::Node, "", name).expect("there")).clone()
}

/// `key:effect` of the node's taints.
fn taints(world: &World, name: &str) -> Vec<String> {
    let node = node(world, name);
    let taints = node.spec().get("taints").items().iter();
    let prefix = "node.kubernetes.io/";
    taints
        .map(|taint| format!("{}:{}", taint.get("key").str(), taint.get("effect").str()))
        .map(|taint| taint.strip_prefix(prefix).map_or(taint.clone(), str::to_owned))
        .collect()
}

/// Lets time pass until the node's conditions are unknown, and answers how many seconds it took.
fn seconds_until_lost(world: &mut World, name: &str) -> i64 {
    let start = world.cluster.now();
    while node(world, name).condition("Ready").get("status").str() != "Unknown" {
        assert!(world.cluster.now().since(start) < 120_000, "never lost");
        world.pass(1);
    }
    world.cluster.now().since(start) / 1000
}

#[test]
fn a_silent_kubelet_is_noticed_after_the_grace() {
    let mut world = World::with_nodes(3);
    pod_on(&mut world, "web", "node-2");
    world.pass(10);
    assert!(conditions(&world.get(Kind::Pod, "web").expect("there")).contains(&"Ready"));
    world.cluster.set_machine_running("node-2", false, None);
    let seconds = seconds_until_lost(&mut world, "node-2");
    assert!((50..=55).contains(&seconds), "{seconds}");
    world.pass(1);
    assert_eq!(taints(&world, "node-2"), ["unreachable:NoSchedule", "unreachable:NoExecute"]);
    let pod = world.get(Kind::Pod, "web").expect("there");
    assert!(!conditions(&pod).contains(&"Ready"));
    assert!(world.events("web").contains(&"NodeNotReady: Node is not ready".to_owned()));
    let events = world.events("node-2");
    assert!(events.contains(&"NodeNotReady: Node node-2 status is now: NodeNotReady".to_owned()));
}

#[test]
fn pods_leave_a_lost_node_after_five_minutes() {
    let mut world = World::with_nodes(3);
    pod_on(&mut world, "web", "node-2");
    world.pass(10);
    world.cluster.set_machine_running("node-2", false, None);
    seconds_until_lost(&mut world, "node-2");
    world.pass(298);
    assert!(!world.get(Kind::Pod, "web").expect("there").is_deleting());
    world.pass(4);
    let pod = world.get(Kind::Pod, "web").expect("waits for its kubelet");
    assert!(pod.is_deleting());
    assert_eq!(pod.condition("DisruptionTarget").get("reason").str(), "DeletionByTaintManager");
    let wanted = "TaintManagerEviction: Marking for deletion Pod default/web".to_owned();
    assert!(world.events("web").contains(&wanted));
    world.cluster.set_machine_running("node-2", true, None);
    world.pass(10);
    assert!(world.get(Kind::Pod, "web").is_none());
}

#[test]
fn a_node_that_comes_back_in_time_keeps_its_pods() {
    let mut world = World::with_nodes(3);
    pod_on(&mut world, "web", "node-2");
    world.pass(10);
    world.cluster.set_machine_running("node-2", false, None);
    seconds_until_lost(&mut world, "node-2");
    world.pass(100);
    world.cluster.set_machine_running("node-2", true, None);
    world.pass(6);
    assert!(taints(&world, "node-2").is_empty());
    let wanted = "TaintManagerEviction: Cancelling deletion of Pod default/web".to_owned();
    assert!(world.events("web").contains(&wanted));
    world.pass(400);
    assert!(!world.get(Kind::Pod, "web").expect("stays").is_deleting());
}

#[test]
fn nothing_is_emptied_when_all_nodes_are_lost() {
    let mut world = World::with_nodes(2);
    for name in ["node-1", "node-2"] {
        world.cluster.set_machine_running(name, false, None);
    }
    world.pass(600);
    for name in ["node-1", "node-2"] {
        assert_eq!(taints(&world, name), ["unreachable:NoSchedule"]);
    }
}

#[test]
fn lost_nodes_are_emptied_one_by_one() {
    let mut world = World::with_nodes(5);
    for name in ["node-1", "node-2"] {
        world.cluster.set_machine_running(name, false, None);
    }
    seconds_until_lost(&mut world, "node-1");
    world.pass(1);
    assert_eq!(taints(&world, "node-1").len(), 2);
    assert_eq!(taints(&world, "node-2").len(), 1);
    world.pass(10);
    assert_eq!(taints(&world, "node-2").len(), 2);
}

#[test]
fn a_cordoned_node_is_tainted() {
    let mut world = World::with_nodes(1);
    world.change(Kind::Node, "node-1", |node| node.body.set("spec.unschedulable", true));
    world.pass(1);
    assert_eq!(taints(&world, "node-1"), ["unschedulable:NoSchedule"]);
    world.change(Kind::Node, "node-1", |node| drop(node.body.remove("spec.unschedulable")));
    world.pass(1);
    assert!(taints(&world, "node-1").is_empty());
}

#[test]
fn pods_of_a_deleted_node_are_collected() {
    let mut world = World::with_nodes(2);
    pod_on(&mut world, "web", "node-2");
    world.pass(10);
    world.cluster.set_machine_running("node-2", false, None);
    world.delete(Kind::Node, "node-2", Default::default());
    world.pass(38);
    assert!(world.get(Kind::Pod, "web").is_some());
    world.pass(30);
    assert!(world.get(Kind::Pod, "web").is_none());
    let wanted = "RemovingNode: Node node-2 event: Removing Node node-2 from Controller";
    assert!(world.events("node-2").contains(&wanted.to_owned()));
}

#[test]
fn when_nothing_happens_nothing_is_looked_at() {
    let mut world = World::with_nodes(3);
    pod_on(&mut world, "web", "node-2");
    world.pass(600);
    assert_eq!(world.cluster.next_event_at(), None::<Time>);
}
