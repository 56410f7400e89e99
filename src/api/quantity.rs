//! Resource quantities: exact decimal numbers with a suffix (`100m`, `1.5Gi`, `2e3`).

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Neg, Sub};

/// How many of the smallest unit, a billionth, make one.
const NANO: i128 = 1_000_000_000;
/// What is written larger is read as this (`maxAllowed` is 2⁶³ - 1).
const LARGEST: i128 = i64::MAX as i128 * NANO;
/// What is written smaller is read as this.
const SMALLEST: i128 = i64::MIN as i128 * NANO;
/// Digits beyond these change no quantity that fits in the bounds.
const SIGNIFICANT_DIGITS: usize = 20;

/// How a quantity is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// `k`, `M`, `G` and so on: powers of 1000.
    #[default]
    Decimal,
    /// `Ki`, `Mi`, `Gi` and so on: powers of 1024.
    Binary,
    /// `e3`, `e6`: an exponent that is a multiple of three.
    Exponent,
}

/// An amount of a resource (`resource.Quantity`), exact to a billionth.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quantity {
    nanos: i128,
    format: Format,
}

/// Why a text is no quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantityError {
    /// It is not of the form number and suffix.
    Format,
    /// Its suffix is none of the known ones.
    Suffix,
}

impl fmt::Display for QuantityError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            QuantityError::Format => {
                "quantities must match the regular expression \
                 '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
            }
            QuantityError::Suffix => "unable to parse quantity's suffix",
        })
    }
}

/// The decimal suffixes with their powers of ten.
const DECIMAL_SUFFIXES: [(&str, i32); 10] = [
    ("n", -9),
    ("u", -6),
    ("m", -3),
    ("", 0),
    ("k", 3),
    ("M", 6),
    ("G", 9),
    ("T", 12),
    ("P", 15),
    ("E", 18),
];
/// The binary suffixes in the order of their powers of 1024, from 1.
const BINARY_SUFFIXES: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

impl Quantity {
    /// A whole number of units.
    pub fn new(value: i64) -> Quantity {
        Quantity::from_scaled(value, 0)
    }

    /// A whole number of bytes, shown with binary suffixes.
    pub fn bytes(value: i64) -> Quantity {
        Quantity { format: Format::Binary, ..Quantity::new(value) }
    }

    /// Thousandths.
    pub fn from_milli(value: i64) -> Quantity {
        Quantity::from_scaled(value, -3)
    }

    /// `value` times ten to the `scale`; below a billionth it is rounded up.
    pub fn from_scaled(value: i64, scale: i32) -> Quantity {
        Quantity { nanos: times_ten_to(value.into(), scale + 9), format: Format::Decimal }
    }

    /// The same amount, written in another way.
    pub fn with_format(self, format: Format) -> Quantity {
        Quantity { format, ..self }
    }

    /// Reads a quantity's text (`resource.ParseQuantity`).
    ///
    /// # Errors
    /// When the text is no quantity; the error's text is the API's.
    pub fn parse(text: &str) -> Result<Quantity, QuantityError> {
        let (negative, unsigned) = match text.as_bytes().first() {
            None => return Err(QuantityError::Format),
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            Some(_) => (false, text),
        };
        let (whole, rest) = split_digits(unsigned);
        let (fraction, suffix) = rest.strip_prefix('.').map_or(("", rest), split_digits);
        check_suffix_form(suffix)?;
        let (format, power) = read_suffix(suffix).ok_or(QuantityError::Suffix)?;
        let (digits, dropped) = significant(whole, fraction);
        let tens = dropped + 9;
        let nanos = match format {
            Format::Binary => {
                let scaled = digits.checked_mul(1 << power).unwrap_or(i128::MAX);
                times_ten_to(scaled, tens)
            }
            Format::Decimal | Format::Exponent => times_ten_to(digits, tens.saturating_add(power)),
        };
        let nanos = if negative { -nanos } else { nanos };
        Ok(Quantity { nanos: nanos.clamp(SMALLEST, LARGEST), format })
    }

    /// The quantity that a field holds: its text, or a bare number.  What is none reads as zero:
    /// decoding refused it before.
    pub fn of(value: &super::Value) -> Quantity {
        match value {
            super::Value::Int(number) => Quantity::new(*number),
            super::Value::Float(number) => Quantity::parse(&number.to_string()).unwrap_or_default(),
            other => Quantity::parse(other.str()).unwrap_or_default(),
        }
    }

    /// Whole units, rounded up (`Value`).
    pub fn value(self) -> i64 {
        self.scaled_value(0)
    }

    /// Thousandths, rounded up (`MilliValue`).
    pub fn milli_value(self) -> i64 {
        self.scaled_value(-3)
    }

    /// How often ten to the `scale` goes into this, rounded up (`ScaledValue`).
    pub fn scaled_value(self, scale: i32) -> i64 {
        let scaled = times_ten_to(self.nanos, -(scale.saturating_add(9)));
        i64::try_from(scaled).unwrap_or(if self.nanos < 0 { i64::MIN } else { i64::MAX })
    }

    /// The amount as a binary fraction (`AsApproximateFloat64`).
    pub fn approximate(self) -> f64 {
        self.nanos as f64 / NANO as f64
    }

    /// Whether this is nothing.
    pub fn is_zero(self) -> bool {
        self.nanos == 0
    }

    /// Whether this is less than nothing.
    pub fn is_negative(self) -> bool {
        self.nanos < 0
    }

