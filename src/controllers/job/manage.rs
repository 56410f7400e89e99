//! How many pods a Job gets or loses now.

use super::backoff::Backoff;
use super::indexes::{Indexes, first_pending};
use super::pods::JobPod;
use super::removal::pods_to_remove;
use super::tally::{Indexed, Tally, counts_as_failed};
use super::template::Place;
use crate::api::job::Job;
use crate::time::{Milliseconds, Time};

/// So many pods are made or deleted in one look at most (`MaxPodCreateDeletePerSync`).
const MOST_AT_ONCE: i64 = 500;

/// What is done about a Job's pods.
#[derive(Debug, PartialEq, Eq)]
pub enum Plan<Pod> {
    /// There are as many as there should be.
    Keep,
    /// These go.
    Delete(Vec<Pod>),
    /// These are made; those of an Indexed Job at their places.
    Create(Vec<Option<Place>>),
    /// More are needed, but not before this time has passed.
    Wait(Milliseconds),
}

/// What to do about the pods of a Job that is not decided.  Deleting goes before making: in one
/// look only one of the two is done.
pub fn plan<'view>(
    job: Job,
    tally: &Tally<'view>,
    backoff: Backoff,
    now: Time,
) -> Plan<JobPod<'view>> {
    let active = length(tally.active.len());
    let wanted = if job.is_suspended() { 0 } else { wanted_active(job, tally, active) };
    let surplus = usize::try_from(active - wanted).unwrap_or(0);
    let mut leaving = match (surplus, job.indexed_completions()) {
        (0, None) => Vec::new(),
        (surplus, completions) => pods_to_remove(tally.active.clone(), surplus, completions),
    };
    if !job.is_suspended() {
        leaving.truncate(usize::try_from(MOST_AT_ONCE).unwrap_or(usize::MAX));
    }
    if !leaving.is_empty() {
        return Plan::Delete(leaving);
    }
    let held = if job.replaces_only_failed() { tally.terminating() } else { 0 };
    let missing = (wanted - active - held).min(MOST_AT_ONCE);
    if missing <= 0 {
        return Plan::Keep;
    }
    let delay = backoff.remaining(now);
    if job.backoff_limit_per_index().is_none() && delay > 0 {
        return Plan::Wait(delay);
    }
    match &tally.indexed {
        Some(indexed) => places(job, tally, indexed, missing, now),
        None => Plan::Create(vec![None; usize::try_from(missing).unwrap_or(0)]),
    }
}

/// A work queue keeps its pods until the first success and makes no more after it.
fn wanted_active(job: Job, tally: &Tally, active: i64) -> i64 {
    match job.completions() {
        Some(completions) => (completions - tally.succeeded).min(job.parallelism()).max(0),
        None if tally.succeeded > 0 => active,
        None => job.parallelism(),
    }
}

/// The lowest free indexes; of those that failed lately, only the ones whose delay is over.
fn places<'view>(
    job: Job,
    tally: &Tally<'view>,
    indexed: &Indexed<'view>,
    missing: i64,
    now: Time,
) -> Plan<JobPod<'view>> {
    let running =
        Indexes::default().with(&tally.active.iter().filter_map(|pod| pod.index()).collect());
    let mut taken = vec![&indexed.succeeded, &running];
    taken.extend(&indexed.failed);
    let count = usize::try_from(missing).unwrap_or(0);
    let pending = first_pending(indexed.completions, count, &taken);
    let delay = |index: &i64| {
        indexed.awaiting.get(index).map_or(0, |pod| {
            let failures = pod.all_failures().saturating_add(1);
            Backoff { failures, last_failure: Some(pod.finished_at(now)) }.remaining(now)
        })
    };
    let ready: Vec<i64> = pending.iter().filter(|index| delay(index) == 0).copied().collect();
    if ready.is_empty() {
        return pending.iter().map(delay).min().map_or(Plan::Keep, Plan::Wait);
    }
    let place = |index: i64| {
        let failures = job
            .backoff_limit_per_index()
            .map(|_| indexed.awaiting.get(&index).map_or((0, 0), |pod| failures_after(job, *pod)));
        Some(Place { index, failures })
    };
    Plan::Create(ready.into_iter().map(place).collect())
}

/// The failures of an index, counted and ignored, once this pod's has been added.
pub fn failures_after(job: Job, pod: JobPod) -> (i64, i64) {
    let (counted, ignored) = (pod.failure_count(), pod.ignored_failure_count());
    if counts_as_failed(job, pod) { (counted + 1, ignored) } else { (counted, ignored + 1) }
}

fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
