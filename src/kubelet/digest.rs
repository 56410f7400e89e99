//! Digests as the ids of images and containers show them.

use crate::ordered::mix;

/// 64 hexadecimal digits that follow from a text.  They look like a SHA-256, which nobody could
/// check here: of an image there is nothing but its name.
pub fn digest(text: &str) -> String {
    let mut digits = String::with_capacity(64);
    for part in 0..4 {
        let mut number = mix(part, text.len() as u64);
        for chunk in text.as_bytes().chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            number = mix(number, u64::from_le_bytes(word));
        }
        for place in (0..16).rev() {
            digits.push(char::from(b"0123456789abcdef"[(number >> (4 * place)) as usize & 0xf]));
        }
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn other_texts_have_other_digests() {
        let digests = ["nginx:1.27", "nginx:1.28", "nginx", ""].map(digest);
        assert!(digests.iter().all(|digest| digest.len() == 64));
        assert!((1..4).all(|place| !digests[place..].contains(&digests[place - 1])));
    }
}
