//! A Job as controllers read it.

use super::object::Object;
use super::value::Value;
use crate::time::{Milliseconds, SECOND, Time};

/// A view of a Job.  It only reads and costs nothing to make.
#[derive(Clone, Copy, Debug)]
pub struct Job<'object>(pub &'object Object);

impl<'object> Job<'object> {
    /// How many pods may run at a time.
    pub fn parallelism(self) -> i64 {
        self.0.spec().get("parallelism").as_int().unwrap_or(1).max(0)
    }

    /// How many pods must succeed; `None` for a work queue, where one must and then all must end.
    pub fn completions(self) -> Option<i64> {
        self.0.spec().get("completions").as_int()
    }

    /// The number of indexes, if each pod works on one of its own.
    pub fn indexed_completions(self) -> Option<i64> {
        let indexed = self.0.spec().get("completionMode").str() == "Indexed";
        indexed.then(|| self.completions().unwrap_or(0))
    }

    /// How many failures the Job bears.
    pub fn backoff_limit(self) -> i64 {
        self.0.spec().get("backoffLimit").as_int().unwrap_or(6)
    }

    /// How many failures each index bears, if that is limited.
    pub fn backoff_limit_per_index(self) -> Option<i64> {
        self.0.spec().get("backoffLimitPerIndex").as_int()
    }

    /// How long it may take from its start (`activeDeadlineSeconds`).
    pub fn active_deadline(self) -> Option<Milliseconds> {
        let seconds = self.0.spec().get("activeDeadlineSeconds").as_int()?;
        Some(seconds.saturating_mul(SECOND))
    }

    /// Whether it shall have no pods for now.
    pub fn is_suspended(self) -> bool {
        self.0.spec().get("suspend").is_true()
    }

    /// Whether a terminating pod is replaced only once it has ended (`podReplacementPolicy`).
    pub fn replaces_only_failed(self) -> bool {
        self.0.spec().get("podReplacementPolicy").str() == "Failed"
    }

    /// Whether another controller than the cluster's own takes care of it (`managedBy`).
    pub fn is_managed_elsewhere(self) -> bool {
        let manager = self.0.spec().get("managedBy").as_str();
        manager.is_some_and(|manager| manager != "kubernetes.io/job-controller")
    }

    /// Whether it began and is not suspended.
    pub fn has_started(self) -> bool {
        !self.0.status().get("startTime").str().is_empty()
    }

    /// When it began or was resumed.
    pub fn started_at(self) -> Option<Time> {
        Time::parse(self.0.status().get("startTime").str())
    }

    /// Its condition `Complete` or `Failed`, once it has one; null before.
    pub fn finished(self) -> &'object Value {
        last_end(self.0.status())
    }

    /// The type of that condition: `Complete` or `Failed`; empty before.
    pub fn end(self) -> &'static str {
        const ENDS: [&str; 3] = ["", "Complete", "Failed"];
        let seen = self.0.body.glance(|status| {
            let end = last_end(status).get("type").str();
            ENDS.iter().position(|other| *other == end).unwrap_or_default() as u8
        });
        ENDS[usize::from(seen)]
    }

    /// Whether it is complete or failed.
    pub fn is_finished(self) -> bool {
        !self.end().is_empty()
    }
}

fn last_end(status: &Value) -> &Value {
    // The last one, mostly: what decides it stands before.
    let mut conditions = status.get("conditions").items().iter().rev();
    let end = conditions.find(|condition| {
        matches!(condition.get("type").str(), "Complete" | "Failed")
            && condition.get("status").str() == "True"
    });
    end.unwrap_or(super::value::NULL)
}
