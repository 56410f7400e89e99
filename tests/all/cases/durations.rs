//! Ages and other lengths of time.

use super::{Case, Verdict, same};
use podarium::kubectl::printers::duration::{human_duration, short_human_duration};
use podarium::time::{MINUTE, Milliseconds, SECOND};

/// Judges a case of `human_duration`.
pub fn judge(case: &Case) -> Verdict {
    let length = go_duration(case.input.get("d").str());
    let came = match case.whole.get("function").str() {
        "short" => short_human_duration(length),
        _ => human_duration(length),
    };
    same(came.as_str(), case.expect.get("want").str())
}

/// Judges a case of `human_duration_grid`.
pub fn judge_grid(case: &Case) -> Verdict {
    let length = case.input.get("seconds").int() * SECOND;
    same(human_duration(length).as_str(), case.expect.get("human").str())?;
    same(short_human_duration(length).as_str(), case.expect.get("short").str())
}

/// Reads Go's duration text: `1h2m3.5s`, `-900ms`.
fn go_duration(text: &str) -> Milliseconds {
    let (sign, mut rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let mut length = 0.0;
    while let Some(end) = rest.find(char::is_alphabetic) {
        let unit_end =
            rest[end..].find(|c: char| !c.is_alphabetic()).map_or(rest.len(), |at| at + end);
        let unit = match &rest[end..unit_end] {
            "h" => 60 * MINUTE,
            "m" => MINUTE,
            "s" => SECOND,
            _ => 1,
        };
        let number: f64 = rest[..end].parse().unwrap_or_default();
        length += number * unit as f64;
        rest = &rest[unit_end..];
    }
    sign * length as Milliseconds
}
