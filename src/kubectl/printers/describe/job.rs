//! Job.

use super::lines::{Lines, long_time};
use super::{metadata, pod_template};
use crate::api::Object;
use crate::kubectl::printers::duration::human_duration;
use crate::kubectl::printers::labels::{format_selector, or_none};
use crate::store::View;
use crate::time::Time;

/// Lists of indexes are cut to about this length.
const LONGEST_INDEXES: usize = 50;

/// Describes a Job.
pub fn describe(job: &Object, _view: &View, out: &mut Lines) {
    let spec = job.spec();
    metadata::name_and_namespace(out, job);
    if !spec.get("selector").is_null() {
        out.field(0, "Selector", format_selector(spec.get("selector")));
    }
    metadata::labels_and_annotations(out, job);
    metadata::controller(out, job);
    out.field_if_any(0, "Parallelism", spec.get("parallelism"));
    out.field_or(0, "Completions", spec.get("completions"), "<unset>");
    out.field_if_any(0, "Completion Mode", spec.get("completionMode"));
    out.field_if_any(0, "Suspend", spec.get("suspend"));
    out.field_if_any(0, "Backoff Limit", spec.get("backoffLimit"));
    out.field_if_any(0, "TTL Seconds After Finished", spec.get("ttlSecondsAfterFinished"));
    write_times(out, job);
    if let Some(seconds) = spec.get("activeDeadlineSeconds").as_int() {
        out.field(0, "Active Deadline Seconds", format_args!("{seconds}s"));
    }
    write_counts(out, job);
    if spec.get("completionMode").str() == "Indexed" {
        let indexes = job.status().get("completedIndexes").str();
        out.field(0, "Completed Indexes", or_none(capped(indexes)));
    }
    pod_template::write(out, spec.get("template"));
}

fn write_times(out: &mut Lines, job: &Object) {
    let [started, completed] = ["startTime", "completionTime"].map(|field| job.status().get(field));
    if !started.is_null() {
        out.field(0, "Start Time", long_time(started));
    }
    if !completed.is_null() {
        out.field(0, "Completed At", long_time(completed));
    }
    if let (Some(start), Some(end)) = (Time::parse(started.str()), Time::parse(completed.str())) {
        out.field(0, "Duration", human_duration(end.since(start)));
    }
}

fn write_counts(out: &mut Lines, job: &Object) {
    let number = |field: &str| job.status().get(field).int();
    let ready = job.status().get("ready").as_int();
    let ready = ready.map_or_else(String::new, |ready| format!("({ready} Ready) "));
    let [active, succeeded, failed] = ["active", "succeeded", "failed"].map(number);
    let text = format!("{active} Active {ready}/ {succeeded} Succeeded / {failed} Failed");
    out.field(0, "Pods Statuses", text);
}

/// A list of indexes up to the first comma beyond that length, with dots for the rest.
fn capped(indexes: &str) -> String {
    let rest = indexes.get(LONGEST_INDEXES..).unwrap_or_default();
    match rest.find(',') {
        Some(comma) => format!("{}...", &indexes[..=LONGEST_INDEXES + comma]),
        None => indexes.to_owned(),
    }
}
