//! What a ResourceQuota's status tells: what it allows, and what of that is used.  Upstream a
//! creation counts while it is admitted, and a controller counts everything else a moment later;
//! here each request that matters brings the numbers up to date.

use super::{Server, Store, Verb, admission};
use crate::api::{Kind, Map, Object, Pod, Value};
use crate::value;
use std::rc::Rc;

/// Whether a change can change what is used of its namespace's quotas.
pub(super) fn matters(verb: Verb, before: Option<&Object>, object: &Object) -> bool {
    match (verb, object.kind, before) {
        (Verb::Deleted, Kind::ResourceQuota, _) | (_, Kind::Event, _) => false,
        (Verb::Modified, Kind::Pod, Some(before)) => {
            Pod(before).is_finished() != Pod(object).is_finished()
        }
        (
            Verb::Modified,
            Kind::PersistentVolumeClaim | Kind::ResourceQuota | Kind::Service,
            Some(before),
        ) => before.spec() != object.spec(),
        (Verb::Modified, ..) => false,
        _ => object.kind.row().namespaced,
    }
}

impl Server<'_> {
    /// Counts anew for the quotas of a namespace.
    pub(super) fn recount(&mut self, namespace: &str) {
        let quotas: Vec<Rc<Object>> =
            self.store().list(Kind::ResourceQuota, Some(namespace)).cloned().collect();
        for quota in quotas {
            let counted = counted(self.store(), &quota);
            self.replace(quota, counted);
        }
    }
}

/// A quota with its numbers.  A function of its own in the Wasm, too, so that it need not be there
/// before there is a quota (`tools/split`).
#[inline(never)]
fn counted(store: &Store, quota: &Object) -> Object {
    let used: Map = admission::usage(store, quota)
        .iter()
        .map(|(name, amount)| (name.clone(), Value::from(amount.to_string())))
        .collect();
    let mut counted = quota.clone();
    counted.body.set("status", value!({ "hard": (quota.spec().get("hard")), "used": used }));
    counted
}
