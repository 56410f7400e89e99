//! What the scheduler knows of the nodes: sums that follow every change, so that a decision reads
//! no pods it need not read.

use super::filters::inter_pod_affinity;
use super::node_info::{NodeInfo, has_affinity};
use super::template::{Template, Templates};
use crate::api::pod_resources::in_use;
use crate::api::{Key, Kind, Object, Pod, Value};
use crate::ordered::{OrderedMap, OrderedSet};
use crate::store::{Change, Verb};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::rc::Rc;

/// All nodes, by name.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    nodes: Vec<Rc<NodeInfo>>,
    /// The nodes' names, by their places: to be searched without a look at the nodes.
    names: Vec<SmolStr>,
    /// For each node the number of the last change that a pod's chances there depend on.
    generations: Vec<u64>,
    /// The pods bound to nodes that are not there, which may come yet.
    homeless: OrderedMap<SmolStr, OrderedMap<Key, Rc<Object>>>,
    templates: Templates,
    /// How many pods have affinities to other pods, required or preferred.
    with_affinity: usize,
    /// The labels of which such affinities of pods ever spoke.
    spoken_of: OrderedSet<SmolStr>,
    /// How many nodes have each image.
    holders: OrderedMap<SmolStr, i64>,
    generation: u64,
    layout: u64,
}

/// A pod that came to a node or left it.
#[derive(Clone, Debug)]
pub struct Move {
    /// The node's place.
    pub place: usize,
    /// The pod.
    pub pod: Rc<Object>,
    /// Whether it has affinities to other pods.
    pub has_affinity: bool,
    /// 1 if it came, -1 if it left.
    pub sign: i64,
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

    /// Shows the pods with their nodes: all, or only those on nodes where some have affinities to
    /// other pods.
    pub fn each_pod(&self, all: bool, mut see: impl FnMut(&Object, &NodeInfo)) {
        if !all && !self.has_affinities() {
            return;
        }
        for node in self.nodes.iter().filter(|node| all || node.with_affinity > 0) {
            node.pods.values().for_each(|info| see(&info.pod, node));
        }
    }

    /// The labels by which pods with affinities tell other pods apart.
    pub fn spoken_of(&self) -> &OrderedSet<SmolStr> {
        &self.spoken_of
    }

    /// How many nodes have each image.
    pub fn holders(&self) -> &OrderedMap<SmolStr, i64> {
        &self.holders
    }

    /// Grows with every change that a pod's chances depend on.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The same for each node, by its place.
    pub fn generations(&self) -> &[u64] {
        &self.generations
    }

    /// Grows when nodes come, go, or are other ones to selectors.
    pub fn layout(&self) -> u64 {
        self.layout
    }

    /// The template of a pod.
    pub fn template(&mut self, pod: &Object) -> Rc<Template> {
        self.templates.of(&used(pod))
    }

    /// Counts a change in, and answers who moved by it: who left, and who came.
    pub fn observe(&mut self, change: &Change) -> [Option<Move>; 2] {
        match change.object.kind {
            Kind::Node if change.verb == Verb::Deleted => self.remove_node(&change.object),
            Kind::Node => self.set_node(change.object.clone()),
            Kind::Pod => return self.observe_pod(change),
            Kind::Namespace if has_other_labels(change) => self.is_changed(),
            _ => {}
        }
        [None, None]
    }

    fn observe_pod(&mut self, change: &Change) -> [Option<Move>; 2] {
        let counts = |pod: &Object| !Pod(pod).node_name().is_empty() && !Pod(pod).is_finished();
        let before = change.before.as_ref().filter(|pod| counts(pod));
        let after = Some(&change.object).filter(|pod| change.verb != Verb::Deleted && counts(pod));
        if let (Some(before), Some(after)) = (before, after)
            && used(before) == used(after)
            && before.meta.uid == after.meta.uid
            && before.meta.labels == after.meta.labels
            && before.is_deleting() == after.is_deleting()
        {
            self.replace_pod(after.clone());
            return [None, None];
        }
        let left = before.and_then(|pod| self.remove_pod(pod));
        [left, after.and_then(|pod| self.add_pod(pod.clone()))]
    }

    fn is_changed(&mut self) {
        self.generation += 1;
        self.layout += 1;
    }

