//! What the API server refuses in a change.

use super::path::Path;
use super::report::Report;
use super::{
    config, contents, cron_job, job_update, metadata, node, pod_annotations, pod_update, rbac,
    service, stateful_set, storage_update,
};
use crate::api::{FieldError, Kind, Object, Value};

/// Every fault of a changed object, its forbidden changes included.
pub fn validate_update(object: &Object, before: &Object) -> Vec<FieldError> {
    let mut report = Report::default();
    metadata::update(&mut report, object, before);
    if object.kind == Kind::Pod {
        pod_annotations::update(&mut report, object, before);
    }
    // What has not changed was judged when it came.
    let same_content = object.body == before.body && object.meta.name == before.meta.name;
    if !same_content {
        forbidden_changes(&mut report, object, before);
    }
    report.faults
}

fn forbidden_changes(report: &mut Report, object: &Object, before: &Object) {
    match object.kind {
        Kind::StatefulSet => stateful_set::update(report, object, before),
        Kind::Deployment | Kind::ReplicaSet => {
            contents(report, object);
            unchanged_selector(report, object, before);
        }
        Kind::DaemonSet => {
            unchanged_selector(report, object, before);
            contents(report, object);
        }
        Kind::Pod => {
            contents(report, object);
            pod_update::pod(report, object, before);
        }
        Kind::Node => {
            contents(report, object);
            node::update(report, object, before);
        }
        Kind::ControllerRevision => {
            contents(report, object);
            unchanged(report, object, before, "data");
        }
        Kind::Job => {
            contents(report, object);
            job_update::job(report, object, before);
        }
        Kind::CronJob => cron_job::spec(report, object.spec()),
        Kind::PersistentVolumeClaim => {
            contents(report, object);
            storage_update::claim(report, object, before);
        }
        Kind::PersistentVolume => {
            contents(report, object);
            storage_update::volume(report, object, before);
        }
        Kind::Service => service::update(report, object, before),
        Kind::ConfigMap | Kind::Secret => {
            config::update(report, object, before);
            contents(report, object);
        }
        Kind::RoleBinding | Kind::ClusterRoleBinding => {
            contents(report, object);
            rbac::unchanged_role(report, object, before);
        }
        Kind::StorageClass => {
            contents(report, object);
            if object.body.get("parameters") != before.body.get("parameters") {
                let why = "updates to parameters are forbidden.";
                report.forbidden(Path::root("parameters"), why);
            }
            for field in ["provisioner", "reclaimPolicy", "volumeBindingMode"] {
                unchanged(report, object, before, field);
            }
        }
        Kind::ResourceQuota => {
            contents(report, object);
            let (new, old) = (object.spec().get("scopes"), before.spec().get("scopes"));
            let is_new = |scope: &Value| !old.items().contains(scope);
            if new.items().len() != old.items().len() || new.items().iter().any(is_new) {
                report.invalid(Path::root("spec.scopes"), new, super::report::IMMUTABLE);
            }
        }
        Kind::IngressClass => {
            contents(report, object);
            let (new, old) = (object.spec().get("controller"), before.spec().get("controller"));
            report.unchanged(Path::root("spec.controller"), new, old);
        }
        Kind::EndpointSlice => {
            contents(report, object);
            unchanged(report, object, before, "addressType");
        }
        Kind::PriorityClass => {
            if object.body.get("value") != before.body.get("value") {
                report.forbidden(Path::root("value"), "may not be changed in an update.");
            }
            unchanged(report, object, before, "preemptionPolicy");
        }
        _ => contents(report, object),
    }
}

/// A field of the object itself that stays as it is.
fn unchanged(report: &mut Report, object: &Object, before: &Object, field: &str) {
    report.unchanged(Path::root(field), object.body.get(field), before.body.get(field));
}

fn unchanged_selector(report: &mut Report, object: &Object, before: &Object) {
    let selector = object.spec().get("selector");
    if selector != before.spec().get("selector") {
        let shown = super::labels::show_selector(selector);
        report.invalid_shown(Path::root("spec.selector"), shown, super::report::IMMUTABLE);
    }
}
