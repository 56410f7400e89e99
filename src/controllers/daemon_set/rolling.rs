//! Which pods of a DaemonSet are replaced next (`rollingUpdate`).

use super::placement::{Daemon, State};
use crate::api::Value;
use crate::api::int_or_percent::scaled;

/// How many nodes may lack their pod, and how many may have two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// `maxSurge`.
    pub surge: usize,
    /// `maxUnavailable`.
    pub unavailable: usize,
}

impl Bounds {
    /// Reads `spec.updateStrategy.rollingUpdate`; shares of the `desired` nodes are rounded up.
    /// Where both come to nothing one node may lack its pod.
    pub fn of(rolling_update: &Value, desired: usize) -> Bounds {
        let total = i64::try_from(desired).unwrap_or(i64::MAX);
        let number = |field: &str| {
            let number = scaled(rolling_update.get(field), total, true).unwrap_or(0);
            usize::try_from(number).unwrap_or(0)
        };
        let surge = number("maxSurge");
        match (surge, number("maxUnavailable")) {
            (0, 0) => Bounds { surge: 0, unavailable: 1 },
            (surge, unavailable) => Bounds { surge, unavailable },
        }
    }
}

/// A node that is to have a pod of the set, or has some.
#[derive(Clone, Debug)]
pub struct Place {
    /// It is to have one.
    pub runs: bool,
    /// It is not there any more.
    pub is_gone: bool,
    /// Those that it has, oldest first.
    pub daemons: Vec<Daemon>,
}

/// What is done next, by the places of the nodes, and of the pods on them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replacement {
    /// The pods to delete: node, pod.
    pub delete: Vec<(usize, usize)>,
    /// The nodes that get a second pod.
    pub create: Vec<usize>,
}

/// The old and the new pod of a node; `None` if there are two of one sort, which is corrected
/// elsewhere.
fn old_and_new(daemons: &[Daemon]) -> Option<(Option<usize>, Option<usize>)> {
    let of = |updated: bool| {
        let mut found = (0..daemons.len()).filter(|index| {
            daemons[*index].state != State::Terminating && daemons[*index].is_updated == updated
        });
        let first = found.next();
        found.next().is_none().then_some(first)
    };
    Some((of(false)?, of(true)?))
}

/// Which pods are replaced, given the pods of every node of the set.
pub fn next(bounds: Bounds, nodes: &[Place]) -> Replacement {
    if bounds.surge == 0 { delete_first(bounds, nodes) } else { create_first(bounds, nodes) }
}

/// Old pods go, so that new ones come: those that are not available anyway, and as many others as
/// may be missing.
fn delete_first(bounds: Bounds, nodes: &[Place]) -> Replacement {
    let mut unavailable = 0;
    let mut delete = Vec::new();
    let mut candidates = Vec::new();
    for (node, Place { daemons, .. }) in nodes.iter().enumerate() {
        match old_and_new(daemons) {
            Some((Some(old), None)) if daemons[old].is_available => candidates.push((node, old)),
            Some((Some(old), None)) => {
                unavailable += 1;
                delete.push((node, old));
            }
            Some((None, Some(new))) if daemons[new].is_available => {}
            _ => unavailable += 1,
        }
    }
    let room = bounds.unavailable.saturating_sub(unavailable);
    delete.extend(candidates.into_iter().take(room));
    Replacement { delete, create: Vec::new() }
}

/// New pods come beside old ones: where the old one is not available anyway, and on as many other
/// nodes as may have two; an old one goes when the new one is available.  On a node that is to
/// have none any more it goes when it is not available, or when there are enough without it.
fn create_first(bounds: Bounds, nodes: &[Place]) -> Replacement {
    let mut surging = 0;
    let mut available = 0;
    let mut replacement = Replacement::default();
    let mut candidates = Vec::new();
    let mut displaced = Vec::new();
    for (node, Place { runs, is_gone, daemons }) in nodes.iter().enumerate() {
        let Some((old, new)) = old_and_new(daemons) else {
            surging += 1;
            continue;
        };
        available += usize::from(old.or(new).is_some_and(|pod| daemons[pod].is_available));
        match (old, new) {
            (None, _) => {}
            (Some(_), None) if *is_gone => return Replacement::default(),
            (Some(old), None) => match (runs, daemons[old].is_available) {
                (true, true) => candidates.push(node),
                (true, false) => replacement.create.push(node),
                (false, true) => displaced.push((node, old)),
                (false, false) => replacement.delete.push((node, old)),
            },
            (Some(old), Some(new)) if daemons[new].is_available => {
                replacement.delete.push((node, old));
            }
            (Some(_), Some(_)) => surging += 1,
        }
    }
    let desired = nodes.iter().filter(|place| place.runs).count();
    replacement.delete.extend(displaced.into_iter().take(available.saturating_sub(desired)));
    let room = bounds.surge.saturating_sub(surging);
    replacement.create.extend(candidates.into_iter().take(room));
    replacement
}
