//! How far a Deployment may stray from its size by its own doing.

use super::{Law, World, ensure, is_by};
use podarium::api::int_or_percent::scaled;
use podarium::api::{Kind, Object};
use podarium::cluster::Fact;
use podarium::store::{Change, Verb};

/// The laws.
pub const LAWS: &[Law] = &[
    Law { name: "no rollout exceeds its surge", check: surge },
    Law { name: "no rollout falls below its availability", check: availability },
    Law { name: "Recreate makes no new pods beside old ones", check: recreate },
];

const DESIRED_REPLICAS: &str = "deployment.kubernetes.io/desired-replicas";

fn replicas(object: &Object) -> i64 {
    object.spec().get("replicas").as_int().unwrap_or(1)
}

/// The size of a ReplicaSet before and after a change that the Deployment controller made, and its
/// Deployment.
fn resized<'world>(
    world: &'world World,
    fact: &Fact,
    change: &Change,
) -> Option<(&'world Object, i64, i64)> {
    let set = &change.object;
    if set.kind != Kind::ReplicaSet
        || change.verb == Verb::Deleted
        || !is_by(fact, "deployment-controller")
    {
        return None;
    }
    let before = change.before.as_ref().map_or(0, |before| replicas(before));
    Some((world.controller(set, Kind::Deployment)?, before, replicas(set)))
}

fn is_recreate(deployment: &Object) -> bool {
    deployment.spec().at("strategy.type").str() == "Recreate"
}

/// How many more pods there may be, and how many fewer.
fn room(deployment: &Object) -> (i64, i64) {
    let rolling = deployment.spec().at("strategy.rollingUpdate");
    let size = replicas(deployment);
    let surge = scaled(rolling.get("maxSurge"), size, true).unwrap_or(0);
    let missing = scaled(rolling.get("maxUnavailable"), size, false).unwrap_or(0);
    if surge == 0 && missing == 0 { (0, 1) } else { (surge, missing) }
}

fn surge(world: &World, fact: &Fact, change: &Change) -> Result<(), String> {
    let Some((deployment, before, after)) = resized(world, fact, change) else { return Ok(()) };
    if after <= before {
        return Ok(());
    }
    let surge = if is_recreate(deployment) { 0 } else { room(deployment).0 };
    let total: i64 = world.controlled(Kind::ReplicaSet, deployment).map(replicas).sum();
    let most = replicas(deployment) + surge;
    ensure(total <= most, || format!("{} asks for {total} pods, {most} at most", deployment.key()))
}

fn availability(world: &World, fact: &Fact, change: &Change) -> Result<(), String> {
    let Some((deployment, before, after)) = resized(world, fact, change) else { return Ok(()) };
    // A Deployment that was given another size shrinks all its ReplicaSets by their shares.
    let size = replicas(deployment).to_string();
    let is_scaling =
        change.before.as_ref().is_none_or(|set| set.annotation(DESIRED_REPLICAS) != Some(&size));
    if after >= before || is_recreate(deployment) || is_scaling {
        return Ok(());
    }
    let available = |set: &Object| set.status().get("availableReplicas").int();
    let sets = world.controlled(Kind::ReplicaSet, deployment);
    let stays: i64 = sets.map(|set| available(set).min(replicas(set))).sum();
    let least = replicas(deployment) - room(deployment).1.min(replicas(deployment));
    let loses_none = after >= available(&change.object);
    ensure(loses_none || stays >= least, || {
        format!("{} keeps {stays} pods available, {least} at least", deployment.key())
    })
}

fn recreate(world: &World, fact: &Fact, change: &Change) -> Result<(), String> {
    let Some((deployment, before, after)) = resized(world, fact, change) else { return Ok(()) };
    if after <= before || !is_recreate(deployment) {
        return Ok(());
    }
    let others = world.controlled(Kind::ReplicaSet, deployment);
    let others = others.filter(|set| set.meta.uid != change.object.meta.uid);
    let old: i64 = others.map(|set| set.status().get("replicas").int()).sum();
    let is_first = change.before.is_none();
    ensure(!is_first || old == 0, || format!("{} has {old} old pods", deployment.key()))
}
