//! Pods that found no node, and what may help them.

use super::demand::{Amounts, Demand};
use super::pod_hints::{self, PodHints};
use super::preemption::priority;
use crate::api::node_affinity::is_required_met;
use crate::api::toleration::{NO_EXECUTE, NO_SCHEDULE, first_untolerated};
use crate::api::{Key, Kind, Object, Pod};
use crate::ordered::OrderedSet;
use crate::store::{Change, Verb, View};
use crate::time::Time;

/// A pod that found no node.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its priority: the highest comes first.
    pub priority: i64,
    /// When it was created.
    pub since: Option<Time>,
    /// When it gives up waiting for its volumes, if it has chosen a node.
    pub gives_up: Option<Time>,
    /// The plugins that refused it.
    plugins: OrderedSet<&'static str>,
    /// The names of the claims that it uses.
    claims: Vec<String>,
    hints: PodHints,
}

impl Waiting {
    /// A pod that these plugins refused.
    pub fn new(pod: &Object, plugins: OrderedSet<&'static str>) -> Waiting {
        Waiting {
            priority: priority(pod),
            since: pod.meta.creation_timestamp,
            gives_up: None,
            claims: Pod(pod).claims().collect(),
            hints: PodHints::new(pod, &plugins),
            plugins,
        }
    }

    /// Whether a change may give `pod` a place (the plugins' queueing hints).  As upstream pops
    /// pods from their back-off when nothing else is to be done, it is tried at once.
    pub fn is_helped_by(&self, pod: &Key, view: &View, change: &Change) -> bool {
        let object = &change.object;
        match object.kind {
            Kind::Node if change.verb == Verb::Deleted => {
                self.plugins.contains("PodTopologySpread") && self.hints.has_spread_keys(object)
            }
            Kind::Node => view.get(pod).is_some_and(|pod| self.is_helped_by_node(pod, change)),
            Kind::Pod => {
                view.get(pod).is_some_and(|pod| self.hints.are_met_by(pod, view.store(), change))
            }
            Kind::PersistentVolumeClaim => {
                let is_own = object.meta.namespace == pod.namespace
                    && self.claims.iter().any(|name| *name == object.meta.name);
                is_own && self.waits_for_volumes()
            }
            Kind::PersistentVolume | Kind::StorageClass => self.waits_for_volumes(),
            _ => false,
        }
    }

    fn waits_for_volumes(&self) -> bool {
        ["VolumeBinding", "VolumeZone"].iter().any(|plugin| self.plugins.contains(plugin))
    }

    /// Each plugin asks whether it would have the node now, and would not before.  Where taints
    /// change or a cordon is lifted, all that ask about new nodes want another try, whatever they
    /// would find (kubernetes/kubernetes#109437); a cordon itself is no news, but its taint is.
    fn is_helped_by_node(&self, pod: &Object, change: &Change) -> bool {
        let (before, node) = (change.before.as_deref(), &*change.object);
        let newly = |holds: &dyn Fn(&Object) -> bool| holds(node) && !before.is_some_and(holds);
        let is_tainted_anew =
            before.is_some_and(|before| before.spec().get("taints") != node.spec().get("taints"));
        let is_uncordoned = before.is_some_and(|before| is_cordoned(before) && !is_cordoned(node));
        let is_relabelled = before.is_none_or(|before| before.meta.labels != node.meta.labels);
        let asks = |plugin: &&'static str| match *plugin {
            "TaintToleration" => newly(&|node| is_tolerated(pod, node)),
            "NodeUnschedulable" => newly(&|node| !is_cordoned(node)),
            "PodTopologySpread" => self.is_spread_anew(before, node, is_tainted_anew),
            _ if is_tainted_anew || is_uncordoned => true,
            "NodeAffinity" => newly(&|node| is_required_met(pod.spec(), node)),
            "NodeResourcesFit" => has_more_for(&Demand::of(pod.spec()).requested, before, node),
            "NodePorts" | "VolumeRestrictions" => before.is_none(),
            "InterPodAffinity" => is_relabelled && self.hints.has_affinity_key(node),
            _ => is_relabelled,
        };
        self.plugins.is_empty() || self.plugins.iter().any(asks)
    }

    /// Whether a node joins or leaves the domains of the pod's constraints, or is another there.
    fn is_spread_anew(&self, before: Option<&Object>, node: &Object, is_tainted: bool) -> bool {
        let counts = self.hints.has_spread_keys(node);
        let Some(before) = before else { return counts };
        counts != self.hints.has_spread_keys(before)
            || counts && (is_tainted || self.hints.changes_domain(before, node))
    }
}

fn is_cordoned(node: &Object) -> bool {
    node.spec().get("unschedulable").is_true()
}

fn is_tolerated(pod: &Object, node: &Object) -> bool {
    let taints = node.spec().get("taints").items();
    let tolerations = pod.spec().get("tolerations").items();
    first_untolerated(taints, tolerations, &[NO_SCHEDULE, NO_EXECUTE]).is_none()
}

/// Whether a node would do if it were empty, and has more than before of something wanted.
fn has_more_for(wanted: &Amounts, before: Option<&Object>, node: &Object) -> bool {
    let all = |node: &Object| Amounts::of_list(node.status().get("allocatable"));
    let now = all(node);
    let fits = wanted.beside(&now).all(|(wanted, allocatable)| wanted <= allocatable);
    fits && before.is_none_or(|before| {
        let had = all(before);
        let mut both = wanted.beside(&had).zip(wanted.beside(&now));
        both.any(|((wanted, had), (_, has))| wanted > 0 && had < has)
    })
}

/// Whether a change is of a sort that may help any pod at all.
pub fn may_help(change: &Change) -> bool {
    match change.object.kind {
        Kind::Node => change.verb == Verb::Deleted || changes_node(change),
        Kind::Pod => pod_hints::may_help(change),
        Kind::PersistentVolumeClaim | Kind::PersistentVolume | Kind::StorageClass => true,
        _ => false,
    }
}

fn changes_node(change: &Change) -> bool {
    let Some(before) = &change.before else { return true };
    let node = &change.object;
    before.spec() != node.spec()
        || before.meta.labels != node.meta.labels
        || before.status().get("allocatable") != node.status().get("allocatable")
}
