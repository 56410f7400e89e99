//! One pod's search for a node: what all filters and scores need to know of it, read once.

use super::cache::Cache;
use super::constraints::{constraints, has_own};
use super::demand::Demand;
use super::filters::pod_topology_spread::Constraint;
use super::filters::{
    inter_pod_affinity, node_affinity, node_ports, volume_binding, volume_restrictions,
};
use super::profile::{self, Profile};
use super::scores;
use super::spread::Spread;
use super::template::Template;
use crate::api::node_affinity::{Preferred, Required};
use crate::api::{Kind, Map, Object, Value, toleration};
use crate::ordered::OrderedSet;
use crate::store::Store;
use std::cell::OnceCell;
use std::rc::Rc;

/// A pod, and the cluster that it looks for a node in.
pub struct Cycle<'view> {
    /// The pod.
    pub pod: &'view Object,
    /// The nodes.
    pub cache: &'view Cache,
    /// The other objects: namespaces, services, claims.
    pub store: &'view Store,
    /// What the plugins are told.
    pub profile: &'view Profile<'view>,
    /// What the pod takes.
    pub demand: Rc<Demand>,
    /// What it puts up with.
    pub tolerations: &'view [Value],
    /// The only node that it may go to; empty if there is no such.
    pub node_name: &'view str,
    /// What it says of the nodes that it wants.
    pub wishes: Rc<Wishes>,
    /// The claims that it uses.
    pub claims: Vec<&'view Rc<Object>>,
    /// Whether another pod has one of them that is for one pod alone.
    pub is_claim_taken: bool,
    /// The ports of the node itself that it wants.
    pub ports: Rc<Vec<node_ports::Port>>,
    /// How the pods around it are spread, for constraints that must hold.
    pub spread: Rc<Spread>,
    /// Which pods around it draw it or drive it away.
    pub affinity: Rc<inter_pod_affinity::State>,
    preferences: OnceCell<Rc<Preferences>>,
}

/// What a pod's `spec` says of the nodes that it wants.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// What it demands of a node's labels.
    pub required: Required,
    /// What it would rather find there; nothing if that cannot be read.
    pub preferred: Option<Preferred>,
    /// The only nodes that come into question by their names, if it names some.
    pub names: Option<OrderedSet<String>>,
}

impl Wishes {
    /// Reads the `spec` of a pod.
    pub fn read(spec: &Value) -> Rc<Wishes> {
        Rc::new(Wishes {
            required: Required::read(spec),
            preferred: Preferred::read(scores::node_affinity::preferred(spec)).ok(),
            names: node_affinity::named_nodes(spec),
        })
    }
}

/// The pods around a pod, as far as they make one node better than another.
#[derive(Clone, Debug)]
pub struct Preferences {
    /// How they are spread.
    pub spread: Spread,
    /// How they draw it.
    pub attraction: scores::inter_pod_affinity::Attraction,
}

/// The pods around a pod.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// How they are spread, for constraints that must hold.
    pub spread: Rc<Spread>,
    /// Which of them draw it or drive it away.
    pub affinity: Rc<inter_pod_affinity::State>,
    /// What makes one node better than another; found out when it is wanted first.
    pub preferences: OnceCell<Rc<Preferences>>,
}

impl Preferences {
    /// Counts the pods around `pod`, which has these constraints and demands this of nodes.
    pub fn new(
        pod: &Object,
        constraints: &[Constraint],
        required: &Required,
        profile: &Profile,
        cache: &Cache,
        store: &Store,
    ) -> Preferences {
        Preferences {
            spread: Spread::new(pod, required, constraints, has_own(pod), cache),
            attraction: scores::inter_pod_affinity::Attraction::new(pod, profile, cache, store),
        }
    }
}

impl Surroundings {
    /// Counts the pods around `pod`, which has these constraints and demands this of nodes, as
    /// far as a node may be out of question for them.
    pub fn new(
        pod: &Object,
        constraints: &[Constraint],
        required: &Required,
        cache: &Cache,
        store: &Store,
    ) -> Surroundings {
        Surroundings {
            spread: Rc::new(Spread::new(pod, required, constraints, true, cache)),
            affinity: Rc::new(inter_pod_affinity::State::new(pod, cache, store)),
            preferences: OnceCell::new(),
        }
    }
}

impl<'view> Cycle<'view> {
    /// Reads what is needed of a pod and the pods around it.
    pub fn new(pod: &'view Object, cache: &'view Cache, store: &'view Store) -> Cycle<'view> {
        Cycle::with(&profile::DEFAULT, pod, cache, store)
    }

    /// The same by a profile.
    pub fn with(
        profile: &'view Profile<'view>,
        pod: &'view Object,
        cache: &'view Cache,
        store: &'view Store,
    ) -> Cycle<'view> {
        let hard = constraints(pod, "DoNotSchedule", profile.spread, store);
        let wishes = Wishes::read(pod.spec());
        let around = Surroundings::new(pod, &hard, &wishes.required, cache, store);
        let cycle = Cycle::among(pod, &Template::of(pod.spec()), wishes, around, cache, store);
        Cycle { profile, ..cycle }
    }

    /// The same of a pod of this template and with these wishes among pods that were counted
    /// before.
    pub fn among(
        pod: &'view Object,
        template: &Template,
        wishes: Rc<Wishes>,
        around: Surroundings,
        cache: &'view Cache,
        store: &'view Store,
    ) -> Cycle<'view> {
        let claims = volume_binding::found_claims(pod, store);
        Cycle {
            pod,
            cache,
            store,
            profile: &profile::DEFAULT,
            demand: template.demand.clone(),
            tolerations: pod.spec().get("tolerations").items(),
            node_name: pod.spec().get("nodeName").str(),
            wishes,
            is_claim_taken: volume_restrictions::is_taken(pod, &claims, cache),
            claims,
            ports: template.ports.clone(),
            spread: around.spread,
            affinity: around.affinity,
            preferences: around.preferences,
        }
    }

    /// Whether an entry of the pod's tolerations tolerates a taint.
    pub fn tolerates(&self, own: &Value, taint: &Value) -> bool {
        toleration::tolerates(own, taint)
            || (self.profile.compares_taints && toleration::compares(own, taint))
    }

    /// `spec` of the pod.
    pub fn spec(&self) -> &'view Value {
        self.pod.spec()
    }

    /// What makes one node better for the pod than another because of the pods there.
    pub fn preferences(&self) -> &Preferences {
        self.preferences.get_or_init(|| {
            let (pod, spread) = (self.pod, self.profile.spread);
            let soft = constraints(pod, "ScheduleAnyway", spread, self.store);
            let (required, profile) = (&self.wishes.required, self.profile);
            Rc::new(Preferences::new(pod, &soft, required, profile, self.cache, self.store))
        })
    }

    /// The places of the nodes that come into question by their names, if the pod names some.
    pub fn named_places(&self) -> Option<Vec<usize>> {
        let nodes = self.wishes.names.as_ref()?.iter().filter_map(|name| self.cache.node(name));
        Some(nodes.map(|node| node.place).collect())
    }

    /// Whether a node may be out of question because of what is elsewhere.
    pub fn looks_around(&self) -> bool {
        !self.claims.is_empty() || !self.spread.tallies.is_empty() || self.affinity.matters()
    }
}

/// The labels of a namespace; none if it is not there.
pub fn namespace_labels(store: &Store, name: &str) -> Map {
    let namespace = store.find(Kind::Namespace, "", name);
    namespace.map_or_else(Map::default, |namespace| namespace.meta.labels.clone())
}
