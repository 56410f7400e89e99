//! Which of the possible nodes is best: one file a plugin, each from 0 to 100, added by weight.

pub mod balanced_allocation;
pub mod image_locality;
pub mod inter_pod_affinity;
pub mod node_affinity;
pub mod pod_topology_spread;
pub mod resources;
pub mod resources_fit;
pub mod taint_toleration;

use super::cycle::Cycle;
use super::node_info::NodeInfo;

/// The best that a plugin gives.
pub const BEST: i64 = 100;

/// A plugin that judges each node by itself, whatever there is elsewhere.
pub struct Own {
    /// What its score counts.
    weight: i64,
    raw: fn(&Cycle, &NodeInfo) -> i64,
    scale: Scale,
}

/// How scores become comparable with those of other plugins.
enum Scale {
    /// They are already.
    Done,
    /// The greatest is the best.
    Up,
    /// The greatest is the worst.
    Down,
}

/// Judges the possible nodes, given by their places; `None` if the pod does not care.
type Score = fn(&Cycle, &[usize]) -> Option<Vec<i64>>;

/// The plugins of the default profile that judge each node by itself.
const OWN: [Own; 4] = [
    taint_toleration::PLUGIN,
    node_affinity::PLUGIN,
    resources_fit::PLUGIN,
    balanced_allocation::PLUGIN,
];

/// The other plugins of the default profile with their weights.
const SCORES: &[(Score, i64)] =
    &[(pod_topology_spread::score, 2), (inter_pod_affinity::score, 2), (image_locality::score, 1)];

/// What the plugins that judge each node by itself find, before it is scaled.
pub type Raw = [i32; OWN.len()];

/// What the plugins that judge each node by itself find at one.
pub fn raw(cycle: &Cycle, node: &NodeInfo) -> Raw {
    OWN.map(|plugin| i32::try_from((plugin.raw)(cycle, node)).unwrap_or(i32::MAX))
}

/// The sum of all plugins' scores for each node, of which `raw` is known.  What all nodes get
/// alike is left out.
pub fn totals(cycle: &Cycle, places: &[usize], raw: &[Raw]) -> Vec<i64> {
    let mut totals = vec![0; places.len()];
    let mut add = |weight: i64, scores: Vec<i64>| {
        totals.iter_mut().zip(scores).for_each(|(total, own)| *total += weight * own);
    };
    let mut differs = [false; OWN.len()];
    for pair in raw.windows(2) {
        (0..OWN.len()).for_each(|index| differs[index] |= pair[0][index] != pair[1][index]);
    }
    for (index, plugin) in OWN.iter().enumerate() {
        if differs[index] {
            let own = raw.iter().map(|raw| i64::from(raw[index]));
            add(plugin.weight, plugin.scaled(own.collect()));
        }
    }
    for (score, weight) in SCORES {
        if let Some(scores) = score(cycle, places) {
            add(*weight, scores);
        }
    }
    totals
}

impl Own {
    /// The scores of nodes.
    pub fn scores(&self, cycle: &Cycle, places: &[usize]) -> Vec<i64> {
        let nodes = cycle.cache.nodes();
        self.scaled(places.iter().map(|place| (self.raw)(cycle, &nodes[*place])).collect())
    }

    fn scaled(&self, mut scores: Vec<i64>) -> Vec<i64> {
        match self.scale {
            Scale::Done => {}
            Scale::Up => normalize(&mut scores, false),
            Scale::Down => normalize(&mut scores, true),
        }
        scores
    }
}

/// Scales scores so that the greatest becomes 100; `reverse` makes the least the best
/// (`DefaultNormalizeScore`).
pub fn normalize(scores: &mut [i64], reverse: bool) {
    let greatest = scores.iter().copied().max().unwrap_or_default();
    for score in scores {
        let scaled = if greatest == 0 { 0 } else { *score * BEST / greatest };
        *score = if reverse { BEST - scaled } else { scaled };
    }
}
