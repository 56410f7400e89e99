//! Whether a Job is decided, and how.

use super::pod_failure_policy::Action;
use super::success_policy::match_success_policy;
use super::tally::{Tally, policy_action};
use crate::api::job::Job;
use crate::api::pod::Pod;
use crate::time::Time;
use smol_str::SmolStr;

/// Every reason for which a Job ends.
pub const REASONS: &[&str] = &[
    "CompletionsReached",
    "SuccessPolicy",
    "PodFailurePolicy",
    "BackoffLimitExceeded",
    "DeadlineExceeded",
    "MaxFailedIndexesExceeded",
    "FailedIndexes",
];

/// How a Job ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it succeeds.
    pub success: bool,
    /// One of [`REASONS`].
    pub reason: &'static str,
    /// The sentence that goes with the reason.
    pub message: SmolStr,
}

impl Verdict {
    /// The condition that is set as soon as the Job is decided, while pods may still run.
    pub fn interim_type(&self) -> &'static str {
        if self.success { "SuccessCriteriaMet" } else { "FailureTarget" }
    }

    /// The condition that is set once all pods are gone or done.
    pub fn final_type(&self) -> &'static str {
        if self.success { "Complete" } else { "Failed" }
    }

    /// All completions are there.
    pub fn completed() -> Verdict {
        Verdict {
            success: true,
            reason: "CompletionsReached",
            message: SmolStr::new_static("Reached expected number of succeeded pods"),
        }
    }

    fn failure(reason: &'static str, message: impl Into<SmolStr>) -> Verdict {
        Verdict { success: false, reason, message: message.into() }
    }
}

/// The Job's end, if it is decided by now: what was decided before stands; then come policies,
/// limits and the deadline, in this order.
pub fn judge(job: Job, tally: &Tally, now: Time) -> Option<Verdict> {
    earlier_verdict(job)
        .or_else(|| failure_by_policy(job, tally))
        .or_else(|| failure_by_limit(job, tally))
        .or_else(|| failure_by_deadline(job, now))
        .or_else(|| failure_by_indexes(job, tally))
        .or_else(|| success_by_policy(job, tally))
}

fn earlier_verdict(job: Job) -> Option<Verdict> {
    if job.0.status().get("conditions").items().is_empty() {
        return None;
    }
    [("SuccessCriteriaMet", true), ("FailureTarget", false)].into_iter().find_map(
        |(kind, success)| {
            let condition = job.0.condition(kind);
            if condition.get("status").str() != "True" {
                return None;
            }
            let told = condition.get("reason").str();
            let reason = REASONS.iter().find(|reason| **reason == told)?;
            Some(Verdict { success, reason, message: condition.get("message").to_smol_str() })
        },
    )
}

fn failure_by_policy(job: Job, tally: &Tally) -> Option<Verdict> {
    let only_by_phase = job.replaces_only_failed();
    let failed = tally.pods.iter().filter(|pod| pod.has_failed(only_by_phase));
    failed.into_iter().find_map(|pod| match policy_action(job, *pod)? {
        Action::FailJob(message) => Some(Verdict::failure("PodFailurePolicy", message)),
        _ => None,
    })
}

fn failure_by_limit(job: Job, tally: &Tally) -> Option<Verdict> {
    let limit = job.backoff_limit();
    (tally.failed > limit || has_too_many_restarts(job, tally, limit)).then(|| {
        Verdict::failure("BackoffLimitExceeded", "Job has reached the specified backoff limit")
    })
}

/// Pods that restart in place count their restarts, and no failures (`pastBackoffLimitOnFailure`).
fn has_too_many_restarts(job: Job, tally: &Tally, limit: i64) -> bool {
    if job.0.spec().get("template").get("spec").get("restartPolicy").str() != "OnFailure" {
        return false;
    }
    let unfinished = tally.pods.iter().map(|pod| pod.pod()).filter(|pod| !pod.is_finished());
    let restarts: i64 = unfinished
        .map(|pod| {
            Pod::restarts(pod.container_statuses()) + Pod::restarts(pod.init_container_statuses())
        })
        .sum();
    restarts >= limit.max(1)
}

fn failure_by_deadline(job: Job, now: Time) -> Option<Verdict> {
    let deadline = job.active_deadline()?;
    let over = job.started_at()?.plus(deadline) <= now;
    (over && !job.is_suspended()).then(|| {
        Verdict::failure("DeadlineExceeded", "Job was active longer than specified deadline")
    })
}

fn failure_by_indexes(job: Job, tally: &Tally) -> Option<Verdict> {
    let indexed = tally.indexed.as_ref()?;
    let failed = indexed.failed.as_ref()?.total();
    if job.0.spec().get("maxFailedIndexes").as_int().is_some_and(|most| failed > most) {
        return Some(Verdict::failure(
            "MaxFailedIndexesExceeded",
            "Job has exceeded the specified maximal number of failed indexes",
        ));
    }
    (failed > 0 && failed + indexed.succeeded.total() >= indexed.completions)
        .then(|| Verdict::failure("FailedIndexes", "Job has failed indexes"))
}

fn success_by_policy(job: Job, tally: &Tally) -> Option<Verdict> {
    let indexed = tally.indexed.as_ref()?;
    let policy = job.0.spec().get("successPolicy");
    let message = match_success_policy(policy, indexed.completions, &indexed.succeeded)?;
    Some(Verdict { success: true, reason: "SuccessPolicy", message: message.into() })
}
