//! Virtual time: whole milliseconds, and the texts in which Kubernetes writes it.

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Timelike, Utc};
use smol_str::SmolStr;
use std::fmt;

/// A length of time in milliseconds; negative when something lies in the future.
pub type Milliseconds = i64;

/// One second in [`Milliseconds`].
pub const SECOND: Milliseconds = 1_000;
/// One minute in [`Milliseconds`].
pub const MINUTE: Milliseconds = 60 * SECOND;

/// Reads a length of time as Go writes it (`time.ParseDuration`): `3.2s`, `1h30m`, `-5s`, `0`.
/// What lies below a millisecond is dropped; `None` for other text and for what is out of range.
pub fn parse_duration(text: &str) -> Option<Milliseconds> {
    read_duration(text).ok()
}

/// As [`parse_duration`].
///
/// # Errors
/// What Go says of other text.
pub fn read_duration(text: &str) -> Result<Milliseconds, String> {
    let invalid = || format!("time: invalid duration {text:?}");
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut length = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|digit: char| !digit.is_ascii_digit() && digit != '.');
        let (number, units) = rest.split_at(end.unwrap_or(rest.len()));
        let number = crate::float::parse(number).ok_or_else(invalid)?;
        let end = units.find(|unit: char| unit.is_ascii_digit() || unit == '.');
        let (unit, after) = units.split_at(end.unwrap_or(units.len()));
        length += number
            * match unit {
                "ns" => 1e-6,
                "us" | "µs" | "μs" => 1e-3,
                "ms" => 1.0,
                "s" => 1e3,
                "m" => 6e4,
                "h" => 3.6e6,
                "" => return Err(format!("time: missing unit in duration {text:?}")),
                _ => return Err(format!("time: unknown unit {unit:?} in duration {text:?}")),
            };
        rest = after;
    }
    // Go counts nanoseconds in 64 bits, so no length is beyond some 292 years.
    if length >= 9.2e12 {
        return Err(invalid());
    }
    // A millisecond that decimal fractions miss by a hair is meant.
    Ok((sign * (length + 1e-6)) as Milliseconds)
}

/// An instant of virtual time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

/// Whether one time as text lies after another; what is no time lies before all.
pub fn is_after(one: &str, other: &str) -> bool {
    // Those that the cluster writes are in the order of their texts.
    let is_usual = |text: &str| text.len() == 20 && text.ends_with('Z');
    match is_usual(one) && is_usual(other) {
        true => one > other,
        false => Time::parse(one) > Time::parse(other),
    }
}

impl Time {
    /// The instant `length` milliseconds later; saturates at the ends of time.
    pub fn plus(self, length: Milliseconds) -> Time {
        Time(self.0.saturating_add(length))
    }

    /// How many milliseconds have passed since `earlier`; negative if it lies in the future.
    pub fn since(self, earlier: Time) -> Milliseconds {
        self.0.saturating_sub(earlier.0)
    }

    /// The start of this instant's second: Kubernetes stores time stamps in whole seconds.
    pub fn truncated_to_second(self) -> Time {
        Time(self.0.div_euclid(SECOND) * SECOND)
    }

    /// Whole seconds since 1970, rounded down.
    pub fn unix_seconds(self) -> i64 {
        self.0.div_euclid(SECOND)
    }

    /// The calendar view of this instant in UTC, for the calendar's own arithmetic.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// RFC 3339 with whole seconds, as in `metadata.creationTimestamp`.
    pub fn rfc3339(self) -> SmolStr {
        let time = self.utc().naive_utc();
        if !(0..=9_999).contains(&time.year()) {
            return self.utc().to_rfc3339_opts(SecondsFormat::Secs, true).into();
        }
        // Of all texts that a cluster makes this one is made most often.
        let mut text = *b"0000-00-00T00:00:00Z";
        let fields = [
            (0, time.year().unsigned_abs() / 100),
            (2, time.year().unsigned_abs() % 100),
            (5, time.month()),
            (8, time.day()),
            (11, time.hour()),
            (14, time.minute()),
            (17, time.second()),
        ];
        for (place, number) in fields {
            text[place] += (number / 10) as u8;
            text[place + 1] += (number % 10) as u8;
        }
        SmolStr::new(str::from_utf8(&text).unwrap_or_default())
    }

