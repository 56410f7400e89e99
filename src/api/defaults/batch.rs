//! Defaults of Jobs and CronJobs.

use super::draft::Draft;
use super::pod;

/// The limit of failures where each index has its own.
const UNLIMITED: i64 = i32::MAX as i64;

pub(super) fn job(spec: &mut Draft) {
    pod::template(spec);
    // Only a parallelism alone makes a work queue, which has no number of completions.
    if spec.get("completions").is_null() && spec.get("parallelism").is_null() {
        spec.set("completions", 1);
    }
    spec.fill("parallelism", 1);
    let unlimited = !spec.get("backoffLimitPerIndex").is_null();
    spec.fill("backoffLimit", if unlimited { UNLIMITED } else { 6 });
    spec.fill("completionMode", "NonIndexed");
    spec.fill("suspend", false);
    spec.fill("manualSelector", false);
    let by_policy = !spec.get("podFailurePolicy").is_null();
    spec.fill("podReplacementPolicy", if by_policy { "Failed" } else { "TerminatingOrFailed" });
    spec.within("podFailurePolicy", |policy| {
        policy.each("rules", |rule| {
            rule.each("onPodConditions", |pattern| pattern.fill_zero("status", "True"));
        });
    });
}

/// The Job inside is not completed as a Job, only its pods are.
pub(super) fn cron_job(spec: &mut Draft) {
    spec.map("jobTemplate", |template| {
        template.map("metadata", |_| {});
        template.map("spec", pod::template);
    });
    spec.fill_zero("concurrencyPolicy", "Allow");
    spec.fill("suspend", false);
    spec.fill("successfulJobsHistoryLimit", 3);
    spec.fill("failedJobsHistoryLimit", 1);
}
