//! Which pods go first when there are too many (`ActivePodsWithRanks`).

use crate::api::pod::{DELETION_COST, read_deletion_cost};
use crate::api::{Object, Pod};
use crate::ordered::OrderedMap;
use crate::time::Time;
use std::cmp::Reverse;
use std::rc::Rc;

/// How willingly a pod is given up: the least goes first.
///
/// In Kubernetes two pods whose ages are of the same order of magnitude are compared by uid at
/// once if they differ, and by what follows if they are equal; that is no order (three pods can
/// beat each other in a ring), so here what follows always comes before the uid.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank<'pod> {
    is_assigned: bool,
    phase: u8,
    is_ready: bool,
    is_staying: bool,
    going_since: Option<Time>,
    deletion_cost: i32,
    siblings: Reverse<usize>,
    ready_for: Option<i8>,
    restarts: Reverse<(i64, i64)>,
    age: Option<i8>,
    uid: &'pod str,
}

impl<'pod> Rank<'pod> {
    /// The rank of a pod that has so many active siblings on its node, itself included.
    pub fn of(pod: &'pod Object, siblings: usize, now: Time) -> Rank<'pod> {
        let view = Pod(pod);
        Rank {
            is_assigned: !view.node_name().is_empty(),
            phase: match view.phase() {
                "Unknown" => 1,
                "Running" => 2,
                _ => 0,
            },
            is_ready: view.is_ready(),
            is_staying: !view.is_terminating(),
            going_since: pod.meta.deletion_timestamp,
            deletion_cost: deletion_cost(pod),
            siblings: Reverse(siblings),
            ready_for: view.ready_since().map(|since| magnitude(since, now)),
            restarts: Reverse(view.max_restarts()),
            age: pod.meta.creation_timestamp.map(|created| magnitude(created, now)),
            uid: &pod.meta.uid,
        }
    }
}

/// The pods to delete when `count` of `pods` must go.  `related` are the pods that share the
/// nodes with them on purpose: those of all ReplicaSets of the same owner.
pub fn choose<'related>(
    pods: &[Rc<Object>],
    related: impl Iterator<Item = &'related Rc<Object>>,
    count: usize,
    now: Time,
) -> Vec<Rc<Object>> {
    if count >= pods.len() {
        return pods.to_vec();
    }
    let mut on_node: OrderedMap<&str, usize> = OrderedMap::new();
    for pod in related.filter(|pod| Pod(pod).is_active()) {
        *on_node.entry(Pod(pod).node_name()).or_default() += 1;
    }
    let siblings = |pod: &Object| on_node.get(Pod(pod).node_name()).copied().unwrap_or_default();
    let mut ranked: Vec<(Rank, &Rc<Object>)> =
        pods.iter().map(|pod| (Rank::of(pod, siblings(pod), now), pod)).collect();
    crate::order::sort_by(&mut ranked, |left, right| left.0.cmp(&right.0));
    ranked.into_iter().take(count).map(|(_, pod)| pod.clone()).collect()
}

/// What the pod says that its end costs; 0 if it says nothing, or nothing that can be read.
fn deletion_cost(pod: &Object) -> i32 {
    pod.annotation(DELETION_COST).and_then(read_deletion_cost).unwrap_or_default()
}

/// The order of magnitude of an age: the logarithm to base 2 of its nanoseconds, rounded down;
/// -1 for one in the future.
fn magnitude(since: Time, now: Time) -> i8 {
    match u128::try_from(now.since(since)) {
        Ok(milliseconds) if milliseconds > 0 => (milliseconds * 1_000_000).ilog2() as i8,
        _ => -1,
    }
}
