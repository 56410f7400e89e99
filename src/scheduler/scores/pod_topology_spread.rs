//! PodTopologySpread's score: the emptier a node's domains are of pods of the same kind, the
//! better.

use super::BEST;
use crate::scheduler::constraints::has_own;
use crate::scheduler::cycle::Cycle;
use crate::scheduler::spread::{Spread, Tally};

/// Counts pods by domain and turns the order round.
pub fn score(cycle: &Cycle, places: &[usize]) -> Option<Vec<i64>> {
    let spread = &cycle.preferences().spread;
    if spread.tallies.is_empty() || places.is_empty() {
        return None;
    }
    let needs_all_keys = has_own(cycle.pod);
    let counts = |place: usize| !needs_all_keys || spread.has_all_keys(place);
    let eligible: Vec<usize> = places.iter().copied().filter(|place| counts(*place)).collect();
    let weights = spread.tallies.iter().map(|tally| weight(tally, &eligible));
    let weights: Vec<f64> = weights.collect();
    let one = |place: &usize| counts(*place).then(|| crowd(spread, &weights, *place));
    let raw: Vec<Option<i64>> = places.iter().map(one).collect();
    let greatest = raw.iter().flatten().copied().max().unwrap_or_default();
    let least = raw.iter().flatten().copied().min().unwrap_or_default();
    let one = |score: Option<i64>| match score {
        None => 0,
        Some(_) if greatest == 0 => BEST,
        Some(score) => BEST * (greatest + least - score) / greatest,
    };
    Some(raw.into_iter().map(one).collect())
}

/// What a pod counts in a domain: the more domains there are, the more.
fn weight(tally: &Tally, places: &[usize]) -> f64 {
    let number = if tally.is_by_node {
        places.len()
    } else {
        let mut seen = vec![false; tally.domains()];
        for domain in places.iter().filter_map(|place| tally.at(*place).domain) {
            seen[domain as usize] = true;
        }
        seen.into_iter().filter(|seen| *seen).count()
    };
    natural_logarithm(number as f64 + 2.0)
}

/// A node's score before it is scaled: the fuller its domains, the higher.
fn crowd(spread: &Spread, weights: &[f64], place: usize) -> i64 {
    let mut score = 0.0;
    for (tally, weight) in spread.tallies.iter().zip(weights) {
        let seat = tally.at(place);
        let Some(domain) = seat.domain else { continue };
        let count = if tally.is_by_node { seat.pods } else { tally.pods_in(domain) };
        score += count as f64 * weight + (tally.constraint.max_skew - 1) as f64;
    }
    (score + 0.5).floor() as i64
}

/// The same on every machine: `f64::ln` may differ in its last bit between platforms, so this
/// sums the series of the inverse hyperbolic tangent, of which all steps are exactly rounded.
fn natural_logarithm(number: f64) -> f64 {
    let mut doublings = 0;
    let mut rest = number;
    while rest > 1.5 {
        rest /= 2.0;
        doublings += 1;
    }
    f64::from(doublings) * std::f64::consts::LN_2 + series(rest)
}

fn series(number: f64) -> f64 {
    let ratio = (number - 1.0) / (number + 1.0);
    let square = ratio * ratio;
    let mut power = ratio;
    let mut sum = 0.0;
    for step in 0..20 {
        sum += power / f64::from(2 * step + 1);
        power *= square;
    }
    2.0 * sum
}
