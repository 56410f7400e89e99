//! What makes a pod the one of its ordinal: name, labels, host name, volumes.

use super::super::pod_template::pod_from_template;
use super::ordinals::{claim_name, parent_and_ordinal, pod_name};
use crate::api::{Kind, Map, Object, Value};
use crate::value;
use smol_str::SmolStr;

/// The label that bears the pod's name.
const POD_NAME: &str = "statefulset.kubernetes.io/pod-name";
/// The label that bears the pod's ordinal.
const POD_INDEX: &str = "apps.kubernetes.io/pod-index";
/// The label that bears the name of the pod's ControllerRevision.
pub const REVISION: &str = "controller-revision-hash";

/// The pod of an ordinal, after a template of a revision.
pub fn pod(set: &Object, template: &Value, revision: &str, ordinal: i64) -> Object {
    let mut pod = pod_from_template(template, set);
    pod.meta.name = pod_name(&set.meta.name, ordinal).into();
    restore(set, &mut pod);
    pod.meta.labels.insert(REVISION, revision);
    pod.body.set("spec.hostname", &pod.meta.name);
    let subdomain = set.spec().get("serviceName").str();
    if !subdomain.is_empty() {
        pod.body.set("spec.subdomain", subdomain);
    }
    pod
}

/// Gives a pod back its labels and volumes (`updateIdentity`, `updateStorage`).
pub fn restore(set: &Object, pod: &mut Object) {
    let (_, ordinal) = parent_and_ordinal(&pod.meta.name);
    let labels = [(POD_NAME, pod.meta.name.to_string()), (POD_INDEX, ordinal.to_string())];
    for (label, text) in labels {
        if pod.label(label) != Some(&text) {
            pod.meta.labels.insert(label, text);
        }
    }
    if !has_volumes(set, pod, ordinal) {
        let volumes = volumes(set, pod.spec().get("volumes").items(), ordinal);
        pod.body.set("spec.volumes", volumes);
    }
}

/// Whether a pod has its labels and volumes (`identityMatches`, `storageMatches`).
pub fn is_consistent(set: &Object, pod: &Object) -> bool {
    let (parent, ordinal) = parent_and_ordinal(&pod.meta.name);
    parent == set.meta.name
        && pod.label(POD_NAME) == Some(&pod.meta.name)
        && pod.label(POD_INDEX) == Some(&ordinal.to_string())
        && has_volumes(set, pod, ordinal)
}

/// `spec.volumeClaimTemplates`.
pub fn claim_templates(set: &Object) -> &[Value] {
    set.spec().get("volumeClaimTemplates").items()
}

fn template_name(template: &Value) -> &str {
    template.at("metadata.name").str()
}

fn has_volumes(set: &Object, pod: &Object, ordinal: i64) -> bool {
    let volumes = pod.spec().get("volumes").items();
    claim_templates(set).iter().map(template_name).all(|template| {
        let claim = claim_name(template, &set.meta.name, ordinal);
        volumes.iter().any(|volume| {
            volume.get("name").str() == template
                && volume.at("persistentVolumeClaim.claimName").str() == claim
        })
    })
}

/// The claims' volumes before all others, in place of those of the same names.
fn volumes(set: &Object, present: &[Value], ordinal: i64) -> Vec<Value> {
    let templates = claim_templates(set);
    let claimed = templates.iter().map(template_name).map(|template| {
        let claim = claim_name(template, &set.meta.name, ordinal);
        value!({ "name": template, "persistentVolumeClaim": { "claimName": claim } })
    });
    let is_claimed = |volume: &&Value| {
        templates.iter().any(|template| template_name(template) == volume.get("name").str())
    };
    claimed.chain(present.iter().filter(|volume| !is_claimed(volume)).cloned()).collect()
}

/// The claims that the pod of an ordinal needs (`getPersistentVolumeClaims`).
pub fn claims(set: &Object, ordinal: i64) -> Vec<Object> {
    let selected = set.spec().at("selector.matchLabels").entries();
    claim_templates(set)
        .iter()
        .map(|template| {
            let name = claim_name(template_name(template), &set.meta.name, ordinal);
            let mut claim = Object::from_value(Kind::PersistentVolumeClaim, template.clone());
            claim.meta.name = SmolStr::new(name);
            claim.meta.namespace = set.meta.namespace.clone();
            let own = std::mem::take(&mut claim.meta.labels);
            let labels = own.iter().map(|(key, value)| (key.clone(), value.clone()));
            claim.meta.labels = labels.chain(selected.iter().cloned()).collect::<Map>();
            claim
        })
        .collect()
}