    /// RFC 3339 with microseconds, as in the `renewTime` of a Lease (`MicroTime`).
    pub fn rfc3339_micro(self) -> String {
        self.utc().to_rfc3339_opts(SecondsFormat::Micros, true)
    }

    /// As `date +FORMAT` writes it in UTC; `None` for a format that it does not know.
    pub fn format(self, format: &str) -> Option<String> {
        let mut text = String::new();
        // The calendar's own formatting answers an error for an unknown letter.
        std::fmt::Write::write_fmt(&mut text, format_args!("{}", self.utc().format(format)))
            .ok()?;
        Some(text)
    }

    /// RFC 1123 with a numeric zone, as `kubectl describe` prints times.
    pub fn rfc1123z(self) -> String {
        self.utc().format("%a, %d %b %Y %H:%M:%S +0000").to_string()
    }

    /// Reads RFC 3339 with any fraction and offset; `None` for other text.
    pub fn parse(text: &str) -> Option<Time> {
        Time::parse_plain(text).or_else(|| {
            DateTime::parse_from_rfc3339(text).ok().map(|time| Time(time.timestamp_millis()))
        })
    }

    /// Reads the form that [`Time::rfc3339`] writes, which is read most often.
    fn parse_plain(text: &str) -> Option<Time> {
        let text: &[u8; 20] = text.as_bytes().try_into().ok()?;
        let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'Z')];
        let digits = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18];
        let has_digits = digits.iter().all(|place| text[*place].is_ascii_digit());
        if !has_digits || marks.iter().any(|(place, mark)| text[*place] != *mark) {
            return None;
        }
        let digit = |place: usize| u32::from(text[place] - b'0');
        let pair = |place: usize| 10 * digit(place) + digit(place + 1);
        let year = i32::try_from(100 * pair(0) + pair(2)).ok()?;
        let day = NaiveDate::from_ymd_opt(year, pair(5), pair(8))?;
        let (hour, minute, second) = (pair(11), pair(14), pair(17));
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let seconds = i64::from((60 * hour + minute) * 60 + second);
        let days = i64::from(day.to_epoch_days());
        Some(Time((days * 86_400 + seconds) * SECOND))
    }
}

impl fmt::Display for Time {
    /// RFC 3339 with milliseconds: the form of the journal and of a session's front matter.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_as_the_calendar_has_it() {
        for milliseconds in [0, 951_782_399_999, 951_827_696_000, -1, 253_402_300_800_000, i64::MIN]
        {
            let time = Time(milliseconds);
            let expected = time.utc().to_rfc3339_opts(SecondsFormat::Secs, true);
            assert_eq!(time.rfc3339(), expected);
        }
    }

    #[test]
    fn instants_are_read_in_every_form() {
        let table = [
            ("2026-11-20T10:00:00Z", Some(1_795_168_800_000)),
            ("2026-11-20T10:00:00.25Z", Some(1_795_168_800_250)),
            ("2026-11-20T11:00:00+01:00", Some(1_795_168_800_000)),
            ("2026-02-29T10:00:00Z", None),
            ("2026-11-20T25:00:00Z", None),
            ("2026-11-2xT10:00:00Z", None),
            ("2026-11-20", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(Time::parse(text), expected.map(Time), "{text:?}");
        }
    }

    #[test]
    fn durations_are_read_as_go_reads_them() {
        let table = [
            ("0", Some(0)),
            ("300s", Some(300_000)),
            ("3.27s", Some(3_270)),
            ("1h30m", Some(5_400_000)),
            ("-1s", Some(-1_000)),
            ("100ms", Some(100)),
            ("5", None),
            ("", None),
            ("-", None),
            ("s", None),
            ("1d", None),
            ("9999999h", None),
        ];
        for (text, expected) in table {
            assert_eq!(parse_duration(text), expected, "{text:?}");
        }
    }
}
