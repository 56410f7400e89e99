//! Counts finished pods exactly once: one look names them in the status and sets them free, the
//! next one counts those that are free.

use super::pods::JobPod;
use super::status::Status;
use super::tally::{Tally, counts_as_failed};
use super::verdict::Verdict;
use crate::api::Value;
use crate::api::job::Job;
use crate::ordered::OrderedSet;
use smol_str::SmolStr;

/// What is counted in one look.
#[derive(Debug, Default)]
pub struct Counting<'view> {
    /// The pods whose finalizer goes.
    pub released: Vec<JobPod<'view>>,
    /// The uids of those that count as succeeded; empty for an Indexed Job, which counts indexes.
    pub succeeded: Vec<SmolStr>,
    /// The uids of those that count as failed.
    pub failed: Vec<SmolStr>,
}

/// Which pods are counted now.  When the Job is decided every pod is, and when it failed all that
/// have not ended count as failed (`trackJobStatusAndRemoveFinalizers`).
pub fn count<'view>(
    job: Job,
    status: &Status,
    tally: &Tally<'view>,
    verdict: Option<&Verdict>,
) -> Counting<'view> {
    let mut counting = Counting::default();
    let job_failed = verdict.is_some_and(|verdict| !verdict.success);
    for pod in tally.pods.iter().filter(|pod| pod.is_tracked()) {
        let failed = pod.has_failed(job.replaces_only_failed());
        let ended = failed || pod.has_succeeded();
        let decided = verdict.is_some() || job.0.is_deleting();
        if !decided && (!ended || is_awaited(tally, *pod)) {
            continue;
        }
        counting.released.push(*pod);
        if status.names(pod.0) {
            continue;
        }
        let uid = pod.0.meta.uid.clone();
        if pod.has_succeeded() {
            if tally.indexed.is_none() {
                counting.succeeded.push(uid);
            }
        } else if (failed || job_failed) && has_place(tally, *pod) && counts_as_failed(job, *pod) {
            counting.failed.push(uid);
        }
    }
    counting
}

/// Counts the pods that an earlier look named and set free.
pub fn settle(status: &mut Status, pods: &[JobPod]) {
    if status.names_nobody() {
        return;
    }
    let held: OrderedSet<&str> =
        pods.iter().filter(|pod| pod.is_tracked()).map(|pod| pod.0.meta.uid.as_str()).collect();
    let named = [
        (&mut status.named_succeeded, &mut status.succeeded),
        (&mut status.named_failed, &mut status.failed),
    ];
    for (uids, counted) in named {
        let (waiting, free): (Vec<&Value>, Vec<&Value>) =
            uids.as_slice().iter().partition(|uid| held.contains(uid.str()));
        if !free.is_empty() {
            *counted += i64::try_from(free.len()).unwrap_or(i64::MAX);
            *uids = waiting.into_iter().collect();
        }
    }
}

impl Counting<'_> {
    /// Names the pods that are to be counted.
    pub fn announce(&self, status: &mut Status) {
        for (named, uids) in [
            (&mut status.named_succeeded, &self.succeeded),
            (&mut status.named_failed, &self.failed),
        ] {
            if !uids.is_empty() {
                let before = named.as_slice().iter().cloned();
                *named = before.chain(uids.iter().map(Value::from)).collect();
            }
        }
    }
}

/// Whether the pod stays uncounted until its index has a new pod.
fn is_awaited(tally: &Tally, pod: JobPod) -> bool {
    let awaiting = tally.indexed.as_ref().map(|indexed| &indexed.awaiting);
    let awaited = awaiting.and_then(|awaiting| awaiting.get(&pod.index()?));
    awaited.is_some_and(|awaited| awaited.0.meta.uid == pod.0.meta.uid)
}

fn has_place(tally: &Tally, pod: JobPod) -> bool {
    tally
        .indexed
        .as_ref()
        .is_none_or(|indexed| pod.index().is_some_and(|index| index < indexed.completions))
}
