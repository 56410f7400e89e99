//! One look at a CronJob: what its Jobs have come to, and whether a new one is due.

use super::due::{Missed, Timetable, job_name};
use super::history::beyond_limits;
use super::schedules::Schedules;
use crate::api::cron_schedule::CronSchedule;
use crate::api::job::Job;
use crate::api::time_zone::Zone;
use crate::api::{Body, Kind, List, Map, Meta, Object, Value};
use crate::store::{DeleteOptions, EventNote, Propagation, Reconcile, Step, View, Write};
use crate::time::{Milliseconds, SECOND, Time, is_after};
use crate::value;
use std::rc::Rc;

/// The annotation that tells when a Job's run was due.
const SCHEDULED_KEY: &str = "batch.kubernetes.io/cronjob-scheduled-timestamp";

/// A Job that was seen completed is looked at once more after this time.
const SETTLING: Milliseconds = 10;

/// A look at a CronJob.
pub struct Sync<'view> {
    view: &'view View<'view>,
    cron_job: &'view Object,
    schedules: &'view mut Schedules,
    /// Its Jobs, each with the type of its last condition once it has ended.
    jobs: Vec<(&'view Rc<Object>, &'view str)>,
    /// `status.active`.
    active: List,
    /// `status.lastScheduleTime`, as a text and as an instant.
    last_schedule: Value,
    last_run: Option<Time>,
    /// `status.lastSuccessfulTime`.
    last_success: &'view Value,
    answer: Reconcile,
}

/// What has become of a run that is due.
enum Run {
    /// Its Job is asked for.
    Started(Step),
    /// It is not started now.
    Left,
    /// It is asked for, and will be refused: somebody else's Job has its name.  1.36.2 then looks
    /// for that Job in no namespace at all, fails, and tries the same again and again, less and
    /// less often, until the next run is due (kubernetes/kubernetes#136920).
    Taken(Step),
}

