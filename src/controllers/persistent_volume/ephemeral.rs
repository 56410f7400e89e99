//! Claims of generic ephemeral volumes: made for one pod, and gone with it.

use crate::api::{Kind, Object, Value};
use crate::store::{EventNote, Reconcile, Step, View, Write};
use crate::value;

/// Who tells of it.
const SOURCE: &str = "ephemeral_volume";

/// Whether a pod has volumes of its own making.
pub fn has_any(pod: &Object) -> bool {
    pod.spec().get("volumes").items().iter().any(|volume| !volume.get("ephemeral").is_null())
}

/// Makes the claims that the pod's volumes lack.
pub fn sync(view: &View, pod: &Object) -> Reconcile {
    let mut answer = Reconcile::nothing();
    if pod.is_deleting() {
        return answer;
    }
    for volume in pod.spec().get("volumes").items() {
        let template = volume.get("ephemeral").get("volumeClaimTemplate");
        if template.is_null() {
            continue;
        }
        let claim = claim(pod, volume.get("name").str(), template);
        match view.get(&claim.key()) {
            None => answer.steps.push(Step::write(Write::Create(claim))),
            Some(other) if other.is_controlled_by(&pod.meta.uid) => {}
            Some(_) => {
                let (namespace, name) = (&claim.meta.namespace, &claim.meta.name);
                let message = format!(
                    "PVC {namespace}/{name} was not created for pod {namespace}/{} (pod is not \
                     owner)",
                    pod.meta.name
                );
                let note = EventNote::warning(pod, "FailedBinding", message);
                answer.steps.push(Step::event(EventNote { source: SOURCE.into(), ..note }));
            }
        }
    }
    answer
}

fn claim(pod: &Object, volume: &str, template: &Value) -> Object {
    let name = format!("{}-{volume}", pod.meta.name);
    let mut claim = Object::new(Kind::PersistentVolumeClaim, &pod.meta.namespace, &name);
    let map =
        |field: &str| template.get("metadata").get(field).as_map().cloned().unwrap_or_default();
    claim.meta.labels = map("labels");
    claim.meta.annotations = map("annotations");
    claim.meta.owner_references = vec![pod.controller_reference()].into();
    claim.body = value!({ "spec": (template.get("spec")) }).into();
    claim
}
