//! PodTopologySpread: pods of one kind are spread evenly over zones, nodes and the like.

use super::Rejection;
use crate::api::node_affinity::Required;
use crate::api::selector::{Requirement, Selector};
use crate::api::toleration::{NO_EXECUTE, NO_SCHEDULE, first_untolerated};
use crate::api::{Object, Value};
use crate::scheduler::cycle::Cycle;
use crate::scheduler::node_info::NodeInfo;
use smol_str::SmolStr;

const PLUGIN: &str = "PodTopologySpread";

/// An entry of `topologySpreadConstraints`.
#[derive(Clone, Debug, PartialEq)]
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

/// The constraints of a pod's `spec` of one kind: `DoNotSchedule` or `ScheduleAnyway`.
pub fn own_constraints(pod: &Object, when: &str) -> Vec<Constraint> {
    let all = pod.spec().get("topologySpreadConstraints").items().iter();
    all.filter(|constraint| constraint.get("whenUnsatisfiable").str() == when)
        .map(|constraint| read(pod, constraint))
        .collect()
}

fn read(pod: &Object, constraint: &Value) -> Constraint {
    let mut selector = Selector::from_label_selector(constraint.get("labelSelector"));
    let keys = constraint.get("matchLabelKeys").items();
    if selector != Selector::Nothing && !keys.is_empty() {
        let mut terms = selector.into_terms();
        for key in keys {
            if let Some(value) = pod.label(key.str()) {
                terms.push(Requirement::In(key.str().into(), vec![value.into()]));
            }
        }
        selector = Selector::Terms(terms);
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
}

/// Refuses a node whose domain would be too full.
pub fn filter(cycle: &Cycle, node: &NodeInfo) -> Option<Rejection> {
    for tally in &cycle.spread.tallies {
        let Some(domain) = tally.at(node.place).domain else {
            let reason =
                "node(s) didn't match pod topology spread constraints (missing required label)";
            return Some(Rejection::final_one(PLUGIN, reason));
        };
        let constraint = &tally.constraint;
        let own = i64::from(constraint.selector.matches(&cycle.pod.meta.labels));
        let skew = (tally.pods_in(domain) + own).saturating_sub(tally.emptiest);
        if skew > constraint.max_skew {
            let reason = "node(s) didn't match pod topology spread constraints";
            return Some(Rejection::resolvable(PLUGIN, reason));
        }
    }
    None
}
