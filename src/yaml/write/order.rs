//! The order of keys: what is no letter first, numbers by their size.

use std::cmp::Ordering;

/// Compares two keys as Go's library sorts them: `a2` stands before `a10`.
pub(super) fn natural(left: &str, right: &str) -> Ordering {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let Some(at) = left.iter().zip(&right).position(|(left, right)| left != right) else {
        return left.len().cmp(&right.len());
    };
    let (one, other) = (left[at], right[at]);
    match (one.is_alphabetic(), other.is_alphabetic()) {
        (true, true) => return one.cmp(&other),
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    // Digits before the difference count where a zero would else seem to lead the number.
    let continues = (one == '0' || other == '0')
        && left[..at]
            .iter()
            .rev()
            .take_while(|digit| digit.is_numeric())
            .any(|digit| *digit != '0');
    let (left_number, left_digits) = number(&left[at..], continues);
    let (right_number, right_digits) = number(&right[at..], continues);
    left_number.cmp(&right_number).then(left_digits.cmp(&right_digits)).then(one.cmp(&other))
}

/// The number at the start of a text, and how many digits it has.
fn number(text: &[char], continues: bool) -> (u64, usize) {
    let digits = text.iter().map_while(|digit| digit.to_digit(10));
    digits.fold((u64::from(continues), 0), |(number, count), digit| {
        (number.saturating_mul(10).saturating_add(digit.into()), count + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_in_their_natural_order() {
        for (left, right) in [
            ("a", "b"),
            ("B", "a"),
            ("a2", "a10"),
            ("a", "ab"),
            ("app", "app.kubernetes.io/name"),
            ("a-b", "ab"),
            ("a.b", "a/b"),
            ("1", "a"),
            ("1", "01"),
        ] {
            assert_eq!(natural(left, right), Ordering::Less, "{left} {right}");
            assert_eq!(natural(right, left), Ordering::Greater, "{right} {left}");
        }
    }
}
