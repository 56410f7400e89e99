//! A Job at rest: it is as it was told to be.

use crate::api::job::Job;
use crate::api::{Map, Object, Pod};
use std::rc::Rc;

/// Whether a look at a Job with these pods finds nothing to do, as is told at a glance: it is a
/// plain one, begun and not decided, whose pods are all active and as many as it shall have, and
/// its status says so.  That is what most looks find: pods tell more of themselves than their Job
/// counts.
pub fn is_at_rest(job: &Object, pods: &[Rc<Object>]) -> bool {
    if pods.is_empty() || !pods.iter().all(|pod| Pod(pod).is_active()) {
        return false;
    }
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let says = |field: &str, number: i64| job.status().get(field).as_int() == Some(number);
    let succeeded = job.status().get("succeeded").int();
    let wanted = match Job(job).completions() {
        Some(completions) => (completions - succeeded).min(Job(job).parallelism()),
        None if succeeded > 0 => return false,
        None => Job(job).parallelism(),
    };
    let ready = pods.iter().filter(|pod| Pod(pod).is_ready()).count();
    wanted == count(pods.len())
        && says("active", count(pods.len()))
        && says("ready", count(ready))
        && says("terminating", 0)
        && is_plain(job)
        && is_undecided(job)
}

/// Whether nothing about a Job depends on time or on more than how many pods it has.
fn is_plain(job: &Object) -> bool {
    let template = job.spec().get("template").get("spec");
    !job.is_deleting()
        && !Job(job).is_suspended()
        && Job(job).active_deadline().is_none()
        && Job(job).indexed_completions().is_none()
        && template.get("restartPolicy").str() == "Never"
}

/// Whether a Job has begun, nothing has been said of its end, and all that ended is counted.
fn is_undecided(job: &Object) -> bool {
    let status = job.status();
    Job(job).has_started()
        && status.get("conditions").items().is_empty()
        && status.get("failed").is_null()
        && status.get("uncountedTerminatedPods").as_map().is_some_and(Map::is_empty)
}
