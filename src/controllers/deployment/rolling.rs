//! The arithmetic of a rolling update: how many pods there may be more, how many fewer, and who
//! grows or shrinks next.

use crate::api::Value;
use crate::api::int_or_percent::scaled;

/// How far the number of pods may stray from what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fenceposts {
    /// How many more there may be.
    pub surge: i64,
    /// How many fewer may be available.
    pub unavailable: i64,
}

impl Fenceposts {
    /// Reads `maxSurge`, of which a share is rounded up, and `maxUnavailable`, of which it is
    /// rounded down.  Where both come to nothing one pod may be missing, for nothing could ever
    /// change otherwise (`ResolveFenceposts`).
    pub fn resolve(max_surge: &Value, max_unavailable: &Value, replicas: i64) -> Fenceposts {
        let surge = scaled(max_surge, replicas, true).unwrap_or(0);
        let unavailable = scaled(max_unavailable, replicas, false).unwrap_or(0);
        if surge == 0 && unavailable == 0 {
            return Fenceposts { surge, unavailable: 1 };
        }
        Fenceposts { surge, unavailable }
    }

    /// How many of `replicas` pods may be missing: never more than there are (`MaxUnavailable`).
    pub fn max_unavailable(self, replicas: i64) -> i64 {
        self.unavailable.min(replicas)
    }

    /// How many pods must be available (`MinAvailable`).
    pub fn min_available(self, replicas: i64) -> i64 {
        replicas - self.max_unavailable(replicas)
    }
}

/// What a ReplicaSet asks for and what it has of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// `spec.replicas`.
    pub replicas: i64,
    /// `status.availableReplicas`.
    pub available: i64,
}

/// A change of one old ReplicaSet's size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shrink {
    /// Its place among the old ones.
    pub index: usize,
    /// Its size afterwards.
    pub to: i64,
}

/// The size that the new ReplicaSet grows to when all ReplicaSets together ask for `total` pods
/// (`NewRSNewReplicas`).
pub fn new_size(replicas: i64, surge: i64, total: i64, new: i64) -> i64 {
    let room = replicas + surge - total;
    if room <= 0 { new } else { new + room.min(replicas - new) }
}

/// Which old ReplicaSets shrink, given from the oldest on: first by the pods that are not
/// available anyway, then by as many as can be missed (`reconcileOldReplicaSets`).
pub fn shrink_old(replicas: i64, posts: Fenceposts, new: Size, old: &[Size]) -> Vec<Shrink> {
    let min_available = posts.min_available(replicas);
    let total: i64 = new.replicas + old.iter().map(|size| size.replicas).sum::<i64>();
    let room = total - min_available - (new.replicas - new.available);
    if room <= 0 {
        return Vec::new();
    }
    let mut old = old.to_vec();
    let mut shrinks = shrink(&mut old, room, |size| size.replicas - size.available);
    let available = new.available + old.iter().map(|size| size.available).sum::<i64>();
    shrinks.extend(shrink(&mut old, available - min_available, |size| size.replicas));
    shrinks
}

/// Takes pods from the ReplicaSets, `room` altogether and from each as many as it can `spare`.
pub fn shrink(old: &mut [Size], mut room: i64, spare: impl Fn(&Size) -> i64) -> Vec<Shrink> {
    let mut shrinks = Vec::new();
    for (index, size) in old.iter_mut().enumerate() {
        let by = room.min(spare(size));
        if by > 0 {
            size.replicas -= by;
            room -= by;
            shrinks.push(Shrink { index, to: size.replicas });
        }
    }
    shrinks
}
