//! Scaling a Deployment that several ReplicaSets share: each grows or shrinks by its share.

use crate::time::Time;
use smol_str::SmolStr;
use std::cmp::Reverse;

/// An active ReplicaSet, as scaling sees it.
#[derive(Clone, Debug)]
pub struct Share {
    /// Its name.
    pub name: SmolStr,
    /// When it was made.
    pub created: Option<Time>,
    /// Its size.
    pub replicas: i64,
    /// The most pods the Deployment might have when it was last scaled, if that is known.
    pub max_replicas: Option<i64>,
}

/// What the Deployment asks for.
#[derive(Clone, Copy, Debug)]
pub struct Whole {
    /// `spec.replicas`.
    pub replicas: i64,
    /// How many more pods there may be during an update.
    pub surge: i64,
    /// `status.replicas`.
    pub current: i64,
}

/// The new size of each ReplicaSet, in the order in which they are scaled: the biggest first
/// (`scale`).
pub fn sizes(whole: Whole, mut shares: Vec<Share>) -> Vec<(Share, i64)> {
    let allowed = if whole.replicas > 0 { whole.replicas + whole.surge } else { 0 };
    let to_add = allowed - shares.iter().map(|share| share.replicas).sum::<i64>();
    if to_add > 0 {
        crate::order::sort_by_key(&mut shares, |share| {
            (Reverse(share.replicas), Reverse(share.created), share.name.clone())
        });
    } else {
        crate::order::sort_by_key(&mut shares, |share| {
            (Reverse(share.replicas), share.created, share.name.clone())
        });
    }
    let mut left = to_add;
    let mut sizes: Vec<(Share, i64)> = Vec::new();
    for share in shares {
        let part = if to_add > 0 {
            change(whole, &share).min(left)
        } else {
            change(whole, &share).max(left)
        };
        let part = if left == 0 || share.replicas == 0 { 0 } else { part };
        left -= part;
        let size = share.replicas + part;
        sizes.push((share, size));
    }
    if let Some((_, first)) = sizes.first_mut() {
        *first = (*first + left).max(0);
    }
    sizes
}

/// By how much a ReplicaSet would grow to keep its share of the whole (`getReplicaSetFraction`).
pub fn change(whole: Whole, share: &Share) -> i64 {
    if whole.replicas == 0 {
        return -share.replicas;
    }
    let before = match share.max_replicas {
        Some(before) if before > 0 => before,
        _ => whole.current,
    };
    if before == 0 {
        return 0;
    }
    let most = i128::from(whole.replicas + whole.surge);
    rounded(i128::from(share.replicas) * most, before) - share.replicas
}

/// A quotient of numbers that are not negative, rounded half up.
fn rounded(dividend: i128, divisor: i64) -> i64 {
    let divisor = i128::from(divisor);
    i64::try_from((2 * dividend + divisor) / (2 * divisor)).unwrap_or(i64::MAX)
}
