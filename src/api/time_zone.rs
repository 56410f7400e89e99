//! Time zones by their IANA names.  Each has the rule that holds today at all times: nobody here
//! asks for the clocks of other decades.

use crate::time::{MINUTE, Milliseconds, Time};
use chrono::{Datelike, FixedOffset, NaiveDate, SecondsFormat, TimeZone as _, Weekday};

/// One line a rule, with the names of its zones.
static ZONES: &str = include_str!("time_zones.txt");

/// A time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// How far the clock on the wall is ahead of UTC outside of summer.
    standard: Milliseconds,
    summer: Option<Summer>,
}

/// The part of the year in which clocks show something else; in the south it has a new year in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Summer {
    ahead: Milliseconds,
    begins: Change,
    ends: Change,
}

/// When clocks change: at an instant of the day, by the clock that is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Change {
    month: u32,
    /// 5 is the last one of the month.
    week: u8,
    weekday: Weekday,
    at: Milliseconds,
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Zone = Zone { standard: 0, summer: None };

    /// The zone of this name.
    ///
    /// # Errors
    /// `unknown time zone Mars/Olympus`.
    pub fn parse(name: &str) -> Result<Zone, String> {
        let rules = ZONES.lines().filter_map(|line| line.split_once(": "));
        let mut named = rules.filter(|(_, names)| names.split(' ').any(|known| known == name));
        let rule = named.next().and_then(|(rule, _)| read_rule(rule));
        rule.ok_or_else(|| format!("unknown time zone {name}"))
    }

    /// RFC 3339 in this zone: `2026-11-20T03:37:00-05:00`, `…Z` in UTC.
    pub fn rfc3339(self, time: Time) -> String {
        if self == Zone::UTC {
            return time.rfc3339().into();
        }
        let seconds = i32::try_from(self.offset(time) / 1000).unwrap_or(0);
        let utc = time.utc();
        match FixedOffset::east_opt(seconds) {
            Some(offset) => offset
                .from_utc_datetime(&utc.naive_utc())
                .to_rfc3339_opts(SecondsFormat::Secs, true),
            None => utc.to_rfc3339_opts(SecondsFormat::Secs, true),
        }
    }

    /// How far the clock on the wall is ahead of UTC.
    pub fn offset(self, time: Time) -> Milliseconds {
        match self.summer {
            Some(summer) if summer.holds(time, self.standard) => summer.ahead,
            _ => self.standard,
        }
    }
}

impl Summer {
    fn holds(&self, time: Time, standard: Milliseconds) -> bool {
        let year = time.plus(standard).utc().year();
        let begins = self.begins.in_year(year, standard);
        let ends = self.ends.in_year(year, self.ahead);
        match begins <= ends {
            true => begins <= time && time < ends,
            false => time < ends || begins <= time,
        }
    }
}

impl Change {
    /// The instant in a year, where the clock that is left is so far ahead of UTC.
    fn in_year(&self, year: i32, ahead: Milliseconds) -> Time {
        let of_week =
            |week| NaiveDate::from_weekday_of_month_opt(year, self.month, self.weekday, week);
        let date = of_week(self.week).or_else(|| of_week(4)).unwrap_or_default();
        let midnight = date.and_time(chrono::NaiveTime::MIN).and_utc();
        Time(midnight.timestamp_millis()).plus(self.at - ahead)
    }
}

/// `60 120 3.5.0@120 10.5.0@180`: Central Europe's.
fn read_rule(text: &str) -> Option<Zone> {
    let mut words = text.split(' ');
    let standard = minutes(words.next()?)?;
    let summer = match words.next() {
        None => None,
        Some(ahead) => Some(Summer {
            ahead: minutes(ahead)?,
            begins: read_change(words.next()?)?,
            ends: read_change(words.next()?)?,
        }),
    };
    Some(Zone { standard, summer })
}

/// `3.5.0@120`: on the last Sunday of March, at two o'clock.
fn read_change(text: &str) -> Option<Change> {
    let (day, at) = text.split_once('@')?;
    let mut numbers = day.split('.').map(|number| number.parse::<u8>().ok());
    let month = numbers.next()??.into();
    let week = numbers.next()??;
    let from_monday = (numbers.next()?? + 6) % 7;
    Some(Change { month, week, weekday: Weekday::try_from(from_monday).ok()?, at: minutes(at)? })
}

fn minutes(text: &str) -> Option<Milliseconds> {
    Some(text.parse::<i64>().ok()? * MINUTE)
}
