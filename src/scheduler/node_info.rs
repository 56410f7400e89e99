//! A node and what is taken of it.

use super::demand::{Amounts, Demand, count};
use super::scores::image_locality;
use super::template::Template;
use crate::api::{Key, Object, Quantity, Value};
use crate::ordered::OrderedMap;
use smol_str::SmolStr;
use std::rc::Rc;

/// A node and what is taken of it.
#[derive(Clone, Debug)]
pub struct NodeInfo {
    /// The node.
    pub node: Rc<Object>,
    /// Its place among all nodes.
    pub place: usize,
    /// What it has to give.
    pub allocatable: Amounts,
    /// How many pods it may hold.
    pub allowed_pods: i64,
    /// What its pods request.
    pub requested: Amounts,
    /// What its pods count as in scores: thousandths of a processor.
    pub scored_milli_cpu: i64,
    /// The same for memory, in bytes.
    pub scored_memory: i64,
    /// The pods bound to it that have not ended.
    pub pods: OrderedMap<Key, PodInfo>,
    /// How many of them have affinities to other pods.
    pub with_affinity: usize,
    /// How many of them take ports of the node itself.
    pub with_ports: usize,
    /// Whether it is cordoned.
    pub unschedulable: bool,
    /// Its taints.
    pub taints: Vec<Value>,
    /// The images that it tells it has, by name, with their sizes in bytes.
    pub images: OrderedMap<SmolStr, i64>,
}

/// A pod on a node.
#[derive(Clone, Debug)]
pub struct PodInfo {
    /// The pod.
    pub pod: Rc<Object>,
    /// How it was made.
    pub template: Rc<Template>,
}

impl NodeInfo {
    /// An empty node.
    pub fn new(node: Rc<Object>) -> NodeInfo {
        let mut info = NodeInfo {
            node: node.clone(),
            place: 0,
            allocatable: Amounts::default(),
            allowed_pods: 0,
            requested: Amounts::default(),
            scored_milli_cpu: 0,
            scored_memory: 0,
            pods: OrderedMap::new(),
            with_affinity: 0,
            with_ports: 0,
            unschedulable: false,
            taints: Vec::new(),
            images: OrderedMap::new(),
        };
        info.set_node(node);
        info
    }

    /// The node's name.
    pub fn name(&self) -> &SmolStr {
        &self.node.meta.name
    }

    /// Takes on a new state of the node.
    pub fn set_node(&mut self, node: Rc<Object>) {
        let allocatable = node.status().get("allocatable");
        self.allocatable = Amounts::of_list(allocatable);
        self.allowed_pods = Quantity::of(allocatable.get("pods")).value();
        self.unschedulable = node.spec().get("unschedulable").is_true();
        self.taints = node.spec().get("taints").items().to_vec();
        self.images = image_locality::images(&node);
        self.node = node;
    }

    /// Counts a pod in.
    pub fn add(&mut self, pod: Rc<Object>, template: Rc<Template>) {
        self.count(&template.demand, 1);
        self.with_affinity += usize::from(has_affinity(&pod));
        self.with_ports += usize::from(!template.ports.is_empty());
        self.pods.insert(pod.key(), PodInfo { pod, template });
    }

    /// Counts a pod out.
    pub fn remove(&mut self, key: &Key) {
        if let Some(PodInfo { pod, template }) = self.pods.remove(key) {
            self.count(&template.demand, -1);
            self.with_affinity -= usize::from(has_affinity(&pod));
            self.with_ports -= usize::from(!template.ports.is_empty());
        }
    }

    fn count(&mut self, demand: &Demand, sign: i64) {
        self.requested.add(&demand.requested, sign);
        count(&mut self.scored_milli_cpu, demand.scored_milli_cpu, sign);
        count(&mut self.scored_memory, demand.scored_memory, sign);
    }
}

/// Whether a pod has affinities to other pods, required or preferred.
pub fn has_affinity(pod: &Object) -> bool {
    let affinity = pod.spec().get("affinity");
    let has = |terms: &Value| terms.entries().iter().any(|(_, terms)| !terms.items().is_empty());
    !affinity.is_null()
        && (has(affinity.get("podAffinity")) || has(affinity.get("podAntiAffinity")))
}