    /// Whether this is a whole number once it is rounded up to thousandths
    /// (`MilliValue() % 1000 == 0`).
    pub fn is_whole(self) -> bool {
        self.rounded_up_to_milli().nanos % NANO == 0
    }

    /// Rounded up to thousandths, as the API server stores resource lists.
    pub fn rounded_up_to_milli(self) -> Quantity {
        Quantity { nanos: divide_up(self.nanos, 1_000_000) * 1_000_000, ..self }
    }

    /// This many times the amount.
    pub fn times(self, factor: i64) -> Quantity {
        Quantity { nanos: self.nanos.saturating_mul(factor.into()), ..self }
    }
}

impl PartialEq for Quantity {
    /// Amounts are compared, not texts: `1` equals `1000m`.
    fn eq(&self, other: &Quantity) -> bool {
        self.nanos == other.nanos
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Quantity) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Quantity) -> Ordering {
        self.nanos.cmp(&other.nanos)
    }
}

impl Add for Quantity {
    type Output = Quantity;

    /// A sum is written as its first part is, unless that is zero.
    fn add(self, other: Quantity) -> Quantity {
        let format = if self.is_zero() { other.format } else { self.format };
        Quantity { nanos: self.nanos.saturating_add(other.nanos), format }
    }
}

impl Sub for Quantity {
    type Output = Quantity;

    fn sub(self, other: Quantity) -> Quantity {
        self + -other
    }
}

impl Neg for Quantity {
    type Output = Quantity;

    fn neg(self) -> Quantity {
        Quantity { nanos: self.nanos.saturating_neg(), ..self }
    }
}

impl fmt::Display for Quantity {
    /// The canonical text: no fraction, the largest suffix that allows it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.nanos % NANO == 0;
        if self.format == Format::Binary && whole && self.nanos.abs() >= 1024 * NANO {
            let mut number = self.nanos / NANO;
            let mut suffix = "";
            for larger in BINARY_SUFFIXES {
                if number % 1024 != 0 {
                    break;
                }
                number /= 1024;
                suffix = larger;
            }
            return write!(formatter, "{number}{suffix}");
        }
        let (mut number, mut power) = (self.nanos, -9);
        while number != 0 && number % 1000 == 0 {
            number /= 1000;
            power += 3;
        }
        match (self.format, power) {
            _ if number == 0 => formatter.write_str("0"),
            (Format::Exponent, 0) => write!(formatter, "{number}"),
            (Format::Exponent, _) => write!(formatter, "{number}e{power}"),
            _ => {
                let row = DECIMAL_SUFFIXES.iter().rev().find(|row| row.1 <= power);
                let (suffix, below) = row.unwrap_or(&DECIMAL_SUFFIXES[0]);
                write!(formatter, "{}{suffix}", times_ten_to(number, power - below))
            }
        }
    }
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

/// A suffix is letters, then maybe a sign, then maybe digits.
fn check_suffix_form(suffix: &str) -> Result<(), QuantityError> {
    let rest = suffix.trim_start_matches(|letter| "eEinumkKMGTP".contains(letter));
    let rest = rest.strip_prefix(['-', '+']).unwrap_or(rest);
    if rest.bytes().all(|byte| byte.is_ascii_digit()) { Ok(()) } else { Err(QuantityError::Format) }
}

fn read_suffix(suffix: &str) -> Option<(Format, i32)> {
    if let Some((_, power)) = DECIMAL_SUFFIXES.iter().find(|row| row.0 == suffix) {
        return Some((Format::Decimal, *power));
    }
    if let Some(index) = BINARY_SUFFIXES.iter().position(|known| *known == suffix) {
        return Some((Format::Binary, 10 * (index as i32 + 1)));
    }
    let exponent = suffix.strip_prefix(['e', 'E'])?.parse::<i64>().ok()?;
    Some((Format::Exponent, exponent.clamp(-1000, 1000) as i32))
}

/// The leading digits as a number, and the power of ten to take it times.  Digits that are left
/// out count as one unit of the last place kept, since quantities are rounded up.
fn significant(whole: &str, fraction: &str) -> (i128, i32) {
    let whole = whole.trim_start_matches('0');
    let mut number: i128 = 0;
    let mut kept = 0;
    let mut power = 0;
    let mut lost = false;
    for (index, digit) in whole.bytes().chain(fraction.bytes()).enumerate() {
        let behind_point = index >= whole.len();
        if kept < SIGNIFICANT_DIGITS {
            number = number * 10 + i128::from(digit - b'0');
            kept += usize::from(number > 0);
            power -= i32::from(behind_point);
        } else {
            lost |= digit != b'0';
            power += i32::from(!behind_point);
        }
        if power.abs() > 1000 {
            break;
        }
    }
    (number + i128::from(lost), power)
}

/// `number` times ten to the `power`, rounded away from zero.
fn times_ten_to(number: i128, power: i32) -> i128 {
    let factor = 10_i128.checked_pow(power.unsigned_abs());
    match factor {
        Some(factor) if power >= 0 => number.saturating_mul(factor),
        Some(factor) => divide_up(number, factor),
        None if power >= 0 => number.saturating_mul(i128::MAX),
        None => number.signum(),
    }
}

/// A quotient rounded away from zero.
fn divide_up(number: i128, divisor: i128) -> i128 {
    number / divisor + if number % divisor == 0 { 0 } else { number.signum() }
}
