//! Schedules of CronJobs: robfig/cron's five fields, macros and `@every`, in a time zone.
//!
//! The only file that names the crate `cron`.  The fields are read here, since
//! Kubernetes's rules are not the crate's: Sunday is 0 and 7 is refused, a day is meant that fits
//! one of two restricted fields, `N/step` runs to the end.

use super::cron_field::{FIELDS, STAR, bits, parse_field};
use super::time_zone::Zone;
use crate::time::{MINUTE, Milliseconds, SECOND, Time, read_duration};
use chrono::Datelike;
use std::cell::Cell;
use std::str::FromStr;

/// No activation is looked for beyond so many years.
const HORIZON_YEARS: i32 = 5;
const WEEK: Milliseconds = 7 * 24 * 60 * MINUTE;

/// When something is due, again and again.
#[derive(Clone, Debug)]
pub struct CronSchedule {
    rule: Rule,
    /// What was answered lately, and how many answers there were: a controller asks for the same
    /// instants several times a minute.
    answers: Cell<([Answer; REMEMBERED], usize)>,
}

/// After which instant, in which zone, it was asked for, and what the answer was.
type Answer = Option<(Time, Zone, Option<Time>)>;

/// So many answers are remembered.
const REMEMBERED: usize = 4;

#[derive(Clone, Debug)]
enum Rule {
    /// At the times that fit one of these; none at all if there are none.
    At(Vec<cron::Schedule>),
    /// This long after the last time.
    Every(Milliseconds),
}

impl CronSchedule {
    /// Reads a schedule (`cron.ParseStandard`).
    ///
    /// # Errors
    /// The parser's own text: `expected exactly 5 fields, found 2: [every day]`.
    pub fn parse(text: &str) -> Result<CronSchedule, String> {
        if text.is_empty() {
            return Err("empty spec string".to_owned());
        }
        if text.starts_with('@') {
            return parse_descriptor(text);
        }
        let fields: Vec<&str> = text.split_whitespace().collect();
        let &[minute, hour, day_of_month, month, day_of_week] = fields.as_slice() else {
            let listed = fields.join(" ");
            let count = fields.len();
            return Err(format!("expected exactly 5 fields, found {count}: [{listed}]"));
        };
        CronSchedule::of_fields(["0", minute, hour, day_of_month, month, day_of_week])
    }

    /// Reads the fields: second, minute, hour, day of the month, month, day of the week.
    ///
    /// # Errors
    /// What is wrong with the first field that is wrong.
    pub fn of_fields(fields: [&str; 6]) -> Result<CronSchedule, String> {
        let mut values = [0; 6];
        for ((bits, field), bounds) in values.iter_mut().zip(fields).zip(&FIELDS) {
            *bits = parse_field(field, bounds)?;
        }
        CronSchedule::of_bits(values)
    }

    /// When it is due next after `after`, in whole seconds; `None` if not within five years.
    pub fn next(&self, after: Time, zone: Zone) -> Option<Time> {
        let (mut answers, count) = self.answers.get();
        let known = answers.iter().flatten().find(|known| (known.0, known.1) == (after, zone));
        if let Some((_, _, answer)) = known {
            return *answer;
        }
        let answer = self.rule.next(after, zone);
        answers[count % REMEMBERED] = Some((after, zone, answer));
        self.answers.set((answers, count.wrapping_add(1)));
        answer
    }

    fn of(rule: Rule) -> CronSchedule {
        CronSchedule { rule, answers: Cell::default() }
    }

    /// If the days of the month and of the week are both restricted, either will do.
    fn of_bits(fields: [u64; 6]) -> Result<CronSchedule, String> {
        if fields.iter().any(|bits| *bits & !STAR == 0) {
            return Ok(CronSchedule::of(Rule::At(Vec::new())));
        }
        let [second, minute, hour, day_of_month, month, day_of_week] = fields;
        let days = if (day_of_month | day_of_week) & STAR != 0 {
            vec![(day_of_month, day_of_week)]
        } else {
            vec![(day_of_month, bits(0, 6, 1)), (bits(1, 31, 1), day_of_week)]
        };
        let schedule = |(day_of_month, day_of_week): (u64, u64)| {
            let lists = [second, minute, hour, day_of_month, month].map(list);
            // The crate counts the days of the week from 1.
            let text = format!("{} {}", lists.join(" "), list((day_of_week & !STAR) << 1));
            cron::Schedule::from_str(&text).map_err(|error| error.to_string())
        };
        let schedules = days.into_iter().map(schedule).collect::<Result<_, _>>()?;
        Ok(CronSchedule::of(Rule::At(schedules)))
    }
}

impl Rule {
    fn next(&self, after: Time, zone: Zone) -> Option<Time> {
        match self {
            Rule::Every(delay) => Some(after.truncated_to_second().plus(*delay)),
            Rule::At(schedules) => {
                schedules.iter().filter_map(|schedule| next_at(schedule, after, zone)).min()
            }
        }
    }
}

/// The clock on the wall is followed from one change of its offset to the next: an hour that it
/// leaves out has no activations, one that it shows twice has them twice.
fn next_at(schedule: &cron::Schedule, after: Time, zone: Zone) -> Option<Time> {
    let mut since = after.truncated_to_second().plus(SECOND);
    loop {
        let offset = zone.offset(since);
        let wall = schedule.after(&since.plus(offset - SECOND).utc()).next()?;
        if wall.year() > after.utc().year() + HORIZON_YEARS {
            return None;
        }
        let due = Time(wall.timestamp_millis()).plus(-offset);
        let Some(change) = change_between(zone, since, due) else { return Some(due) };
        since = change;
    }
}

/// The first second after `since` and up to `until`, both whole, at which a zone's offset is
/// another.  No two changes are taken to lie within a week.
fn change_between(zone: Zone, since: Time, until: Time) -> Option<Time> {
    let offset = zone.offset(since);
    let (mut same, mut other) = (since, since);
    while zone.offset(other) == offset {
        if other >= until {
            return None;
        }
        same = other;
        other = other.plus(WEEK).min(until);
    }
    while other.since(same) > SECOND {
        let middle = same.plus(other.since(same) / 2).truncated_to_second();
        if zone.offset(middle) == offset { same = middle } else { other = middle }
    }
    Some(other)
}

fn parse_descriptor(text: &str) -> Result<CronSchedule, String> {
    let fields = match text {
        "@yearly" | "@annually" => ["0", "0", "0", "1", "1", "*"],
        "@monthly" => ["0", "0", "0", "1", "*", "*"],
        "@weekly" => ["0", "0", "0", "*", "*", "0"],
        "@daily" | "@midnight" => ["0", "0", "0", "*", "*", "*"],
        "@hourly" => ["0", "0", "*", "*", "*", "*"],
        _ => {
            let Some(length) = text.strip_prefix("@every ") else {
                return Err(format!("unrecognized descriptor: {text}"));
            };
            return match read_duration(length) {
                Ok(delay) => Ok(CronSchedule::every(delay)),
                Err(why) => Err(format!("failed to parse duration {text}: {why}")),
            };
        }
    };
    CronSchedule::of_fields(fields)
}

impl CronSchedule {
    /// Due again after this delay: at least a second, and no fraction of one.
    pub fn every(delay: Milliseconds) -> CronSchedule {
        CronSchedule::of(Rule::Every((delay / SECOND).max(1) * SECOND))
    }
}

fn list(bits: u64) -> String {
    let values = (0..63).filter(|value| bits & (1 << value) != 0);
    values.map(|value: u32| value.to_string()).collect::<Vec<_>>().join(",")
}
