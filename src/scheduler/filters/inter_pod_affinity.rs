//! InterPodAffinity: pods that must be near other pods, or away from them.

use super::Rejection;
use crate::api::selector::Selector;
use crate::api::{Map, Object, Value};
use crate::ordered::OrderedMap;
use crate::scheduler::cache::{Cache, NodeInfo, has_affinity};
use crate::scheduler::cycle::{Cycle, namespace_labels};
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

/// How many pods there are by label and domain.
pub type Domains = OrderedMap<(SmolStr, SmolStr), i64>;

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
        if !has_affinity(pod) && !cache.has_affinities() {
            return State::default();
        }
        let mut state = State {
            affinity: required(pod, "podAffinity"),
            anti_affinity: required(pod, "podAntiAffinity"),
            ..State::default()
        };
        let own_labels = namespace_labels(store, &pod.meta.namespace);
        let selective = !state.affinity.is_empty() || !state.anti_affinity.is_empty();
        for node in cache.nodes() {
            if !selective && node.with_affinity == 0 {
                continue;
            }
            for other in node.pods.values() {
                state.count(pod, &own_labels, other, node, store);
            }
        }
        state
    }

    fn count(
        &mut self,
        pod: &Object,
        own_labels: &Map,
        other: &Object,
        node: &NodeInfo,
        store: &Store,
    ) {
        if node.with_affinity > 0 {
            for term in required(other, "podAntiAffinity") {
                if term.matches(pod, own_labels) {
                    count_in(&mut self.unwelcome, &term.key, node);
                }
            }
        }
        if self.affinity.is_empty() && self.anti_affinity.is_empty() {
            return;
        }
        let labels = namespace_labels(store, &other.meta.namespace);
        if self.affinity.iter().all(|term| term.matches(other, &labels)) {
            for term in &self.affinity {
                count_in(&mut self.wanted, &term.key, node);
            }
        }
        for term in &self.anti_affinity {
            if term.matches(other, &labels) {
                count_in(&mut self.unwanted, &term.key, node);
            }
        }
    }

    fn is_near_wanted(&self, cycle: &Cycle, node: &NodeInfo) -> bool {
        let mut all_near = true;
        for term in &self.affinity {
            let Some(domain) = node.node.label(&term.key) else { return false };
            all_near &= self.wanted.contains_key(&(term.key.clone(), domain.into()));
        }
        // The first pod of a group that wants to be together may go anywhere.
        all_near || (self.wanted.is_empty() && self.wants_itself(cycle))
    }

    fn wants_itself(&self, cycle: &Cycle) -> bool {
        let labels = namespace_labels(cycle.store, &cycle.pod.meta.namespace);
        self.affinity.iter().all(|term| term.matches(cycle.pod, &labels))
    }

    fn is_near_unwanted(&self, node: &NodeInfo) -> bool {
        self.anti_affinity.iter().any(|term| {
            node.node.label(&term.key).is_some_and(|domain| {
                self.unwanted.contains_key(&(term.key.clone(), domain.into()))
            })
        })
    }

    fn is_unwelcome(&self, node: &NodeInfo) -> bool {
        self.unwelcome.keys().any(|(key, domain)| node.node.label(key) == Some(domain))
    }
}

fn count_in(domains: &mut Domains, key: &SmolStr, node: &NodeInfo) {
    if let Some(domain) = node.node.label(key) {
        *domains.entry((key.clone(), domain.into())).or_insert(0) += 1;
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
