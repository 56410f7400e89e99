//! Owners: nobody works for one that is gone or going.

use super::{Law, World, ensure};
use podarium::api::{Key, Kind};
use podarium::cluster::{Actor, Fact};
use podarium::store::{Change, Verb};

/// The laws.
pub const LAWS: &[Law] =
    &[Law { name: "what a controller makes has an owner that stays", check: owner_stays }];

fn owner_stays(world: &World, fact: &Fact, change: &Change) -> Result<(), String> {
    let object = &change.object;
    let Some(reference) = object.controller() else { return Ok(()) };
    if change.verb != Verb::Added || !matches!(fact.actor, Actor::Component(_)) {
        return Ok(());
    }
    let Some(kind) = Kind::of(&reference.api_version, &reference.kind) else { return Ok(()) };
    let namespace = if kind.row().namespaced { object.meta.namespace.as_str() } else { "" };
    let owner = world.get(&Key::new(kind, namespace, &reference.name));
    let owner = owner.filter(|owner| owner.meta.uid == reference.uid);
    ensure(owner.is_some(), || format!("{} has no {}", object.key(), reference.name))?;
    // A set that goes still writes its last template down, as in Kubernetes.
    let is_template = object.kind == Kind::ControllerRevision;
    let is_going = !is_template && owner.is_some_and(|owner| owner.is_deleting());
    ensure(!is_going, || format!("{} is made for {}, which goes", object.key(), reference.name))
}
