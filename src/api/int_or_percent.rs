//! Numbers that may be written as a share of another: `maxSurge: 25%`.

use super::value::Value;

/// The number that `value` means of `total`: itself if it is one, or that many percent of
/// `total`, rounded up or down; `None` if it is neither
/// (`intstr.GetScaledValueFromIntOrPercent`).
pub fn scaled(value: &Value, total: i64, round_up: bool) -> Option<i64> {
    if let Some(number) = value.as_int() {
        return Some(number);
    }
    let percent: i64 = value.as_str()?.strip_suffix('%')?.parse().ok()?;
    let hundredfold = percent.saturating_mul(total);
    let extra = if round_up { 99 } else { 0 };
    let number = hundredfold.saturating_add(extra).div_euclid(100);
    Some(number.clamp(i32::MIN.into(), i32::MAX.into()))
}

/// A text as the value that it means: a number of 32 bits if it is one, else itself
/// (`intstr.Parse`).
pub fn parse(text: &str) -> Value {
    text.parse::<i32>().map_or_else(|_| Value::from(text), Value::from)
}
