//! The Job controller: runs pods until enough of them have succeeded.

pub mod backoff;
pub mod indexes;
pub mod manage;
pub mod pod_failure_policy;
pub mod pods;
pub mod removal;
mod rest;
pub mod status;
pub mod success_policy;
mod sync;
pub mod tally;
pub mod template;
pub mod tracking;
pub mod verdict;

use crate::api::job::Job;
use crate::api::{Key, Kind, Object};
use crate::controllers::claims::{self, Claim, controller_reference};
use crate::ordered::Hashed;
use crate::store::{Change, Component, Context, Reconcile, Scope, Step, Verb, View, Write};
use crate::time::{MINUTE, Milliseconds, SECOND};
use backoff::Backoff;
use pods::{JobPod, TRACKING_FINALIZER};
use rest::is_at_rest;
use smol_str::SmolStr;
use std::rc::Rc;
use sync::Sync;

/// Changes of pods and of a Job's own status wait this long, so that many are answered at once
/// (`syncJobBatchPeriod`, and what the requests take besides: pods that end in the same moment are
/// seen together).
const BATCH: Milliseconds = SECOND + 40;

/// The Job controller.  It remembers how often each Job has failed since its last success: pods
/// that tell of it may be gone.
#[derive(Clone, Debug, Default)]
pub struct JobController {
    backoffs: Hashed<Key, (SmolStr, Backoff)>,
}

impl Component for JobController {
    fn name(&self) -> &'static str {
        "job-controller"
    }

    /// Longer than others': a Job is much to look at (`DefaultJobApiBackOff`, `MaxJobApiBackOff`).
    fn retry_delays(&self) -> (Milliseconds, Milliseconds) {
        (SECOND, MINUTE)
    }

    fn latency_after(&self, change: &Change) -> Milliseconds {
        let before = change.before.as_deref().map_or(0, |before| before.meta.generation);
        let is_new_spec = change.object.meta.generation != before;
        match change.object.kind {
            Kind::Job if change.verb == Verb::Modified && !is_new_spec => BATCH,
            Kind::Pod if !is_left_behind(&change.object) => BATCH,
            _ => self.latency(),
        }
    }

    fn concerns(&self, kind: Kind) -> bool {
        matches!(kind, Kind::Job | Kind::Pod)
    }

    fn scope(&self, kind: Kind) -> Scope {
        match kind {
            Kind::Pod => Scope::ManagedBy(&[Kind::Job]),
            _ => Scope::Every,
        }
    }

    fn watch(&self, view: &View, change: &Change) -> Vec<Key> {
        match change.object.kind {
            // Nothing more is done about a Job that has ended.
            Kind::Job if change.verb == Verb::Modified && Job(&change.object).is_finished() => {
                Vec::new()
            }
            Kind::Job => {
                let mut keys = vec![change.key()];
                if change.verb == Verb::Deleted {
                    let orphans = view.owned_by(&change.object.meta.uid);
                    let waits = |pod: &&Rc<Object>| JobPod(pod).is_tracked();
                    let orphans = orphans.filter(|object| object.kind == Kind::Pod).filter(waits);
                    keys.extend(orphans.map(|pod| pod.key()));
                }
                keys
            }
            Kind::Pod => {
                let mut keys: Vec<Key> = key_of_pod(view, &change.object).into_iter().collect();
                let before = change.before.as_ref().filter(|before| {
                    before.meta.owner_references != change.object.meta.owner_references
                });
                keys.extend(before.and_then(|before| key_of_pod(view, before)));
                keys.extend(claims::claimants(view, Kind::Job, change));
                keys
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        if key.kind == Kind::Pod {
            return release_orphan(&context.view, key);
        }
        let job = context.view.get(key).filter(|job| !Job(job).is_finished());
        let Some(job) = job.filter(|job| !Job(job).is_managed_elsewhere()) else {
            self.backoffs.remove(key);
            return Reconcile::nothing();
        };
        let Claim { objects: pods, steps } = claim(&context.view, job);
        let is_first = context.failure.is_none();
        let rests = is_first && steps.is_empty() && is_at_rest(job, &pods);
        // An unoptimised build looks all the same, to see that there is nothing to do.
        if rests && !cfg!(debug_assertions) {
            return Reconcile::nothing();
        }
        let pods = pods.iter().map(|pod| JobPod(pod)).collect();
        let sync = Sync::new(job, pods, steps, context.view.now);
        let remembered = self.backoffs.get(key).filter(|(uid, _)| *uid == job.meta.uid);
        let before = remembered.map(|(_, backoff)| *backoff).unwrap_or_default();
        let backoff = if is_first { sync.backoff(before) } else { before };
        let (answer, is_told) = sync.decide(backoff, is_first);
        if is_told && backoff != before {
            self.backoffs.insert(key.clone(), (job.meta.uid.clone(), backoff));
        }
        debug_assert!(!rests || answer.is_nothing(), "{key} rests, and yet: {answer:?}");
        answer
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

/// Claims the pods that a Job's selector matches.
fn claim(view: &View, job: &Object) -> Claim {
    let selector = claims::selector_of(job);
    claims::claim_with(view, job, &selector, Kind::Pod, |_| true, Some(TRACKING_FINALIZER))
}

/// Whether a pod has nobody who counts it, but waits for that.
fn is_left_behind(pod: &Object) -> bool {
    pod.controller().is_none() && JobPod(pod).is_tracked()
}

/// The Job of a pod; or the pod itself if its Job is gone or finished and its finalizer still
/// waits for it.  Nothing if it is another's.
fn key_of_pod(view: &View, pod: &Object) -> Option<Key> {
    let owner = controller_reference(Kind::Job, pod);
    let job = owner.and_then(|owner| view.find(Kind::Job, &pod.meta.namespace, &owner.name));
    let is_its = |job: &Object| owner.is_some_and(|owner| owner.uid == job.meta.uid);
    if let Some(job) = job.filter(|job| is_its(job) && !Job(job).is_finished()) {
        return Some(job.key());
    }
    let is_anothers = owner.is_none() && pod.controller().is_some();
    (JobPod(pod).is_tracked() && !is_anothers).then(|| pod.key())
}

/// Takes the finalizer from a pod for whose outcome nobody waits any more.
fn release_orphan(view: &View, key: &Key) -> Reconcile {
    let mut answer = Reconcile::nothing();
    let orphan = view.get(key).filter(|pod| {
        JobPod(pod).is_tracked() && key_of_pod(view, pod).is_some_and(|found| found == *key)
    });
    if let Some(pod) = orphan {
        answer.steps.push(Step::attempt(Write::Update(JobPod(pod).untracked())));
    }
    answer
}
