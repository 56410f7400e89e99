//! Fingerprints of texts: what is remembered of hundreds of thousands of events is found by a
//! number instead of by half a dozen texts.

use crate::ordered::Mixer;
use std::hash::{Hash, Hasher};

/// A number for these texts and what came before them.  Different ones have the same number once
/// in 2^64, which nobody will live to see.
pub fn fingerprint(before: u64, texts: &[&str]) -> u64 {
    let mut mixer = Mixer::after(before);
    texts.iter().for_each(|text| text.hash(&mut mixer));
    mixer.finish()
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn what_differs_in_a_place_differs_in_its_number() {
        let texts: [&[&str]; 9] = [
            &[],
            &[""],
            &["a"],
            &["a", ""],
            &["", "a"],
            &["ab"],
            &["a\0"],
            &["a", "b"],
            &["mysql-0.mysql", "9"],
        ];
        for (place, one) in texts.iter().enumerate() {
            for other in &texts[place + 1..] {
                assert_ne!(fingerprint(0, one), fingerprint(0, other), "{one:?} {other:?}");
            }
        }
        assert_ne!(fingerprint(0, &["a"]), fingerprint(1, &["a"]));
    }
}
