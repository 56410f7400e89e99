//! Which run of a CronJob is due.

use crate::api::cron_schedule::CronSchedule;
use crate::api::time_zone::Zone;
use crate::time::{Milliseconds, SECOND, Time};

/// The controller wakes this long after a run is due (`nextScheduleDelta`).
const AFTER_DUE: Milliseconds = 100;
/// More missed runs than this are told of.
const MANY: i64 = 100;

/// What a run's being due follows from.
#[derive(Clone, Copy, Debug)]
pub struct Timetable<'schedule> {
    /// The schedule.
    pub schedule: &'schedule CronSchedule,
    /// Its time zone.
    pub zone: Zone,
    /// When the CronJob was made.
    pub created: Time,
    /// The last run that was started, by when it was due.
    pub last: Option<Time>,
    /// How late a run may start (`startingDeadlineSeconds`).
    pub starting_deadline: Option<Milliseconds>,
}

/// How many runs were missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missed {
    /// None but perhaps the one that is due.
    None,
    /// Some.
    Few,
    /// More than a hundred.
    Many,
}

/// The outcome of a look at the timetable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// From when on runs were looked for.
    pub earliest: Time,
    /// The latest run that is due by now, if one is.
    pub run: Option<Time>,
    /// How many were missed before it.
    pub missed: Missed,
    /// The run after all these, if there is another one.
    pub next: Option<Time>,
}

impl Timetable<'_> {
    /// The latest run that is due at `now`; runs that may no longer start are left out where
    /// `with_deadline` says so (`mostRecentScheduleTime`).
    ///
    /// # Errors
    /// The schedule never comes.
    pub fn due(&self, now: Time, with_deadline: bool) -> Result<Due, String> {
        let mut earliest = self.last.unwrap_or(self.created);
        if let Some(deadline) = self.starting_deadline.filter(|_| with_deadline) {
            earliest = earliest.max(now.plus(-deadline));
        }
        let never = || "time difference between two schedules is less than 1 second".to_owned();
        let first = self.next(earliest).ok_or_else(never)?;
        if now < first {
            return Ok(Due { earliest, run: None, missed: Missed::None, next: Some(first) });
        }
        let second = self.next(first).ok_or_else(never)?;
        if now < second {
            let (run, next) = (Some(first), Some(second));
            return Ok(Due { earliest, run, missed: Missed::None, next });
        }
        let interval = second.since(first);
        let count = now.since(first) / interval + 1;
        let missed = if count > MANY { Missed::Many } else { Missed::Few };
        let start = first.plus((count - 2).saturating_mul(interval));
        let (mut run, mut next) = (None, self.next(start));
        while let Some(due) = next.filter(|due| *due <= now) {
            (run, next) = (next, self.next(due));
        }
        Ok(Due { earliest, run, missed, next })
    }

    /// How long until the controller must look again (`nextScheduleTimeDuration`); `None` if the
    /// schedule never comes.
    pub fn wait(&self, now: Time) -> Option<Milliseconds> {
        let next = self.due(now, false).map_or_else(|_| self.next(now), |due| due.next);
        Some(next?.plus(AFTER_DUE).since(now))
    }

    /// The same, of what is `due` now.
    pub fn wait_after(&self, due: &Due, now: Time) -> Option<Milliseconds> {
        match self.starting_deadline {
            // Nothing was left out of it.
            None => Some(due.next?.plus(AFTER_DUE).since(now)),
            Some(_) => self.wait(now),
        }
    }

    /// Whether a run may no longer start.
    pub fn is_too_late(&self, run: Time, now: Time) -> bool {
        self.starting_deadline.is_some_and(|deadline| run.plus(deadline) < now)
    }

    fn next(&self, after: Time) -> Option<Time> {
        self.schedule.next(after, self.zone)
    }
}

/// `tick-29439840`: the minutes since 1970 at which the run is due.
pub fn job_name(cron_job: &str, run: Time) -> String {
    [cron_job, "-", &run.0.div_euclid(60 * SECOND).to_string()].concat()
}
