//! Pods that found no node, and what may help them.

use crate::api::{Key, Kind, Object, Pod};
use crate::ordered::OrderedSet;
use crate::store::{Change, Verb};
use crate::time::Time;

/// A pod that found no node.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its priority: the highest comes first.
    pub priority: i64,
    /// When it was created.
    pub since: Option<Time>,
    /// The plugins that refused it.
    pub plugins: OrderedSet<&'static str>,
    /// The names of the claims that it uses.
    pub claims: Vec<String>,
}

/// The plugins whose mind other pods can change.
const OF_PODS: [&str; 5] = [
    "InterPodAffinity",
    "NodePorts",
    "NodeResourcesFit",
    "PodTopologySpread",
    "VolumeRestrictions",
];

impl Waiting {
    /// Whether a change may give the pod of this key a place.  As upstream pops pods from their back-off when
    /// nothing else is to be done, it is tried at once.
    pub fn is_helped_by(&self, own: &Key, change: &Change) -> bool {
        let object = &change.object;
        match object.kind {
            Kind::Node => change.verb != Verb::Deleted && changes_node(change),
            Kind::Pod => {
                OF_PODS.iter().any(|plugin| self.plugins.contains(plugin)) && leaves(change)
                    || self.plugins.contains("InterPodAffinity") && comes(change)
            }
            Kind::PersistentVolumeClaim => {
                let is_own = object.meta.namespace == own.namespace
                    && self.claims.iter().any(|name| *name == object.meta.name);
                is_own && self.plugins.contains("VolumeBinding")
            }
            Kind::PersistentVolume | Kind::StorageClass => self.plugins.contains("VolumeBinding"),
            _ => false,
        }
    }
}

/// Whether a change is of a sort that may help any pod at all.
pub fn may_help(change: &Change) -> bool {
    match change.object.kind {
        Kind::Node => change.verb != Verb::Deleted && changes_node(change),
        Kind::Pod => leaves(change) || comes(change),
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

fn holds_a_place(pod: &Object) -> bool {
    !Pod(pod).node_name().is_empty() && !Pod(pod).is_finished()
}

fn leaves(change: &Change) -> bool {
    let held = change.before.as_deref().is_some_and(holds_a_place);
    held && (change.verb == Verb::Deleted || !holds_a_place(&change.object))
}

fn comes(change: &Change) -> bool {
    if change.verb == Verb::Deleted || !holds_a_place(&change.object) {
        return false;
    }
    change.before.as_deref().is_none_or(|before| {
        !holds_a_place(before) || before.meta.labels != change.object.meta.labels
    })
}
