//! Reading numbers with a fraction.  The standard library does it with ten kilobytes of powers of
//! five, which do not compress; this one multiplies and divides by ten.

/// More digits than so many cannot change a number, but for there being more.
const MOST_DIGITS: usize = 800;
/// Numbers below 10 to this power are 0, those above it without the sign are infinite.
const SMALLEST: i64 = -330;

/// The number nearest to a text in decimal: `-1.5`, `.5`, `2e3`; `None` for other text.  Of a
/// number below 1e-300 the last bit may be off.
pub fn parse(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, power) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, power)) => (mantissa, parse_power(power)?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    if digits.is_empty() || !is_number(&digits) {
        return None;
    }
    let number = nearest(digits.trim_start_matches('0'), power - fraction.len() as i64);
    Some(if text.starts_with('-') { -number } else { number })
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|digit| digit.is_ascii_digit())
}

fn parse_power(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !is_number(digits) {
        return None;
    }
    let power = i64::from(digits.parse().unwrap_or(i32::MAX));
    Some(if text.starts_with('-') { -power } else { power })
}

/// The number nearest to these digits times ten to this power.
fn nearest(digits: &str, power: i64) -> f64 {
    let (digits, rest) = digits.split_at(digits.len().min(MOST_DIGITS));
    let power = power + rest.len() as i64;
    let size = power + digits.len() as i64;
    if digits.is_empty() || size < SMALLEST {
        return 0.0;
    }
    if size > -SMALLEST {
        return f64::INFINITY;
    }
    // The lowest limb first.
    let mut limbs: Vec<u32> = Vec::new();
    for digit in digits.bytes() {
        multiply_by_ten(&mut limbs, digit - b'0');
    }
    for _ in 0..power {
        multiply_by_ten(&mut limbs, 0);
    }
    // Eight divisions by ten take less than a limb; three limbs are to be left.
    let room = usize::try_from(-power).unwrap_or_default() / 8 + 4;
    limbs.splice(0..0, std::iter::repeat_n(0, room));
    let mut is_more = rest.bytes().any(|digit| digit != b'0');
    for _ in power..0 {
        is_more |= divide_by_ten(&mut limbs);
    }
    while limbs.last() == Some(&0) {
        limbs.pop();
    }
    let (below, top) = limbs.split_at(limbs.len() - 3);
    is_more |= below.iter().any(|limb| *limb != 0);
    let top = top.iter().rev().fold(0, |top, limb| top << 32 | u128::from(*limb));
    // The conversion rounds to the nearest; one bit far below tells it that there is more.
    let number = (top | u128::from(is_more)) as f64;
    let doublings = 32 * (below.len() as i64 - room as i64);
    number * power_of_two(doublings / 2) * power_of_two(doublings - doublings / 2)
}

fn multiply_by_ten(limbs: &mut Vec<u32>, digit: u8) {
    let mut carry = u64::from(digit);
    for limb in limbs.iter_mut() {
        carry += u64::from(*limb) * 10;
        *limb = carry as u32;
        carry >>= 32;
    }
    if carry != 0 {
        limbs.push(carry as u32);
    }
}

/// Whether something was left.
fn divide_by_ten(limbs: &mut [u32]) -> bool {
    let mut rest = 0;
    for limb in limbs.iter_mut().rev() {
        rest = rest << 32 | u64::from(*limb);
        *limb = (rest / 10) as u32;
        rest %= 10;
    }
    rest != 0
}

fn power_of_two(power: i64) -> f64 {
    f64::from_bits(((power + 1_023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn check(text: &str) {
        assert_eq!(parse(text).map(f64::to_bits), text.parse().ok().map(f64::to_bits), "{text}");
    }

    #[test]
    fn it_reads_what_the_standard_library_reads() {
        let table = [
            "0",
            "-0",
            "+1",
            "1.5",
            "-.5",
            "5.",
            ".",
            "",
            "-",
            "e5",
            "1e",
            "1e+",
            "1e5",
            "1E-5",
            "1_0",
            "1.2.3",
            "0x1",
            "1e309",
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "1e-299",
            "9007199254740993",
            "9007199254740992.5",
            "9007199254740993.0000001",
            "1e99999999999",
            "1e-99999999999",
            "0e999",
            "123456789012345678901234567890",
            "0.1",
            "0.30000000000000004",
        ];
        for text in table {
            check(text);
        }
        check(&format!("1{}.5", "0".repeat(300)));
        check(&format!("0.{}17", "0".repeat(290)));
        check(&format!("9007199254740993.{}1", "0".repeat(900)));
        check(&"7".repeat(300));
    }

    #[test]
    fn numbers_of_all_sizes_come_back_to_the_last_bit() {
        let mut random = Random::new(7);
        for _ in 0..3_000 {
            let number = f64::from_bits(random.next_bits());
            if number.is_finite() && number.abs() > 1e-300 {
                check(&format!("{number:e}"));
                check(&format!("{}.{}", random.next_bits(), random.next_bits()));
            }
        }
    }

    #[test]
    fn a_million_digits_are_read_at_once() {
        let text = "9".repeat(1_000_000);
        assert_eq!(parse(&text), Some(f64::INFINITY));
        assert_eq!(parse(&format!("0.{text}")), Some(1.0));
    }
}
