//! How the pods that topology spread constraints mean are spread over the nodes: counted once,
//! and kept up with every pod that moves.

use super::cache::{Cache, Move};
use super::filters::pod_topology_spread::Constraint;
use super::node_info::NodeInfo;
use crate::api::Object;
use crate::api::node_affinity::Required;
use crate::ordered::OrderedMap;
use smol_str::SmolStr;
use std::rc::Rc;

/// The label whose domains are single nodes.
pub const HOSTNAME: &str = "kubernetes.io/hostname";

/// The pods by domain, for each of a pod's constraints of one sort.
#[derive(Clone, Debug, Default)]
pub struct Spread {
    /// One for each constraint.
    pub tallies: Vec<Tally>,
    namespace: SmolStr,
}

/// The pods that one constraint means.
#[derive(Clone, Debug)]
pub struct Tally {
    /// The constraint.
    pub constraint: Constraint,
    /// Whether each node is a domain of its own.
    pub is_by_node: bool,
    domains: OrderedMap<SmolStr, u32>,
    /// The pods in each domain; none where no node of it counts.
    sums: Vec<Option<i64>>,
    seats: Vec<Seat>,
    /// The pods in the emptiest domain when that was asked last: none if there are fewer domains
    /// than there should be, the most there can be if there is no domain.
    pub emptiest: i64,
}

/// A node among the domains of a constraint.
#[derive(Clone, Copy, Debug)]
pub struct Seat {
    /// The number of its domain; none if it lacks the label.
    pub domain: Option<u32>,
    /// Whether its pods count in its domain.
    counts: bool,
    /// How many of its pods are meant.
    pub pods: i64,
}

impl Spread {
    /// Counts the pods around `pod`, which demands this of nodes.  Where `needs_all_keys`, nodes
    /// that lack the label of one constraint count for none.
    pub fn new(
        pod: &Object,
        required: &Required,
        constraints: &[Constraint],
        needs_all_keys: bool,
        cache: &Cache,
    ) -> Spread {
        if constraints.is_empty() {
            return Spread::default();
        }
        let has_all_keys = |node: &NodeInfo| {
            constraints.iter().all(|constraint| node.node.meta.labels.contains(&constraint.key))
        };
        let eligible = |node: &Rc<NodeInfo>| !needs_all_keys || has_all_keys(node);
        let eligible: Vec<bool> = cache.nodes().iter().map(eligible).collect();
        let mut spread = Spread { tallies: Vec::new(), namespace: pod.meta.namespace.clone() };
        for constraint in constraints {
            let mut tally = Tally::new(constraint.clone());
            for (node, eligible) in cache.nodes().iter().zip(&eligible) {
                let twin = spread.tallies.first();
                let twin = twin.filter(|t| t.constraint.selector == tally.constraint.selector);
                let pods = match twin {
                    Some(twin) => twin.seats[node.place].pods,
                    None => tally.count(&spread.namespace, node),
                };
                let counts = *eligible && constraint.includes(pod, required, node);
                tally.seat(node, counts, pods);
            }
            spread.tallies.push(tally);
        }
        spread.settle();
        spread
    }

    /// Finds the emptiest domains anew.
    pub fn settle(&mut self) {
        for tally in &mut self.tallies {
            let counts = || tally.sums.iter().flatten().copied();
            let number = i64::try_from(counts().count()).unwrap_or(i64::MAX);
            let is_few = number < tally.constraint.min_domains;
            tally.emptiest = if is_few { 0 } else { counts().min().unwrap_or(i64::MAX) };
        }
    }

    /// Whether the node at a place has the label of every constraint.
    pub fn has_all_keys(&self, place: usize) -> bool {
        self.tallies.iter().all(|tally| tally.at(place).domain.is_some())
    }

    /// Counts a pod that moved.
    pub fn observe(&mut self, moved: &Move) {
        for tally in &mut self.tallies {
            if tally.means(&self.namespace, &moved.pod) {
                let seat = &mut tally.seats[moved.place];
                seat.pods += moved.sign;
                if let (true, Some(domain)) = (seat.counts, seat.domain) {
                    *tally.sums[domain as usize].get_or_insert(0) += moved.sign;
                }
            }
        }
    }
}

impl Tally {
    fn new(constraint: Constraint) -> Tally {
        Tally {
            is_by_node: constraint.key == HOSTNAME,
            constraint,
            domains: OrderedMap::new(),
            sums: Vec::new(),
            seats: Vec::new(),
            emptiest: i64::MAX,
        }
    }

    fn means(&self, namespace: &str, pod: &Object) -> bool {
        !pod.is_deleting()
            && pod.meta.namespace == namespace
            && self.constraint.selector.matches(&pod.meta.labels)
    }

    fn count(&self, namespace: &str, node: &NodeInfo) -> i64 {
        let meant = node.pods.values().filter(|info| self.means(namespace, &info.pod));
        i64::try_from(meant.count()).unwrap_or(i64::MAX)
    }

    fn seat(&mut self, node: &NodeInfo, counts: bool, pods: i64) {
        let domain = node.node.label(&self.constraint.key).map(|label| {
            let next = u32::try_from(self.sums.len()).unwrap_or(u32::MAX);
            let domain = *self.domains.entry(label.into()).or_insert(next);
            if domain == next {
                self.sums.push(None);
            }
            if counts {
                *self.sums[domain as usize].get_or_insert(0) += pods;
            }
            domain
        });
        self.seats.push(Seat { domain, counts, pods });
    }

    /// The seat of the node at a place.
    pub fn at(&self, place: usize) -> Seat {
        self.seats[place]
    }

    /// The pods in a domain.
    pub fn pods_in(&self, domain: u32) -> i64 {
        self.sums[domain as usize].unwrap_or_default()
    }

    /// How many domains there are, counted or not.
    pub fn domains(&self) -> usize {
        self.sums.len()
    }

    /// The domains that count, with their pods.
    pub fn counts(&self) -> impl Iterator<Item = (&SmolStr, i64)> {
        let counted = |(name, domain): (_, &u32)| Some((name, self.sums[*domain as usize]?));
        self.domains.iter().filter_map(counted)
    }
}
