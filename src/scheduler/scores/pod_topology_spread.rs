//! PodTopologySpread's score: the emptier a node's domains are of pods of the same kind, the
//! better.

use super::BEST;
use crate::api::selector::{Requirement, Selector};
use crate::api::{Kind, Map, Object};
use crate::ordered::OrderedMap;
use crate::scheduler::cache::NodeInfo;
use crate::scheduler::cycle::Cycle;
use crate::scheduler::filters::pod_topology_spread::{Constraint, constraints, has_all_keys};
use crate::scheduler::groups::Matcher;
use crate::store::Store;
use smol_str::SmolStr;

/// The label whose domains are single nodes.
const HOSTNAME: &str = "kubernetes.io/hostname";
/// The constraints of pods without their own: label and skew.
const DEFAULTS: [(&str, i64); 2] = [(HOSTNAME, 3), ("topology.kubernetes.io/zone", 5)];

/// Counts pods by domain and turns the order round.
pub fn score(cycle: &Cycle, nodes: &[&NodeInfo]) -> Option<Vec<i64>> {
    let has_own = !cycle.spec().get("topologySpreadConstraints").items().is_empty();
    let constraints = match has_own {
        true => constraints(cycle.pod, "ScheduleAnyway"),
        false => default_constraints(cycle),
    };
    if constraints.is_empty() || nodes.is_empty() {
        return None;
    }
    let counted = Counted::new(cycle, nodes, constraints, has_own);
    let raw: Vec<Option<i64>> = nodes.iter().map(|node| counted.of(node)).collect();
    let greatest = raw.iter().flatten().copied().max().unwrap_or_default();
    let least = raw.iter().flatten().copied().min().unwrap_or_default();
    let one = |score: Option<i64>| match score {
        None => 0,
        Some(_) if greatest == 0 => BEST,
        Some(score) => BEST * (greatest + least - score) / greatest,
    };
    Some(raw.into_iter().map(one).collect())
}

/// The pods by domain, for each constraint but those of single nodes.
struct Counted {
    constraints: Vec<(Constraint, Weighed)>,
    needs_all_keys: bool,
}

struct Weighed {
    weight: f64,
    counts: OrderedMap<SmolStr, i64>,
    matcher: Matcher,
}

impl Counted {
    fn new(
        cycle: &Cycle,
        nodes: &[&NodeInfo],
        constraints: Vec<Constraint>,
        needs_all_keys: bool,
    ) -> Counted {
        let is_counted =
            |node: &NodeInfo| !needs_all_keys || has_all_keys(node, constraints.iter());
        let eligible: Vec<&&NodeInfo> = nodes.iter().filter(|node| is_counted(node)).collect();
        let mut all = Vec::new();
        for constraint in &constraints {
            let matcher = constraint.matcher(&cycle.pod.meta.namespace, cycle.cache);
            let mut counts: OrderedMap<SmolStr, i64> = OrderedMap::new();
            if constraint.key != HOSTNAME {
                let labels = eligible.iter().filter_map(|node| node.node.label(&constraint.key));
                counts.extend(labels.map(|label| (label.into(), 0)));
                let nodes = cycle.cache.nodes().iter().filter(|_| !counts.is_empty());
                for node in nodes.collect::<Vec<_>>() {
                    let label = node.node.label(&constraint.key);
                    if is_counted(node)
                        && let Some(count) = label.and_then(|label| counts.get_mut(label))
                        && constraint.includes(cycle.pod, &cycle.required, node)
                    {
                        *count += matcher.count(node);
                    }
                }
            }
            let size = if constraint.key == HOSTNAME { eligible.len() } else { counts.len() };
            let weight = natural_logarithm(size as f64 + 2.0);
            all.push((constraint.clone(), Weighed { weight, counts, matcher }));
        }
        Counted { constraints: all, needs_all_keys }
    }

    /// A node's score before it is scaled: the fuller, the higher.
    fn of(&self, node: &NodeInfo) -> Option<i64> {
        let mut constraints = self.constraints.iter().map(|(constraint, _)| constraint);
        if self.needs_all_keys && !has_all_keys(node, &mut constraints) {
            return None;
        }
        let mut score = 0.0;
        for (constraint, weighed) in &self.constraints {
            let Some(domain) = node.node.label(&constraint.key) else { continue };
            let count = match constraint.key == HOSTNAME {
                true => weighed.matcher.count(node),
                false => weighed.counts.get(domain).copied().unwrap_or_default(),
            };
            score += count as f64 * weighed.weight + (constraint.max_skew - 1) as f64;
        }
        Some((score + 0.5).floor() as i64)
    }
}

/// The same on every machine: `f64::ln` may differ in its last bit between platforms, so this
/// sums the series of the inverse hyperbolic tangent, of which all steps are exactly rounded.
fn natural_logarithm(number: f64) -> f64 {
    let mut doublings = 0;
    let mut rest = number;
    while rest > 1.5 {
        rest /= 2.0;
        doublings += 1;
    }
    f64::from(doublings) * std::f64::consts::LN_2 + series(rest)
}

fn series(number: f64) -> f64 {
    let ratio = (number - 1.0) / (number + 1.0);
    let square = ratio * ratio;
    let mut power = ratio;
    let mut sum = 0.0;
    for step in 0..20 {
        sum += power / f64::from(2 * step + 1);
        power *= square;
    }
    2.0 * sum
}

fn default_constraints(cycle: &Cycle) -> Vec<Constraint> {
    let Some(selector) = default_selector(cycle.pod, cycle.store) else { return Vec::new() };
    let make = |(key, max_skew): (&str, i64)| Constraint {
        max_skew,
        key: key.into(),
        selector: selector.clone(),
        min_domains: 1,
        honours_affinity: true,
        honours_taints: false,
    };
    DEFAULTS.into_iter().map(make).collect()
}

/// The pods of the same kind as one that says nothing about it: those of its Services and of its
/// controller (`DefaultSelector`); `None` if it has neither.
fn default_selector(pod: &Object, store: &Store) -> Option<Selector> {
    let mut labels = Map::default();
    for service in store.list(Kind::Service, Some(&pod.meta.namespace)) {
        let selector = service.spec().get("selector");
        let selects = !selector.entries().is_empty()
            && Selector::from_map(selector).matches(&pod.meta.labels);
        for (key, value) in selector.entries().iter().filter(|_| selects) {
            labels.insert(key, value);
        }
    }
    let mut terms: Vec<Requirement> = match Selector::from_map(&labels.into()) {
        Selector::Terms(terms) => terms,
        Selector::Nothing => Vec::new(),
    };
    terms.extend(controller_terms(pod, store));
    (!terms.is_empty()).then_some(Selector::Terms(terms))
}

fn controller_terms(pod: &Object, store: &Store) -> Vec<Requirement> {
    let Some(owner) = pod.controller() else { return Vec::new() };
    let kind = match owner.kind.as_str() {
        "ReplicaSet" => Kind::ReplicaSet,
        "StatefulSet" => Kind::StatefulSet,
        "ReplicationController" => Kind::ReplicationController,
        _ => return Vec::new(),
    };
    let Some(controller) = store.find(kind, &pod.meta.namespace, &owner.name) else {
        return Vec::new();
    };
    let selector = controller.spec().get("selector");
    let selector = match kind {
        Kind::ReplicationController => Selector::from_map(selector),
        _ => Selector::from_label_selector(selector),
    };
    match selector {
        Selector::Terms(terms) => terms,
        Selector::Nothing => Vec::new(),
    }
}
