//! What the API server refuses in an object, with its exact texts.

mod affinity;
mod autoscaler;
mod config;
mod containers;
mod controller_revision;
mod cron_job;
mod daemon_set;
mod endpoints;
mod environment;
mod ingress;
mod internal;
mod job;
mod job_policies;
mod job_status;
mod job_update;
mod labels;
mod limit_range;
mod metadata;
mod mounts;
mod network_policy;
mod node;
mod path;
mod pod_annotations;
mod pod_spec;
mod pod_status;
mod pod_update;
mod policy;
mod probes;
mod quota;
mod rbac;
mod report;
mod resources;
mod security;
mod service;
mod service_addresses;
mod stateful_set;
mod status;
mod storage;
mod storage_class;
mod storage_update;
mod tolerations;
mod topology;
mod update;
mod volume_sources;
mod volumes;
mod warnings;
mod workloads;

pub use labels::faults_of_selector;
pub use path::Path;
pub use policy::SYSTEM_CLASSES;
pub use service_addresses::faults_of_cluster_addresses;
pub use status::validate_status;
pub use update::validate_update;
pub use warnings::{deprecation, of_pod as pod_warnings, update_warnings, warnings};

use super::{FieldError, Kind, Meta, Object};
use report::Report;

/// Every fault of a new object, in the order in which the API server lists them.
pub fn validate_creation(object: &Object) -> Vec<FieldError> {
    let mut report = Report::default();
    metadata::creation(&mut report, object);
    contents(&mut report, object);
    match object.kind {
        Kind::StatefulSet => stateful_set::service_name(&mut report, object.spec()),
        Kind::Pod => pod_spec::new_pod(&mut report, object),
        Kind::Ingress => ingress::class_annotation(&mut report, object),
        _ => {}
    }
    report.faults
}

/// The faults of a new object whose other fields are known to be valid, as is `other` metadata
/// that may have the same labels, annotations and so on.
pub fn validate_metadata(object: &Object, other: &Meta) -> Vec<FieldError> {
    let mut report = Report::default();
    metadata::creation_beside(&mut report, object, other);
    report.faults
}

/// The faults of an object's own fields, whether it is new or changed.
fn contents(report: &mut Report, object: &Object) {
    if let Some(rules) = rules_of(object.kind) {
        rules(report, object);
    }
}

/// What a kind's own fields must be.
fn rules_of(kind: Kind) -> Option<fn(&mut Report, &Object)> {
    Some(match kind {
        Kind::Pod => pod_spec::pod,
        Kind::PodTemplate => |report, object| {
            pod_spec::template(report, Path::root("template"), object.body.get("template"));
        },
        Kind::Role | Kind::ClusterRole => rbac::role,
        Kind::RoleBinding | Kind::ClusterRoleBinding => rbac::binding,
        Kind::Deployment => |report, object| {
            workloads::deployment(report, object.spec());
            workloads::rollback(report, object);
        },
        Kind::ReplicaSet => |report, object| workloads::replica_set(report, object.spec()),
        Kind::ReplicationController => {
            |report, object| workloads::replication_controller(report, object.spec())
        }
        Kind::StatefulSet => |report, object| stateful_set::spec(report, object.spec()),
        Kind::DaemonSet => |report, object| daemon_set::spec(report, object.spec()),
        Kind::ControllerRevision => controller_revision::revision,
        Kind::Job => job::job,
        Kind::CronJob => cron_job::cron_job,
        Kind::Service => service::service,
        Kind::PersistentVolumeClaim => {
            |report, object| storage::claim_spec(report, Path::root("spec"), object.spec())
        }
        Kind::PersistentVolume => storage::volume,
        Kind::StorageClass => storage_class::class,
        Kind::ConfigMap => config::config_map,
        Kind::Secret => config::secret,
        Kind::Ingress => |report, object| ingress::spec(report, object.spec()),
        Kind::IngressClass => |report, object| ingress::class(report, object.spec()),
        Kind::HorizontalPodAutoscaler => |report, object| autoscaler::spec(report, object.spec()),
        Kind::PodDisruptionBudget => {
            |report, object| policy::disruption_budget(report, object.spec())
        }
        Kind::PriorityClass => policy::priority_class,
        Kind::ResourceQuota => |report, object| quota::spec(report, object.spec()),
        Kind::LimitRange => |report, object| limit_range::spec(report, object.spec()),
        Kind::NetworkPolicy => |report, object| network_policy::spec(report, object.spec()),
        Kind::Node => node::node,
        Kind::Endpoints => endpoints::endpoints,
        Kind::EndpointSlice => endpoints::slice,
        Kind::Namespace => |report, object| {
            for finalizer in object.spec().get("finalizers").items() {
                metadata::finalizer_name(report, Path::root("spec.finalizers"), finalizer.str());
            }
        },
        _ => return None,
    })
}
