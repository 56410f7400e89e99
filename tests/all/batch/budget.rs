use super::World;
use podarium::api::{Key, Kind, Object, Value};
use podarium::store::DeleteOptions;
use podarium::value;

/// Pods `web-1` … that run and are ready, and a budget for them.
fn world_with(pods: usize, budget: Value) -> World {
    let mut world = World::with_nodes(2);
    for number in 1..=pods {
        let mut pod = Object::new(Kind::Pod, "default", &format!("web-{number}"));
        pod.meta.labels.insert("app", "web");
        pod.body.set("spec", value!({ "containers": [{ "name": "main", "image": "nginx:1" }] }));
        world.request(|server| server.create(pod)).expect("valid");
    }
    let mut spec = value!({ "selector": { "matchLabels": { "app": "web" } } });
    for (key, field) in budget.entries() {
        spec.set_given(key, field);
    }
    world.create(Kind::PodDisruptionBudget, "web", spec);
    world.pass(20);
    world
}

fn status(world: &World) -> Value {
    world.get(Kind::PodDisruptionBudget, "web").expect("there").status().clone()
}

fn evict(world: &mut World, name: &str) -> Result<(), String> {
    let key = Key::new(Kind::Pod, "default", name);
    let evicted = world.request(|server| server.evict(&key, &DeleteOptions::default()));
    evicted.map(drop).map_err(|refusal| refusal.message)
}

#[test]
fn a_budget_counts_healthy_pods() {
    let world = world_with(3, value!({ "minAvailable": 2 }));
    let status = status(&world);
    let number = |field: &str| status.get(field).int();
    assert_eq!(
        ["expectedPods", "currentHealthy", "desiredHealthy", "disruptionsAllowed"].map(number),
        [3, 3, 2, 1]
    );
    let budget = world.get(Kind::PodDisruptionBudget, "web").expect("there");
    assert_eq!(budget.condition("DisruptionAllowed").get("reason").str(), "SufficientPods");
}

#[test]
fn an_eviction_beyond_the_budget_is_refused() {
    let mut world = world_with(3, value!({ "minAvailable": 2 }));
    assert_eq!(evict(&mut world, "web-1"), Ok(()));
    let refusal = "Cannot evict pod as it would violate the pod's disruption budget.";
    assert_eq!(evict(&mut world, "web-2"), Err(refusal.to_owned()));
    world.pass(10);
    assert_eq!(evict(&mut world, "web-2"), Err(refusal.to_owned()));
    assert!(world.get(Kind::Pod, "web-1").is_none());
}

#[test]
fn shares_need_controllers() {
    let world = world_with(1, value!({ "minAvailable": "50%" }));
    let events = world.events("web");
    assert!(events.iter().any(|event| event.starts_with("UnmanagedPods: ")), "{events:?}");
    assert_eq!(status(&world).get("expectedPods").int(), 0);
}
