//! Numbers on the score, written with at most two digits after the point.

use std::fmt;
use std::ops::{Add, Sub};

/// A number of pixels.  It is written by way of whole numbers: the standard library's way to write
/// fractions is six kilobytes that the first picture would wait for.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Short(pub f64);

impl fmt::Display for Short {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = (self.0 * 100.0).round() as i64;
        let sign = if hundredths < 0 { "-" } else { "" };
        let (whole, part) = (hundredths.abs() / 100, hundredths.abs() % 100);
        match (part / 10, part % 10) {
            (0, 0) => write!(formatter, "{sign}{whole}"),
            (tenths, 0) => write!(formatter, "{sign}{whole}.{tenths}"),
            (tenths, rest) => write!(formatter, "{sign}{whole}.{tenths}{rest}"),
        }
    }
}

impl Add<f64> for Short {
    type Output = Short;

    fn add(self, more: f64) -> Short {
        Short(self.0 + more)
    }
}

impl Sub<f64> for Short {
    type Output = Short;

    fn sub(self, less: f64) -> Short {
        Short(self.0 - less)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_two_digits_follow_the_point() {
        let table = [
            (0.0, "0"),
            (12.0, "12"),
            (12.5, "12.5"),
            (-2.75, "-2.75"),
            (0.049, "0.05"),
            (-0.004, "0"),
            (99.999, "100"),
            (-0.5, "-0.5"),
            (1_234.101, "1234.1"),
        ];
        for (number, text) in table {
            assert_eq!(Short(number).to_string(), text);
        }
        assert_eq!((Short(1.5) + 2.0 - 0.25).to_string(), "3.25");
    }
}
