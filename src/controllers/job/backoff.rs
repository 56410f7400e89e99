//! How long a Job waits before it tries again.

use crate::time::{Milliseconds, SECOND, Time};

/// The delay after the first failure (`DefaultJobPodFailureBackOff`).
pub const BASE: Milliseconds = 10 * SECOND;
/// The longest delay (`MaxJobPodFailureBackOff`).
pub const LIMIT: Milliseconds = 600 * SECOND;

/// The failures since the last success.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backoff {
    /// How many pods have failed since the last one that succeeded.
    pub failures: u32,
    /// When the last of them finished; none while there are none.
    pub last_failure: Option<Time>,
}

impl Backoff {
    /// The record once these pods have finished as well: when the new failed ones did, and when
    /// the new successful ones did.  A success forgets the failures before it.
    pub fn after(self, failed: &[Time], succeeded: &[Time]) -> Backoff {
        let Some(last_success) = succeeded.iter().max() else {
            let Some(last_failure) = failed.iter().max().copied() else { return self };
            return Backoff {
                failures: self.failures.saturating_add(count(failed.len())),
                last_failure: Some(last_failure),
            };
        };
        let later = failed.iter().filter(|time| *time > last_success);
        Backoff { failures: count(later.clone().count()), last_failure: later.max().copied() }
    }

    /// How long it takes from `now` until a new pod may be made; 0 if that may be at once.
    pub fn remaining(self, now: Time) -> Milliseconds {
        self.remaining_between(BASE, LIMIT, now)
    }

    /// The same for delays that begin with `base`, double, and end at `limit`.
    pub fn remaining_between(
        self,
        base: Milliseconds,
        limit: Milliseconds,
        now: Time,
    ) -> Milliseconds {
        let Some(last_failure) = self.last_failure else { return 0 };
        if self.failures == 0 {
            return 0;
        }
        let doublings = (self.failures - 1).min(16);
        let delay = (base << doublings).min(limit);
        last_failure.plus(delay).since(now).max(0)
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
