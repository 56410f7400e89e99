//! What holds when everything has come to rest in a cluster with room for all.

use super::ensure;
use podarium::api::{Kind, Object, Pod, Value};
use podarium::cluster::Cluster;
use podarium::store::View;

/// Judges a cluster at rest; answers what is wrong.
type Check = fn(&View) -> Result<(), String>;

/// What is broken, if anything is: the law and what is wrong.
pub fn check(cluster: &Cluster) -> Result<(), (&'static str, String)> {
    let view = cluster.view();
    let laws: [(&str, Check); 5] = [
        ("nothing is left without its owner", owners),
        ("nothing goes on going", leaving),
        ("a Deployment comes to its size", deployments),
        ("StatefulSets and DaemonSets come to their size", sets),
        ("a Job comes to its end", jobs),
    ];
    laws.into_iter().try_for_each(|(law, check)| check(&view).map_err(|why| (law, why)))
}

/// Whether pods of this template become ready, on any machine.
fn is_sound(template: &Value) -> bool {
    let annotations = template.at("metadata.annotations");
    runs_anywhere(template)
        && annotations.get("sim/ready-seconds").str() != "never"
        && annotations.get("sim/run-seconds").is_null()
}

/// Whether pods of this template start, however many there are.
fn runs_anywhere(template: &Value) -> bool {
    // A probe of a port that its container does not listen on never succeeds.
    let is_served = |container: &Value| {
        let image = container.get("image").str();
        !image.contains("bad")
            && (image.starts_with("nginx") || container.get("readinessProbe").is_null())
    };
    template.at("spec.containers").items().iter().all(is_served)
        && template.at("spec.affinity").is_null()
        && template.at("spec.topologySpreadConstraints").is_null()
}

fn list<'view>(view: &'view View, kind: Kind) -> impl Iterator<Item = &'view Object> {
    view.store().list(kind, None).map(AsRef::as_ref)
}

fn owners(view: &View) -> Result<(), String> {
    let mut uids: Vec<&str> = Vec::new();
    for kind in KINDS {
        uids.extend(list(view, *kind).map(|object| object.meta.uid.as_str()));
    }
    for object in KINDS.iter().flat_map(|kind| list(view, *kind)) {
        let lost = object.controller().filter(|owner| !uids.contains(&owner.uid.as_str()));
        ensure(lost.is_none(), || format!("{} of {lost:?}", object.key()))?;
    }
    Ok(())
}

const KINDS: &[Kind] = &[
    Kind::Node,
    Kind::Pod,
    Kind::ReplicaSet,
    Kind::Deployment,
    Kind::StatefulSet,
    Kind::DaemonSet,
    Kind::Job,
    Kind::CronJob,
    Kind::ControllerRevision,
    Kind::PersistentVolumeClaim,
    Kind::Service,
    Kind::EndpointSlice,
];

fn leaving(view: &View) -> Result<(), String> {
    // A claim that a pod uses stays for as long as the pod does.
    let kinds = KINDS.iter().filter(|kind| **kind != Kind::PersistentVolumeClaim);
    let going = kinds.flat_map(|kind| list(view, *kind)).find(|object| object.is_deleting());
    ensure(going.is_none(), || {
        let key = going.map(|object| object.key().to_string());
        format!("{key:?} is still there, finalizers {:?}", going.map(|o| &o.meta.finalizers))
    })
}

fn deployments(view: &View) -> Result<(), String> {
    for deployment in list(view, Kind::Deployment) {
        let spec = deployment.spec();
        // Pods of an earlier template may keep those of the new one from their machines.
        let sets = || view.controlled_by(Kind::ReplicaSet, &deployment.meta.uid);
        let is_alone = sets().any(|set| !set.spec().at("template.spec.affinity").is_null());
        // Recreate does not scale what another strategy has left half-way, as in Kubernetes.
        let active = sets().filter(|set| set.spec().get("replicas").int() > 0).count();
        let is_between = spec.at("strategy.type").str() == "Recreate" && active > 1;
        let may_rest = spec.get("paused").is_true() || is_alone || is_between;
        if may_rest || !is_sound(spec.get("template")) {
            continue;
        }
        reaches(deployment, &["replicas", "updatedReplicas", "availableReplicas"])?;
    }
    Ok(())
}

