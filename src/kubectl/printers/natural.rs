//! The order in which people expect names: `web-2` before `web-10`.

use std::cmp::Ordering;

/// Compares texts; runs of digits count as numbers.  Of equal numbers the one with fewer leading
/// zeros comes first.
pub fn natural_order(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    let mut zeros = Ordering::Equal;
    loop {
        match (left.first(), right.first()) {
            (None, None) => return zeros,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(one), Some(other)) if one.is_ascii_digit() && other.is_ascii_digit() => {
                let (number, number_zeros) = take_number(&mut left);
                let (other_number, other_zeros) = take_number(&mut right);
                let order =
                    number.len().cmp(&other_number.len()).then_with(|| number.cmp(other_number));
                if order != Ordering::Equal {
                    return order;
                }
                zeros = zeros.then(number_zeros.cmp(&other_zeros));
            }
            (Some(one), Some(other)) if one == other => {
                (left, right) = (&left[1..], &right[1..]);
            }
            (Some(one), Some(other)) => return one.cmp(other),
        }
    }
}

/// Takes the digits at the beginning: those after leading zeros, and how many zeros there were.
fn take_number<'text>(text: &mut &'text [u8]) -> (&'text [u8], usize) {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    *text = rest;
    let zeros = digits.iter().position(|byte| *byte != b'0').unwrap_or(digits.len());
    (&digits[zeros..], zeros)
}
