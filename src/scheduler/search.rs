//! The search for a node: which nodes would do, which is best, and what to do if there is none.

use super::cycle::Cycle;
use super::filters::{self, Rejection};
use super::messages;
use super::node_info::{NodeInfo, has_affinity};
use super::preemption::{Nomination, preempt, priority};
use super::scores::{self, Raw};
use super::sheet::Sheet;
use super::template::Template;
use crate::api::{Key, Object};
use crate::ordered::{OrderedMap, OrderedSet};
use crate::random::Random;
use smol_str::SmolStr;
use std::rc::Rc;

/// What is said of the nodes that a pod's own list of names leaves out.
const NOT_NAMED: &str = "node(s) didn't satisfy plugin(s) [NodeAffinity]";

/// The nodes on which pods had others driven away, or wait for their volumes.
pub type Nominated = OrderedMap<Key, SmolStr>;

/// Pods that will come to these nodes, unless the pod goes before them, as they will be then.
pub type Expected = Vec<(SmolStr, Rc<Object>)>;

/// A pod's search.
pub struct Search<'search, 'view> {
    cycle: &'search Cycle<'view>,
    sheet: &'search mut Sheet,
    /// The places of the only nodes that come into question by their names.
    named: Option<Vec<usize>>,
    looks_around: bool,
    /// The place of the node that is asked first.
    first: usize,
    expected: Expected,
}

/// What a search found.
#[derive(Default)]
pub struct Found {
    /// The places of the nodes that would do.
    pub possible: Vec<usize>,
    raw: Vec<Raw>,
    /// How many were asked.
    pub asked: usize,
}

/// What becomes of a pod that every node refused.
#[derive(Clone)]
pub struct Refusal {
    /// The plugins that refused it.
    pub plugins: OrderedSet<&'static str>,
    /// What is said.
    pub message: String,
    /// The node that would do without others, if there is one.
    pub nomination: Nomination,
}

impl<'search, 'view> Search<'search, 'view> {
    /// A search that asks the node at the place `first` first.
    pub fn new(
        cycle: &'search Cycle<'view>,
        sheet: &'search mut Sheet,
        first: usize,
        nominated: &Nominated,
    ) -> Search<'search, 'view> {
        let own = cycle.pod.key();
        let others = nominated.iter().filter(|(key, _)| **key != own);
        let expected = others.filter_map(|(key, node)| {
            let pod = cycle.store.get(key)?;
            (priority(pod) >= priority(cycle.pod)).then(|| (node.clone(), bound(pod, node)))
        });
        let expected = expected.collect();
        let (named, looks_around) = (cycle.named_places(), cycle.looks_around());
        let mut search = Search { cycle, sheet, named, looks_around, first, expected };
        search.first = first % search.candidates().max(1);
        search
    }

    fn candidates(&self) -> usize {
        self.named.as_ref().map_or(self.cycle.cache.nodes().len(), Vec::len)
    }

    /// The place of the node that is asked after so many others, which are not all.
    #[inline]
    fn candidate(&self, number: usize) -> usize {
        let (turn, all) = (self.first + number, self.candidates());
        let turn = if turn < all { turn } else { turn - all };
        self.named.as_ref().map_or(turn, |named| named[turn])
    }

    /// Asks nodes until enough would do; only the one that was `nominated` if that would.
    pub fn possible(&mut self, nominated: Option<&SmolStr>) -> Found {
        let mut found = Found::default();
        if let Some(node) = nominated.and_then(|name| self.cycle.cache.node(name))
            && self.ask(node.place).is_ok()
        {
            found.possible.push(node.place);
            return found;
        }
        let candidates = self.candidates();
        let enough = messages::enough(candidates, None);
        found.possible.reserve_exact(enough);
        found.raw.reserve_exact(enough);
        while found.asked < candidates && found.possible.len() < enough {
            let place = self.candidate(found.asked);
            found.asked += 1;
            if let Ok(raw) = self.ask(place) {
                found.possible.push(place);
                found.raw.push(raw);
            }
        }
        found
    }

