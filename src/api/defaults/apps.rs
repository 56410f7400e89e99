//! Defaults of the kinds that keep a number of pods.

use super::draft::Draft;
use super::{pod, storage};
use crate::api::{Object, Value};

pub(super) fn deployment(spec: &mut Draft) {
    pod::template(spec);
    spec.fill("replicas", 1);
    spec.map("strategy", |strategy| {
        strategy.fill_zero("type", "RollingUpdate");
        if strategy.get("type").str() == "RollingUpdate" {
            strategy.map("rollingUpdate", |numbers| {
                numbers.fill("maxUnavailable", "25%");
                numbers.fill("maxSurge", "25%");
            });
        }
    });
    spec.fill("revisionHistoryLimit", 10);
    spec.fill("progressDeadlineSeconds", 600);
}

pub(super) fn replica_set(spec: &mut Draft) {
    pod::template(spec);
    spec.fill("replicas", 1);
}

pub(super) fn replication_controller(spec: &mut Draft) {
    if !spec.get("template").is_null() {
        pod::template(spec);
    }
    spec.fill("replicas", 1);
    let labels = spec.get("template").at("metadata.labels").clone();
    if spec.get("selector").entries().is_empty() && !labels.entries().is_empty() {
        spec.set("selector", labels);
    }
}

/// A controller without labels has those of its pods.
pub(super) fn copy_labels(object: &mut Object) {
    if object.meta.labels.is_empty()
        && let Value::Map(labels) = object.spec().get("template").get("metadata").get("labels")
    {
        object.meta.labels = labels.clone();
    }
}

pub(super) fn stateful_set(spec: &mut Draft) {
    pod::template(spec);
    spec.fill("serviceName", "");
    spec.fill("podManagementPolicy", "OrderedReady");
    spec.map("updateStrategy", |strategy| {
        if strategy.get("type").str().is_empty() {
            strategy.set("type", "RollingUpdate");
            strategy.fill("rollingUpdate", crate::api::Map::default());
        }
        if strategy.get("type").str() == "RollingUpdate" {
            strategy.within("rollingUpdate", |numbers| numbers.fill("partition", 0));
        }
    });
    spec.map("persistentVolumeClaimRetentionPolicy", |policy| {
        policy.fill_zero("whenDeleted", "Retain");
        policy.fill_zero("whenScaled", "Retain");
    });
    spec.fill("replicas", 1);
    spec.fill("revisionHistoryLimit", 10);
    spec.each("volumeClaimTemplates", |claim| {
        claim.fill("apiVersion", "v1");
        claim.fill("kind", "PersistentVolumeClaim");
        claim.map("spec", storage::persistent_volume_claim);
        claim.map("status", |status| status.fill("phase", "Pending"));
    });
}

pub(super) fn daemon_set(spec: &mut Draft) {
    pod::template(spec);
    spec.map("updateStrategy", |strategy| {
        strategy.fill_zero("type", "RollingUpdate");
        if strategy.get("type").str() == "RollingUpdate" {
            strategy.map("rollingUpdate", |numbers| {
                numbers.fill("maxUnavailable", 1);
                numbers.fill("maxSurge", 0);
            });
        }
    });
    spec.fill("revisionHistoryLimit", 10);
}
