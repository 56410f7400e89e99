//! The fields that the API server fills in when their author left them out.

mod apps;
mod autoscaling;
mod batch;
mod container;
mod core;
mod creation;
mod data_source;
mod disabled;
mod draft;
mod networking;
mod own_labels;
mod pod;
mod pod_resources;
mod rbac;
mod resources;
mod service;
mod service_addresses;
mod storage;
mod volume;

pub use creation::{
    begin_update, generate_job_selector, prepare_creation, prepare_siblings, prepare_update,
};
pub use service_addresses::{is_exposed, needs_health_check, needs_node_ports};

use super::{Kind, Object, Value};
use draft::{Draft, Fill};

/// Fills in what is missing (`SetObjectDefaults_*`).  An object that has all its defaults is not
/// copied.
pub fn apply(object: &mut Object) {
    copy_labels(object);
    let complete = |fill| Draft::complete(Value::Map(object.body.to_map()), fill);
    if let Some(complete) = fill_of(object.kind).and_then(complete) {
        object.body = complete.into();
    }
}

/// A Job or a ReplicationController without labels has those of its pods.
pub fn copy_labels(object: &mut Object) {
    if matches!(object.kind, Kind::Job | Kind::ReplicationController) {
        apps::copy_labels(object);
    }
}

/// What fills in the fields of a kind.
fn fill_of(kind: Kind) -> Option<Fill> {
    Some(match kind {
        Kind::Deployment => |body| body.map("spec", apps::deployment),
        Kind::ReplicaSet => |body| body.map("spec", apps::replica_set),
        Kind::ReplicationController => |body| body.map("spec", apps::replication_controller),
        Kind::StatefulSet => |body| body.map("spec", apps::stateful_set),
        Kind::DaemonSet => |body| body.map("spec", apps::daemon_set),
        Kind::Job => |body| body.map("spec", batch::job),
        Kind::CronJob => |body| body.map("spec", batch::cron_job),
        Kind::Pod => |body| body.map("spec", pod::pod),
        Kind::PodTemplate => pod::template,
        Kind::ClusterRole | Kind::Role => rbac::role,
        Kind::ClusterRoleBinding | Kind::RoleBinding => rbac::binding,
        Kind::Service => service::service,
        Kind::Secret => core::secret,
        Kind::Endpoints => |body| body.each("subsets", core::endpoint_subset),
        Kind::EndpointSlice => networking::endpoint_slice,
        Kind::LimitRange => |body| body.within("spec", core::limit_range),
        Kind::ResourceQuota => core::resource_quota,
        Kind::Node => |body| {
            body.map("spec", |_| {});
            body.map("status", core::node_status);
        },
        Kind::PersistentVolume => |body| body.map("spec", storage::persistent_volume),
        Kind::PersistentVolumeClaim => |body| {
            body.map("spec", storage::persistent_volume_claim);
            body.within("status", |status| status.fill("phase", "Pending"));
        },
        Kind::StorageClass => storage::storage_class,
        Kind::PriorityClass => core::priority_class,
        Kind::HorizontalPodAutoscaler => |body| body.map("spec", autoscaling::autoscaler),
        Kind::NetworkPolicy => |body| body.map("spec", networking::network_policy),
        Kind::IngressClass => |body| body.within("spec", networking::ingress_class),
        _ => return None,
    })
}
