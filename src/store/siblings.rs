//! Pods of one template, and Jobs of one CronJob, differ in their names: what was completed and
//! found valid for one of them holds for the next, which shares everything with it.

use crate::api::{Body, Kind, Map, Object, SharedMeta, defaults};
use smol_str::SmolStr;
use std::collections::VecDeque;

/// So many different ones are remembered.
const MOST: usize = 32;

/// Objects that controllers made lately: as they were asked for, and what became of that.  It
/// holds as long as nothing changes that decides on them besides themselves.
#[derive(Clone, Debug, Default)]
pub struct Siblings(VecDeque<(Wish, Sibling)>);

/// What became of a wish.
#[derive(Clone, Debug)]
pub struct Sibling {
    /// What all of them have.
    pub body: Body,
    /// The metadata of the first of them.
    pub meta: SharedMeta,
}

/// All of an object that decides on what it becomes, but for its own metadata.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    kind: Kind,
    namespace: SmolStr,
    body: Body,
    /// Of pods, since features go by them.
    annotations: Map,
    /// Of pods that choose their neighbours, since rules may go by them.
    labels: Map,
}

impl Wish {
    /// What is wished for with an object that may have siblings: a Job, or a pod whose name is to
    /// be generated, with a controller.
    pub fn of(object: &Object) -> Option<Wish> {
        let is_pod = object.kind == Kind::Pod && object.meta.name.is_empty();
        let may_follow = is_pod || object.kind == Kind::Job;
        object.controller().filter(|_| may_follow)?;
        let chooses = ["affinity", "topologySpreadConstraints"]
            .iter()
            .any(|field| !object.spec().get(field).is_null());
        let when = |holds: bool, map: &Map| if holds { map.clone() } else { Map::default() };
        Some(Wish {
            kind: object.kind,
            namespace: object.meta.namespace.clone(),
            body: object.body.clone(),
            annotations: when(is_pod, &object.meta.annotations),
            labels: when(is_pod && chooses, &object.meta.labels),
        })
    }
}

impl Siblings {
    /// What became of such a wish before.
    pub fn of(&self, wish: &Wish) -> Option<&Sibling> {
        self.0.iter().find(|(known, _)| known == wish).map(|(_, sibling)| sibling)
    }

    /// Remembers what became of a wish.
    pub fn remember(&mut self, wish: Wish, made: &Object) {
        let body = match made.kind {
            // What it was given with its name and uid is its own.
            Kind::Job => {
                let mut job = Object { body: wish.body.clone(), ..made.clone() };
                defaults::apply(&mut job);
                defaults::prepare_siblings(&mut job);
                job.body
            }
            _ => made.body.clone(),
        };
        self.0.truncate(MOST - 1);
        self.0.push_front((wish, Sibling { body, meta: made.meta.clone() }));
    }

    /// Forgets all if an object of this kind decides on what becomes of pods.
    pub fn note_change(&mut self, kind: Kind) {
        if matches!(kind, Kind::LimitRange | Kind::PriorityClass | Kind::ServiceAccount) {
            self.0.clear();
        }
    }
}
