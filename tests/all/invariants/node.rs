//! What may be bound to a node.

use super::{Law, World, ensure, is_by};
use podarium::api::pod_resources::{Resources, pod_requests, read};
use podarium::api::{Key, Kind, Object, Pod, Quantity, Value};
use podarium::cluster::Fact;
use podarium::store::{Change, Verb};

/// The laws.
pub const LAWS: &[Law] = &[
    Law { name: "requests never exceed a node", check: requests },
    Law { name: "a pod is bound once, to a node that is there", check: binding },
    Law { name: "the scheduler heeds taints and anti-affinity", check: placement },
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

fn tolerates(pod: Pod, taint: &Value) -> bool {
    pod.tolerations().iter().any(|toleration| {
        let is_or_any = |field: &str| {
            let own = toleration.get(field).str();
            own.is_empty() || own == taint.get(field).str()
        };
        let exists = toleration.get("operator").str() == "Exists";
        let same_value = toleration.get("value").str() == taint.get("value").str();
        is_or_any("key") && is_or_any("effect") && (exists || same_value)
    })
}

fn placement(world: &World, fact: &Fact, change: &Change) -> Result<(), String> {
    if !is_bound_now(change) || !is_by(fact, "default-scheduler") {
        return Ok(());
    }
    let pod = Pod(&change.object);
    let Some(node) = world.get(&Key::new(Kind::Node, "", pod.node_name())) else { return Ok(()) };
    let mut taints = node.spec().get("taints").items().iter();
    let repelled = taints
        .find(|taint| taint.get("effect").str() != "PreferNoSchedule" && !tolerates(pod, taint));
    ensure(repelled.is_none(), || format!("{} in spite of {repelled:?}", pod.0.key()))?;
    // The random sessions know one rule of this kind: no two pods of an app on a machine.
    let anti = "affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution";
    let keeps_apart = |pod: &Object| !pod.spec().at(anti).is_null();
    let app = pod.0.label("app");
    let mut others = world.list(Kind::Pod).filter(|other| {
        Pod(other).node_name() == pod.node_name()
            && other.meta.uid != pod.0.meta.uid
            && !Pod(other).is_finished()
            && other.label("app") == app
    });
    let near = others.find(|other| keeps_apart(other) || keeps_apart(pod.0)).map(Object::key);
    ensure(near.is_none() || app.is_none(), || format!("{} beside {near:?}", pod.0.key()))
}
