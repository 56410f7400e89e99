//! NodeAffinity: the more weight of preferred terms a node meets, the better.

use super::{Own, Scale};
use crate::api::node_affinity::Preferred;
use crate::api::{FieldError, Value};
use crate::scheduler::cycle::Cycle;
use crate::scheduler::node_info::NodeInfo;

/// What would be better of a node affinity.
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// Adds the weights of the preferred terms that a node meets.
pub const PLUGIN: Own = Own { weight: 2, raw: weight, scale: Scale::Up };

fn weight(cycle: &Cycle, node: &NodeInfo) -> i64 {
    let own = cycle.wishes.preferred.as_ref().map_or(0, |preferred| preferred.weight(&node.node));
    let added = cycle.profile.added_affinity;
    let added = added.and_then(|affinity| Preferred::read(affinity.get(PREFERRED)).ok());
    own + added.map_or(0, |preferred| preferred.weight(&node.node))
}

/// What is wrong with a pod's preferences, so that nodes cannot be compared (`PreScore`).  The API
/// lets values through that no label can have.
pub fn fault(spec: &Value) -> Option<String> {
    let faults = Preferred::read(preferred(spec)).err()?;
    let text = FieldError::aggregate(&faults);
    Some(format!("running PreScore plugin \"NodeAffinity\": {text}"))
}

/// The list of a pod's preferences.
pub fn preferred(spec: &Value) -> &Value {
    spec.get("affinity").get("nodeAffinity").get(PREFERRED)
}
