//! A pod stays five minutes on a node that is lost, unless it says otherwise
//! (`DefaultTolerationSeconds`).

use crate::api::toleration::tolerates;
use crate::api::{Object, Value};
use crate::value;

/// How long, in seconds.
const SECONDS: i64 = 300;

/// A pod's tolerations with those for lost nodes that it lacks; `None` if it lacks none.
pub fn with_default_tolerations(tolerations: &[Value]) -> Option<Vec<Value>> {
    let missing: Vec<&str> = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]
        .into_iter()
        .filter(|key| !tolerations.iter().any(|toleration| covers(toleration, key)))
        .collect();
    if missing.is_empty() {
        return None;
    }
    let added = missing.into_iter().map(|key| {
        value!({
            "effect": "NoExecute", "key": key, "operator": "Exists", "tolerationSeconds": SECONDS
        })
    });
    Some(tolerations.iter().cloned().chain(added).collect())
}

/// Whether a toleration speaks of this taint at all; its value does not matter.
fn covers(toleration: &Value, key: &str) -> bool {
    let taint = value!({ "key": key, "effect": "NoExecute", "value": (toleration.get("value")) });
    tolerates(toleration, &taint)
}

pub(super) fn admit(pod: &mut Object) {
    if let Some(tolerations) = with_default_tolerations(pod.spec().get("tolerations").items()) {
        pod.body.set("spec.tolerations", tolerations);
    }
}
