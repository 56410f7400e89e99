//! Pods that found no node: how long they wait, and what may help them.

use crate::api::{Kind, Object};
use crate::store::{Change, Verb};
use crate::time::{Milliseconds, SECOND, Time};

/// The first back-off; it doubles with each attempt.
const BACK_OFF_BASE: Milliseconds = SECOND;
/// The longest back-off.
const BACK_OFF_LIMIT: Milliseconds = 10 * SECOND;

/// A pod that found no node.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its priority: the highest comes first.
    pub priority: i64,
    /// When it was created.
    pub since: Option<Time>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was tried last.
    pub tried: Time,
}

impl Waiting {
    /// A pod that has not been tried yet.
    pub fn new(pod: &Object, now: Time) -> Waiting {
        let priority = pod.spec().get("priority").int();
        Waiting { priority, since: pod.meta.creation_timestamp, attempts: 0, tried: now }
    }

    /// Before this instant it is not tried again.
    pub fn back_off_ends(&self) -> Time {
        let doublings = self.attempts.saturating_sub(1).min(10);
        self.tried.plus((BACK_OFF_BASE << doublings).min(BACK_OFF_LIMIT))
    }
}

/// Whether a change may give a waiting pod a place.
pub fn may_help(change: &Change) -> bool {
    match change.object.kind {
        Kind::Node => change.verb != Verb::Deleted && node_may_help(change),
        Kind::Pod => {
            let bound = !change.object.spec().get("nodeName").str().is_empty();
            bound && change.verb == Verb::Deleted
        }
        _ => false,
    }
}

fn node_may_help(change: &Change) -> bool {
    let Some(before) = &change.before else { return true };
    let node = &change.object;
    before.spec() != node.spec()
        || before.meta.labels != node.meta.labels
        || before.status().get("allocatable") != node.status().get("allocatable")
}
