//! One look at a Job: what its pods need, and what its status must say.

use super::backoff::Backoff;
use super::manage::{Plan, plan};
use super::pods::JobPod;
use super::status::Status;
use super::tally::Tally;
use super::template::new_pod;
use super::tracking::{count, settle};
use super::verdict::{Verdict, judge};
use crate::api::job::Job;
use crate::api::{Object, Value};
use crate::store::{DeleteOptions, EventNote, Reconcile, Step, Write};
use crate::time::{Milliseconds, Time};

/// Pods that were set free are counted after this time.
const SETTLING: Milliseconds = 10;

/// A look at a Job that is not finished.
pub struct Sync<'view> {
    job: &'view Object,
    now: Time,
    tally: Tally<'view>,
    status: Status,
    answer: Reconcile,
}

impl<'view> Sync<'view> {
    /// Begins a look at a Job and its pods, which are claimed by these steps.
    pub fn new(
        job: &'view Object,
        pods: Vec<JobPod<'view>>,
        steps: Vec<Step>,
        now: Time,
    ) -> Sync<'view> {
        let mut status = Status::of(job.status());
        settle(&mut status, &pods);
        let tally = Tally::of(Job(job), &status, pods, now);
        status.active = i64::try_from(tally.active.len()).unwrap_or(i64::MAX);
        status.ready = tally.ready();
        status.terminating = tally.terminating();
        Sync { job, now, tally, status, answer: Reconcile { steps, requeue_after: None } }
    }

    /// The record of failures with those that this look counts.
    pub fn backoff(&self, before: Backoff) -> Backoff {
        // Where nothing has failed a success has nothing to forget.
        if self.tally.new_failed.is_empty() && before == Backoff::default() {
            return before;
        }
        let times = |pods: &[JobPod]| -> Vec<Time> {
            pods.iter().map(|pod| pod.finished_at(self.now)).collect()
        };
        before.after(&times(&self.tally.new_failed), &times(&self.tally.new_succeeded))
    }

    /// What is to be done, and whether the status tells of it.  `may_create` is false when the API
    /// server has just refused a pod.
    pub fn decide(mut self, backoff: Backoff, may_create: bool) -> (Reconcile, bool) {
        self.start();
        let mut verdict = judge(Job(self.job), &self.tally, self.now);
        if verdict.is_some() {
            self.delete(self.tally.active.clone(), false);
        } else if !self.job.is_deleting() {
            self.manage(backoff, may_create);
            if self.status.ready > self.status.active {
                return (self.answer, false);
            }
            verdict = self.completion();
            if verdict.is_none() {
                self.note_suspension();
                self.await_deadline();
            }
        }
        self.write_status(verdict);
        (self.answer, true)
    }

    fn start(&mut self) {
        if !Job(self.job).has_started() && !Job(self.job).is_suspended() {
            self.status.start_time = self.now.rfc3339().into();
        }
    }

    /// While it waits before it tries again, 1.36.2 takes a Job to have no active pods.  If some are
    /// ready, the API server refuses a status that says so: until the wait is over nothing is told,
    /// and what has ended is not counted and keeps its finalizer.
    fn manage(&mut self, backoff: Backoff, may_create: bool) {
        match plan(Job(self.job), &self.tally, backoff, self.now) {
            Plan::Keep => {}
            Plan::Delete(pods) => self.delete(pods, true),
            Plan::Wait(delay) => {
                self.answer.requeue(delay);
                self.status.active = 0;
            }
            Plan::Create(places) if may_create => {
                for place in places {
                    let success =
                        EventNote::normal(self.job, "SuccessfulCreate", "Created pod: {name}");
                    let failure =
                        EventNote::warning(self.job, "FailedCreate", "Error creating: {error}");
                    let pod = new_pod(self.job, place);
                    self.step(Step::told(Write::Create(pod), Some(success), Some(failure)));
                    self.status.active += 1;
                }
            }
            Plan::Create(_) => {}
        }
    }

    /// Deletes active pods.  Those that are merely too many are set free before, so that they do
    /// not count as failed.
    fn delete(&mut self, pods: Vec<JobPod<'view>>, uncounted: bool) {
        for pod in pods {
            if uncounted && pod.is_tracked() {
                self.step(Step::attempt(Write::Update(pod.untracked())));
            }
            let deleted = format!("Deleted pod: {}", pod.0.meta.name);
            let success = EventNote::normal(self.job, "SuccessfulDelete", deleted);
            let failure = EventNote::warning(self.job, "FailedDelete", "Error deleting: {error}");
            let write = Write::Delete(pod.0.key(), DeleteOptions::default());
            self.step(Step::told(write, Some(success), Some(failure)));
            self.status.active -= 1;
            self.status.ready -= i64::from(pod.pod().is_ready());
            self.status.terminating += 1;
        }
    }

    fn completion(&self) -> Option<Verdict> {
        let complete = match Job(self.job).completions() {
            Some(completions) => self.tally.succeeded >= completions,
            None => self.tally.succeeded > 0,
        };
        (complete && self.status.active == 0).then(Verdict::completed)
    }

    fn note_suspension(&mut self) {
        let suspended = Job(self.job).is_suspended();
        let (reason, message, event) = if suspended {
            ("JobSuspended", "Job suspended", "Suspended")
        } else {
            ("JobResumed", "Job resumed", "Resumed")
        };
        if !self.status.ensure_condition("Suspended", suspended, reason, message, self.now) {
            return;
        }
        self.status.start_time = if suspended { Value::Null } else { self.now.rfc3339().into() };
        self.step(Step::event(EventNote::normal(self.job, event, message)));
    }

    /// Looks again at the deadline, counted from the start as it is stored: in whole seconds.
    fn await_deadline(&mut self) {
        let Some(deadline) = Job(self.job).active_deadline() else { return };
        if let Some(start) = Time::parse(self.status.start_time.str()) {
            self.answer.requeue(start.plus(deadline).since(self.now));
        }
    }

    fn write_status(&mut self, verdict: Option<Verdict>) {
        let counting = count(Job(self.job), &self.status, &self.tally, verdict.as_ref());
        self.set_indexes();
        if let Some(verdict) = &verdict {
            let interim = verdict.interim_type();
            if !self.job.is_condition_true(interim) {
                self.status.add_condition(interim, verdict, self.now);
            }
        }
        counting.announce(&mut self.status);
        let settled = counting.released.is_empty();
        let finished =
            verdict.filter(|_| settled && self.status.active == 0 && self.status.terminating == 0);
        if let Some(verdict) = &finished {
            self.status.add_condition(verdict.final_type(), verdict, self.now);
            if verdict.success {
                self.status.completion_time = self.now.rfc3339().into();
            }
        }
        let status = self.status.to_value();
        if status != *self.job.status() {
            self.step(Step::write(Write::UpdateStatus(self.job.key(), status)));
        }
        for pod in &counting.released {
            self.step(Step::attempt(Write::Update(pod.untracked())));
        }
        if !settled {
            self.answer.requeue(SETTLING);
        }
        if let Some(verdict) = finished {
            self.tell_end(&verdict);
        }
    }

    fn set_indexes(&mut self) {
        let Some(indexed) = &self.tally.indexed else { return };
        self.status.succeeded = indexed.succeeded.total();
        self.status.completed_indexes = match indexed.succeeded.to_string() {
            text if text.is_empty() => Value::Null,
            text => text.into(),
        };
        if let Some(failed) = &indexed.failed {
            self.status.failed_indexes = failed.to_string().into();
        }
    }

    fn tell_end(&mut self, verdict: &Verdict) {
        let note = if verdict.success {
            if Job(self.job).completions().is_some_and(|most| self.tally.succeeded > most) {
                let message = "Too many succeeded pods running after completion count reached";
                self.step(Step::event(EventNote::warning(
                    self.job,
                    "TooManySucceededPods",
                    message,
                )));
            }
            EventNote::normal(self.job, "Completed", "Job completed")
        } else {
            EventNote::warning(self.job, verdict.reason, verdict.message.clone())
        };
        self.step(Step::event(note));
    }

    fn step(&mut self, step: Step) {
        self.answer.steps.push(step);
    }
}
