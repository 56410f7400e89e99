//! What the scheduler knows of the nodes: sums that follow every change, so that a decision reads
//! no pods it need not read.

use super::demand::{Amounts, Demand};
use crate::api::{Key, Kind, Object, Pod, Quantity};
use crate::ordered::OrderedMap;
use crate::store::{Change, Verb};
use smol_str::SmolStr;
use std::rc::Rc;

/// All nodes, by name.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    nodes: Vec<Rc<NodeInfo>>,
    /// The pods bound to nodes that are not there, which may come yet.
    homeless: OrderedMap<SmolStr, OrderedMap<Key, Rc<Object>>>,
    /// How many pods have affinities to other pods, required or preferred.
    with_affinity: usize,
}

/// A node and what is taken of it.
#[derive(Clone, Debug)]
pub struct NodeInfo {
    /// The node.
    pub node: Rc<Object>,
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
    pub pods: OrderedMap<Key, Rc<Object>>,
    /// How many of them have affinities to other pods.
    pub with_affinity: usize,
    /// How many of them take ports of the node itself.
    pub with_ports: usize,
}

impl NodeInfo {
    /// An empty node.
    pub fn new(node: Rc<Object>) -> NodeInfo {
        let mut info = NodeInfo {
            node: node.clone(),
            allocatable: Amounts::default(),
            allowed_pods: 0,
            requested: Amounts::default(),
            scored_milli_cpu: 0,
            scored_memory: 0,
            pods: OrderedMap::new(),
            with_affinity: 0,
            with_ports: 0,
        };
        info.set_node(node);
        info
    }

    /// The node's name.
    pub fn name(&self) -> &SmolStr {
        &self.node.meta.name
    }

    fn set_node(&mut self, node: Rc<Object>) {
        let allocatable = node.status().get("allocatable");
        self.allocatable = Amounts::of_list(allocatable);
        self.allowed_pods = Quantity::of(allocatable.get("pods")).value();
        self.node = node;
    }

    /// Counts a pod in.
    pub fn add(&mut self, pod: Rc<Object>) {
        self.count(&pod, 1);
        self.with_affinity += usize::from(has_affinity(&pod));
        self.with_ports += usize::from(has_ports(&pod));
        self.pods.insert(pod.key(), pod);
    }

    /// Counts a pod out.
    pub fn remove(&mut self, key: &Key) {
        if let Some(pod) = self.pods.remove(key) {
            self.count(&pod, -1);
            self.with_affinity -= usize::from(has_affinity(&pod));
            self.with_ports -= usize::from(has_ports(&pod));
        }
    }

    fn count(&mut self, pod: &Object, sign: i64) {
        let demand = Demand::of(pod.spec());
        self.requested.add(&demand.requested, sign);
        self.scored_milli_cpu += sign * demand.scored_milli_cpu;
        self.scored_memory += sign * demand.scored_memory;
    }
}

impl Cache {
    /// The nodes in the order of their names.
    pub fn nodes(&self) -> &[Rc<NodeInfo>] {
        &self.nodes
    }

    /// The node of this name.
    pub fn node(&self, name: &str) -> Option<&Rc<NodeInfo>> {
        self.find(name).ok().map(|index| &self.nodes[index])
    }

    /// Whether any pod has affinities to other pods.
    pub fn has_affinities(&self) -> bool {
        self.with_affinity > 0
    }

    /// Counts a change in.
    pub fn observe(&mut self, change: &Change) {
        match change.object.kind {
            Kind::Node if change.verb == Verb::Deleted => self.remove_node(&change.object),
            Kind::Node => self.set_node(change.object.clone()),
            Kind::Pod => self.observe_pod(change),
            _ => {}
        }
    }

    fn observe_pod(&mut self, change: &Change) {
        let counts = |pod: &Object| !Pod(pod).node_name().is_empty() && !Pod(pod).is_finished();
        let before = change.before.as_deref().filter(|pod| counts(pod));
        let after = Some(&change.object).filter(|pod| change.verb != Verb::Deleted && counts(pod));
        if let (Some(before), Some(after)) = (before, after)
            && before.spec() == after.spec()
            && before.meta.uid == after.meta.uid
        {
            self.replace_pod(after.clone());
            return;
        }
        if let Some(before) = before {
            self.remove_pod(before);
        }
        if let Some(after) = after {
            self.add_pod(after.clone());
        }
    }

    /// Puts a node in, or its new state in place of the old one.
    pub fn set_node(&mut self, node: Rc<Object>) {
        let index = match self.find(&node.meta.name) {
            Ok(index) => index,
            Err(index) => {
                let mut info = NodeInfo::new(node.clone());
                for pod in self.homeless.remove(&node.meta.name).unwrap_or_default().into_values() {
                    info.add(pod);
                }
                self.nodes.insert(index, Rc::new(info));
                index
            }
        };
        Rc::make_mut(&mut self.nodes[index]).set_node(node);
    }

    fn remove_node(&mut self, node: &Object) {
        if let Ok(index) = self.find(&node.meta.name) {
            let info = self.nodes.remove(index);
            self.homeless.insert(node.meta.name.clone(), info.pods.clone());
        }
    }

    /// Counts a bound pod in.
    pub fn add_pod(&mut self, pod: Rc<Object>) {
        self.with_affinity += usize::from(has_affinity(&pod));
        let name = Pod(&pod).node_name();
        match self.find(name) {
            Ok(index) => Rc::make_mut(&mut self.nodes[index]).add(pod),
            Err(_) => {
                self.homeless.entry(name.into()).or_default().insert(pod.key(), pod);
            }
        }
    }

    /// Counts a bound pod out.
    pub fn remove_pod(&mut self, pod: &Object) {
        self.with_affinity -= usize::from(has_affinity(pod));
        let name = Pod(pod).node_name();
        match self.find(name) {
            Ok(index) => Rc::make_mut(&mut self.nodes[index]).remove(&pod.key()),
            Err(_) => {
                if let Some(pods) = self.homeless.get_mut(name) {
                    pods.remove(&pod.key());
                }
            }
        }
    }

    fn replace_pod(&mut self, pod: Rc<Object>) {
        if let Ok(index) = self.find(Pod(&pod).node_name()) {
            Rc::make_mut(&mut self.nodes[index]).pods.insert(pod.key(), pod);
        }
    }

    fn find(&self, name: &str) -> Result<usize, usize> {
        self.nodes.binary_search_by(|info| info.name().as_str().cmp(name))
    }
}

/// Whether a pod has affinities to other pods, required or preferred.
pub fn has_affinity(pod: &Object) -> bool {
    let affinity = pod.spec().get("affinity");
    ["podAffinity", "podAntiAffinity"].iter().any(|field| {
        affinity.get(field).entries().iter().any(|(_, terms)| !terms.items().is_empty())
    })
}

fn has_ports(pod: &Object) -> bool {
    super::filters::node_ports::wanted(pod.spec()).next().is_some()
}
