//! On which nodes a DaemonSet runs (`NodeShouldRunDaemonPod`).

use super::daemon_pod;
use crate::api::toleration::{NO_EXECUTE, NO_SCHEDULE, first_untolerated};
use crate::api::{Object, Value, node_affinity};

/// Whether a node is one of the set's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Eligibility {
    /// A pod is to run there.
    pub runs: bool,
    /// A pod that is there already may stay.
    pub stays: bool,
}

/// What of a set's template decides on which nodes it runs.
pub struct Demands<'template> {
    spec: &'template Value,
    tolerations: Vec<Value>,
}

impl<'template> Demands<'template> {
    /// The demands of a DaemonSet.
    pub fn of(set: &'template Object) -> Demands<'template> {
        let spec = set.spec().get("template").get("spec");
        Demands { spec, tolerations: daemon_pod::tolerations(spec) }
    }

    /// Whether a node meets them.  Resources do not count, nor whether the node is ready.
    pub fn judge(&self, node: &Object) -> Eligibility {
        let name = self.spec.get("nodeName").str();
        let fits_name = name.is_empty() || name == node.meta.name;
        if !fits_name || !node_affinity::is_required_met(self.spec, node) {
            return Eligibility { runs: false, stays: false };
        }
        let taints = node.spec().get("taints").items();
        let repels =
            |effects: &[&str]| first_untolerated(taints, &self.tolerations, effects).is_some();
        let runs = !repels(&[NO_SCHEDULE, NO_EXECUTE]);
        Eligibility { runs, stays: runs || !repels(&[NO_EXECUTE]) }
    }
}