    /// A node's answer, and before in case the pods come that had others driven away from it.
    #[inline]
    fn ask(&mut self, place: usize) -> Result<Raw, Rc<Rejection>> {
        let node = || &*self.cycle.cache.nodes()[place];
        if !self.expected.is_empty()
            && let Some(rejection) = self.rejection_later(node())
        {
            return Err(Rc::new(rejection));
        }
        let raw = self.sheet.ask(self.cycle, place)?;
        if !self.looks_around {
            return Ok(raw);
        }
        let rejection = filters::rejection_around(self.cycle, node());
        rejection.map_or(Ok(raw), |rejection| Err(Rc::new(rejection)))
    }

    /// A node's refusal once those pods have come that are expected there.
    fn rejection_later(&self, node: &NodeInfo) -> Option<Rejection> {
        let expected = self.expected.iter().filter(|(name, _)| name == node.name());
        let mut expected = expected.map(|(_, pod)| pod).peekable();
        expected.peek()?;
        let expected: Vec<&Rc<Object>> = expected.collect();
        if !self.looks_around && !expected.iter().any(|pod| has_affinity(pod)) {
            let mut trial = node.clone();
            for pod in expected {
                trial.add(pod.clone(), Rc::new(Template::of(pod.spec())));
            }
            return filters::first_rejection(self.cycle, &trial);
        }
        let mut trial = self.cycle.cache.clone();
        for pod in expected {
            trial.add_pod(pod.clone());
        }
        let cycle = Cycle::new(self.cycle.pod, &trial, self.cycle.store);
        filters::first_rejection(&cycle, trial.node(node.name())?)
    }

    /// What is to be done if no node would do.
    pub fn refusal(&mut self) -> Refusal {
        let asked = (0..self.candidates()).map(|number| self.candidate(number));
        let asked: Vec<usize> = asked.collect();
        let nodes = self.cycle.cache.nodes();
        let answers =
            asked.into_iter().filter_map(|place| Some((&*nodes[place], self.ask(place).err()?)));
        let rejections: Vec<(&NodeInfo, Rc<Rejection>)> = answers.collect();
        let refusal = refusal(self.cycle, &rejections, &self.expected);
        if self.expected.is_empty() {
            self.sheet.note(self.cycle, &refusal);
        }
        refusal
    }
}

/// A pod as it will be once it is bound to a node.
fn bound(pod: &Object, node: &SmolStr) -> Rc<Object> {
    let mut bound = pod.clone();
    bound.body.set("spec.nodeName", node);
    Rc::new(bound)
}

fn refusal(
    cycle: &Cycle,
    rejections: &[(&NodeInfo, Rc<Rejection>)],
    expected: &Expected,
) -> Refusal {
    let nodes = cycle.cache.nodes().len();
    let (after, nomination) = preempt(cycle, rejections, nodes, expected);
    let own = messages::reasons(rejections.iter().map(|(_, rejection)| &**rejection));
    let left_out = std::iter::repeat_n(NOT_NAMED, nodes - rejections.len());
    Refusal {
        plugins: rejections.iter().map(|(_, rejection)| rejection.plugin).collect(),
        message: messages::unschedulable(nodes, own.chain(left_out), &after),
        nomination,
    }
}

impl Found {
    /// One of the best nodes.
    pub fn choose(&self, random: &mut Random, cycle: &Cycle) -> SmolStr {
        let name = |index: usize| cycle.cache.nodes()[self.possible[index]].name().clone();
        if self.possible.len() == 1 {
            return name(0);
        }
        let totals = scores::totals(cycle, &self.possible, &self.raw);
        let best = totals.iter().copied().max().unwrap_or_default();
        let equal: Vec<usize> = (0..totals.len()).filter(|index| totals[*index] == best).collect();
        name(equal[random.below(equal.len())])
    }
}
