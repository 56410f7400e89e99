//! The two revisions between which a StatefulSet moves: the current one and the newest.

use super::super::controller_revision::{self, Draft};
use super::super::template_hash::revision_hash;
use crate::api::{Object, Value};
use crate::store::{Step, View, Write};
use smol_str::SmolStr;
use std::rc::Rc;

/// The label that bears a revision's hash.
const HASH_LABEL: &str = "controller.kubernetes.io/hash";
/// How many names of revisions are tried before the look is given up.
const NAME_ATTEMPTS: i64 = 100;

/// A revision by name, with its template.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The name of the ControllerRevision.
    pub name: SmolStr,
    /// The template that it keeps.
    pub template: Value,
}

/// What a look finds out about the revisions.
pub struct Revisions {
    /// The one that replicas below the partition have.
    pub current: Revision,
    /// The one of the set's own template.
    pub update: Revision,
    /// How often a name was taken.
    pub collisions: i64,
    /// All that existed before, in the order of their numbers.
    pub all: Vec<Rc<Object>>,
    /// What must be written first.
    pub steps: Vec<Step>,
}

/// Finds the revisions; makes or renumbers the newest (`getStatefulSetRevisions`).
pub fn find(view: &View, set: &Object, mut all: Vec<Rc<Object>>) -> Revisions {
    controller_revision::sort(&mut all);
    let next = all.last().map_or(0, |last| controller_revision::number(last)) + 1;
    let data = controller_revision::data_of(set.spec().get("template"));
    let mut collisions = set.status().get("collisionCount").int();
    let mut steps = Vec::new();
    let equal = all.iter().rfind(|revision| *revision.body.get("data") == data);
    let name = match equal {
        Some(equal) => {
            let is_last = all.last().is_some_and(|last| last.meta.uid == equal.meta.uid);
            if !is_last {
                steps.push(controller_revision::renumbered(equal, next));
            }
            equal.meta.name.clone()
        }
        None => {
            let mut draft = draft(set, next, collisions);
            while draft.collides(view) && collisions < NAME_ATTEMPTS {
                collisions += 1;
                draft = self::draft(set, next, collisions);
            }
            steps.push(Step::write(Write::Create(draft.object())));
            draft.key().name.clone()
        }
    };
    let update = Revision { name, template: set.spec().get("template").clone() };
    let current = set.status().get("currentRevision").str();
    let current = match all.iter().find(|revision| revision.meta.name == current) {
        Some(found) => Revision {
            name: found.meta.name.clone(),
            template: controller_revision::template_of(found),
        },
        None => update.clone(),
    };
    Revisions { current, update, collisions, all, steps }
}

fn draft(set: &Object, number: i64, collisions: i64) -> Draft<'_> {
    let hash = revision_hash(&controller_revision::data_of(set.spec().get("template")), collisions);
    Draft { owner: set, hash_label: HASH_LABEL, hash, number }
}
