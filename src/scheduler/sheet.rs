//! What is known of all nodes for pods of one kind, kept from one such pod to the next: of the
//! ten thousand pods of a Deployment, each asks anew only the nodes that changed since the last.

use super::cache::{Cache, Move};
use super::constraints::{constraints, has_own};
use super::cycle::{Cycle, Preferences, Surroundings, Wishes};
use super::filters::pod_topology_spread::Constraint;
use super::filters::{self, Rejection, node_affinity};
use super::preemption::Nomination;
use super::profile;
use super::recent::Recent;
use super::scores::{self, Raw};
use super::search::Refusal;
use super::template::Template;
use crate::api::{Map, Object, Value};
use crate::store::Store;
use smol_str::SmolStr;
use std::rc::Rc;

/// How many kinds of pods are remembered.
const REMEMBERED: usize = 64;
/// So many moves at least may wait to be counted by affinities.
const PENDING: usize = 1_000;

/// The sheets of the kinds of pods that were looked for nodes for of late.
#[derive(Default)]
pub struct Sheets(Recent<Sheet>);

/// What is known of all nodes for pods of one kind.
pub struct Sheet {
    kin: Kin,
    wishes: Rc<Wishes>,
    around: Surroundings,
    /// The moves that affinities have not counted yet: those may depend on other objects.
    pending: Vec<Move>,
    /// By the nodes' places.
    rows: Vec<Row>,
    /// How the last of them, which had these labels, was refused at this generation of the cache.
    refused: Option<(u64, Map, Refusal)>,
}

/// What a node says by itself.
#[derive(Clone, Default)]
struct Row {
    /// The node's generation then; 0 if it was not asked yet.
    generation: u64,
    rejection: Option<Rc<Rejection>>,
    raw: Raw,
}

/// What pods have in common that any node answers alike.
struct Kin {
    template: Rc<Template>,
    namespace: SmolStr,
    /// Whether each names the one node for which it is, as the pods of a DaemonSet do.  These
    /// nodes differ, so the rows say nothing.
    is_for_one: bool,
    affinity: Value,
    node_selector: Value,
    tolerations: Value,
    preemption_policy: Value,
    hard: Vec<Constraint>,
    soft: Vec<Constraint>,
    /// Their labels, as far as affinities of other pods speak of them.
    labels: Map,
}

impl Kin {
    fn of(pod: &Object, template: &Rc<Template>, cache: &Cache, store: &Store) -> Kin {
        let spec = pod.spec();
        let is_for_one =
            !has_own(pod) && node_affinity::named_nodes(spec).is_some_and(|names| names.len() == 1);
        let mut affinity = spec.get("affinity").clone();
        if is_for_one {
            affinity.remove("nodeAffinity");
        }
        let labels = cache.spoken_of().iter();
        let labels = labels.filter_map(|key| Some((key.clone(), pod.label(key)?)));
        let constraints = |when| constraints(pod, when, profile::DEFAULT.spread, store);
        Kin {
            template: template.clone(),
            namespace: pod.meta.namespace.clone(),
            is_for_one,
            affinity,
            node_selector: spec.get("nodeSelector").clone(),
            tolerations: spec.get("tolerations").clone(),
            preemption_policy: spec.get("preemptionPolicy").clone(),
            hard: constraints("DoNotSchedule"),
            soft: if is_for_one { Vec::new() } else { constraints("ScheduleAnyway") },
            labels: labels.collect(),
        }
    }

    fn is_like(&self, other: &Kin) -> bool {
        Rc::ptr_eq(&self.template, &other.template)
            && self.is_for_one == other.is_for_one
            && self.namespace == other.namespace
            && self.soft == other.soft
            && self.hard == other.hard
            && self.labels == other.labels
            && self.affinity == other.affinity
            && self.node_selector == other.node_selector
            && self.tolerations == other.tolerations
            && self.preemption_policy == other.preemption_policy
    }
}

impl Sheets {
    /// Counts a pod that moved.
    pub fn observe(&mut self, moved: &Move) {
        self.0.iter_mut().for_each(|sheet| sheet.observe(moved));
        self.0.retain(|sheet| sheet.pending.len() <= sheet.rows.len().max(PENDING));
    }

    /// The sheet of a pod's kind, as things stand.
    pub fn of(
        &mut self,
        pod: &Object,
        template: &Rc<Template>,
        cache: &Cache,
        store: &Store,
    ) -> &mut Sheet {
        let kin = Kin::of(pod, template, cache, store);
        let index = self.0.position(|sheet| sheet.kin.is_like(&kin));
        let sheet = self.0.take(REMEMBERED, index, || Sheet::new(kin, pod, cache, store));
        sheet.catch_up(pod, cache, store);
        sheet
    }
}

