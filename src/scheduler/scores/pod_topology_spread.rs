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
    if !has_own(cycle.pod) {
        return Some(scaled(crowds(spread, places)));
    }
    let (mut scores, counts) = (vec![0; places.len()], |place| spread.has_all_keys(place));
    let eligible: Vec<usize> = places.iter().copied().filter(|place| counts(*place)).collect();
    let mut rest = scaled(crowds(spread, &eligible)).into_iter();
    for (score, place) in scores.iter_mut().zip(places) {
        *score = if counts(*place) { rest.next().unwrap_or_default() } else { 0 };
    }
    Some(scores)
}

/// The nodes' scores before they are scaled: the fuller their domains, the higher.
fn crowds(spread: &Spread, places: &[usize]) -> Vec<i64> {
    let mut crowds = vec![0.0; places.len()];
    for tally in &spread.tallies {
        let weight = weight(tally, places);
        let tolerated = (tally.constraint.max_skew - 1) as f64;
        for (crowd, place) in crowds.iter_mut().zip(places) {
            let seat = tally.at(*place);
            let Some(domain) = seat.domain else { continue };
            let count = if tally.is_by_node { seat.pods } else { tally.pods_in(domain) };
            *crowd += count as f64 * weight + tolerated;
        }
    }
    // Nothing here is negative, so that cutting off is rounding down.
    crowds.into_iter().map(|crowd| (crowd + 0.5) as i64).collect()
}

/// Turns the order round: the fullest nodes get the least.
fn scaled(mut crowds: Vec<i64>) -> Vec<i64> {
    let greatest = crowds.iter().copied().max().unwrap_or_default();
    let least = crowds.iter().copied().min().unwrap_or_default();
    let scale = |crowd: i64| match greatest {
        0 => BEST,
        _ => BEST * (greatest + least - crowd) / greatest,
    };
    // Of hundreds of nodes most are as full as the one before.
    let mut last = (greatest, scale(greatest));
    for crowd in &mut crowds {
        if *crowd != last.0 {
            last = (*crowd, scale(*crowd));
        }
        *crowd = last.1;
    }
    crowds
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
