//! `kubectl describe`: everything worth knowing of one object, and the events about it.

mod conditions;
mod config;
mod containers;
mod cron_job;
mod daemon_set;
mod deployment;
mod environment;
mod events;
mod generic;
mod horizontal_pod_autoscaler;
mod ingress;
mod job;
mod lines;
mod metadata;
mod namespace;
mod node;
mod placement;
mod pod;
mod pod_template;
mod policies;
mod probe;
mod rbac;
mod replica_set;
mod service;
mod stateful_set;
mod storage;
mod volumes;
mod workload;

pub use events::age as event_age;
pub use generic::label as field_label;

use crate::api::{Kind, Object, Value};
use crate::store::View;
use lines::Lines;

/// An object's description with its events.
pub fn describe(object: &Object, view: &View) -> String {
    let mut out = Lines::default();
    write(object, view, &mut out);
    if has_events(object.kind) {
        events::write(&mut out, object, view);
    }
    out.finish()
}

/// An object's description without events: `--show-events=false`, and what kubectl prints when it
/// describes several objects.
pub fn describe_without_events(object: &Object, view: &View) -> String {
    let mut out = Lines::default();
    write(object, view, &mut out);
    out.finish()
}

/// A pod template as `rollout history --revision` shows it: with the tabs that elsewhere are
/// aligned.
pub fn pod_template_text(template: &Value) -> String {
    let mut out = Lines::default();
    pod_template::write(&mut out, template);
    out.finish_with_tabs()
}

fn write(object: &Object, view: &View, out: &mut Lines) {
    let describe = match object.kind {
        Kind::ClusterRole | Kind::Role => rbac::describe_role,
        Kind::ClusterRoleBinding | Kind::RoleBinding => rbac::describe_binding,
        Kind::ConfigMap => config::describe_config_map,
        Kind::CronJob => cron_job::describe,
        Kind::DaemonSet => daemon_set::describe,
        Kind::Deployment => deployment::describe,
        Kind::EndpointSlice => service::describe_slice,
        Kind::Endpoints => service::describe_endpoints,
        Kind::HorizontalPodAutoscaler => horizontal_pod_autoscaler::describe,
        Kind::Ingress => ingress::describe,
        Kind::IngressClass => ingress::describe_class,
        Kind::Job => job::describe,
        Kind::LimitRange => namespace::describe_limits,
        Kind::Namespace => namespace::describe,
        Kind::NetworkPolicy => policies::describe_network_policy,
        Kind::Node => node::describe,
        Kind::PersistentVolume => storage::describe_volume,
        Kind::PersistentVolumeClaim => storage::describe_claim,
        Kind::Pod => pod::describe,
        Kind::PodDisruptionBudget => policies::describe_budget,
        Kind::PriorityClass => policies::describe_priority_class,
        Kind::ReplicaSet => replica_set::describe,
        Kind::ReplicationController => replica_set::describe_controller,
        Kind::ResourceQuota => namespace::describe_quota,
        Kind::Secret => config::describe_secret,
        Kind::Service => service::describe,
        Kind::ServiceAccount => config::describe_service_account,
        Kind::StatefulSet => stateful_set::describe,
        Kind::StorageClass => storage::describe_class,
        Kind::ControllerRevision | Kind::Event | Kind::Lease | Kind::PodTemplate => {
            generic::describe
        }
    };
    describe(object, view, out);
}

fn has_events(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::ClusterRole
            | Kind::ClusterRoleBinding
            | Kind::LimitRange
            | Kind::Namespace
            | Kind::NetworkPolicy
            | Kind::ResourceQuota
            | Kind::Role
            | Kind::RoleBinding
            | Kind::Secret
    )
}
