//! Which finished Jobs of a CronJob are kept.

use crate::api::job::Job;
use crate::api::{Object, Value};
use std::rc::Rc;

/// The finished Jobs beyond the CronJob's limits, oldest first: the successful ones, then the
/// failed ones.  With each Job comes how it ended: `Complete`, `Failed`, or nothing.
pub fn beyond_limits<'jobs>(
    spec: &Value,
    jobs: &[(&'jobs Rc<Object>, &str)],
) -> Vec<&'jobs Rc<Object>> {
    let limits = [("Complete", "successfulJobsHistoryLimit"), ("Failed", "failedJobsHistoryLimit")];
    let mut surplus = Vec::new();
    for (kind, limit) in limits {
        let Some(limit) = spec.get(limit).as_int() else { continue };
        let limit = usize::try_from(limit).unwrap_or(0);
        if jobs.len() <= limit {
            continue;
        }
        let finished = jobs.iter().filter(|(_, end)| *end == kind);
        let count = finished.clone().count();
        if count <= limit {
            continue;
        }
        let mut finished: Vec<_> = finished.map(|(job, _)| (by_start(job), *job)).collect();
        crate::order::sort_by(&mut finished, |one, other| one.0.cmp(&other.0));
        surplus.extend(finished.into_iter().take(count - limit).map(|(_, job)| job));
    }
    surplus
}

/// By start, those that have not started last; then by name (`byJobStartTime`).
pub fn by_start(job: &Object) -> (bool, Option<crate::time::Time>, smol_str::SmolStr) {
    let start = Job(job).started_at();
    (start.is_none(), start, job.meta.name.clone())
}
