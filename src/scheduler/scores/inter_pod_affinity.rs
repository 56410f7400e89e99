//! InterPodAffinity: pods that would rather be near other pods, or away from them.

use super::BEST;
use crate::api::{Map, Object};
use crate::scheduler::cache::{NodeInfo, has_affinity};
use crate::scheduler::cycle::{Cycle, namespace_labels};
use crate::scheduler::filters::inter_pod_affinity::{Domains, Term, required};

/// What a pod that must be near the new one counts for the new one (`hardPodAffinityWeight`).
const HARD_WEIGHT: i64 = 1;

/// Adds the weights of the pods in a node's domains that draw the pod or that it draws.
pub fn score(cycle: &Cycle, nodes: &[&NodeInfo]) -> Option<Vec<i64>> {
    if !has_affinity(cycle.pod) && !cycle.cache.has_affinities() {
        return None;
    }
    let weights = weights(cycle);
    if weights.is_empty() {
        return None;
    }
    let one = |node: &&NodeInfo| -> i64 {
        let near = weights
            .iter()
            .filter(|((key, domain), _)| node.node.label(key).is_some_and(|label| label == domain));
        near.map(|(_, weight)| weight).sum()
    };
    let mut scores: Vec<i64> = nodes.iter().map(one).collect();
    spread_out(&mut scores);
    Some(scores)
}

/// Scales scores so that the least becomes 0 and the greatest 100; equal ones all become 0.
fn spread_out(scores: &mut [i64]) {
    let least = scores.iter().copied().min().unwrap_or_default();
    let greatest = scores.iter().copied().max().unwrap_or_default();
    for score in scores {
        let part = (*score - least) as f64 / (greatest - least) as f64;
        *score = if greatest > least { (BEST as f64 * part) as i64 } else { 0 };
    }
}

/// The preferred terms of a pod with their weights: `podAffinity` or `podAntiAffinity`.
fn preferred(pod: &Object, which: &str) -> Vec<(Term, i64)> {
    let terms = pod.spec().get("affinity").get(which);
    let terms = terms.get("preferredDuringSchedulingIgnoredDuringExecution").items().iter();
    terms
        .map(|term| (Term::new(pod, term.get("podAffinityTerm")), term.get("weight").int()))
        .collect()
}

fn weights(cycle: &Cycle) -> Domains {
    let mut weights = Domains::new();
    let draws = preferred(cycle.pod, "podAffinity");
    let drives = preferred(cycle.pod, "podAntiAffinity");
    let own_labels = namespace_labels(cycle.store, &cycle.pod.meta.namespace);
    let selective = !draws.is_empty() || !drives.is_empty();
    for node in cycle.cache.nodes() {
        if !selective && node.with_affinity == 0 {
            continue;
        }
        for other in node.pods.values() {
            let mut add = |term: &Term, weight: i64| {
                if let Some(domain) = node.node.label(&term.key) {
                    *weights.entry((term.key.clone(), domain.into())).or_insert(0) += weight;
                }
            };
            if selective {
                let labels = namespace_labels(cycle.store, &other.meta.namespace);
                add_meant(&draws, other, &labels, 1, &mut add);
                add_meant(&drives, other, &labels, -1, &mut add);
            }
            if has_affinity(other) {
                let hard = required(other, "podAffinity").into_iter();
                let hard: Vec<(Term, i64)> = hard.map(|term| (term, HARD_WEIGHT)).collect();
                add_meant(&hard, cycle.pod, &own_labels, 1, &mut add);
                let soft = preferred(other, "podAffinity");
                add_meant(&soft, cycle.pod, &own_labels, 1, &mut add);
                let away = preferred(other, "podAntiAffinity");
                add_meant(&away, cycle.pod, &own_labels, -1, &mut add);
            }
        }
    }
    weights
}

fn add_meant(
    terms: &[(Term, i64)],
    pod: &Object,
    labels: &Map,
    sign: i64,
    add: &mut impl FnMut(&Term, i64),
) {
    for (term, weight) in terms {
        if term.matches(pod, labels) {
            add(term, sign * weight);
        }
    }
}
