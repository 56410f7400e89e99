//! What the API server itself writes into a new or changed object, over what its author wrote
//! (`PrepareForCreate`, `PrepareForUpdate`).

use super::{data_source, disabled, own_labels, service_addresses};
use crate::api::pod_resources::qos_class;
use crate::api::{Kind, Object, Value};
use crate::value;

/// The annotation that counts the changes of a DaemonSet's template.
const TEMPLATE_GENERATION: &str = "deprecated.daemonset.template.generation";
/// The label by which a Job knows its pods.
pub(crate) const CONTROLLER_UID: &str = "batch.kubernetes.io/controller-uid";

/// Gives a new object its first status and the fields that nobody else may decide on.  Its uid
/// is set before.
pub fn prepare_creation(object: &mut Object) {
    prepare_siblings(object);
    match object.kind {
        Kind::Pod => {
            least_grace(object);
            own_labels::add_to_selectors(object);
        }
        Kind::Job => generate_job_selector(object),
        Kind::DaemonSet => object.meta.annotations.insert(TEMPLATE_GENERATION, "1"),
        Kind::Service => service_addresses::list_own(object),
        Kind::PersistentVolumeClaim => {
            data_source::drop_unknown(object);
            data_source::agree(object);
        }
        _ => {}
    }
}

/// The part of it that goes by an object's content alone, so that siblings share the outcome.
pub fn prepare_siblings(object: &mut Object) {
    disabled::drop_fields(object);
    // A kubelet registers its node together with what the node has.
    if object.kind.row().has_status && object.kind != Kind::Node {
        let status = first_status(object);
        object.body.set("status", status);
    }
}

/// Carries over what a changed Service does not say anew, before its addresses are looked at.
pub fn begin_update(object: &mut Object, before: &Object) {
    if object.kind == Kind::Service {
        service_addresses::carry_over(object, before.spec());
    }
}

/// Drops or counts what the API server keeps of an object that is being changed.
pub fn prepare_update(object: &mut Object, before: &Object) {
    if object.kind == Kind::Service {
        service_addresses::drop_unused(object, before.spec());
    }
    // What is as it was has none of them any more.
    if object.body != before.body {
        disabled::drop_fields(object);
    }
    if object.kind == Kind::PersistentVolumeClaim {
        data_source::agree(object);
    }
    if object.kind == Kind::DaemonSet {
        let template = |set: &Object| set.spec().get("template").clone();
        let old = before.annotation(TEMPLATE_GENERATION).and_then(|text| text.parse::<i64>().ok());
        let number = old.unwrap_or(1) + i64::from(template(object) != template(before));
        object.meta.annotations.insert(TEMPLATE_GENERATION, number.to_string());
    }
}

/// The status of an object about which nobody has said anything: the fields that the API always
/// shows.  A function of its own in the Wasm, too, so that it need not be there before there is
/// one (`tools/split`); and so are those below.
#[inline(never)]
fn first_status(object: &Object) -> Value {
    match object.kind {
        Kind::Pod => pod_status(object),
        Kind::Namespace => value!({ "phase": "Active" }),
        Kind::PersistentVolume => value!({
            "lastPhaseTransitionTime": (created(object)), "phase": "Pending"
        }),
        Kind::ReplicaSet | Kind::ReplicationController => value!({ "replicas": 0 }),
        Kind::StatefulSet => value!({ "availableReplicas": 0, "replicas": 0 }),
        Kind::DaemonSet => value!({
            "currentNumberScheduled": 0, "desiredNumberScheduled": 0,
            "numberMisscheduled": 0, "numberReady": 0
        }),
        Kind::Service | Kind::Ingress => value!({ "loadBalancer": {} }),
        Kind::HorizontalPodAutoscaler => value!({ "currentMetrics": null, "desiredReplicas": 0 }),
        Kind::PodDisruptionBudget => value!({
            "currentHealthy": 0, "desiredHealthy": 0, "disruptionsAllowed": 0, "expectedPods": 0
        }),
        _ => value!({}),
    }
}

/// When an object is made, as a text.
fn created(object: &Object) -> Value {
    object.meta.creation_timestamp.map_or(Value::Null, |time| time.rfc3339().into())
}

/// Less than no grace means the least there is.
fn least_grace(pod: &mut Object) {
    if pod.spec().get("terminationGracePeriodSeconds").int() < 0 {
        pod.body.set("spec.terminationGracePeriodSeconds", 1);
    }
}

fn pod_status(pod: &Object) -> Value {
    let mut status = value!({ "phase": "Pending", "qosClass": (qos_class(pod.spec())) });
    if !pod.spec().get("schedulingGates").items().is_empty() {
        status.set(
            "conditions",
            value!([{
                "type": "PodScheduled", "status": "False", "reason": "SchedulingGated",
                "message": "Scheduling is blocked due to non-empty scheduling gates",
                "lastProbeTime": null, "lastTransitionTime": null
            }]),
        );
    }
    status
}

/// A Job finds its pods by its own uid unless its author takes that over (`generateSelector`).
#[inline(never)]
pub fn generate_job_selector(job: &mut Object) {
    if job.spec().get("manualSelector").is_true() {
        return;
    }
    let (uid, name) = (Value::from(&job.meta.uid), Value::from(&job.meta.name));
    let spec = job.body.entry("spec").make_map();
    let template = spec.entry("template").make_map();
    let labels = template.entry("metadata").make_map().entry("labels").make_map();
    let missing = |key, text: &Value| (key, labels.get(key).is_null().then(|| text.clone()));
    let added = [
        missing(CONTROLLER_UID, &uid),
        missing("batch.kubernetes.io/job-name", &name),
        missing("controller-uid", &uid),
        missing("job-name", &name),
    ];
    labels.set_some(added);
    let map = spec.entry("selector").make_map().entry("matchLabels").make_map();
    if map.get(CONTROLLER_UID).is_null() {
        map.insert(CONTROLLER_UID, uid);
    }
}
