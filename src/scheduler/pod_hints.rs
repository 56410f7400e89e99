//! What other pods can change for a pod that found no node (the plugins' queueing hints).

use super::cycle::namespace_labels;
use super::filters::inter_pod_affinity::{Term, required};
use super::filters::node_ports::{self, Port};
use super::filters::pod_topology_spread::{Constraint, own_constraints};
use super::preemption::priority;
use crate::api::{Object, Pod};
use crate::ordered::OrderedSet;
use crate::store::{Change, Store, Verb};
use smol_str::SmolStr;

/// What a pod asks of others, as far as it was refused for that.
#[derive(Clone, Debug, Default)]
pub struct PodHints {
    namespace: SmolStr,
    /// Whether it lacks room that any pod may leave.
    lacks_room: bool,
    /// The ports of its node that it wants.
    ports: Vec<Port>,
    /// The claims that it wants for itself.
    claims: Vec<String>,
    spread: Vec<Constraint>,
    near: Vec<Term>,
    away: Vec<Term>,
    /// Whether only the affinities of others can have kept it away.
    is_unwelcome: bool,
}

impl PodHints {
    /// What `pod` asks of others, which these plugins refused.
    pub fn new(pod: &Object, plugins: &OrderedSet<&'static str>) -> PodHints {
        let mut hints = PodHints { namespace: pod.meta.namespace.clone(), ..PodHints::default() };
        hints.lacks_room = plugins.contains("NodeResourcesFit");
        if plugins.contains("NodePorts") {
            hints.ports = node_ports::wanted(pod.spec()).collect();
        }
        if plugins.contains("VolumeRestrictions") {
            hints.claims = Pod(pod).claims().collect();
        }
        if plugins.contains("PodTopologySpread") {
            hints.spread = own_constraints(pod, "DoNotSchedule");
        }
        if plugins.contains("InterPodAffinity") {
            hints.near = required(pod, "podAffinity");
            hints.away = required(pod, "podAntiAffinity");
            hints.is_unwelcome = hints.near.is_empty() && hints.away.is_empty();
        }
        hints
    }

    /// Whether a change of another pod may give this one a place.
    pub fn are_met_by(&self, pod: &Object, store: &Store, change: &Change) -> bool {
        if let Some(other) = claimant_gone(change) {
            return priority(pod) <= priority(other) && self.are_met_by_leaving(pod, store, other);
        }
        let before = change.before.as_deref().filter(|other| holds_a_place(other));
        let after = Some(&*change.object)
            .filter(|other| change.verb != Verb::Deleted && holds_a_place(other));
        match (before, after) {
            (Some(before), None) => self.are_met_by_leaving(pod, store, before),
            (None, Some(after)) => self.are_met_by_coming(store, after),
            (Some(before), Some(after)) if before.meta.labels != after.meta.labels => {
                self.are_met_by_relabelling(store, before, after)
            }
            _ => false,
        }
    }

    fn are_met_by_leaving(&self, pod: &Object, store: &Store, other: &Object) -> bool {
        let is_beside = other.meta.namespace == self.namespace;
        let has_port = || node_ports::wanted(other.spec()).any(|port| self.wants(&port));
        let has_claim = || Pod(other).claims().any(|claim| self.claims.contains(&claim));
        let kept_away = || {
            let labels = namespace_labels(store, &self.namespace);
            required(other, "podAntiAffinity").iter().any(|term| term.matches(pod, &labels))
        };
        self.lacks_room
            || !self.ports.is_empty() && has_port()
            || is_beside && (self.is_spread_with(other) || has_claim())
            || is_meant_by_all(&self.away, other, store)
            || self.is_unwelcome && kept_away()
    }

    fn are_met_by_coming(&self, store: &Store, other: &Object) -> bool {
        other.meta.namespace == self.namespace && self.is_spread_with(other)
            || is_meant_by_all(&self.near, other, store)
    }

    fn are_met_by_relabelling(&self, store: &Store, before: &Object, after: &Object) -> bool {
        let means = |constraint: &Constraint, other: &Object| {
            constraint.selector.matches(&other.meta.labels)
        };
        let is_spread_anew = after.meta.namespace == self.namespace
            && self.spread.iter().any(|one| means(one, before) != means(one, after));
        let newly = |terms, was: &Object, is: &Object| {
            !is_meant_by_all(terms, was, store) && is_meant_by_all(terms, is, store)
        };
        is_spread_anew || newly(&self.near, before, after) || newly(&self.away, after, before)
    }

    fn wants(&self, port: &Port) -> bool {
        self.ports.iter().any(|wanted| wanted.clashes_with(port))
    }

    fn is_spread_with(&self, other: &Object) -> bool {
        self.spread.iter().any(|constraint| constraint.selector.matches(&other.meta.labels))
    }

    /// Whether a node is in a domain by the label of every constraint.
    pub fn has_spread_keys(&self, node: &Object) -> bool {
        self.spread.iter().all(|constraint| node.label(&constraint.key).is_some())
    }

    /// Whether two states of a node are in other domains of the constraints.
    pub fn changes_domain(&self, before: &Object, node: &Object) -> bool {
        self.spread
            .iter()
            .any(|constraint| before.label(&constraint.key) != node.label(&constraint.key))
    }

    /// Whether a node is in a domain by which the pod's affinities see other pods, or others see
    /// it.
    pub fn has_affinity_key(&self, node: &Object) -> bool {
        let mut terms = self.near.iter().chain(&self.away);
        self.is_unwelcome || terms.any(|term| node.label(&term.key).is_some())
    }
}

/// Whether there are terms, and each means this pod.
fn is_meant_by_all(terms: &[Term], other: &Object, store: &Store) -> bool {
    if terms.is_empty() {
        return false;
    }
    let labels = namespace_labels(store, &other.meta.namespace);
    terms.iter().all(|term| term.matches(other, &labels))
}

fn holds_a_place(pod: &Object) -> bool {
    !Pod(pod).node_name().is_empty() && !Pod(pod).is_finished()
}

/// A pod that does not come any more to the node that others left to it.
fn claimant_gone(change: &Change) -> Option<&Object> {
    let before = change.before.as_deref()?;
    let claim = before.status().get("nominatedNodeName");
    let keeps = || {
        change.verb != Verb::Deleted && change.object.status().get("nominatedNodeName") == claim
            || !Pod(&change.object).node_name().is_empty()
    };
    (!claim.is_null() && !keeps()).then_some(before)
}

/// Whether a change of a pod is of a sort that may help any other.
pub fn may_help(change: &Change) -> bool {
    if claimant_gone(change).is_some() {
        return true;
    }
    let held = change.before.as_deref().is_some_and(holds_a_place);
    let holds = change.verb != Verb::Deleted && holds_a_place(&change.object);
    let is_relabelled = || {
        let before = change.before.as_deref();
        before.is_some_and(|before| before.meta.labels != change.object.meta.labels)
    };
    held != holds || (holds && is_relabelled())
}
