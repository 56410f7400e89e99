//! What the API server refuses in an object, with its exact texts.

mod affinity;
mod autoscaler;
mod config;
mod containers;
mod cron_job;
mod daemon_set;
mod environment;
mod ingress;
mod internal;
mod job;
mod job_policies;
mod job_update;
mod labels;
mod metadata;
mod mounts;
mod path;
mod pod_spec;
mod pod_update;
mod policy;
mod probes;
mod report;
mod resources;
mod security;
mod service;
mod stateful_set;
mod storage;
mod storage_update;
mod tolerations;
mod topology;
mod update;
mod volumes;
mod warnings;
mod workloads;

pub use labels::faults_of_selector;
pub use path::Path;
pub use update::validate_update;
pub use warnings::{of_pod as pod_warnings, update_warnings, warnings};

use super::{FieldError, Kind, Object};
use report::Report;

/// Every fault of a new object, in the order in which the API server lists them.
pub fn validate_creation(object: &Object) -> Vec<FieldError> {
    let mut report = Report::default();
    metadata::creation(&mut report, object);
    contents(&mut report, object);
    match object.kind {
        Kind::StatefulSet => stateful_set::service_name(&mut report, object.spec()),
        Kind::Pod => pod_spec::new_pod(&mut report, object),
        _ => {}
    }
    report.faults
}

/// The faults of an object's own fields, whether it is new or changed.
fn contents(report: &mut Report, object: &Object) {
    let spec = object.spec();
    match object.kind {
        Kind::Pod => pod_spec::pod(report, object),
        Kind::Deployment => workloads::deployment(report, spec),
        Kind::ReplicaSet => workloads::replica_set(report, spec),
        Kind::ReplicationController => workloads::replication_controller(report, spec),
        Kind::StatefulSet => stateful_set::spec(report, spec),
        Kind::DaemonSet => daemon_set::spec(report, spec),
        Kind::Job => job::job(report, object),
        Kind::CronJob => cron_job::cron_job(report, object),
        Kind::Service => service::service(report, object),
        Kind::PersistentVolumeClaim => storage::claim_spec(report, Path::root("spec"), spec),
        Kind::PersistentVolume => storage::volume(report, object),
        Kind::StorageClass => storage::class(report, object),
        Kind::ConfigMap => config::config_map(report, object),
        Kind::Secret => config::secret(report, object),
        Kind::Ingress => ingress::spec(report, spec),
        Kind::HorizontalPodAutoscaler => autoscaler::spec(report, spec),
        Kind::PodDisruptionBudget => policy::disruption_budget(report, spec),
        Kind::PriorityClass => policy::priority_class(report, object),
        Kind::ResourceQuota => policy::quota(report, spec),
        Kind::LimitRange => policy::limit_range(report, spec),
        Kind::NetworkPolicy => policy::network_policy(report, spec),
        Kind::Node => {
            tolerations::taints(report, Path::root("metadata.taints"), spec.get("taints").items());
        }
        Kind::Namespace => {
            for finalizer in spec.get("finalizers").items() {
                metadata::finalizer_name(report, Path::root("spec.finalizers"), finalizer.str());
            }
        }
        _ => {}
    }
}
