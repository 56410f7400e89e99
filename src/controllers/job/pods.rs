//! A Job's pod as the Job controller reads it.

use crate::api::pod::{Pod, is_sidecar};
use crate::api::{Object, Value};
use crate::time::{SECOND, Time};

/// The finalizer that keeps a pod until its outcome is counted.
pub const TRACKING_FINALIZER: &str = "batch.kubernetes.io/job-tracking";
/// The annotation and label that name a pod's completion index.
pub const INDEX_KEY: &str = "batch.kubernetes.io/job-completion-index";
/// The annotation that tells how often the pod's index had failed before.
pub const FAILURE_COUNT_KEY: &str = "batch.kubernetes.io/job-index-failure-count";
/// The annotation that tells how often the pod's index had failed in vain, by a policy.
pub const IGNORED_COUNT_KEY: &str = "batch.kubernetes.io/job-index-ignored-failure-count";

/// A pod of a Job.
#[derive(Clone, Copy, Debug)]
pub struct JobPod<'object>(pub &'object Object);

impl<'object> JobPod<'object> {
    /// The pod as everybody reads it.
    pub fn pod(self) -> Pod<'object> {
        Pod(self.0)
    }

    /// Its completion index, if it has a valid one.
    pub fn index(self) -> Option<i64> {
        let index = self.0.annotation(INDEX_KEY)?.parse().ok()?;
        (index >= 0).then_some(index)
    }

    /// Whether its outcome has yet to be counted.
    pub fn is_tracked(self) -> bool {
        self.0.meta.finalizers.iter().any(|finalizer| finalizer == TRACKING_FINALIZER)
    }

    /// Whether it ended well.
    pub fn has_succeeded(self) -> bool {
        self.pod().has_succeeded()
    }

    /// Whether it counts as failed: by its phase, and unless the Job waits for that, as soon as
    /// its deletion has begun (`isPodFailed`).
    pub fn has_failed(self, only_by_phase: bool) -> bool {
        let is_going = !only_by_phase && self.pod().is_terminating();
        self.pod().has_failed() || is_going && !self.pod().has_succeeded()
    }

    /// How often its index had failed before it was made.
    pub fn failure_count(self) -> i64 {
        self.count(FAILURE_COUNT_KEY)
    }

    /// How often its index had failed before it was made without that being counted.
    pub fn ignored_failure_count(self) -> i64 {
        self.count(IGNORED_COUNT_KEY)
    }

    /// How often its index had failed before it was made, counted or not.
    pub fn all_failures(self) -> u32 {
        u32::try_from(self.failure_count() + self.ignored_failure_count()).unwrap_or(u32::MAX)
    }

    /// When its last container ended, sidecars included; failing that, when it ceased to be ready,
    /// was deleted, or was made (`getFinishedTime`).
    pub fn finished_at(self, now: Time) -> Time {
        let view = self.pod();
        let is_sidecar = |status: &&Value| {
            let name = status.get("name");
            let containers = view.init_containers().iter();
            containers.filter(|init| is_sidecar(init)).any(|sidecar| sidecar.get("name") == name)
        };
        let sidecars = view.init_container_statuses().iter().filter(is_sidecar);
        let ends: Option<Vec<Time>> = view
            .container_statuses()
            .iter()
            .chain(sidecars)
            .map(|status| {
                Time::parse(status.get("state").get("terminated").get("finishedAt").str())
            })
            .collect();
        ends.and_then(|ends| ends.into_iter().max())
            .or_else(|| self.unready_since())
            .or_else(|| self.deleted_at())
            .or(self.0.meta.creation_timestamp)
            .unwrap_or(now)
    }

    /// It without the finalizer, to be written.
    pub fn untracked(self) -> Object {
        let mut pod = self.0.clone();
        pod.meta.finalizers.retain(|finalizer| finalizer != TRACKING_FINALIZER);
        // Any version will do: nothing else changes, and it may just have been deleted.
        pod.resource_version = 0;
        pod
    }

    /// A count that an annotation tells; what is no such number tells of none.
    fn count(self, key: &str) -> i64 {
        let count = self.0.annotation(key).and_then(|text| text.parse::<i32>().ok());
        count.unwrap_or(0).max(0).into()
    }

    fn unready_since(self) -> Option<Time> {
        let condition = self.0.condition("Ready");
        if condition.get("status") != &Value::from("False") {
            return None;
        }
        Time::parse(condition.get("lastTransitionTime").str())
    }

    fn deleted_at(self) -> Option<Time> {
        let grace = self.0.meta.deletion_grace_period_seconds.unwrap_or(0);
        Some(self.0.meta.deletion_timestamp?.plus(-grace.saturating_mul(SECOND)))
    }
}
