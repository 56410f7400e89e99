//! What the scheduler knows of the nodes: sums that follow every change, so that a decision reads
//! no pods it need not read.

use super::demand::{Amounts, Demand};
use super::groups::{Group, Groups};
use crate::api::pod_resources::in_use;
use crate::api::{Key, Kind, Object, Pod, Quantity, Value};
use crate::ordered::OrderedMap;
use crate::store::{Change, Verb};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::rc::Rc;

/// All nodes, by name.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    nodes: Vec<Rc<NodeInfo>>,
    /// The pods bound to nodes that are not there, which may come yet.
    homeless: OrderedMap<SmolStr, OrderedMap<Key, Rc<Object>>>,
    /// How many pods have affinities to other pods, required or preferred.
    with_affinity: usize,
    /// How many nodes tell which images they have.
    with_images: usize,
    groups: Rc<Groups>,
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
    /// How many of them there are of each kind, but for those that go.
    pub members: Vec<(Group, i64)>,
    /// Whether it is cordoned.
    pub unschedulable: bool,
    /// Its taints.
    pub taints: Vec<Value>,
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
            members: Vec::new(),
            unschedulable: false,
            taints: Vec::new(),
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
        self.unschedulable = node.spec().get("unschedulable").is_true();
        self.taints = node.spec().get("taints").items().to_vec();
        self.node = node;
    }

    fn has_images(&self) -> bool {
        !self.node.status().get("images").items().is_empty()
    }

    /// Counts a pod of this kind in.
    pub fn add(&mut self, pod: Rc<Object>, group: Group) {
        self.count(&pod, 1);
        self.count_member(&pod, group, 1);
        self.with_affinity += usize::from(has_affinity(&pod));
        self.with_ports += usize::from(has_ports(&pod));
        self.pods.insert(pod.key(), pod);
    }

    /// Counts a pod out.
    pub fn remove(&mut self, key: &Key, group: Group) {
        if let Some(pod) = self.pods.remove(key) {
            self.count(&pod, -1);
            self.count_member(&pod, group, -1);
            self.with_affinity -= usize::from(has_affinity(&pod));
            self.with_ports -= usize::from(has_ports(&pod));
        }
    }

    fn count_member(&mut self, pod: &Object, group: Group, sign: i64) {
        if pod.is_deleting() {
            return;
        }
        match self.members.iter_mut().find(|(known, _)| *known == group) {
            Some((_, count)) => *count += sign,
            None => self.members.push((group, sign)),
        }
        self.members.retain(|(_, count)| *count != 0);
    }

    fn count(&mut self, pod: &Object, sign: i64) {
        let demand = Demand::of(&used(pod));
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

    /// Whether any node tells which images it has.
    pub fn has_images(&self) -> bool {
        self.with_images > 0
    }

    /// The kinds of pods.
    pub fn groups(&self) -> &Rc<Groups> {
        &self.groups
    }

    /// The kind of a pod.
    fn group_of(&mut self, pod: &Object) -> Group {
        let known = self.groups.find(pod);
        known.unwrap_or_else(|| Rc::make_mut(&mut self.groups).add(pod))
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
            && used(before) == used(after)
            && before.meta.uid == after.meta.uid
            && before.meta.labels == after.meta.labels
            && before.is_deleting() == after.is_deleting()
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
                self.nodes.insert(index, Rc::new(NodeInfo::new(node.clone())));
                self.with_images += usize::from(self.nodes[index].has_images());
                for pod in self.homeless.remove(&node.meta.name).unwrap_or_default().into_values() {
                    let group = self.group_of(&pod);
                    Rc::make_mut(&mut self.nodes[index]).add(pod, group);
                }
                return;
            }
        };
        self.with_images -= usize::from(self.nodes[index].has_images());
        Rc::make_mut(&mut self.nodes[index]).set_node(node);
        self.with_images += usize::from(self.nodes[index].has_images());
    }

    fn remove_node(&mut self, node: &Object) {
        if let Ok(index) = self.find(&node.meta.name) {
            let info = self.nodes.remove(index);
            self.with_images -= usize::from(info.has_images());
            self.homeless.insert(node.meta.name.clone(), info.pods.clone());
        }
    }

    /// Counts a bound pod in.
    pub fn add_pod(&mut self, pod: Rc<Object>) {
        self.with_affinity += usize::from(has_affinity(&pod));
        let name = Pod(&pod).node_name();
        match self.find(name) {
            Ok(index) => {
                let group = self.group_of(&pod);
                Rc::make_mut(&mut self.nodes[index]).add(pod, group);
            }
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
            Ok(index) => {
                let group = self.group_of(pod);
                Rc::make_mut(&mut self.nodes[index]).remove(&pod.key(), group);
            }
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

fn used(pod: &Object) -> Cow<'_, Value> {
    in_use(pod.spec(), pod.status())
}
