//! Which finished Jobs of a CronJob are kept.

use crate::api::job::Job;
use crate::api::{Object, Value};
use std::rc::Rc;

/// The finished Jobs beyond the CronJob's limits, oldest first: the successful ones, then the
/// failed ones.
pub fn beyond_limits<'jobs>(spec: &Value, jobs: &[&'jobs Rc<Object>]) -> Vec<&'jobs Rc<Object>> {
    let limits = [("Complete", "successfulJobsHistoryLimit"), ("Failed", "failedJobsHistoryLimit")];
    let mut surplus = Vec::new();
    for (kind, limit) in limits {
        let Some(limit) = spec.get(limit).as_int() else { continue };
        let finished = |job: &&&Rc<Object>| Job(job).finished().get("type").str() == kind;
        let mut finished: Vec<&Rc<Object>> = jobs.iter().filter(finished).copied().collect();
        crate::order::sort_by_key(&mut finished, |job| by_start(job));
        let kept = usize::try_from(limit).unwrap_or(0);
        surplus.extend(finished.iter().take(finished.len().saturating_sub(kept)));
    }
    surplus
}

/// By start, those that have not started last; then by name (`byJobStartTime`).
pub fn by_start(job: &Object) -> (bool, Option<crate::time::Time>, smol_str::SmolStr) {
    let start = Job(job).started_at();
    (start.is_none(), start, job.meta.name.clone())
}
