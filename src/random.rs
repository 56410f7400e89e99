//! The one source of chance: a seeded generator, so that the same seed gives the same names.

use smol_str::SmolStr;

/// The characters of Kubernetes's random names: no vowels, so no words; none that look alike
/// (`k8s.io/apimachinery/pkg/util/rand`).
const ALPHANUMS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

const HEXADECIMAL: &[u8; 16] = b"0123456789abcdef";

/// A generator of 64-bit numbers (SplitMix64): small, fast, and the same on every machine.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A generator whose whole future follows from `seed`.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// The next 64 bits.
    pub fn next_bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number from 0 to `bound` - 1; 0 when `bound` is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = bound as u64;
        let product = u128::from(self.next_bits()) * u128::from(bound);
        (product >> 64) as usize
    }

    /// The random end of a generated name: `length` characters of Kubernetes's alphabet.
    pub fn suffix(&mut self, length: usize) -> SmolStr {
        (0..length).map(|_| char::from(ALPHANUMS[self.below(ALPHANUMS.len())])).collect()
    }

    /// A uid.
    pub fn uid(&mut self) -> SmolStr {
        uid([self.next_bits(), self.next_bits()])
    }
}

/// A uid of these bits: a random UUID (version 4).
pub fn uid(bits: [u64; 2]) -> SmolStr {
    let bits = (u128::from(bits[0]) << 64) | u128::from(bits[1]);
    let bits = bits & !(0xf << 76) | (0x4 << 76);
    let bits = bits & !(0x3 << 62) | (0x2 << 62);
    let mut text = [b'-'; 36];
    let mut place = 0;
    for (index, byte) in bits.to_be_bytes().into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            place += 1;
        }
        text[place] = HEXADECIMAL[usize::from(byte >> 4)];
        text[place + 1] = HEXADECIMAL[usize::from(byte & 0xf)];
        place += 2;
    }
    SmolStr::new(str::from_utf8(&text).unwrap_or_default())
}