impl<'view> Sync<'view> {
    /// Begins a look.
    pub fn new(
        view: &'view View<'view>,
        cron_job: &'view Object,
        schedules: &'view mut Schedules,
    ) -> Sync<'view> {
        let status = cron_job.status();
        let last_schedule = status.get("lastScheduleTime");
        Sync {
            view,
            cron_job,
            schedules,
            jobs: view
                .controlled_by(Kind::Job, &cron_job.meta.uid)
                .map(|job| (job, Job(job).end()))
                .collect(),
            active: status.get("active").as_list().cloned().unwrap_or_default(),
            last_schedule: last_schedule.clone(),
            last_run: Time::parse(last_schedule.str()),
            last_success: status.get("lastSuccessfulTime"),
            answer: Reconcile::nothing(),
        }
    }

    /// What is to be done.  `may_create` is false when the API server has just refused a Job.
    pub fn decide(mut self, may_create: bool) -> Reconcile {
        // What is deleted at once is active no more, and so nobody sees it completed.
        for job in beyond_limits(self.cron_job.spec(), &self.jobs) {
            self.delete(job);
        }
        self.note_jobs();
        self.note_missing_jobs();
        let created = if may_create && !self.cron_job.is_deleting() { self.start() } else { None };
        self.answer.steps.extend(created);
        let status = self.status();
        if status != *self.cron_job.status() {
            let write = Write::UpdateStatus(self.cron_job.key(), status);
            self.answer.steps.push(Step::write(write));
        }
        self.answer
    }

    /// The status as it has come to be.
    fn status(&self) -> Value {
        let told = |value: &Value| (!value.is_null()).then(|| value.clone());
        let active = (!self.active.as_slice().is_empty()).then(|| self.active.clone().into());
        let status = Map::of_some([
            ("active", active),
            ("lastScheduleTime", told(&self.last_schedule)),
            ("lastSuccessfulTime", told(self.last_success)),
        ]);
        status.into()
    }

    /// A schedule that has just become another one: nothing is started before its next run, also
    /// if one was missed (`updateCronJob`).
    pub fn reschedule(mut self) -> Reconcile {
        if let Ok((zone, schedule)) = self.read_schedule() {
            self.answer.requeue_after = self.timetable(&schedule, zone).wait(self.view.now);
        }
        self.answer
    }

    /// Takes finished Jobs from the list of active ones, and the one that was just made in.  When
    /// the last successful one ended is told a moment after it is seen completed.
    fn note_jobs(&mut self) {
        for place in 0..self.jobs.len() {
            let (job, end) = self.jobs[place];
            match (self.place(job), end.is_empty()) {
                (None, true) => self.note_other(job),
                (Some(place), false) => {
                    self.active.remove(place);
                    let name = &job.meta.name;
                    let message = ["Saw completed job: ", name, ", condition: ", end].concat();
                    self.event(EventNote::normal(self.cron_job, "SawCompletedJob", message));
                    self.answer.requeue(SETTLING);
                    continue;
                }
                _ => {}
            }
            if end == "Complete" {
                self.note_success(job.status().get("completionTime"));
            }
        }
    }

    /// Where a Job is listed as active.
    fn place(&self, job: &Object) -> Option<usize> {
        let mut listed = self.active.as_slice().iter();
        listed.position(|entry| entry.get("uid").str() == job.meta.uid)
    }

    /// Keeps the latest time at which a Job completed.
    fn note_success(&mut self, completed: &'view Value) {
        if is_after(completed.str(), self.last_success.str()) {
            self.last_success = completed;
        }
    }

    /// A Job that runs and is not listed: it was made a moment ago, or by somebody else.
    fn note_other(&mut self, job: &Object) {
        if let Some(run) = self.new_run(job) {
            self.active.push(reference(job));
            self.note_run(run);
            return;
        }
        let name = &job.meta.name;
        let message = format!("Saw a job that the controller did not create or forgot: {name}");
        self.warn("UnexpectedJob", message);
    }

    fn note_missing_jobs(&mut self) {
        let is_there =
            |entry: &Value| self.jobs.iter().any(|(job, _)| job.meta.uid == entry.get("uid").str());
        let listed = self.active.as_slice();
        if listed.iter().all(is_there) {
            return;
        }
        let (kept, missing): (Vec<Value>, Vec<Value>) = listed.iter().cloned().partition(is_there);
        self.active = kept.into_iter().collect();
        for entry in missing {
            let message = format!("Active job went missing: {}", entry.get("name").str());
            self.event(EventNote::normal(self.cron_job, "MissingJob", message));
        }
    }

    /// Starts the run that is due, if one is and nothing is against it, and asks to look again at
    /// the next one.  Answers the request for its Job.
    fn start(&mut self) -> Option<Step> {
        if self.cron_job.spec().get("suspend").is_true() {
            return None;
        }
        let (zone, schedule) = match self.read_schedule() {
            Ok(read) => read,
            Err((reason, message)) => {
                self.warn(reason, message);
                return None;
            }
        };
        let timetable = self.timetable(&schedule, zone);
        let due = match timetable.due(self.view.now, true) {
            Ok(due) => due,
            Err(fault) => {
                let text = self.cron_job.spec().get("schedule").str();
                self.warn("InvalidSchedule", format!("invalid schedule: {text} : {fault}"));
                return None;
            }
        };
        if due.missed == Missed::Many {
            let message = "too many missed start times. Set or decrease \
                           .spec.startingDeadlineSeconds or check clock skew";
            self.warn("TooManyMissedTimes", message.to_owned());
        }
        let mut created = None;
        if let Some(run) = due.run {
            match self.start_run(&timetable, run) {
                Run::Taken(step) => return Some(step),
                Run::Started(step) => created = Some(step),
                Run::Left => {}
            }
        }
        let timetable = Timetable { last: self.last_run, ..timetable };
        if let Some(delay) = timetable.wait_after(&due, self.view.now) {
            self.answer.requeue(delay);
        }
        created
    }

    /// Its time zone and its schedule; or the reason and the text of what is wrong with them.
    fn read_schedule(&mut self) -> Result<(Zone, Rc<CronSchedule>), (&'static str, String)> {
        let zone = match self.cron_job.spec().get("timeZone").as_str() {
            None => Zone::UTC,
            Some(name) => self.schedules.zone(name).map_err(|fault| {
                ("UnknownTimeZone", format!("invalid timeZone: \"{name}\": {fault}"))
            })?,
        };
        let text = self.cron_job.spec().get("schedule").str();
        let schedule = self.schedules.read(text).map_err(|fault| {
            ("UnparseableSchedule", format!("unparseable schedule: \"{text}\" : {fault}"))
        })?;
        Ok((zone, schedule))
    }

    fn timetable<'schedule>(
        &self,
        schedule: &'schedule CronSchedule,
        zone: Zone,
    ) -> Timetable<'schedule> {
        let deadline = self.cron_job.spec().get("startingDeadlineSeconds").as_int();
        Timetable {
            schedule,
            zone,
            created: self.cron_job.meta.creation_timestamp.unwrap_or(self.view.now),
            last: self.last_run,
            starting_deadline: deadline.map(|seconds| seconds.saturating_mul(SECOND)),
        }
    }

    fn start_run(&mut self, timetable: &Timetable, run: Time) -> Run {
        if timetable.is_too_late(run, self.view.now) {
            let due = run.rfc1123z();
            self.warn("MissSchedule", format!("Missed scheduled time to start a job: {due}"));
            return Run::Left;
        }
        let name = job_name(&self.cron_job.meta.name, run);
        let listed = self.active.as_slice();
        let is_started = listed.iter().any(|entry| entry.get("name").str() == name);
        if is_started || timetable.last == Some(run) {
            return Run::Left;
        }
        match self.cron_job.spec().get("concurrencyPolicy").str() {
            "Forbid" if !listed.is_empty() => {
                let message = "Not starting job because prior execution is running and \
                               concurrency policy is Forbid";
                self.event(EventNote::normal(self.cron_job, "JobAlreadyActive", message));
                return Run::Left;
            }
            "Replace" => self.replace_active(),
            _ => {}
        }
        if let Some(job) = self.view.find(Kind::Job, &self.cron_job.meta.namespace, &name) {
            if !job.is_controlled_by(&self.cron_job.meta.uid) {
                return Run::Taken(self.create(name, run, timetable.zone, None));
            }
            // Once it is listed, the next look sees that it has ended.
            self.active.push(reference(job));
            self.note_run(run);
            self.answer.requeue(SETTLING);
            return Run::Left;
        }
        // The status tells of the run together with its Job, once that is there.
        let failure =
            EventNote::warning(self.cron_job, "FailedCreate", "Error creating job: {error}");
        Run::Started(self.create(name, run, timetable.zone, Some(failure)))
    }

    fn replace_active(&mut self) {
        let active = std::mem::take(&mut self.active);
        for place in 0..self.jobs.len() {
            let (job, _) = self.jobs[place];
            if active.as_slice().iter().any(|entry| entry.get("uid").str() == job.meta.uid) {
                self.delete(job);
            }
        }
    }

    fn create(&self, name: String, run: Time, zone: Zone, failure: Option<EventNote>) -> Step {
        let template = self.cron_job.spec().get("jobTemplate");
        let metadata = template.get("metadata");
        let map = |field: &str| metadata.get(field).as_map().cloned().unwrap_or_default();
        let mut meta = Meta {
            name: name.as_str().into(),
            namespace: self.cron_job.meta.namespace.clone(),
            labels: map("labels"),
            annotations: map("annotations"),
            owner_references: [self.cron_job.controller_reference()].into_iter().collect(),
            ..Meta::default()
        };
        meta.annotations.insert(SCHEDULED_KEY, zone.rfc3339(run));
        let body = Body::of_spec(template.get("spec"));
        let job = Object::of(Kind::Job, meta, body);
        let message = ["Created job ", &name].concat();
        let success = EventNote::normal(self.cron_job, "SuccessfulCreate", message);
        Step::told(Write::Create(job), Some(success), failure)
    }

    fn delete(&mut self, job: &Object) {
        let message = ["Deleted job ", &job.meta.name].concat();
        let success = EventNote::normal(self.cron_job, "SuccessfulDelete", message);
        let failure = EventNote::warning(self.cron_job, "FailedDelete", "Deleted job: {error}");
        let options =
            DeleteOptions { propagation: Propagation::Background, ..DeleteOptions::default() };
        self.answer.steps.push(Step::told(
            Write::Delete(job.key(), options),
            Some(success),
            Some(failure),
        ));
        if let Some(place) = self.place(job) {
            self.active.remove(place);
        }
    }

    /// When a Job's run was due that this controller made a moment ago.
    fn new_run(&self, job: &Object) -> Option<Time> {
        let run = job.annotation(SCHEDULED_KEY).and_then(Time::parse);
        run.filter(|_| run >= self.last_run)
    }

    fn note_run(&mut self, run: Time) {
        self.last_schedule = run.rfc3339().into();
        // As it is stored: in whole seconds.
        self.last_run = Some(run.truncated_to_second());
    }

    fn warn(&mut self, reason: &'static str, message: String) {
        self.event(EventNote::warning(self.cron_job, reason, message));
    }

    fn event(&mut self, note: EventNote) {
        self.answer.steps.push(Step::event(note));
    }
}

/// An entry of `status.active`.
fn reference(job: &Object) -> Value {
    value!({
        "apiVersion": (job.kind.api_version()), "kind": (job.kind.row().name),
        "name": (&job.meta.name), "namespace": (&job.meta.namespace),
        "resourceVersion": (job.resource_version.to_string()), "uid": (&job.meta.uid)
    })
}
