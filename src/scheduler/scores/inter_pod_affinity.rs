//! InterPodAffinity: pods that would rather be near other pods, or away from them.

use super::BEST;
use crate::api::Object;
use crate::scheduler::cache::Cache;
use crate::scheduler::cycle::{Cycle, namespace_labels};
use crate::scheduler::filters::inter_pod_affinity::{Domains, Term, required};
use crate::scheduler::node_info::{NodeInfo, has_affinity};
use crate::scheduler::profile::Profile;
use crate::store::Store;

/// Adds the weights of the pods in a node's domains that draw the pod or that it draws.
pub fn score(cycle: &Cycle, places: &[usize]) -> Option<Vec<i64>> {
    let attraction = &cycle.preferences().attraction;
    if attraction.domains.is_empty() {
        return None;
    }
    let nodes = cycle.cache.nodes();
    let mut scores: Vec<i64> =
        places.iter().map(|place| attraction.domains.sum(&nodes[*place])).collect();
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

/// How strongly a pod is drawn to each domain, or driven away from it.
#[derive(Clone, Debug, Default)]
pub struct Attraction {
    /// The pod's own terms, with negative weights where they drive it away.
    own: Vec<(Term, i64)>,
    /// What a pod counts that must be near the new one.
    hard_weight: i64,
    /// Whether what other pods want does not count.
    is_deaf: bool,
    domains: Domains,
}

impl Attraction {
    /// Weighs the pods around `pod`.
    pub fn new(pod: &Object, profile: &Profile, cache: &Cache, store: &Store) -> Attraction {
        let drives = preferred(pod, "podAntiAffinity").into_iter();
        let drives = drives.map(|(term, weight)| (term, -weight));
        let own: Vec<(Term, i64)> =
            preferred(pod, "podAffinity").into_iter().chain(drives).collect();
        let mut attraction = Attraction {
            is_deaf: profile.ignores_other_wishes && own.is_empty(),
            own,
            hard_weight: profile.hard_affinity_weight,
            domains: Domains::default(),
        };
        let all = attraction.is_selective();
        cache.each_pod(all, |other, node| attraction.count(pod, other, node, store, 1));
        attraction
    }

    /// Whether pods matter that have no affinities themselves.
    pub fn is_selective(&self) -> bool {
        !self.own.is_empty()
    }

    /// Weighs a pod on a node for `pod`; takes its weight away when `sign` is -1.
    pub fn count(
        &mut self,
        pod: &Object,
        other: &Object,
        node: &NodeInfo,
        store: &Store,
        sign: i64,
    ) {
        let hard_weight = self.hard_weight;
        let mut add = |terms: &[(Term, i64)], meant: &Object, sign: i64| {
            let labels = namespace_labels(store, &meant.meta.namespace);
            for (term, weight) in terms.iter().filter(|(term, _)| term.matches(meant, &labels)) {
                self.domains.add(&term.key, node, sign * weight);
            }
        };
        if !self.own.is_empty() {
            add(&self.own, other, sign);
        }
        if !self.is_deaf && has_affinity(other) {
            let hard = required(other, "podAffinity").into_iter();
            let hard: Vec<(Term, i64)> = hard.map(|term| (term, hard_weight)).collect();
            add(&hard, pod, sign);
            add(&preferred(other, "podAffinity"), pod, sign);
            add(&preferred(other, "podAntiAffinity"), pod, -sign);
        }
    }
}
