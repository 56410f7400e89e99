//! How a Job stands: what its status has counted, and what its pods add to that.

use super::indexes::Indexes;
use super::pod_failure_policy::{Action, match_pod_failure_policy};
use super::pods::JobPod;
use super::status::Status;
use crate::api::job::Job;
use crate::ordered::{OrderedMap, OrderedSet};
use crate::time::Time;

/// How a Job stands.
#[derive(Debug)]
pub struct Tally<'view> {
    /// All its pods.
    pub pods: Vec<JobPod<'view>>,
    /// Those that run or wait.
    pub active: Vec<JobPod<'view>>,
    /// Those that have succeeded since the last count.
    pub new_succeeded: Vec<JobPod<'view>>,
    /// Those that have failed since the last count.
    pub new_failed: Vec<JobPod<'view>>,
    /// How many have succeeded; for an Indexed Job, how many indexes.
    pub succeeded: i64,
    /// How many have failed, but for failures that a policy ignores.
    pub failed: i64,
    /// The indexes, if it is an Indexed Job.
    pub indexed: Option<Indexed<'view>>,
}

/// How the indexes of a Job stand.
#[derive(Debug)]
pub struct Indexed<'view> {
    /// How many indexes there are.
    pub completions: i64,
    /// The indexes that have succeeded.
    pub succeeded: Indexes,
    /// The indexes that have failed for good, if failures are limited by index.
    pub failed: Option<Indexes>,
    /// By index, the failed pod that stays uncounted until there is a new pod which carries its
    /// count of failures on.
    pub awaiting: OrderedMap<i64, JobPod<'view>>,
}

impl<'view> Tally<'view> {
    /// Adds what the pods tell to what `status` has counted.
    pub fn of(job: Job, status: &Status, pods: Vec<JobPod<'view>>, now: Time) -> Tally<'view> {
        let only_by_phase = job.replaces_only_failed();
        let completions = job.indexed_completions();
        let is_new = |pod: JobPod| {
            pod.is_tracked()
                && !status.names(pod.0)
                && completions
                    .is_none_or(|completions| pod.index().is_some_and(|i| i < completions))
        };
        let (mut active, mut new_succeeded, mut new_failed) = (Vec::new(), Vec::new(), Vec::new());
        for pod in pods.iter().copied() {
            if pod.pod().is_active() {
                active.push(pod);
            }
            if pod.has_succeeded() && is_new(pod) {
                new_succeeded.push(pod);
            }
            if pod.has_failed(only_by_phase) && is_new(pod) {
                new_failed.push(pod);
            }
        }
        let indexed = completions.map(|completions| {
            Indexed::of(job, completions, &new_succeeded, &new_failed, &active, now)
        });
        let succeeded = match &indexed {
            Some(indexed) => indexed.succeeded.total(),
            None => {
                status.succeeded + count(status.named_succeeded.as_slice()) + count(&new_succeeded)
            }
        };
        let failed = new_failed.iter().filter(|pod| counts_as_failed(job, **pod));
        let failed = status.failed + count(status.named_failed.as_slice()) + count(failed);
        Tally { pods, active, new_succeeded, new_failed, succeeded, failed, indexed }
    }

    /// How many of the active pods are ready.
    pub fn ready(&self) -> i64 {
        count(self.active.iter().filter(|pod| pod.pod().is_ready()))
    }

    /// How many pods are about to end because they were deleted.
    pub fn terminating(&self) -> i64 {
        let going = |pod: &&JobPod| pod.pod().is_terminating() && !pod.pod().is_finished();
        count(self.pods.iter().filter(going))
    }
}

impl<'view> Indexed<'view> {
    fn of(
        job: Job,
        completions: i64,
        new_succeeded: &[JobPod<'view>],
        new_failed: &[JobPod<'view>],
        active: &[JobPod<'view>],
        now: Time,
    ) -> Indexed<'view> {
        let known = |field: &str| Indexes::parse(job.0.status().get(field).str(), completions);
        let succeeded = known("completedIndexes")
            .with(&new_succeeded.iter().filter_map(|pod| pod.index()).collect());
        let failed = job.backoff_limit_per_index().map(|limit| {
            let lost = new_failed.iter().filter(|pod| is_index_lost(job, **pod, limit));
            known("failedIndexes").with(&lost.filter_map(|pod| pod.index()).collect())
        });
        let mut awaiting: OrderedMap<i64, JobPod> = OrderedMap::new();
        if let Some(failed) = &failed {
            let running: OrderedSet<i64> = active.iter().filter_map(|pod| pod.index()).collect();
            for pod in new_failed {
                let Some(index) = pod.index() else { continue };
                let settled = succeeded.contains(index) || failed.contains(index);
                let rank = |pod: &JobPod| (pod.all_failures(), pod.finished_at(now));
                let later = awaiting.get(&index).is_none_or(|other| rank(other) < rank(pod));
                if !settled && !running.contains(&index) && later {
                    awaiting.insert(index, *pod);
                }
            }
        }
        Indexed { completions, succeeded, failed, awaiting }
    }
}

/// Whether a failed pod counts towards the Job's limit, which a policy may deny.
pub fn counts_as_failed(job: Job, pod: JobPod) -> bool {
    policy_action(job, pod) != Some(Action::Ignore)
}

/// What the Job's policy orders for a failed pod.
pub fn policy_action(job: Job, pod: JobPod) -> Option<Action> {
    let policy = job.0.spec().get("podFailurePolicy");
    match_pod_failure_policy(policy, pod.0, job.backoff_limit_per_index().is_some())
}

fn is_index_lost(job: Job, pod: JobPod, limit: i64) -> bool {
    policy_action(job, pod) == Some(Action::FailIndex) || pod.failure_count() >= limit
}

fn count<Item>(items: impl IntoIterator<Item = Item>) -> i64 {
    i64::try_from(items.into_iter().count()).unwrap_or(i64::MAX)
}
