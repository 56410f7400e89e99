//! PodTopologySpread: pods of one kind are spread evenly over zones, nodes and the like.

use super::Rejection;
use crate::api::node_affinity::Required;
use crate::api::selector::{Requirement, Selector};
use crate::api::toleration::{NO_EXECUTE, NO_SCHEDULE, first_untolerated};
use crate::api::{Object, Value};
use crate::ordered::OrderedMap;
use crate::scheduler::cache::{Cache, NodeInfo};
use crate::scheduler::cycle::Cycle;
use crate::scheduler::groups::Matcher;
use smol_str::SmolStr;

const PLUGIN: &str = "PodTopologySpread";

/// An entry of `topologySpreadConstraints`.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// How much fuller than the emptiest domain a domain may be.
    pub max_skew: i64,
    /// The label whose values are the domains.
    pub key: SmolStr,
    /// The pods that count.
    pub selector: Selector,
    /// With fewer domains than this, the emptiest one counts as empty.
    pub min_domains: i64,
    /// Whether only nodes count that the pod's own node affinity allows.
    pub honours_affinity: bool,
    /// Whether only nodes count whose taints the pod tolerates.
    pub honours_taints: bool,
}

/// How many pods there are in each domain, by constraint.
#[derive(Clone, Debug, Default)]
pub struct State {
    constraints: Vec<(Constraint, OrderedMap<SmolStr, i64>)>,
}

/// The constraints of a pod's `spec` of one kind: `DoNotSchedule` or `ScheduleAnyway`.
pub fn constraints(pod: &Object, when: &str) -> Vec<Constraint> {
    let all = pod.spec().get("topologySpreadConstraints").items().iter();
    all.filter(|constraint| constraint.get("whenUnsatisfiable").str() == when)
        .map(|constraint| read(pod, constraint))
        .collect()
}

fn read(pod: &Object, constraint: &Value) -> Constraint {
    let mut selector = Selector::from_label_selector(constraint.get("labelSelector"));
    if let Selector::Terms(terms) = &mut selector {
        for key in constraint.get("matchLabelKeys").items() {
            if let Some(value) = pod.label(key.str()) {
                terms.push(Requirement::In(key.str().into(), vec![value.into()]));
            }
        }
    }
    Constraint {
        max_skew: constraint.get("maxSkew").int(),
        key: constraint.get("topologyKey").str().into(),
        selector,
        min_domains: constraint.get("minDomains").as_int().unwrap_or(1),
        honours_affinity: constraint.get("nodeAffinityPolicy").str() != "Ignore",
        honours_taints: constraint.get("nodeTaintsPolicy").str() == "Honor",
    }
}

impl Constraint {
    /// Whether a node's pods count for this constraint of `pod`, which demands this of nodes.
    pub fn includes(&self, pod: &Object, required: &Required, node: &NodeInfo) -> bool {
        if self.honours_affinity && !required.is_met(&node.node) {
            return false;
        }
        let tolerations = pod.spec().get("tolerations").items();
        !self.honours_taints
            || first_untolerated(&node.taints, tolerations, &[NO_SCHEDULE, NO_EXECUTE]).is_none()
    }

    /// What counts the pods of nodes.
    pub fn matcher(&self, namespace: &str, cache: &Cache) -> Matcher {
        Matcher::new(namespace, &self.selector, cache.groups())
    }
}

/// Whether a node has a label of each of the constraints' keys.
pub fn has_all_keys<'constraint>(
    node: &NodeInfo,
    mut constraints: impl Iterator<Item = &'constraint Constraint>,
) -> bool {
    constraints.all(|constraint| node.node.meta.labels.contains(&constraint.key))
}

impl State {
    /// Counts the pods around `pod` for its constraints that must hold.
    pub fn new(pod: &Object, required: &Required, cache: &Cache) -> State {
        let constraints = constraints(pod, "DoNotSchedule");
        let mut counts = vec![OrderedMap::new(); constraints.len()];
        if constraints.is_empty() {
            return State::default();
        }
        let matchers: Vec<Matcher> = constraints
            .iter()
            .map(|constraint| constraint.matcher(&pod.meta.namespace, cache))
            .collect();
        for node in cache.nodes() {
            if !has_all_keys(node, constraints.iter()) {
                continue;
            }
            let each = constraints.iter().zip(&matchers).zip(&mut counts);
            for ((constraint, matcher), counts) in each {
                if constraint.includes(pod, required, node) {
                    let domain = node.node.meta.labels.get(&constraint.key).str();
                    *counts.entry(domain.into()).or_insert(0) += matcher.count(node);
                }
            }
        }
        State { constraints: constraints.into_iter().zip(counts).collect() }
    }

    /// The pods counted for each constraint, by domain.
    pub fn counts(&self) -> impl Iterator<Item = &OrderedMap<SmolStr, i64>> {
        self.constraints.iter().map(|(_, counts)| counts)
    }
}

/// Refuses a node whose domain would be too full.
pub fn filter(cycle: &Cycle, node: &NodeInfo) -> Option<Rejection> {
    for (constraint, counts) in &cycle.spread.constraints {
        let Some(domain) = node.node.label(&constraint.key) else {
            let reason =
                "node(s) didn't match pod topology spread constraints (missing required label)";
            return Some(Rejection::final_one(PLUGIN, reason));
        };
        let emptiest = counts.values().min().copied().unwrap_or(i64::MAX);
        let few = i64::try_from(counts.len()).unwrap_or(i64::MAX) < constraint.min_domains;
        let emptiest = if few { 0 } else { emptiest };
        let own = i64::from(constraint.selector.matches(&cycle.pod.meta.labels));
        let count = counts.get(domain).copied().unwrap_or_default();
        if (count + own).saturating_sub(emptiest) > constraint.max_skew {
            let reason = "node(s) didn't match pod topology spread constraints";
            return Some(Rejection::resolvable(PLUGIN, reason));
        }
    }
    None
}
