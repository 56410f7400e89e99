//! How fast nodes may be emptied: the more of a zone is lost, the more carefully.

use crate::api::{Kind, Object};
use crate::ordered::OrderedMap;
use crate::store::View;
use crate::time::{Milliseconds, SECOND};

/// One node in this time (`--node-eviction-rate` 0.1).
const INTERVAL: Milliseconds = 10 * SECOND;
/// One node in this time where much of a large zone is lost (`--secondary-node-eviction-rate`).
const CAREFUL_INTERVAL: Milliseconds = 100 * SECOND;
/// A zone with more nodes than this is large (`--large-cluster-size-threshold`).
const LARGE: usize = 50;

/// The number of nodes of a zone, ready and others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zone {
    /// Nodes that are ready.
    pub ready: usize,
    /// Nodes that are not.
    pub lost: usize,
}

impl Zone {
    /// Whether none of it is left.
    pub fn is_lost(self) -> bool {
        self.ready == 0 && self.lost > 0
    }

    /// The time between two nodes that are emptied; `None` if none may be (`ComputeZoneState`,
    /// `--unhealthy-zone-threshold` 0.55).
    pub fn interval(self) -> Option<Milliseconds> {
        let total = self.ready + self.lost;
        let is_disrupted = self.lost > 2 && self.lost * 100 >= total * 55;
        match (self.is_lost() || !is_disrupted, total > LARGE) {
            (true, _) => Some(INTERVAL),
            (false, true) => Some(CAREFUL_INTERVAL),
            (false, false) => None,
        }
    }
}

/// The zone of a node: its region and zone by their labels.
pub fn zone_of(node: &Object) -> String {
    let label = |name: &str| node.label(&format!("topology.kubernetes.io/{name}")).unwrap_or("");
    format!("{}:{}", label("region"), label("zone"))
}

/// All zones by name.
pub fn zones(view: &View) -> OrderedMap<String, Zone> {
    let mut zones: OrderedMap<String, Zone> = OrderedMap::new();
    for node in view.list(Kind::Node, None) {
        let zone = zones.entry(zone_of(node)).or_default();
        match node.is_condition_true("Ready") {
            true => zone.ready += 1,
            false => zone.lost += 1,
        }
    }
    zones
}
