//! How many pods of two versions make a weight, and the way there.  Kubernetes has no canaries of
//! its own: the numbers are those of Argo Rollouts.

use super::rolling::{Fenceposts, Size};

/// How many pods each version is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Of the new version.
    pub canary: i64,
    /// Of the version that is to be followed.
    pub stable: i64,
}

impl Split {
    /// How far the canary's share is from `weight` percent, as a fraction's two parts.
    fn distance(self, weight: i64) -> (i64, i64) {
        let total = self.canary + self.stable;
        ((self.canary * 100 - weight * total).abs(), total)
    }
}

/// The split of `replicas` pods that comes closest to `weight` percent of the requests when all
/// pods get as many.  One pod more than `replicas` is an option where there may be a surge.  No
/// version is left without pods, but for the weights 0 and 100
/// (`approximateWeightedCanaryStableReplicaCounts`).
pub fn target(replicas: i64, weight: i64, has_surge: bool) -> Split {
    if replicas == 0 {
        return Split { canary: 0, stable: 0 };
    }
    let (up, down) = ((replicas * weight + 99) / 100, replicas * weight / 100);
    let may_be_empty = weight == 0 || weight == 100 || (replicas == 1 && !has_surge);
    let mut best: Option<Split> = None;
    let mut consider = |canary: i64, total: i64| {
        let split = Split { canary, stable: total - canary };
        let (distance, whole) = split.distance(weight);
        let is_closer = best.is_none_or(|best| {
            let (least, best_whole) = best.distance(weight);
            distance * best_whole < least * whole
        });
        if is_closer {
            best = Some(split);
        }
    };
    let surge = i64::from(has_surge);
    for total in replicas..=replicas + surge {
        if up < total || may_be_empty {
            consider(up, total);
        }
        let is_tied = total * weight % 100 == 50;
        if !is_tied && (down != 0 || may_be_empty) {
            consider(down, total);
        }
    }
    best.unwrap_or(Split { canary: 0, stable: replicas })
}

/// How many canary pods there are behind a router that splits requests by `weight` of `whole`:
/// the stable ones all stay (`trafficWeightToReplicas`).
pub fn behind_router(replicas: i64, weight: i64, whole: i64) -> i64 {
    (replicas * weight + whole - 1) / whole
}

/// How many pods both versions need behind a router that is to give the canary `weight` percent,
/// and `now` gives these parts of a hundred to the canary and to the other, which shrinks as the
/// canary grows (`dynamicStableScale`): enough for what is to come and for what still comes.  An
/// abort means the weight 0.  A version with pods has `least` of them or more
/// (`CalculateReplicaCountsForTrafficRoutedCanary`).
pub fn routed(replicas: i64, weight: i64, now: Split, least: i64) -> Split {
    let of = |share: i64, now: i64| match behind_router(replicas, share.max(now), 100) {
        0 => 0,
        count => count.max(least),
    };
    Split { canary: of(weight, now.canary), stable: of(100 - weight, now.stable) }
}

/// The next sizes on the way to `target`: as large as the surge allows, and as small as the
/// available pods allow (`CalculateReplicaCountsForBasicCanary`).
pub fn step(canary: Size, stable: Size, target: Split, replicas: i64, posts: Fenceposts) -> Split {
    let mut room = replicas + posts.surge - canary.replicas - stable.replicas;
    let mut grow = |size: Size, wanted: i64| {
        let more = (wanted - size.replicas).min(room).max(0);
        room -= more;
        size.replicas + more
    };
    let mut next_stable = grow(stable, target.stable);
    let mut next_canary = grow(canary, target.canary);
    let least = posts.min_available(replicas);
    let grows = target.canary >= canary.replicas;
    // What shrinks counts as it stands: it may never have become available.
    let counted = |size: Size, shrinks: bool| {
        if shrinks || size.replicas < size.available { size.replicas } else { size.available }
    };
    let spare = counted(canary, !grows) + counted(stable, grows) - least;
    if spare > 0 {
        let limits = (replicas + posts.surge, least);
        if grows {
            next_stable = shrink(stable, target.stable, spare, next_stable);
            (next_stable, next_canary) =
                within((stable, next_stable), (canary, next_canary), limits);
        } else {
            next_canary = shrink(canary, target.canary, spare, next_canary);
            (next_canary, next_stable) =
                within((canary, next_canary), (stable, next_stable), limits);
        }
    }
    Split { canary: next_canary, stable: next_stable }
}

fn shrink(size: Size, wanted: i64, spare: i64, otherwise: i64) -> i64 {
    if size.replicas > wanted { wanted.max(size.replicas - spare) } else { otherwise }
}

/// Takes back what is more than there may be, first from the version that grows, as long as
/// enough stays available, then from the one that shrinks.
fn within(shrinking: (Size, i64), growing: (Size, i64), limits: (i64, i64)) -> (i64, i64) {
    let ((shrinking, mut less), (growing, mut more)) = (shrinking, growing);
    let (most, least) = limits;
    let too_many = |less: i64, more: i64| (less + more - most).max(0);
    more -= too_many(less, more);
    let available = shrinking.available.min(less) + growing.available.min(more);
    let given_up = (growing.available - more).max(0);
    more += given_up.min((least - available).max(0));
    less -= too_many(less, more);
    (less, more)
}
