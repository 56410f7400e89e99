//! Lengths of time as kubectl shows them: short, and rougher the longer they are.

use crate::api::Value;
use crate::time::{MINUTE, Milliseconds, SECOND, Time};

const MINUTES_PER_HOUR: i64 = 60;
const HOURS_PER_DAY: i64 = 24;
const HOURS_PER_YEAR: i64 = 365 * HOURS_PER_DAY;

/// `90s`, `2m5s`, `3h`, `2d4h`, `400d` (`duration.HumanDuration`).
pub fn human_duration(length: Milliseconds) -> String {
    let seconds = length / SECOND;
    let minutes = length / MINUTE;
    let hours = minutes / MINUTES_PER_HOUR;
    let days = hours / HOURS_PER_DAY;
    match () {
        () if seconds < -1 => "<invalid>".to_owned(),
        () if seconds < 0 => "0s".to_owned(),
        () if seconds < 120 => format!("{seconds}s"),
        () if minutes < 10 => two_units(minutes, "m", seconds % 60, "s"),
        () if minutes < 180 => format!("{minutes}m"),
        () if hours < 8 => two_units(hours, "h", minutes % MINUTES_PER_HOUR, "m"),
        () if hours < 48 => format!("{hours}h"),
        () if days < 8 => two_units(days, "d", hours % HOURS_PER_DAY, "h"),
        () if hours < 2 * HOURS_PER_YEAR => format!("{days}d"),
        () if hours < 8 * HOURS_PER_YEAR => two_units(days / 365, "y", days % 365, "d"),
        () => format!("{}y", days / 365),
    }
}

/// `90s` is `1m`, everything in one unit (`duration.ShortHumanDuration`).
pub fn short_human_duration(length: Milliseconds) -> String {
    let seconds = length / SECOND;
    let minutes = length / MINUTE;
    let hours = minutes / MINUTES_PER_HOUR;
    match () {
        () if seconds < -1 => "<invalid>".to_owned(),
        () if seconds < 0 => "0s".to_owned(),
        () if seconds < 60 => format!("{seconds}s"),
        () if minutes < MINUTES_PER_HOUR => format!("{minutes}m"),
        () if hours < HOURS_PER_DAY => format!("{hours}h"),
        () if hours < HOURS_PER_YEAR => format!("{}d", hours / HOURS_PER_DAY),
        () => format!("{}y", hours / HOURS_PER_YEAR),
    }
}

/// How long ago `time` was: an AGE cell; `<unknown>` without a time.
pub fn age(time: Option<Time>, now: Time) -> String {
    time.map_or_else(|| "<unknown>".to_owned(), |time| human_duration(now.since(time)))
}

/// How long ago the time was that stands in a field.
pub fn age_of(time: &Value, now: Time) -> String {
    age(Time::parse(time.str()), now)
}

/// Leaves the smaller unit away where there is none of it.
fn two_units(large: i64, large_unit: &str, small: i64, small_unit: &str) -> String {
    if small == 0 {
        format!("{large}{large_unit}")
    } else {
        format!("{large}{large_unit}{small}{small_unit}")
    }
}
