//! What a StatefulSet may never do to its pods.

use super::{Law, World, ensure, is_by};
use podarium::api::{Kind, Object, Pod};
use podarium::cluster::Fact;
use podarium::store::{Change, Verb};

/// The laws.
pub const LAWS: &[Law] = &[
    Law { name: "a StatefulSet never has two pods of one identity", check: identity },
    Law { name: "a StatefulSet never takes a running pod away at once", check: patience },
    Law { name: "an ordered StatefulSet makes its pods one after the other", check: order_up },
    Law { name: "an ordered StatefulSet shrinks from its highest ordinal", check: order_down },
];

fn ordinal(pod: &Object) -> Option<i64> {
    pod.meta.name.rsplit_once('-')?.1.parse().ok()
}

fn set<'world>(world: &'world World, pod: &Object) -> Option<&'world Object> {
    (pod.kind == Kind::Pod).then(|| world.controller(pod, Kind::StatefulSet))?
}

fn is_ordered(set: &Object) -> bool {
    set.spec().get("podManagementPolicy").str() == "OrderedReady"
}

fn identity(world: &World, _: &Fact, change: &Change) -> Result<(), String> {
    let pod = &change.object;
    if change.verb != Verb::Added {
        return Ok(());
    }
    let Some(set) = set(world, pod) else { return Ok(()) };
    let same = world.controlled(Kind::Pod, set).filter(|other| ordinal(other) == ordinal(pod));
    ensure(same.count() == 1, || format!("{} has a twin", pod.key()))
}

fn patience(world: &World, fact: &Fact, change: &Change) -> Result<(), String> {
    let pod = Pod(&change.object);
    if change.verb != Verb::Deleted || !is_by(fact, "statefulset-controller") {
        return Ok(());
    }
    let may_go = pod.is_finished() || pod.node_name().is_empty();
    let no_grace = pod.0.spec().get("terminationGracePeriodSeconds").as_int() == Some(0);
    let is_pod = set(world, pod.0).is_some();
    ensure(!is_pod || may_go || no_grace, || format!("{} still ran", pod.0.key()))
}

fn order_up(world: &World, fact: &Fact, change: &Change) -> Result<(), String> {
    if change.verb != Verb::Added || !is_by(fact, "statefulset-controller") {
        return Ok(());
    }
    let pod = &change.object;
    let Some(set) = set(world, pod).filter(|set| is_ordered(set)) else { return Ok(()) };
    let start = set.spec().at("ordinals.start").int();
    for lower in start..ordinal(pod).unwrap_or(start) {
        let found = world.controlled(Kind::Pod, set).find(|pod| ordinal(pod) == Some(lower));
        let stands = found.is_some_and(|pod| Pod(pod).is_ready() && !Pod(pod).is_terminating());
        ensure(stands, || format!("{} while {lower} is not ready", pod.key()))?;
    }
    Ok(())
}

fn order_down(world: &World, fact: &Fact, change: &Change) -> Result<(), String> {
    let pod = &change.object;
    let begins = change.before.as_ref().is_some_and(|before| !before.is_deleting())
        && (change.verb == Verb::Deleted || pod.is_deleting());
    if !begins || !is_by(fact, "statefulset-controller") {
        return Ok(());
    }
    let Some(set) = set(world, pod).filter(|set| is_ordered(set)) else { return Ok(()) };
    let start = set.spec().at("ordinals.start").int();
    let end = start + set.spec().get("replicas").as_int().unwrap_or(1);
    let own = ordinal(pod).unwrap_or(0);
    if (start..end).contains(&own) {
        return Ok(());
    }
    let is_beyond = |other: &&Object| {
        let other = ordinal(other);
        other > Some(own) && other.is_some_and(|other| !(start..end).contains(&other))
    };
    let higher = world.controlled(Kind::Pod, set).find(is_beyond).map(Object::key);
    ensure(higher.is_none(), || format!("{} goes before {higher:?}", pod.key()))
}