    /// Puts a node in, or its new state in place of the old one.
    pub fn set_node(&mut self, node: Rc<Object>) {
        let found = self.find(&node.meta.name);
        let index = found.unwrap_or_else(|index| index);
        if found.is_err() {
            self.names.insert(index, node.meta.name.clone());
            self.generations.insert(index, 0);
            self.nodes.insert(index, Rc::new(NodeInfo::new(node)));
            self.take_places(index);
            self.count_images(index, 1);
            for pod in self.homeless.remove(&self.names[index]).unwrap_or_default().into_values() {
                let template = self.template(&pod);
                Rc::make_mut(&mut self.nodes[index]).add(pod, template);
            }
            return;
        }
        let before = &self.nodes[index].node;
        if before.meta.labels != node.meta.labels || before.spec() != node.spec() {
            self.is_changed();
        }
        let field = |node: &Object, field: &str| -> Value { node.status().get(field).clone() };
        let images_differ = field(&self.nodes[index].node, "images") != field(&node, "images");
        if images_differ {
            self.count_images(index, -1);
        }
        let differs = field(&self.nodes[index].node, "allocatable") != field(&node, "allocatable");
        self.info_mut(index, differs || images_differ).set_node(node);
        if images_differ {
            self.count_images(index, 1);
        }
    }

    /// A node to change; `matters` if a pod's chances may depend on it.
    fn info_mut(&mut self, index: usize, matters: bool) -> &mut NodeInfo {
        if matters {
            self.generation += 1;
            self.generations[index] = self.generation;
        }
        Rc::make_mut(&mut self.nodes[index])
    }

    fn count_images(&mut self, index: usize, sign: i64) {
        for name in self.nodes[index].images.keys() {
            let holders = self.holders.entry(name.clone()).or_default();
            *holders += sign;
            if *holders == 0 {
                self.holders.remove(name);
            }
        }
    }

    /// Tells the nodes from here on their places.
    fn take_places(&mut self, first: usize) {
        self.is_changed();
        for place in first..self.nodes.len() {
            self.info_mut(place, true).place = place;
        }
    }

    fn remove_node(&mut self, node: &Object) {
        if let Ok(index) = self.find(&node.meta.name) {
            self.count_images(index, -1);
            self.names.remove(index);
            self.generations.remove(index);
            let info = self.nodes.remove(index);
            self.take_places(index);
            let pods = info.pods.iter().map(|(key, info)| (key.clone(), info.pod.clone()));
            self.homeless.insert(node.meta.name.clone(), pods.collect());
        }
    }

    /// Counts a bound pod in.
    pub fn add_pod(&mut self, pod: Rc<Object>) -> Option<Move> {
        let has_affinity = has_affinity(&pod);
        if has_affinity {
            self.with_affinity += 1;
            self.spoken_of.extend(inter_pod_affinity::spoken_of(&pod));
        }
        let name = Pod(&pod).node_name();
        let Ok(place) = self.find(name) else {
            self.homeless.entry(name.into()).or_default().insert(pod.key(), pod);
            return None;
        };
        let template = self.template(&pod);
        self.info_mut(place, true).add(pod.clone(), template);
        Some(Move { place, pod, has_affinity, sign: 1 })
    }

    /// Counts a bound pod out.
    pub fn remove_pod(&mut self, pod: &Rc<Object>) -> Option<Move> {
        let has_affinity = has_affinity(pod);
        self.with_affinity -= usize::from(has_affinity);
        let name = Pod(pod).node_name();
        let Ok(place) = self.find(name) else {
            if let Some(pods) = self.homeless.get_mut(name) {
                pods.remove(&pod.key());
            }
            return None;
        };
        self.info_mut(place, true).remove(&pod.key());
        Some(Move { place, pod: pod.clone(), has_affinity, sign: -1 })
    }

    fn replace_pod(&mut self, pod: Rc<Object>) {
        if let Ok(index) = self.find(Pod(&pod).node_name())
            && let Some(known) = self.info_mut(index, false).pods.get_mut(&pod.key())
        {
            known.pod = pod;
        }
    }

    fn find(&self, name: &str) -> Result<usize, usize> {
        self.names.binary_search_by(|other| other.as_str().cmp(name))
    }
}

fn has_other_labels(change: &Change) -> bool {
    let after = &change.object.meta.labels;
    change.before.as_ref().is_none_or(|before| before.meta.labels != *after)
}

/// A pod's `spec` with what its containers really have.
fn used(pod: &Object) -> Cow<'_, Value> {
    in_use(pod.spec(), pod.status())
}
