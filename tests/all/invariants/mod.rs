//! What must always hold.  A watcher follows the journal and judges every fact against the
//! objects as they were just after it; nothing here knows how the cluster decides.

mod deployment;
mod job;
mod journal;
mod node;
mod owner;
mod pod;
mod replicas;
mod settled;
mod stateful_set;

pub use settled::check as check_settled;

use podarium::api::{Key, Kind, Object, Pod};
use podarium::cluster::{Cluster, Fact, FactId, Happening};
use podarium::store::{Change, Verb};
use podarium::time::Time;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// A law about a change: whether it holds for the world just after it, and what breaks it.
pub struct Law {
    /// What must hold, in a sentence.
    pub name: &'static str,
    /// Judges one change.
    pub check: fn(&World, &Fact, &Change) -> Result<(), String>,
}

const LAWS: &[&[Law]] = &[
    stateful_set::LAWS,
    deployment::LAWS,
    replicas::LAWS,
    job::LAWS,
    owner::LAWS,
    node::LAWS,
    pod::LAWS,
];

/// The objects as the journal tells of them.
#[derive(Default)]
pub struct World {
    objects: BTreeMap<Key, Rc<Object>>,
    /// The pods of each Job, by its uid, that ever were, and those that ever succeeded.
    pub job_pods: BTreeMap<SmolStr, [BTreeSet<SmolStr>; 2]>,
}

impl World {
    fn take(&mut self, change: &Change) {
        match change.verb {
            Verb::Deleted => drop(self.objects.remove(&change.key())),
            _ => drop(self.objects.insert(change.key(), change.object.clone())),
        }
        let object = &change.object;
        if object.kind == Kind::Pod
            && let Some(owner) = object.controller().filter(|owner| owner.kind == "Job")
        {
            let [made, succeeded] = self.job_pods.entry(owner.uid.clone()).or_default();
            made.insert(object.meta.uid.clone());
            if Pod(object).phase() == "Succeeded" {
                succeeded.insert(object.meta.uid.clone());
            }
        }
    }

    /// The object of this key.
    pub fn get(&self, key: &Key) -> Option<&Object> {
        self.objects.get(key).map(Rc::as_ref)
    }

    /// The objects of a kind.
    pub fn list(&self, kind: Kind) -> impl Iterator<Item = &Object> {
        let from = self.objects.range(Key::new(kind, "", "")..);
        from.take_while(move |(key, _)| key.kind == kind).map(|(_, object)| object.as_ref())
    }

    /// The objects of a kind that this one manages.
    pub fn controlled(&self, kind: Kind, owner: &Object) -> impl Iterator<Item = &Object> {
        self.list(kind).filter(move |object| object.is_controlled_by(&owner.meta.uid))
    }

    /// The object that manages this one, if it is there and of that kind.
    pub fn controller(&self, object: &Object, kind: Kind) -> Option<&Object> {
        let reference = object.controller().filter(|owner| owner.kind == kind.row().name)?;
        let owner = self.get(&Key::new(kind, &object.meta.namespace, &reference.name))?;
        (owner.meta.uid == reference.uid).then_some(owner)
    }
}

/// Follows a journal.
pub struct Watcher {
    world: World,
    seen: FactId,
    last: Option<Time>,
    at_once: usize,
}

/// What was broken, by which fact.
#[derive(Debug)]
pub struct Breach {
    /// The law.
    pub law: String,
    /// What is wrong.
    pub why: String,
    /// The line of the journal.
    pub fact: String,
}

impl Watcher {
    /// A watcher that has seen nothing yet.
    pub fn new() -> Watcher {
        Watcher { world: World::default(), seen: FactId(0), last: None, at_once: 0 }
    }

    /// Judges what happened since it last looked.
    pub fn look(&mut self, cluster: &Cluster) -> Result<(), Breach> {
        for fact in cluster.journal().since(self.seen) {
            self.judge(fact)?;
        }
        self.seen = cluster.journal().end();
        Ok(())
    }

    fn judge(&mut self, fact: &Fact) -> Result<(), Breach> {
        let breach =
            |law: &str, why: String| Breach { law: law.into(), why, fact: fact.to_string() };
        self.at_once = if self.last == Some(fact.at) { self.at_once + 1 } else { 0 };
        journal::check(fact, self.last, self.at_once).map_err(|why| breach(journal::NAME, why))?;
        self.last = Some(fact.at);
        let Happening::Change(change) = &fact.happening else { return Ok(()) };
        self.world.take(change);
        for law in LAWS.iter().copied().flatten() {
            (law.check)(&self.world, fact, change).map_err(|why| breach(law.name, why))?;
        }
        Ok(())
    }
}

/// Whether this component did it.
fn is_by(fact: &Fact, component: &str) -> bool {
    matches!(&fact.actor, podarium::cluster::Actor::Component(name) if name == component)
}

/// A condition that must hold, with what is wrong if it does not.
fn ensure(holds: bool, why: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(why()) }
}
