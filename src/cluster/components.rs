//! The list of everything that reacts: one row a component.

use super::ClusterOptions;
use super::queue::ComponentIndex;
use crate::api::{KINDS, Kind};
use crate::controllers::cron_job::CronJobController;
use crate::controllers::daemon_set::DaemonSetController;
use crate::controllers::deployment::DeploymentController;
use crate::controllers::disruption::DisruptionController;
use crate::controllers::garbage_collector::GarbageCollector;
use crate::controllers::horizontal_pod_autoscaler::HorizontalController;
use crate::controllers::job::JobController;
use crate::controllers::kubernetes_service::KubernetesServiceController;
use crate::controllers::namespace::NamespaceController;
use crate::controllers::node_lifecycle::NodeLifecycleController;
use crate::controllers::persistent_volume::{
    ClaimProtection, PersistentVolumeController, Provisioner, VolumeProtection,
};
use crate::controllers::pod_gc::PodGarbageCollector;
use crate::controllers::replica_set::ReplicaSetController;
use crate::controllers::stateful_set::StatefulSetController;
use crate::controllers::taint_eviction::TaintEvictionController;
use crate::controllers::ttl_after_finished::TtlAfterFinishedController;
use crate::kubelet::Kubelet;
use crate::network::{EndpointController, EndpointSliceController};
use crate::scheduler::Scheduler;
use crate::store::{Component, Scope};

/// All components, in the order in which they are told of a change.
#[rustfmt::skip]
pub fn all(options: &ClusterOptions) -> Vec<Box<dyn Component>> {
    vec![
        Box::new(Scheduler::new(options.seed)),
        Box::new(Kubelet::default()),
        Box::new(PersistentVolumeController),
        Box::new(Provisioner),
        Box::new(ClaimProtection),
        Box::new(VolumeProtection),
        Box::new(HorizontalController::default()),
        Box::new(EndpointController::default()),
        Box::new(EndpointSliceController::default()),
        Box::new(DeploymentController),
        Box::new(ReplicaSetController),
        Box::new(StatefulSetController),
        Box::new(DaemonSetController::default()),
        Box::new(JobController::default()),
        Box::new(CronJobController::default()),
        Box::new(GarbageCollector),
        Box::new(DisruptionController),
        Box::new(TtlAfterFinishedController),
        Box::new(NamespaceController),
        Box::new(NodeLifecycleController::new(options.node_monitor_grace_period)),
        Box::new(TaintEvictionController::default()),
        Box::new(PodGarbageCollector::default()),
        Box::new(KubernetesServiceController),
    ]
}

/// By kind, the components that its changes can matter to, by their places, and which changes.
pub fn concerned(components: &[Box<dyn Component>]) -> Vec<Vec<(ComponentIndex, Scope)>> {
    let of_kind = |kind: &Kind| {
        let all = components.iter().enumerate();
        let concerned = all.filter(|(_, component)| component.concerns(*kind));
        concerned.map(|(index, component)| (index, component.scope(*kind))).collect()
    };
    KINDS.iter().map(of_kind).collect()
}
