//! Fingerprints of texts: what is remembered of hundreds of thousands of events is found by a
//! number instead of by half a dozen texts.

use crate::ordered::mix;

/// A number for these texts and what came before them.  Different ones have the same number once
/// in 2^64, which nobody will live to see.
pub fn fingerprint(before: u64, texts: &[&str]) -> u64 {
    texts.iter().fold(before, |number, text| {
        text.as_bytes().chunks(8).fold(mix(number, text.len() as u64), |number, bytes| {
            let mut word = [0; 8];
            word[..bytes.len()].copy_from_slice(bytes);
            mix(number, u64::from_le_bytes(word))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn what_differs_in_a_place_differs_in_its_number() {
        let texts: [&[&str]; 7] =
            [&[], &[""], &["a"], &["a", ""], &["", "a"], &["ab"], &["a", "b"]];
        for (place, one) in texts.iter().enumerate() {
            for other in &texts[place + 1..] {
                assert_ne!(fingerprint(0, one), fingerprint(0, other), "{one:?} {other:?}");
            }
        }
        assert_ne!(fingerprint(0, &["a"]), fingerprint(1, &["a"]));
    }
}
