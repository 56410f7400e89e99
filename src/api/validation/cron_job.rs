//! CronJobs.

use super::job;
use super::labels::show_selector;
use super::path::Path;
use super::report::Report;
use crate::api::cron_schedule::CronSchedule;
use crate::api::time_zone::Zone;
use crate::api::{Object, Value, names};

/// What its Jobs' names need besides: a dash and ten digits.
const LONGEST_NAME: usize = 63 - 11;

/// A CronJob (`ValidateCronJobCreate`).
pub fn cron_job(report: &mut Report, cron_job: &Object) {
    spec(report, cron_job.spec());
    if cron_job.meta.name.len() > LONGEST_NAME {
        let name = Value::from(&cron_job.meta.name);
        report.invalid(Path::root("metadata.name"), &name, names::too_long(LONGEST_NAME));
    }
}

/// `spec` (`validateCronJobSpec`).
pub fn spec(report: &mut Report, spec: &Value) {
    let path = Path::root("spec");
    schedule(report, path.field("schedule"), spec);
    report.not_negative(path.field("startingDeadlineSeconds"), spec.get("startingDeadlineSeconds"));
    time_zone(report, path.field("timeZone"), spec.get("timeZone"));
    let policies = ["Allow", "Forbid", "Replace"];
    let policy = spec.get("concurrencyPolicy");
    report.required_one_of(path.field("concurrencyPolicy"), policy, &policies);
    let template = spec.at("jobTemplate.spec");
    let place = path.field("jobTemplate.spec");
    job::job_spec(report, place, template);
    let selector = template.get("selector");
    if !selector.is_null() {
        let why = "`selector` will be auto-generated";
        report.invalid_shown(place.field("selector"), show_selector(selector), why);
    }
    let manual = template.get("manualSelector");
    if manual.is_true() {
        let mut fault =
            crate::api::FieldError::unsupported(place.field("manualSelector"), manual, &[]);
        fault.detail = "supported values: \"nil\", \"false\"".to_owned();
        report.push(fault);
    }
    for field in ["successfulJobsHistoryLimit", "failedJobsHistoryLimit"] {
        report.not_negative(path.field(field), spec.get(field));
    }
}

fn schedule(report: &mut Report, path: Path, spec: &Value) {
    let schedule = spec.get("schedule");
    let text = schedule.str();
    if text.is_empty() {
        report.required(path, "");
        return;
    }
    if let Err(why) = without_zone(text).and_then(CronSchedule::parse) {
        report.invalid(path, schedule, why);
    }
    if text.contains("TZ") {
        let why = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
        report.invalid(path, schedule, why);
    }
}

/// The fields of a schedule that begins with its own zone, which is read all the same.
fn without_zone(text: &str) -> Result<&str, String> {
    let Some(rest) = text.strip_prefix("CRON_TZ=").or_else(|| text.strip_prefix("TZ=")) else {
        return Ok(text);
    };
    let (zone, fields) = rest.split_once(' ').ok_or("invalid schedule format")?;
    match Zone::parse(zone) {
        Ok(_) => Ok(fields.trim()),
        Err(_) => Err(format!("provided bad location {zone}: unknown time zone {zone}")),
    }
}

fn time_zone(report: &mut Report, path: Path, zone: &Value) {
    let Some(name) = zone.as_str() else { return };
    if name.is_empty() {
        report.invalid(path, zone, "timeZone must be nil or non-empty string");
        return;
    }
    if name.eq_ignore_ascii_case("local") {
        let why = "timeZone must be an explicit time zone as defined in \
                   https://www.iana.org/time-zones";
        report.invalid(path, zone, why);
    }
    // Go knows "Local" by itself, whatever it may stand for.
    if name != "Local" && Zone::parse(name).is_err() {
        report.invalid(path, zone, format!("unknown time zone {name}"));
    }
}
