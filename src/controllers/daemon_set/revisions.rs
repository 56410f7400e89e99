//! The templates that a DaemonSet has had (`constructHistory`).

use super::super::controller_revision::{self, Draft, number};
use super::super::template_hash::template_hash;
use super::daemon_pod::HASH;
use crate::api::Object;
use crate::store::{DeleteOptions, Step, View, Write};
use std::rc::Rc;

/// How many names of revisions are tried before the look is given up.
const NAME_ATTEMPTS: i64 = 100;

/// What a look finds out about the revisions.
pub struct Revisions {
    /// The hash of the set's own template.
    pub hash: String,
    /// How often a name was taken; nothing if none ever was.
    pub collisions: Option<i64>,
    /// All others, in the order of their numbers.
    pub old: Vec<Rc<Object>>,
    /// What must be written first.
    pub steps: Vec<Step>,
}

/// Finds the revision of the set's template, makes it or gives it the highest number.  Of several
/// that keep this template only the last stays.
pub fn find(view: &View, set: &Object, all: Vec<Rc<Object>>, pods: &[Rc<Object>]) -> Revisions {
    let data = controller_revision::data_of(set.spec().get("template"));
    let (mut current, mut old): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|revision| *revision.body.get("data") == data);
    controller_revision::sort(&mut old);
    controller_revision::sort(&mut current);
    let next = old.last().map_or(0, |last| number(last)) + 1;
    let mut collisions = set.status().get("collisionCount").as_int();
    let mut steps = Vec::new();
    let hash = match current.split_last() {
        Some((current, others)) => {
            if number(current) < next {
                steps.push(controller_revision::renumbered(current, next));
            }
            let hash = current.label(HASH).unwrap_or_default();
            steps.extend(merge(others, hash, pods));
            hash.to_owned()
        }
        None => {
            let mut draft = draft(set, next, collisions);
            while draft.collides(view) && collisions < Some(NAME_ATTEMPTS) {
                collisions = Some(collisions.unwrap_or(0) + 1);
                draft = self::draft(set, next, collisions);
            }
            steps.push(Step::write(Write::Create(draft.object())));
            draft.hash
        }
    };
    Revisions { hash, collisions, old, steps }
}

/// Lets one revision take the place of others: every pod bears its hash then, and they go
/// (`dedupCurHistories`).
fn merge(others: &[Rc<Object>], hash: &str, pods: &[Rc<Object>]) -> Vec<Step> {
    if others.is_empty() {
        return Vec::new();
    }
    let relabel = |pod: &Rc<Object>| {
        let mut pod = Object::clone(pod);
        pod.meta.labels.insert(HASH, hash);
        Step::write(Write::Update(pod))
    };
    let strange = pods.iter().filter(|pod| pod.label(HASH) != Some(hash));
    let delete =
        |other: &Rc<Object>| Step::write(Write::Delete(other.key(), DeleteOptions::default()));
    strange.map(relabel).chain(others.iter().map(delete)).collect()
}

fn draft(set: &Object, number: i64, collisions: Option<i64>) -> Draft<'_> {
    let hash = template_hash(set.spec().get("template"), collisions);
    Draft { owner: set, hash_label: HASH, hash, number }
}
