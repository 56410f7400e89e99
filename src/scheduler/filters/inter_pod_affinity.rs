//! InterPodAffinity: pods that must be near other pods, or away from them.

use super::Rejection;
use crate::api::selector::Selector;
use crate::api::{Map, Object, Value};
use crate::ordered::OrderedMap;
use crate::scheduler::cache::Cache;
use crate::scheduler::cycle::{Cycle, namespace_labels};
use crate::scheduler::node_info::{NodeInfo, has_affinity};
use crate::store::Store;
use smol_str::SmolStr;

const PLUGIN: &str = "InterPodAffinity";

/// A `PodAffinityTerm`: these pods, in these namespaces, seen by domains of this label.
#[derive(Clone, Debug)]
pub struct Term {
    /// The label whose values are the domains.
    pub key: SmolStr,
    namespaces: Vec<SmolStr>,
    namespace_selector: Selector,
    selector: Selector,
}

impl Term {
    /// Reads a term of `pod`.
    pub fn new(pod: &Object, term: &Value) -> Term {
        let mut namespaces: Vec<SmolStr> =
            term.get("namespaces").items().iter().map(|name| name.str().into()).collect();
        let namespace_selector = term.get("namespaceSelector");
        if namespaces.is_empty() && namespace_selector.is_null() {
            namespaces.push(pod.meta.namespace.clone());
        }
        Term {
            key: term.get("topologyKey").str().into(),
            namespaces,
            namespace_selector: Selector::from_label_selector(namespace_selector),
            selector: Selector::from_label_selector(term.get("labelSelector")),
        }
    }

    /// Whether the term means this pod, whose namespace has these labels.
    pub fn matches(&self, pod: &Object, namespace_labels: &Map) -> bool {
        let here = self.namespaces.contains(&pod.meta.namespace)
            || self.namespace_selector.matches(namespace_labels);
        here && self.selector.matches(&pod.meta.labels)
    }
}

/// The required terms of a pod: `podAffinity` or `podAntiAffinity`.
pub fn required(pod: &Object, which: &str) -> Vec<Term> {
    let terms = pod.spec().get("affinity").get(which);
    let terms = terms.get("requiredDuringSchedulingIgnoredDuringExecution").items();
    terms.iter().map(|term| Term::new(pod, term)).collect()
}

/// A pod's lists of terms, as the scheduler names them.
const LISTS: [(&str, &str); 4] = [
    ("podAffinity.requiredDuringSchedulingIgnoredDuringExecution", "requiredAffinityTerms"),
    ("podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution", "requiredAntiAffinityTerms"),
    ("podAffinity.preferredDuringSchedulingIgnoredDuringExecution", "preferredAffinityTerms"),
    (
        "podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution",
        "preferredAntiAffinityTerms",
    ),
];

/// What is wrong with a pod's terms, so that no node need be asked (`PreFilter`).
pub fn fault(pod: &Object) -> Option<String> {
    let affinity = pod.spec().get("affinity");
    if affinity.is_null() {
        return None;
    }
    let one = |term: &Value| {
        let weighed = term.get("podAffinityTerm");
        let term = if weighed.is_null() { term } else { weighed };
        ["labelSelector", "namespaceSelector"]
            .iter()
            .find_map(|field| Selector::fault(term.get(field)))
    };
    let faults = LISTS.iter().filter_map(|(path, name)| {
        let fault = affinity.at(path).items().iter().find_map(one)?;
        Some(format!("{name}: {fault}"))
    });
    let faults: Vec<String> = faults.collect();
    match faults.as_slice() {
        [] => None,
        [only] => Some(format!("parsing pod: {only}")),
        several => Some(format!("parsing pod: [{}]", several.join(", "))),
    }
}

/// The labels of which a pod's affinities to other pods speak.
pub fn spoken_of(pod: &Object) -> Vec<SmolStr> {
    let affinity = pod.spec().get("affinity");
    let lists = ["podAffinity", "podAntiAffinity"].into_iter().flat_map(|which| {
        affinity.get(which).entries().iter().flat_map(|(_, terms)| terms.items())
    });
    let selectors = lists.map(|term| {
        let own = term.get("podAffinityTerm");
        Term::new(pod, if own.is_null() { term } else { own }).selector
    });
    selectors.flat_map(Selector::into_terms).map(|term| term.key().into()).collect()
}

/// Numbers by label and domain; those of zero are left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Domains(OrderedMap<SmolStr, OrderedMap<SmolStr, i64>>);

