//! Preemption: a pod of higher priority may drive others away (`DefaultPreemption`).

use super::cache::Cache;
use super::cycle::Cycle;
use super::filters::{self, Rejection};
use super::messages;
use super::node_info::{NodeInfo, PodInfo};
use super::search::Expected;
use crate::api::{Kind, Object, Selector};
use crate::store::Store;
use crate::time::Time;
use std::borrow::Cow;
use std::rc::Rc;

/// What is said of a node from which nobody has to go.
const NO_VICTIMS: &str = "No preemption victims found for incoming pod";
/// What is said of a node where it would not help if others went.
const NOT_HELPFUL: &str = "Preemption is not helpful for scheduling";
/// Why a pod that was driven away is disrupted.
pub const BY_SCHEDULER: &str = "PreemptionByScheduler";
/// At least so many nodes are looked at, as long as there are so many.
const CANDIDATES: usize = 100;

/// What becomes of the node on which a pod had others driven away, when it finds no node.
#[derive(Clone)]
pub enum Nomination {
    /// It is waited for as before, if there is one.
    Kept,
    /// Nothing helps there any more, nor elsewhere.
    Dropped,
    /// It is this node, from which these pods must go.
    Of(String, Vec<Rc<Object>>),
}

/// A node and who would have to go from it.
struct Candidate<'view> {
    node: &'view NodeInfo,
    victims: Vec<Rc<Object>>,
    violations: usize,
}

/// Looks for pods of lower priority without which the pod of `cycle` would find a node.
/// `rejections` holds the nodes that refused it, of `nodes` altogether.
/// Who is `expected` on a node by then may come or not.  Answers what is said of it, too.
pub fn preempt(
    cycle: &Cycle,
    rejections: &[(&NodeInfo, Rc<Rejection>)],
    nodes: usize,
    expected: &Expected,
) -> (String, Nomination) {
    if cycle.spec().get("preemptionPolicy").str() == "Never" {
        return (messages::not_eligible("preemptionPolicy=Never"), Nomination::Kept);
    }
    if waits_for_victims(cycle, rejections) {
        let why = "a terminating pod on the nominated node";
        return (messages::not_eligible(why), Nomination::Kept);
    }
    let mut candidates = Vec::new();
    let mut reasons: Vec<Cow<str>> = vec![NOT_HELPFUL.into(); nodes - rejections.len()];
    let enough = CANDIDATES.max(nodes / 10);
    for (node, rejection) in rejections {
        if !rejection.resolvable {
            reasons.push(NOT_HELPFUL.into());
        } else if candidates.len() < enough {
            match victims(cycle, node, expected) {
                Ok(candidate) => candidates.push(candidate),
                Err(why) => reasons.extend(why),
            }
        }
    }
    match best(candidates) {
        Some(Candidate { node, victims, .. }) => {
            (String::new(), Nomination::Of(node.name().to_string(), victims))
        }
        None => {
            let reasons = reasons.iter().map(|reason| &**reason);
            (messages::preemption(nodes, reasons), Nomination::Dropped)
        }
    }
}

/// Whether the pod drove others away already who are still going, and from where it may go.
fn waits_for_victims(cycle: &Cycle, rejections: &[(&NodeInfo, Rc<Rejection>)]) -> bool {
    let nominated = cycle.pod.status().get("nominatedNodeName").str();
    let refused = rejections.iter().find(|(node, _)| node.name() == nominated);
    let Some((node, _)) = refused.filter(|(_, rejection)| rejection.resolvable) else {
        return false;
    };
    let own = priority(cycle.pod);
    node.pods.values().any(|PodInfo { pod, template }| {
        let why = pod.condition("DisruptionTarget").get("reason");
        pod.is_deleting() && template.priority < own && why.str() == BY_SCHEDULER
    })
}