impl Row {
    /// Asks the node at a place, which has changed.
    fn ask(&mut self, cycle: &Cycle, place: usize, generation: u64) {
        let node = &*cycle.cache.nodes()[place];
        self.generation = generation;
        self.rejection = filters::own_rejection(cycle, node).map(Rc::new);
        if self.rejection.is_none() {
            self.raw = scores::raw(cycle, node);
        }
    }
}

impl Sheet {
    fn new(kin: Kin, pod: &Object, cache: &Cache, store: &Store) -> Sheet {
        let wishes = Wishes::read(pod.spec());
        let required = &wishes.required;
        let around = Surroundings::new(pod, &kin.hard, required, cache, store);
        let profile = &profile::DEFAULT;
        let preferences = Preferences::new(pod, &kin.soft, required, profile, cache, store);
        let _ = around.preferences.set(Rc::new(preferences));
        let rows = vec![Row::default(); cache.nodes().len()];
        Sheet { kin, wishes, around, pending: Vec::new(), rows, refused: None }
    }

    fn observe(&mut self, moved: &Move) {
        Rc::make_mut(&mut self.around.spread).observe(moved);
        let mut is_selective = self.around.affinity.is_selective();
        if let Some(preferences) = self.around.preferences.get_mut() {
            Rc::make_mut(preferences).spread.observe(moved);
            is_selective |= preferences.attraction.is_selective();
        }
        if is_selective || moved.has_affinity {
            self.pending.push(moved.clone());
        }
    }

    fn catch_up(&mut self, pod: &Object, cache: &Cache, store: &Store) {
        Rc::make_mut(&mut self.around.spread).settle();
        for moved in std::mem::take(&mut self.pending) {
            let (other, node, sign) = (&moved.pod, &cache.nodes()[moved.place], moved.sign);
            Rc::make_mut(&mut self.around.affinity).count(pod, other, node, store, sign);
            if let Some(preferences) = self.around.preferences.get_mut() {
                let preferences = Rc::make_mut(preferences);
                preferences.attraction.count(pod, other, node, store, sign);
            }
        }
    }

    /// The search of a pod of this kind.
    pub fn cycle<'view>(
        &self,
        pod: &'view Object,
        cache: &'view Cache,
        store: &'view Store,
    ) -> Cycle<'view> {
        let wishes = match self.kin.is_for_one {
            true => Wishes::read(pod.spec()),
            false => self.wishes.clone(),
        };
        Cycle::among(pod, &self.kin.template, wishes, self.around.clone(), cache, store)
    }

    /// Asks the node at a place by itself: what its merits are, or why it refuses.
    #[inline]
    pub fn ask(&mut self, cycle: &Cycle, place: usize) -> Result<Raw, Rc<Rejection>> {
        let node = || &*cycle.cache.nodes()[place];
        if self.kin.is_for_one {
            let rejection = filters::own_rejection(cycle, node());
            return rejection.map_or(Ok(Raw::default()), |rejection| Err(Rc::new(rejection)));
        }
        let (row, generation) = (&mut self.rows[place], cycle.cache.generations()[place]);
        if row.generation != generation {
            row.ask(cycle, place, generation);
        }
        match &row.rejection {
            None => Ok(row.raw),
            Some(rejection) => Err(rejection.clone()),
        }
    }

    /// How the last pod of the kind was refused, if nothing has changed since that counts.
    pub fn refusal(&self, cycle: &Cycle) -> Option<Refusal> {
        let (generation, labels, refusal) = self.refused.as_ref()?;
        // A pod may be one of those that its own terms mean.
        let means_pods = !self.kin.hard.is_empty() || self.around.affinity.is_selective();
        let same = *generation == cycle.cache.generation()
            && (!means_pods || *labels == cycle.pod.meta.labels)
            && is_like_others(cycle);
        same.then(|| refusal.clone())
    }

    /// Notes how a pod of the kind was refused.
    pub fn note(&mut self, cycle: &Cycle, refusal: &Refusal) {
        let helps = matches!(refusal.nomination, Nomination::Of(..));
        if is_like_others(cycle) && !helps && !self.kin.is_for_one {
            let (generation, labels) = (cycle.cache.generation(), cycle.pod.meta.labels.clone());
            self.refused = Some((generation, labels, refusal.clone()));
        }
    }
}

/// Whether nothing counts for a pod but what it has in common with others of its kind.
fn is_like_others(cycle: &Cycle) -> bool {
    cycle.claims.is_empty() && cycle.pod.status().get("nominatedNodeName").is_null()
}
