//! What may be bound to a node.

use super::{Law, World, ensure};
use podarium::api::pod_resources::{Resources, pod_requests, read};
use podarium::api::{Key, Kind, Pod, Quantity};
use podarium::cluster::Fact;
use podarium::store::{Change, Verb};

/// The laws.
pub const LAWS: &[Law] = &[
    Law { name: "requests never exceed a node", check: requests },
    Law { name: "a pod is bound once, to a node that is there", check: binding },
];

fn node_before(change: &Change) -> &str {
    change.before.as_ref().map_or("", |before| before.spec().get("nodeName").str())
}

fn is_bound_now(change: &Change) -> bool {
    change.object.kind == Kind::Pod
        && change.verb == Verb::Modified
        && node_before(change).is_empty()
        && !Pod(&change.object).node_name().is_empty()
}

fn requests(world: &World, _: &Fact, change: &Change) -> Result<(), String> {
    if !is_bound_now(change) {
        return Ok(());
    }
    let name = Pod(&change.object).node_name();
    let Some(node) = world.get(&Key::new(Kind::Node, "", name)) else { return Ok(()) };
    let room = read(node.status().get("allocatable"));
    let mut asked = Resources::new();
    let pods = world.list(Kind::Pod).filter(|pod| Pod(pod).node_name() == name);
    for pod in pods.filter(|pod| !Pod(pod).is_finished()) {
        let mut own = pod_requests(pod.spec());
        own.insert("pods".into(), Quantity::new(1));
        for (resource, amount) in own {
            let sum = asked.entry(resource).or_default();
            *sum = *sum + amount;
        }
    }
    for (resource, amount) in asked {
        let most = room.get(&resource).copied().unwrap_or_default();
        ensure(amount <= most, || format!("{amount} {resource} on {name}, which has {most}"))?;
    }
    Ok(())
}

fn binding(world: &World, _: &Fact, change: &Change) -> Result<(), String> {
    if change.object.kind != Kind::Pod || change.verb == Verb::Deleted {
        return Ok(());
    }
    let (before, now) = (node_before(change), Pod(&change.object).node_name());
    ensure(before.is_empty() || before == now, || format!("{before} became {now}"))?;
    let is_there = world.get(&Key::new(Kind::Node, "", now)).is_some();
    ensure(!is_bound_now(change) || is_there, || format!("there is no {now}"))
}