/// Whether these counts of a status are all `spec.replicas`.
fn reaches(object: &Object, fields: &[&str]) -> Result<(), String> {
    let wanted = object.spec().get("replicas").as_int().unwrap_or(1);
    let status = object.status();
    for field in fields {
        let found = status.get(field).int();
        ensure(found == wanted, || format!("{} has {found} {field} of {wanted}", object.key()))?;
    }
    let seen = status.get("observedGeneration").int();
    ensure(seen == object.meta.generation, || format!("{} was not seen", object.key()))
}

fn sets(view: &View) -> Result<(), String> {
    for set in list(view, Kind::StatefulSet) {
        let pods: Vec<&Object> =
            view.controlled_by(Kind::Pod, &set.meta.uid).map(AsRef::as_ref).collect();
        // A broken revision holds an ordered rollout up for good, as in Kubernetes.
        let is_stuck = pods.iter().any(|pod| !is_sound(&template_of(pod)));
        if !is_stuck && is_sound(set.spec().get("template")) {
            reaches(set, &["replicas", "readyReplicas", "availableReplicas"])?;
        }
    }
    for set in list(view, Kind::DaemonSet).filter(|set| is_sound(set.spec().get("template"))) {
        let status = set.status();
        let pods = view.controlled_by(Kind::Pod, &set.meta.uid);
        // The pod of a node that is full waits, for no other node will do.
        let is_stuck = pods
            .into_iter()
            .any(|pod| Pod(pod).node_name().is_empty() || !is_sound(&template_of(pod)));
        let wanted = status.get("desiredNumberScheduled").int();
        for field in ["currentNumberScheduled", "numberReady", "numberAvailable"] {
            let found = status.get(field).int();
            ensure(is_stuck || found == wanted, || {
                format!("{} has {found} {field} of {wanted}", set.key())
            })?;
        }
    }
    Ok(())
}

/// A pod in the shape of a template.
fn template_of(pod: &Object) -> Value {
    let mut template = pod.to_value();
    template.remove("spec.affinity");
    template
}

fn jobs(view: &View) -> Result<(), String> {
    for job in list(view, Kind::Job).filter(|job| !job.spec().get("suspend").is_true()) {
        let pods = || view.controlled_by(Kind::Pod, &job.meta.uid);
        let is_busy = pods().any(|pod| Pod(pod).is_active());
        let ended = job.is_condition_true("Complete") || job.is_condition_true("Failed");
        let is_idle = job.spec().get("parallelism").as_int() == Some(0);
        let template = job.spec().get("template");
        let ends = !template.at("metadata.annotations.sim/run-seconds").is_null();
        // Where failures count by index, a pod may be started again for ever; where they are
        // ignored, it may be made again for ever.
        let spec = job.spec();
        let mut rules = spec.at("podFailurePolicy.rules").items().iter();
        let is_patient = rules.any(|rule| rule.get("action").str() == "Ignore")
            || (!spec.get("backoffLimitPerIndex").is_null()
                && template.at("spec.restartPolicy").str() == "OnFailure");
        let is_due = runs_anywhere(template) && ends && !is_idle && !is_patient;
        ensure(ended || !is_due, || format!("{} has not ended", job.key()))?;
        ensure(!ended || !is_busy, || format!("{} ended with pods running", job.key()))?;
        let held = pods().find(|pod| ended && !pod.meta.finalizers.is_empty());
        ensure(held.is_none(), || format!("{} still holds a pod", job.key()))?;
    }
    Ok(())
}
