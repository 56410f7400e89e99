//! Jobs.

use super::job_policies::{failure_policy, success_policy};
use super::labels;
use super::path::Path;
use super::pod_spec;
use super::report::Report;
use super::workloads::matching_labels;
use crate::api::json::to_json;
use crate::api::{FieldError, Object, Selector, Value, names};

/// The most pods that an indexed Job may run at once, and the most of its indexes that may fail.
const MOST_INDEXED_PODS: i64 = 100_000;
/// With more indexes than this there are lower limits, if failures are counted by index.
const MANY_INDEXES: i64 = 100_000;
/// The lower limit of either.
const MOST_OF_MANY: i64 = 10_000;

/// A Job (`ValidateJob`).
pub fn job(report: &mut Report, job: &Object) {
    let spec = job.spec();
    let path = Path::root("spec");
    generated_selector(report, job);
    job_spec(report, path, spec);
    let selector = spec.get("selector");
    if selector.is_null() {
        report.required(path.field("selector"), "");
    }
    let before = report.faults.len();
    labels::selector(report, path.field("selector"), selector);
    if report.faults.len() == before {
        matching_labels(report, path, spec, &Selector::from_label_selector(selector));
    }
    last_pod_name(report, job);
}

/// The name of an indexed Job's last pod must still be a label.
fn last_pod_name(report: &mut Report, job: &Object) {
    let spec = job.spec();
    let completions = spec.get("completions").int();
    if spec.get("completionMode").str() != "Indexed" || completions <= 0 {
        return;
    }
    let last = format!("{}-{}", job.meta.name, completions - 1);
    if !names::dns_label(&last).is_empty() {
        let why = format!("will not able to create pod with invalid DNS label: {last}");
        report.invalid(Path::root("metadata.name"), &(&job.meta.name).into(), why);
    }
}

/// A selector that the API server makes itself is not for others to write.
fn generated_selector(report: &mut Report, job: &Object) {
    let spec = job.spec();
    if spec.get("manualSelector").is_true() || spec.get("selector").is_null() {
        return;
    }
    let expected = [
        ("controller-uid", &job.meta.uid),
        ("job-name", &job.meta.name),
        ("batch.kubernetes.io/controller-uid", &job.meta.uid),
        ("batch.kubernetes.io/job-name", &job.meta.name),
    ];
    let labels = spec.at("template.metadata.labels");
    for (key, value) in expected {
        let place = Path::root("spec.template.metadata.labels");
        match labels.get(key).as_str() {
            None => report.required(place.key(key), format!("must be '{value}'")),
            Some(found) if found != value => {
                report.invalid_shown(place.key(key), to_json(labels), format!("must be '{value}'"));
            }
            Some(_) => {}
        }
    }
    let own = expected.into_iter().collect();
    if !Selector::from_label_selector(spec.get("selector")).matches(&own) {
        let shown = labels::show_selector(spec.get("selector"));
        report.invalid_shown(Path::root("spec.selector"), shown, "`selector` not auto-generated");
    }
}

/// `spec` of a Job or of a CronJob's template, but for the selector.
pub fn job_spec(report: &mut Report, path: Path, spec: &Value) {
    for field in [
        "parallelism",
        "completions",
        "activeDeadlineSeconds",
        "backoffLimit",
        "ttlSecondsAfterFinished",
        "backoffLimitPerIndex",
        "maxFailedIndexes",
    ] {
        report.not_negative(path.field(field), spec.get(field));
    }
    if !spec.get("maxFailedIndexes").is_null() && spec.get("backoffLimitPerIndex").is_null() {
        report.required(path.field("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
    }
    let manager = spec.get("managedBy");
    if let Some(name) = manager.as_str() {
        let faults = names::domain_prefixed_path(name);
        report.invalid_each(path.field("managedBy"), manager, faults);
        if name.len() > 63 {
            report.push(FieldError::too_long(path.field("managedBy"), 63));
        }
    }
    completion_mode(report, path, spec);
    if !spec.get("podFailurePolicy").is_null() {
        failure_policy(report, path.field("podFailurePolicy"), spec);
    }
    let success = spec.get("successPolicy");
    if !success.is_null() {
        success_policy(report, path.field("successPolicy"), spec);
    }
    replacement_policy(report, path.field("podReplacementPolicy"), spec);
    pod_spec::template(report, path.field("template"), spec.get("template"));
    restart_policy(report, path.field("template.spec.restartPolicy"), spec);
}

fn completion_mode(report: &mut Report, path: Path, spec: &Value) {
    let mode = spec.get("completionMode");
    let indexed = mode.str() == "Indexed";
    report.one_of_if_set(path.field("completionMode"), mode, &["NonIndexed", "Indexed"]);
    if indexed {
        index_limits(report, path, spec);
        return;
    }
    for field in ["backoffLimitPerIndex", "maxFailedIndexes"] {
        if !spec.get(field).is_null() {
            report.invalid(path.field(field), spec.get(field), "requires indexed completion mode");
        }
    }
}

fn index_limits(report: &mut Report, path: Path, spec: &Value) {
    let completions = spec.get("completions");
    if completions.is_null() {
        report.required(path.field("completions"), "when completion mode is Indexed");
    }
    let (pods, failed) = (spec.get("parallelism"), spec.get("maxFailedIndexes"));
    let (pods_place, failed_place) = (path.field("parallelism"), path.field("maxFailedIndexes"));
    if pods.int() > MOST_INDEXED_PODS {
        let why = format!(
            "must be less than or equal to {MOST_INDEXED_PODS} when completion mode is Indexed"
        );
        report.invalid(pods_place, pods, why);
    }
    if completions.as_int().is_some_and(|all| failed.int() > all) {
        report.invalid(failed_place, failed, "must be less than or equal to completions");
    }
    if failed.int() > MOST_INDEXED_PODS {
        let why = format!("must be less than or equal to {MOST_INDEXED_PODS}");
        report.invalid(failed_place, failed, why);
    }
    if completions.int() <= MANY_INDEXES || spec.get("backoffLimitPerIndex").is_null() {
        return;
    }
    if failed.is_null() {
        let why = format!("must be specified when completions is above {MANY_INDEXES}");
        report.required(failed_place, why);
    }
    for (place, number) in [(pods_place, pods), (failed_place, failed)] {
        if number.int() > MOST_OF_MANY {
            let why = format!(
                "must be less than or equal to {MOST_OF_MANY} when completions are above \
                 {MANY_INDEXES} and used with backoff limit per index"
            );
            report.invalid(place, number, why);
        }
    }
}

/// With a failure policy pods are replaced only once they have failed for good.
fn replacement_policy(report: &mut Report, path: Path, spec: &Value) {
    let known: &[&str] = if spec.get("podFailurePolicy").is_null() {
        &["Failed", "TerminatingOrFailed"]
    } else {
        &["Failed"]
    };
    report.one_of_if_set(path, spec.get("podReplacementPolicy"), known);
}

fn restart_policy(report: &mut Report, path: Path, spec: &Value) {
    let policy = spec.at("template.spec.restartPolicy");
    match policy.str() {
        "Never" => {}
        "" | "Always" => report.required(path, "valid values: \"OnFailure\", \"Never\""),
        "OnFailure" if spec.get("podFailurePolicy").is_null() => {}
        "OnFailure" => {
            let why = "only \"Never\" is supported when podFailurePolicy is specified";
            report.invalid(path, policy, why);
        }
        _ => report.one_of(path, policy, &["OnFailure", "Never"]),
    }
}
