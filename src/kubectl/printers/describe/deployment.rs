//! Deployment.

use super::lines::{Lines, shown};
use super::{metadata, pod_template, workload};
use crate::api::{Kind, Object, Value};
use crate::kubectl::printers::labels::{format_selector, or_none};
use crate::store::View;
use std::rc::Rc;

/// Describes a Deployment.
pub fn describe(deployment: &Object, view: &View, out: &mut Lines) {
    let spec = deployment.spec();
    metadata::name_and_namespace(out, deployment);
    metadata::creation(out, deployment);
    metadata::labels_and_annotations(out, deployment);
    out.field(0, "Selector", format_selector(spec.get("selector")));
    let number = |field: &str| deployment.status().get(field).int();
    let replicas = format!(
        "{} desired | {} updated | {} total | {} available | {} unavailable",
        spec.get("replicas").int(),
        number("updatedReplicas"),
        number("replicas"),
        number("availableReplicas"),
        number("unavailableReplicas"),
    );
    out.field(0, "Replicas", replicas);
    out.field(0, "StrategyType", spec.at("strategy.type").str());
    out.field(0, "MinReadySeconds", spec.get("minReadySeconds").int());
    let rolling = spec.at("strategy.rollingUpdate");
    if !rolling.is_null() {
        let [unavailable, surge] = ["maxUnavailable", "maxSurge"]
            .map(|field| shown(rolling.get(field)).unwrap_or_default());
        let text = format!("{unavailable} max unavailable, {surge} max surge");
        out.field(0, "RollingUpdateStrategy", text);
    }
    pod_template::write(out, spec.get("template"));
    workload::conditions(out, deployment);
    write_replica_sets(out, deployment, view);
}

fn write_replica_sets(out: &mut Lines, deployment: &Object, view: &View) {
    let mut sets: Vec<&Rc<Object>> =
        view.controlled_by(Kind::ReplicaSet, &deployment.meta.uid).collect();
    crate::order::sort_by_key(&mut sets, |set| set.meta.creation_timestamp);
    let wanted = without_hash(deployment.spec().get("template"));
    let current = sets.iter().position(|set| without_hash(set.spec().get("template")) == wanted);
    let mut current: Vec<&Rc<Object>> =
        current.map(|index| sets.remove(index)).into_iter().collect();
    crate::order::sort_by(&mut sets, |left, right| left.meta.name.cmp(&right.meta.name));
    out.field(0, "OldReplicaSets", replica_sets(&sets));
    out.field(0, "NewReplicaSet", replica_sets(&std::mem::take(&mut current)));
}

/// `web-a (2/2 replicas created), web-b (0/0 replicas created)`.
fn replica_sets(sets: &[&Rc<Object>]) -> String {
    let texts = sets.iter().map(|set| {
        let [created, wanted] = [set.status(), set.spec()].map(|part| part.get("replicas").int());
        format!("{} ({created}/{wanted} replicas created)", set.meta.name)
    });
    or_none(texts.collect::<Vec<_>>().join(", "))
}

fn without_hash(template: &Value) -> Value {
    let mut template = template.clone();
    if let Some(Value::Map(labels)) =
        template.make_map().entry("metadata").make_map().get_mut("labels")
    {
        labels.remove("pod-template-hash");
    }
    template
}