/// Who would have to go from a node: as few and as unimportant as possible.
fn victims<'view>(
    cycle: &Cycle,
    node: &'view NodeInfo,
    expected: &Expected,
) -> Result<Candidate<'view>, Vec<Cow<'static, str>>> {
    let own = priority(cycle.pod);
    let lower = node.pods.values().filter(|info| info.template.priority < own);
    let mut lower: Vec<Rc<Object>> = lower.map(|info| info.pod.clone()).collect();
    if lower.is_empty() {
        return Err(vec![NO_VICTIMS.into()]);
    }
    let mut trial = cycle.cache.clone();
    for pod in &lower {
        trial.remove_pod(pod);
    }
    let expected = expected.iter().filter(|(name, _)| name == node.name());
    let expected: Vec<&Rc<Object>> = expected.map(|(_, pod)| pod).collect();
    if let Some(rejection) = refusal(cycle, &mut trial, node, &expected) {
        return Err(rejection.reasons);
    }
    crate::order::sort_by_key(&mut lower, |pod| importance(pod));
    let (violating, others) = split_by_budget(cycle.store, lower);
    let mut gone = Vec::new();
    let mut violations = 0;
    for (pods, counts) in [(violating, true), (others, false)] {
        for pod in pods {
            trial.add_pod(pod.clone());
            if refusal(cycle, &mut trial, node, &expected).is_some() {
                trial.remove_pod(&pod);
                violations += usize::from(counts);
                gone.push(pod);
            }
        }
    }
    crate::order::sort_by_key(&mut gone, |pod| importance(pod));
    Ok(Candidate { node, victims: gone, violations })
}

/// A node's refusal of the pod, with those who are expected there or without them: nobody knows
/// whether they come.
fn refusal(
    cycle: &Cycle,
    trial: &mut Cache,
    node: &NodeInfo,
    expected: &[&Rc<Object>],
) -> Option<Rejection> {
    let ask = |trial: &Cache| {
        let trial_cycle = Cycle::new(cycle.pod, trial, cycle.store);
        filters::first_rejection(&trial_cycle, trial.node(node.name())?)
    };
    if expected.is_empty() {
        return ask(trial);
    }
    for pod in expected {
        trial.add_pod((*pod).clone());
    }
    let rejection = ask(trial);
    for pod in expected {
        trial.remove_pod(pod);
    }
    rejection.or_else(|| ask(trial))
}

/// The most important pods sort first: by priority, then those that have run longest; a pod that
/// has not started yet counts as the youngest.
pub fn importance(pod: &Object) -> (i64, Time) {
    let started = Time::parse(pod.status().get("startTime").str());
    (-priority(pod), started.unwrap_or(Time(i64::MAX)))
}

/// The pods whose going would violate a disruption budget, and the others.
fn split_by_budget(store: &Store, pods: Vec<Rc<Object>>) -> (Vec<Rc<Object>>, Vec<Rc<Object>>) {
    let budgets = store.list(Kind::PodDisruptionBudget, None);
    let mut budgets: Vec<(&Rc<Object>, Selector, i64)> = budgets
        .map(|budget| {
            let selector = Selector::from_label_selector(budget.spec().get("selector"));
            (budget, selector, budget.status().get("disruptionsAllowed").int())
        })
        .collect();
    pods.into_iter().partition(|pod| {
        let mut violates = false;
        for (budget, selector, allowed) in &mut budgets {
            let here = budget.meta.namespace == pod.meta.namespace;
            if here && selector.matches(&pod.meta.labels) {
                *allowed -= 1;
                violates |= *allowed < 0;
            }
        }
        violates
    })
}

/// The node where the least is lost (`pickOneNodeForPreemption`).
fn best(candidates: Vec<Candidate>) -> Option<Candidate> {
    candidates.into_iter().min_by_key(|candidate| {
        let victims = &candidate.victims;
        let highest = victims.iter().map(|pod| priority(pod)).max();
        let sum: i64 = victims.iter().map(|pod| priority(pod).saturating_add(1 << 31)).sum();
        let first_started = std::cmp::Reverse(first_started(victims));
        (candidate.violations, highest, sum, victims.len(), first_started)
    })
}

/// When the first of the most important pods started (`GetEarliestPodStartTime`).
pub fn first_started(pods: &[Rc<Object>]) -> Option<Time> {
    let highest = pods.iter().map(|pod| priority(pod)).max();
    pods.iter()
        .filter(|pod| Some(priority(pod)) == highest)
        .filter_map(|pod| Time::parse(pod.status().get("startTime").str()))
        .min()
}

/// `spec.priority`.
pub fn priority(pod: &Object) -> i64 {
    pod.spec().get("priority").int()
}
