//! Which of YAML's styles a text needs.

use super::super::node::Content;
use super::super::scalar::resolve;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// As it is.
    Plain,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
    /// `|` and lines.
    Literal,
}

/// What stands in a text, as far as a style could mind it.
#[derive(Default)]
struct Found {
    /// Something that begins another thing in YAML.
    indicators: bool,
    breaks: bool,
    /// Characters that only double quotes can hold.
    special: bool,
    /// A blank or break at either end.
    loose_ends: bool,
    trailing_blank: bool,
    blank_after_break: bool,
    blank_before_break: bool,
}

/// The style of a text; a key stays on its line.
pub(super) fn style_of(text: &str, is_key: bool) -> Style {
    if !text.contains('\n') && reads_as_something_else(text) {
        return Style::Double;
    }
    let found = examine(text);
    let single = !(found.special || found.blank_after_break || found.blank_before_break);
    if found.breaks && text.contains('\n') {
        let literal =
            !(is_key || found.special || found.blank_before_break || found.trailing_blank);
        return if literal { Style::Literal } else { Style::Double };
    }
    let plain = single && !found.loose_ends && !found.breaks && !found.indicators;
    match (plain, single) {
        (true, _) => Style::Plain,
        (false, true) => Style::Single,
        (false, false) => Style::Double,
    }
}

fn reads_as_something_else(text: &str) -> bool {
    let other = !matches!(resolve(text), Content::String(_));
    other || text == "<<" || is_timestamp(text) || is_sexagesimal(text)
}

fn examine(text: &str) -> Found {
    let mut found = Found {
        indicators: text.starts_with("---") || text.starts_with("..."),
        ..Found::default()
    };
    let characters: Vec<char> = text.chars().collect();
    let last = characters.len().saturating_sub(1);
    for (index, character) in characters.iter().copied().enumerate() {
        let before = index.checked_sub(1).map(|before| characters[before]);
        let after = characters.get(index + 1).copied();
        found.indicators |= is_indicator(before, character, after);
        found.special |= !is_printable(character);
        let blank = character == ' ';
        let breaks = is_break(character);
        found.breaks |= breaks;
        found.loose_ends |= (blank || breaks) && (index == 0 || index == last);
        found.trailing_blank |= blank && index == last;
        found.blank_after_break |= blank && before.is_some_and(is_break);
        found.blank_before_break |= breaks && before == Some(' ');
    }
    found
}

/// Whether a character begins something other than text where it stands.
fn is_indicator(before: Option<char>, character: char, after: Option<char>) -> bool {
    let blank =
        |other: Option<char>| other.is_none_or(|other| " \t".contains(other) || is_break(other));
    match (before, character) {
        (None, first) if "#,[]{}&*!|>'\"%@`".contains(first) => true,
        (None, '?' | '-') | (_, ':') => blank(after),
        (Some(_), '#') => blank(before),
        _ => false,
    }
}

pub(super) fn is_break(character: char) -> bool {
    matches!(character, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

pub(super) fn is_printable(character: char) -> bool {
    matches!(character, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}'
        | '\u{ff00}'..='\u{fffd}')
}

/// `2026-11-20` alone, or with a time of day behind it.
fn is_timestamp(text: &str) -> bool {
    let day_end = text.find(['T', 't', ' ']).unwrap_or(text.len());
    let (day, rest) = text.split_at(day_end);
    let numbers: Vec<&str> = day.split('-').collect();
    let [year, month, day] = numbers.as_slice() else { return false };
    let day_fits = year.len() == 4 && fits(year, 0, 9999) && fits(month, 1, 12) && fits(day, 1, 31);
    day_fits && (rest.is_empty() || is_time_of_day(&rest[1..], rest.starts_with(' ')))
}

/// `15:04:05`, with a fraction or not; with a zone if it is not parted from the day by a blank.
fn is_time_of_day(text: &str, zoneless: bool) -> bool {
    let end = text.find(['Z', '+', '-']).unwrap_or(text.len());
    let (time, zone) = text.split_at(end);
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let numbers: Vec<&str> = time.split(':').collect();
    let [hour, minute, second] = numbers.as_slice() else { return false };
    let zone_fits = match (zoneless, zone) {
        (true, zone) => zone.is_empty(),
        (false, "Z") => true,
        (false, zone) => {
            zone.get(1..).and_then(|zone| zone.split_once(':')).is_some_and(|(hours, minutes)| {
                hours.len() == 2 && minutes.len() == 2 && fits(hours, 0, 24) && fits(minutes, 0, 59)
            })
        }
    };
    zone_fits
        && fits(hour, 0, 23)
        && fits(minute, 0, 59)
        && fits(second, 0, 59)
        && !fraction.is_empty()
        && fraction.bytes().all(|digit| digit.is_ascii_digit())
}

fn fits(number: &str, least: u32, most: u32) -> bool {
    let digits = number.len() <= 4 && number.bytes().all(|digit| digit.is_ascii_digit());
    digits
        && (number.len() <= 2 || most > 99)
        && number.parse().is_ok_and(|number| (least..=most).contains(&number))
}

/// `1:30`, which older readers of YAML take for ninety.
fn is_sexagesimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let mut parts = whole.split(':');
    let first = parts.next().unwrap_or_default();
    let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit() || digit == b'_');
    let sixty = |part: &str| match part.as_bytes() {
        [digit] => digit.is_ascii_digit(),
        [ten, digit] => (b'0'..=b'5').contains(ten) && digit.is_ascii_digit(),
        _ => false,
    };
    let mut any = false;
    first.starts_with(|digit: char| digit.is_ascii_digit())
        && digits(first)
        && parts.all(|part| {
            any = true;
            sixty(part)
        })
        && any
        && digits(fraction)
}
