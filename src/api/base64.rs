//! Base64 as Go's `encoding/base64` has it: the standard alphabet, padded.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes as text.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let number = (0..3).fold(0, |number, index| {
            number << 8 | u32::from(group.get(index).copied().unwrap_or_default())
        });
        for index in 0..4 {
            let letter = ALPHABET[(number >> (18 - 6 * index) & 63) as usize];
            text.push(if index > group.len() { '=' } else { char::from(letter) });
        }
    }
    text
}

/// Text as bytes; line breaks in it are skipped.
///
/// # Errors
/// When the text is no base64: at which of its bytes, counted from 0.
pub fn decode(text: &str) -> Result<Vec<u8>, usize> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let mut letters = text.bytes().enumerate().filter(|(_, letter)| !b"\r\n".contains(letter));
    loop {
        let Some(first) = letters.next() else { return Ok(bytes) };
        let mut number = digit(first.1).ok_or(first.0)?;
        let mut digits = 1;
        for step in 1..4 {
            let (place, letter) = letters.next().ok_or(text.len() - step.min(text.len()))?;
            if letter == b'=' {
                // One or two of them end the text.
                let rest: Vec<_> = letters.collect();
                return match (step, rest.as_slice()) {
                    (3, []) | (2, [(_, b'=')]) => Ok(push(bytes, number << (6 * (4 - step)), step)),
                    (2, []) => Err(text.len()),
                    (3, [(place, _), ..]) | (2, [(_, b'='), (place, _), ..]) => Err(*place),
                    (2, [(place, _), ..]) => Err(place - 1),
                    _ => Err(place),
                };
            }
            number = number << 6 | digit(letter).ok_or(place)?;
            digits += 1;
        }
        bytes = push(bytes, number, digits);
    }
}

/// Adds the bytes that a group of so many digits holds.
fn push(mut bytes: Vec<u8>, number: u32, digits: usize) -> Vec<u8> {
    bytes.extend(number.to_be_bytes()[1..].iter().take(digits - 1));
    bytes
}

fn digit(letter: u8) -> Option<u32> {
    ALPHABET.iter().position(|other| *other == letter).and_then(|place| u32::try_from(place).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_decodes() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text), Ok(bytes.as_bytes().to_vec()));
        }
        assert_eq!(decode("Zm9v\nYmFy\n"), Ok(b"foobar".to_vec()));
        for (text, place) in
            [("not base64!", 3), ("Zm9v!", 4), ("Zg==x", 4), ("=", 0), ("Zg=a", 2), ("Zm9", 0)]
        {
            assert_eq!(decode(text), Err(place), "{text}");
        }
    }
}