impl Domains {
    /// Adds to the number of the domain that a node is in by this label.
    pub fn add(&mut self, key: &SmolStr, node: &NodeInfo, number: i64) {
        let Some(domain) = node.node.label(key) else { return };
        let domains = self.0.entry(key.clone()).or_default();
        let sum = domains.entry(domain.into()).or_default();
        *sum += number;
        if *sum == 0 {
            domains.remove(domain);
        }
        if domains.is_empty() {
            self.0.remove(key);
        }
    }

    /// Whether all numbers are zero.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of the domain that a node is in by this label.
    fn of(&self, key: &str, node: &NodeInfo) -> i64 {
        let domains = self.0.get(key).zip(node.node.label(key));
        domains.and_then(|(domains, label)| domains.get(label).copied()).unwrap_or_default()
    }

    /// The sum of the numbers of all domains that a node is in.
    pub fn sum(&self, node: &NodeInfo) -> i64 {
        self.0.keys().map(|key| self.of(key, node)).sum()
    }
}

/// The pods around a pod that matter to it.
#[derive(Clone, Debug, Default)]
pub struct State {
    affinity: Vec<Term>,
    anti_affinity: Vec<Term>,
    /// Pods that all terms of its affinity mean.
    wanted: Domains,
    /// Pods that a term of its anti-affinity means.
    unwanted: Domains,
    /// Pods by whose own anti-affinity it is unwanted.
    unwelcome: Domains,
}

impl State {
    /// Counts the pods around `pod`.
    pub fn new(pod: &Object, cache: &Cache, store: &Store) -> State {
        let mut state = State {
            affinity: required(pod, "podAffinity"),
            anti_affinity: required(pod, "podAntiAffinity"),
            ..State::default()
        };
        let all = state.is_selective();
        cache.each_pod(all, |other, node| state.count(pod, other, node, store, 1));
        state
    }

    /// Whether pods matter that have no affinities themselves.
    pub fn is_selective(&self) -> bool {
        !self.affinity.is_empty() || !self.anti_affinity.is_empty()
    }

    /// Whether any node could be refused.
    pub fn matters(&self) -> bool {
        self.is_selective() || !self.unwelcome.is_empty()
    }

    /// Counts a pod on a node for `pod` in, or out when `sign` is -1.
    pub fn count(
        &mut self,
        pod: &Object,
        other: &Object,
        node: &NodeInfo,
        store: &Store,
        sign: i64,
    ) {
        if has_affinity(other) {
            let own_labels = namespace_labels(store, &pod.meta.namespace);
            for term in required(other, "podAntiAffinity") {
                if term.matches(pod, &own_labels) {
                    self.unwelcome.add(&term.key, node, sign);
                }
            }
        }
        if !self.is_selective() {
            return;
        }
        let labels = namespace_labels(store, &other.meta.namespace);
        if self.affinity.iter().all(|term| term.matches(other, &labels)) {
            for term in &self.affinity {
                self.wanted.add(&term.key, node, sign);
            }
        }
        for term in &self.anti_affinity {
            if term.matches(other, &labels) {
                self.unwanted.add(&term.key, node, sign);
            }
        }
    }

    fn is_near_wanted(&self, cycle: &Cycle, node: &NodeInfo) -> bool {
        let mut all_near = true;
        for term in &self.affinity {
            if node.node.label(&term.key).is_none() {
                return false;
            }
            all_near &= self.wanted.of(&term.key, node) > 0;
        }
        // The first pod of a group that wants to be together may go anywhere.
        all_near || (self.wanted.is_empty() && self.wants_itself(cycle))
    }

    fn wants_itself(&self, cycle: &Cycle) -> bool {
        let labels = namespace_labels(cycle.store, &cycle.pod.meta.namespace);
        self.affinity.iter().all(|term| term.matches(cycle.pod, &labels))
    }

    fn is_near_unwanted(&self, node: &NodeInfo) -> bool {
        self.anti_affinity.iter().any(|term| self.unwanted.of(&term.key, node) > 0)
    }

    fn is_unwelcome(&self, node: &NodeInfo) -> bool {
        self.unwelcome.sum(node) > 0
    }
}

/// Refuses a node that is away from wanted pods or near unwanted ones.
pub fn filter(cycle: &Cycle, node: &NodeInfo) -> Option<Rejection> {
    let state = &cycle.affinity;
    if !state.affinity.is_empty() && !state.is_near_wanted(cycle, node) {
        return Some(Rejection::final_one(PLUGIN, "node(s) didn't match pod affinity rules"));
    }
    if state.is_near_unwanted(node) {
        let reason = "node(s) didn't match pod anti-affinity rules";
        return Some(Rejection::resolvable(PLUGIN, reason));
    }
    if state.is_unwelcome(node) {
        let reason = "node(s) didn't satisfy existing pods anti-affinity rules";
        return Some(Rejection::resolvable(PLUGIN, reason));
    }
    None
}
