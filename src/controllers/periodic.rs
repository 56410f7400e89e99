//! Work that the controller manager does every so often, without anybody ticking: who needs a
//! tick asks when it comes.

use crate::api::Kind;
use crate::store::View;
use crate::time::{Milliseconds, Time};

/// The first instant at `at` or after it that lies whole periods after the cluster came up.
pub fn next_tick(view: &View, period: Milliseconds, at: Time) -> Time {
    let origin = view
        .find(Kind::Namespace, "", "kube-system")
        .and_then(|namespace| namespace.meta.creation_timestamp)
        .unwrap_or_default();
    at.plus((origin.since(at)).rem_euclid(period))
}
