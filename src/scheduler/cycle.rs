//! One pod's search for a node: what all filters and scores need to know of it, read once.

use super::cache::{Cache, NodeInfo};
use super::demand::Demand;
use super::filters::{
    inter_pod_affinity, node_affinity, node_ports, pod_topology_spread, volume_binding,
    volume_restrictions,
};
use crate::api::node_affinity::Required;
use crate::api::{Kind, Map, Object, Value};
use crate::ordered::OrderedSet;
use crate::store::Store;
use std::rc::Rc;

/// A pod, and the cluster that it looks for a node in.
pub struct Cycle<'view> {
    /// The pod.
    pub pod: &'view Object,
    /// The nodes.
    pub cache: &'view Cache,
    /// The other objects: namespaces, services, claims.
    pub store: &'view Store,
    /// What the pod takes.
    pub demand: Demand,
    /// What it puts up with.
    pub tolerations: &'view [Value],
    /// The only node that it may go to; empty if there is no such.
    pub node_name: &'view str,
    /// What it demands of a node's labels.
    pub required: Required,
    /// The claims that it uses.
    pub claims: Vec<&'view Rc<Object>>,
    /// Whether another pod has one of them that is for one pod alone.
    pub is_claim_taken: bool,
    /// The ports of the node itself that it wants.
    pub ports: Vec<node_ports::Port>,
    /// How the pods around it are spread, for constraints that must hold.
    pub spread: pod_topology_spread::State,
    /// Which pods around it draw it or drive it away.
    pub affinity: inter_pod_affinity::State,
    /// The only nodes that come into question by their names, if the pod names some.
    pub names: Option<OrderedSet<String>>,
}

impl<'view> Cycle<'view> {
    /// Reads what is needed of a pod and the pods around it.
    pub fn new(pod: &'view Object, cache: &'view Cache, store: &'view Store) -> Cycle<'view> {
        let claims = volume_binding::found_claims(pod, store);
        let required = Required::read(pod.spec());
        let spread = pod_topology_spread::State::new(pod, &required, cache);
        Cycle {
            pod,
            cache,
            store,
            demand: Demand::of(pod.spec()),
            tolerations: pod.spec().get("tolerations").items(),
            node_name: pod.spec().get("nodeName").str(),
            required,
            is_claim_taken: volume_restrictions::is_taken(pod, &claims, cache),
            claims,
            ports: node_ports::wanted(pod.spec()).collect(),
            spread,
            affinity: inter_pod_affinity::State::new(pod, cache, store),
            names: node_affinity::named_nodes(pod.spec()),
        }
    }

    /// `spec` of the pod.
    pub fn spec(&self) -> &'view Value {
        self.pod.spec()
    }

    /// The nodes that come into question by their names.
    pub fn candidates(&self) -> Vec<&'view NodeInfo> {
        match &self.names {
            None => self.cache.nodes().iter().map(|node| &**node).collect(),
            Some(names) => {
                names.iter().filter_map(|name| self.cache.node(name)).map(|node| &**node).collect()
            }
        }
    }
}

/// The labels of a namespace; none if it is not there.
pub fn namespace_labels(store: &Store, name: &str) -> Map {
    let namespace = store.find(Kind::Namespace, "", name);
    namespace.map_or_else(Map::default, |namespace| namespace.meta.labels.clone())
}
