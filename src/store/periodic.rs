//! Work that Kubernetes does every so often, without anybody ticking: who needs a tick asks when
//! it comes.

use super::View;
use crate::api::Kind;
use crate::time::{Milliseconds, Time};

/// The controller manager and the scheduler come up so much later than the second in which the
/// API server does: a moment before the first machines, as in the recordings.
const PHASE: Milliseconds = 2_250;

impl View<'_> {
    /// The first instant at `at` or after it that lies whole periods after the components came up.
    pub fn next_tick(&self, period: Milliseconds, at: Time) -> Time {
        let origin = self
            .find(Kind::Namespace, "", "kube-system")
            .and_then(|namespace| namespace.meta.creation_timestamp)
            .unwrap_or_default()
            .plus(PHASE);
        at.plus((origin.since(at)).rem_euclid(period))
    }
}
