//! CronJob.

use super::lines::{Lines, capitalised, long_time};
use super::{metadata, pod_template};
use crate::api::{Object, Value};
use crate::kubectl::printers::labels::{format_selector, or_none};
use crate::store::View;

/// Describes a CronJob.
pub fn describe(cron_job: &Object, _view: &View, out: &mut Lines) {
    let spec = cron_job.spec();
    let unset = "<unset>";
    metadata::name_and_namespace(out, cron_job);
    metadata::labels_and_annotations(out, cron_job);
    out.field(0, "Schedule", spec.get("schedule").str());
    out.field(0, "Concurrency Policy", spec.get("concurrencyPolicy").str());
    out.field(0, "Suspend", capitalised(spec.get("suspend").is_true()));
    out.field_or(0, "Time Zone", spec.get("timeZone"), unset);
    let limits = ["successfulJobsHistoryLimit", "failedJobsHistoryLimit"];
    out.field_or(0, "Successful Job History Limit", spec.get(limits[0]), unset);
    out.field_or(0, "Failed Job History Limit", spec.get(limits[1]), unset);
    write_seconds(out, "Starting Deadline Seconds", spec.get("startingDeadlineSeconds"), unset);
    let job = spec.at("jobTemplate.spec");
    match job.get("selector") {
        Value::Null => out.field(0, "Selector", unset),
        selector => out.field(0, "Selector", format_selector(selector)),
    }
    out.field_or(0, "Parallelism", job.get("parallelism"), unset);
    out.field_or(0, "Completions", job.get("completions"), unset);
    if !job.get("activeDeadlineSeconds").is_null() {
        write_seconds(out, "Active Deadline Seconds", job.get("activeDeadlineSeconds"), unset);
    }
    pod_template::write(out, job.get("template"));
    match cron_job.status().get("lastScheduleTime") {
        Value::Null => out.field(0, "Last Schedule Time", unset),
        time => out.field(0, "Last Schedule Time", long_time(time)),
    }
    let active = cron_job.status().get("active").items().iter();
    let names: Vec<&str> = active.map(|job| job.get("name").str()).collect();
    out.field(0, "Active Jobs", or_none(names.join(", ")));
}

fn write_seconds(out: &mut Lines, title: &str, seconds: &Value, missing: &str) {
    match seconds.as_int() {
        Some(seconds) => out.field(0, title, format_args!("{seconds}s")),
        None => out.field(0, title, missing),
    }
}
