//! What somebody may say of a Job's state.  Another controller than the cluster's own may write it
//! (`managedBy`), and clients rely on how its parts hang together.

use super::job_policies::{count_indexes, read_interval};
use super::path::Path;
use super::report::Report;
use crate::api::job::Job;
use crate::api::{FieldError, Object, Value};
use crate::ordered::OrderedSet;
use crate::time::Time;

/// A changed status (`ValidateJobUpdateStatus`).  Most rules concern only what has changed, so that
/// a status which broke one before can still be mended elsewhere.
pub fn status(report: &mut Report, job: &Object, before: &Object) {
    let judged = Judged { job, new: job.status(), old: before.status() };
    judged.counts(report);
    judged.uncounted(report);
    judged.end(report);
    judged.indexes(report);
    judged.running(report);
    judged.criteria(report);
    judged.changes(report);
}

struct Judged<'object> {
    job: &'object Object,
    new: &'object Value,
    old: &'object Value,
}

impl Judged<'_> {
    fn has_changed(&self, field: &str) -> bool {
        self.new.get(field) != self.old.get(field)
    }

    /// Whether this condition was true, and whether it is.
    fn condition(&self, kind: &str) -> (bool, bool) {
        let holds = |status: &Value| {
            let mut conditions = status.get("conditions").items().iter();
            conditions.any(|condition| {
                condition.get("type").str() == kind && condition.get("status").str() == "True"
            })
        };
        (holds(self.old), holds(self.new))
    }

    /// Whether it is complete or failed, and whether it was not so before or the other way round.
    fn finished(&self) -> (bool, bool) {
        let [complete, failed] = ["Complete", "Failed"].map(|kind| self.condition(kind));
        let (was, is) = (complete.0 || failed.0, complete.1 || failed.1);
        (is, was != is)
    }

    fn refuse(&self, report: &mut Report, why: &str) {
        let path = Path::root("status.conditions");
        report.push(FieldError::invalid_unshown(path, why));
    }

    fn counts(&self, report: &mut Report) {
        for field in ["active", "succeeded", "failed", "ready", "terminating"] {
            report.not_negative(Path::root("status").field(field), self.new.get(field));
        }
    }

    fn uncounted(&self, report: &mut Report) {
        let mut seen: OrderedSet<&str> = OrderedSet::new();
        let path = Path::root("status.uncountedTerminatedPods");
        for field in ["succeeded", "failed"] {
            let list = path.field(field);
            let uids = self.new.get("uncountedTerminatedPods").get(field).items();
            for (index, uid) in uids.iter().enumerate() {
                let place = list.index(index);
                if uid.str().is_empty() {
                    report.invalid(place, uid, "must not be empty");
                } else if !seen.insert(uid.str()) {
                    report.duplicate(place, uid);
                }
            }
        }
    }

    /// Conditions that end a Job, and the times of its beginning and its end.
    fn end(&self, report: &mut Report) {
        let (complete, failed) = (self.condition("Complete"), self.condition("Failed"));
        let (target, met) = (self.condition("FailureTarget"), self.condition("SuccessCriteriaMet"));
        let has_changed = |(was, is): (bool, bool)| was != is;
        let complete_changed = has_changed(complete);
        if (complete_changed || has_changed(failed)) && complete.1 && failed.1 {
            self.refuse(report, "cannot set Complete=True and Failed=true conditions");
        }
        if (complete_changed || has_changed(target)) && complete.1 && target.1 {
            self.refuse(report, "cannot set Complete=True and FailureTarget=true conditions");
        }
        let (end, start) = (self.new.get("completionTime"), self.new.get("startTime"));
        let place = Path::root("status.completionTime");
        let end_changed = self.has_changed("completionTime");
        if complete_changed || end_changed {
            if !end.is_null() && !complete.1 {
                let why = "cannot set completionTime when there is no Complete=True condition";
                report.invalid(place, end, why);
            }
            if end.is_null() && complete.1 {
                report.required(place, "completionTime is required for Complete jobs");
            }
        }
        let times = [end, start].map(|time| Time::parse(time.str()));
        if (end_changed || self.has_changed("startTime"))
            && let [Some(end_time), Some(start_time)] = times
            && end_time < start_time
        {
            report.invalid(place, end, "completionTime cannot be set before startTime");
        }
        if (has_changed(failed) || has_changed(target)) && failed.1 && !target.1 {
            let why = "cannot set Failed=True condition without the FailureTarget=true condition";
            self.refuse(report, why);
        }
        if (complete_changed || has_changed(met)) && complete.1 && !met.1 {
            let why =
                "cannot set Complete=True condition without the SuccessCriteriaMet=true condition";
            self.refuse(report, why);
        }
        self.finish(report);
    }

    /// What a finished Job must have and may not have.
    fn finish(&self, report: &mut Report) {
        let (true, finished_changed) = self.finished() else { return };
        let active = self.new.get("active");
        if (finished_changed || self.has_changed("active")) && active.int() > 0 {
            let why = "active>0 is invalid for finished job";
            report.invalid(Path::root("status.active"), active, why);
        }
        let concerns_start = finished_changed || self.has_changed("startTime");
        if concerns_start && self.new.get("startTime").is_null() {
            let why = "startTime is required for finished job";
            report.required(Path::root("status.startTime"), why);
        }
        let uncounted = self.new.get("uncountedTerminatedPods");
        let named = ["succeeded", "failed"].map(|field| uncounted.get(field).items().len());
        let concerns_pods = finished_changed || self.has_changed("uncountedTerminatedPods");
        if concerns_pods && named != [0, 0] {
            let why = "uncountedTerminatedPods needs to be empty for finished job";
            report.invalid(Path::root("status.uncountedTerminatedPods"), uncounted, why);
        }
    }

    fn indexes(&self, report: &mut Report) {
        let (completed, failed) = (self.new.get("completedIndexes"), self.new.get("failedIndexes"));
        let [completed_changed, failed_changed] =
            ["completedIndexes", "failedIndexes"].map(|field| self.has_changed(field));
        let completed_path = Path::root("status.completedIndexes");
        let failed_path = Path::root("status.failedIndexes");
        let completions = Job(self.job).completions();
        let limits_indexes = Job(self.job).backoff_limit_per_index().is_some();
        if let Some(completions) = completions {
            let fault = count_indexes(completed.str(), completions).err();
            if let Some(why) = fault.filter(|_| completed_changed) {
                let why = format!("error parsing completedIndexes: {why}");
                report.invalid(completed_path, completed, why);
            }
            let fault = count_indexes(failed.str(), completions).err();
            if let Some(why) = fault.filter(|_| failed_changed && limits_indexes) {
                let why = format!("error parsing failedIndexes: {why}");
                report.invalid(failed_path, failed, why);
            }
        }
        let is_indexed = Job(self.job).indexed_completions().is_some();
        if completed_changed && !completed.str().is_empty() && !is_indexed {
            let why = "cannot set non-empty completedIndexes when non-indexed completion mode";
            report.invalid(completed_path, completed, why);
        }
        if failed_changed && !failed.is_null() && !limits_indexes {
            let why = "cannot set non-null failedIndexes when backoffLimitPerIndex is null";
            report.invalid(failed_path, failed, why);
        }
        if let Some(completions) = completions.filter(|_| completed_changed || failed_changed)
            && let Some(index) = first_shared(completed.str(), failed.str(), completions)
        {
            let why = format!("failedIndexes and completedIndexes overlap at index: {index}");
            report.invalid(failed_path, failed, why);
        }
    }

    fn running(&self, report: &mut Report) {
        let (is_finished, finished_changed) = self.finished();
        let (ready, going) = (self.new.get("ready"), self.new.get("terminating"));
        let concerns_going = finished_changed || self.has_changed("terminating");
        if concerns_going && is_finished && going.int() > 0 {
            let why = "terminating>0 is invalid for finished job";
            report.invalid(Path::root("status.terminating"), going, why);
        }
        let concerns_ready = self.has_changed("ready") || self.has_changed("active");
        let is_said = !ready.is_null();
        if concerns_ready && is_said && ready.int() > self.new.get("active").int() {
            let why = "cannot set more ready pods than active";
            report.invalid(Path::root("status.ready"), ready, why);
        }
    }

    fn criteria(&self, report: &mut Report) {
        let (_, met) = self.condition("SuccessCriteriaMet");
        for kind in ["Failed", "FailureTarget"] {
            if met && self.condition(kind).1 {
                let why = format!("cannot set SuccessCriteriaMet=True and {kind}=true conditions");
                self.refuse(report, &why);
            }
        }
        let has_policy = !self.job.spec().get("successPolicy").is_null();
        if has_policy && !met && self.condition("Complete").1 {
            let why = "cannot set Complete=True for Job with SuccessPolicy unless \
                       SuccessCriteriaMet=True";
            self.refuse(report, why);
        }
    }

    /// What only ever grows, or stays once it is said.
    fn changes(&self, report: &mut Report) {
        for kind in ["Failed", "Complete", "FailureTarget"] {
            if self.condition(kind) == (true, false) {
                let why = format!("cannot disable the terminal {kind}=True condition");
                self.refuse(report, &why);
            }
        }
        // An Indexed Job with as many pods as indexes may become smaller.
        let spec = self.job.spec();
        let is_elastic = spec.get("completionMode").str() == "Indexed"
            && spec.get("completions") == spec.get("parallelism");
        for (field, grows) in [("failed", true), ("succeeded", !is_elastic)] {
            let (new, old) = (self.new.get(field), self.old.get(field));
            if grows && new.int() < old.int() {
                let shown = Value::Int(new.int());
                let why = format!("cannot decrease the {field} counter");
                report.invalid(Path::root("status").field(field), &shown, why);
            }
        }
        let (end, was) = (self.new.get("completionTime"), self.old.get("completionTime"));
        if !end.is_null() && !was.is_null() && end != was {
            let place = Path::root("status.completionTime");
            report.invalid(place, end, "completionTime cannot be mutated");
        }
        let had_start = !self.old.get("startTime").is_null();
        if had_start && self.has_changed("startTime") && !Job(self.job).is_suspended() {
            let why = "field is immutable for unsuspended job once set";
            report.invalid(Path::root("status.startTime"), self.new.get("startTime"), why);
        }
        let (met, complete) = (self.condition("SuccessCriteriaMet"), self.condition("Complete"));
        if met == (true, false) {
            self.refuse(report, "cannot disable the SuccessCriteriaMet=True condition");
        }
        if complete.0 && met == (false, true) {
            let why = "cannot set SuccessCriteriaMet=True for Job already has Complete=true \
                       conditions";
            self.refuse(report, why);
        }
    }
}

/// The first index that two texts such as `0,2-4` share; what cannot be read is left out.
fn first_shared(one: &str, other: &str, completions: i64) -> Option<i64> {
    let intervals = |text: &str| -> Vec<(i64, i64)> {
        text.split(',').filter_map(|part| read_interval(part, completions).ok()).collect()
    };
    let (one, other) = (intervals(one), intervals(other));
    let (mut first, mut second) = (one.iter().peekable(), other.iter().peekable());
    while let (Some(left), Some(right)) = (first.peek(), second.peek()) {
        if left.0 <= right.1 && right.0 <= left.1 {
            return Some(left.0.max(right.0));
        }
        if left.0 <= right.0 {
            first.next()
        } else {
            second.next()
        };
    }
    None
}
