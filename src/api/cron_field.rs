//! One field of a CronJob's schedule, read by robfig/cron's rules, with its error texts.

/// The bit that marks a field as written `*` or `?`.
pub const STAR: u64 = 1 << 63;

/// What a field may hold.
#[derive(Debug)]
pub struct Bounds {
    /// The least value.
    pub min: u32,
    /// The greatest value; below 63.
    pub max: u32,
    /// Names of values, the first of which is `min`.
    pub names: &'static [&'static str],
}

/// The fields in order: second, minute, hour, day of the month, month, day of the week.
pub static FIELDS: [Bounds; 6] = [
    Bounds { min: 0, max: 59, names: &[] },
    Bounds { min: 0, max: 59, names: &[] },
    Bounds { min: 0, max: 23, names: &[] },
    Bounds { min: 1, max: 31, names: &[] },
    Bounds { min: 1, max: 12, names: MONTHS },
    Bounds { min: 0, max: 6, names: DAYS },
];

const MONTHS: &[&str] =
    &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// The values of a field as bits, with [`STAR`] if it is written `*` or `?`.
///
/// # Errors
/// What is wrong with the first part that is wrong.
pub fn parse_field(text: &str, bounds: &Bounds) -> Result<u64, String> {
    let parts = text.split(',').filter(|part| !part.is_empty());
    parts.map(|part| parse_range(part, bounds)).try_fold(0, |all, bits| Ok(all | bits?))
}

/// The values of one part of a field: `N`, `N-M`, `*`, each also with `/step`.
///
/// # Errors
/// `end of range (60) above maximum (59): 60` and its like.
pub fn parse_range(text: &str, bounds: &Bounds) -> Result<u64, String> {
    let (range, steps) =
        text.split_once('/').map_or((text, None), |(range, rest)| (range, Some(rest)));
    let ends: Vec<&str> = range.split('-').collect();
    let mut star = 0;
    let (start, mut end) = match ends.as_slice() {
        ["*" | "?", ..] => {
            star = STAR;
            (bounds.min, bounds.max)
        }
        [only] => {
            let value = parse_value(only, bounds)?;
            (value, value)
        }
        [first, last] => (parse_value(first, bounds)?, parse_value(last, bounds)?),
        [first, ..] => {
            parse_value(first, bounds)?;
            return Err(format!("too many hyphens: {text}"));
        }
        [] => return Err(format!("failed to parse int from {text}")),
    };
    let step = match steps {
        None => 1,
        Some(steps) if steps.contains('/') => return Err(format!("too many slashes: {text}")),
        Some(step) => {
            let step = parse_number(step)?;
            if ends.len() == 1 {
                end = bounds.max;
            }
            if step > 1 {
                star = 0;
            }
            step
        }
    };
    check_range(start, end, step, bounds).map_err(|fault| format!("{fault}: {text}"))?;
    Ok(bits(start, end, step) | star)
}

fn check_range(start: u32, end: u32, step: u32, bounds: &Bounds) -> Result<(), String> {
    let Bounds { min, max, .. } = bounds;
    if start < *min {
        Err(format!("beginning of range ({start}) below minimum ({min})"))
    } else if end > *max {
        Err(format!("end of range ({end}) above maximum ({max})"))
    } else if start > end {
        Err(format!("beginning of range ({start}) beyond end of range ({end})"))
    } else if step == 0 {
        Err("step of range should be a positive number".to_owned())
    } else {
        Ok(())
    }
}

fn parse_value(text: &str, bounds: &Bounds) -> Result<u32, String> {
    let name = text.to_ascii_lowercase();
    match (bounds.min..).zip(bounds.names).find(|(_, known)| **known == name) {
        Some((value, _)) => Ok(value),
        None => parse_number(text),
    }
}

fn parse_number(text: &str) -> Result<u32, String> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let fault = if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        "invalid syntax"
    } else {
        match text.parse::<i64>() {
            Ok(number) if number < 0 => {
                return Err(format!("negative number ({number}) not allowed: {text}"));
            }
            // What is beyond this is beyond every bound, too.
            Ok(number) => return Ok(u32::try_from(number).unwrap_or(u32::MAX)),
            Err(_) => "value out of range",
        }
    };
    Err(format!("failed to parse int from {text}: strconv.Atoi: parsing \"{text}\": {fault}"))
}

/// The bits from `start` to `end`, which are below 64, in steps.
pub fn bits(start: u32, end: u32, step: u32) -> u64 {
    let step = usize::try_from(step).unwrap_or(usize::MAX).max(1);
    (start..=end).step_by(step).fold(0, |bits, value| bits | 1 << value)
}
