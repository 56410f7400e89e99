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
            let (new, old) = (object.body.get("data"), before.body.get("data"));
            report.unchanged(Path::root("data"), new, old);
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
        Kind::Service => {
            service::update(report, object, before);
            contents(report, object);
        }
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
            for field in ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"] {
                let (new, old) = (object.body.get(field), before.body.get(field));
                if field == "parameters" && new != old {
                    let why = "updates to parameters are forbidden.";
                    report.forbidden(Path::root(field), why);
                } else {
                    report.unchanged(Path::root(field), new, old);
                }
            }
        }
        Kind::ResourceQuota => {
            contents(report, object);
            let (new, old) = (object.spec().get("scopes"), before.spec().get("scopes"));
            let other = |scope: &&Value| !old.items().contains(scope);
            if new.items().len() != old.items().len() || new.items().iter().any(|one| other(&one)) {
                report.invalid(Path::root("spec.scopes"), new, super::report::IMMUTABLE);
            }
        }
        Kind::IngressClass => {
            contents(report, object);
            let field = |object: &Object| object.spec().get("controller").clone();
            report.unchanged(Path::root("spec.controller"), &field(object), &field(before));
        }
        Kind::EndpointSlice => {
            let field = |object: &Object| object.body.get("addressType").clone();
            report.unchanged(Path::root("addressType"), &field(object), &field(before));
        }
        Kind::PriorityClass => {
            for field in ["value", "preemptionPolicy"] {
                let (new, old) = (object.body.get(field), before.body.get(field));
                if field == "value" && new != old {
                    report.forbidden(Path::root(field), "may not be changed in an update.");
                } else {
                    report.unchanged(Path::root(field), new, old);
                }
            }
        }
        _ => contents(report, object),
    }
}

fn unchanged_selector(report: &mut Report, object: &Object, before: &Object) {
    let selector = object.spec().get("selector");
    if selector != before.spec().get("selector") {
        let shown = super::labels::show_selector(selector);
        report.invalid_shown(Path::root("spec.selector"), shown, super::report::IMMUTABLE);
    }
}
