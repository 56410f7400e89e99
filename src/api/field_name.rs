//! The names of fields, as the keys of maps: quick to compare, since objects are read by name
//! more than anything else is done.

use smol_str::SmolStr;
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

/// A field's name, or a label's key.  It carries a tag of its text: where tags differ, texts do.
#[derive(Clone)]
pub enum FieldName {
    /// One that stands in the source or in the API's description.
    Written(u32, &'static str),
    /// One that somebody gave.
    Given(u32, Rc<str>),
}

/// The tag of a text: from its length and its ends.  Of a text that stands in the source the
/// compiler works it out.
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
pub fn tag(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let (first, last) = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => short(bytes),
    };
    let mixed = (first ^ last.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 32) as u32 ^ bytes.len() as u32
}

/// Both ends of less than eight bytes.
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
fn short(bytes: &[u8]) -> (u64, u64) {
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into())
        }
        _ => {
            let byte = |place: usize| u64::from(bytes.get(place).copied().unwrap_or_default());
            (byte(0), byte(1) | byte(2) << 8)
        }
    }
}

impl FieldName {
    /// The name of this text, which somebody gave.
    pub fn new(text: &str) -> FieldName {
        FieldName::Given(tag(text), text.into())
    }

    /// The name as text.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            FieldName::Written(_, text) => text,
            FieldName::Given(_, text) => text,
        }
    }

    /// Whether this is the name of this text and tag.
    #[inline]
    pub fn is(&self, tag: u32, text: &str) -> bool {
        self.tag() == tag && is_same(self.as_str(), text)
    }

    /// The tag of its text.
    #[inline]
    pub fn tag(&self) -> u32 {
        match self {
            FieldName::Written(tag, _) | FieldName::Given(tag, _) => *tag,
        }
    }
}

/// Whether two texts are the same.  Most that are asked about here stand in one place of memory.
#[inline]
fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && (one.as_ptr() == other.as_ptr() || one == other)
}

impl Deref for FieldName {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for FieldName {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for FieldName {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl Default for FieldName {
    fn default() -> FieldName {
        FieldName::from("")
    }
}

impl From<&'static str> for FieldName {
    fn from(text: &'static str) -> FieldName {
        FieldName::Written(tag(text), text)
    }
}

impl From<&FieldName> for FieldName {
    fn from(name: &FieldName) -> FieldName {
        name.clone()
    }
}

impl From<SmolStr> for FieldName {
    fn from(text: SmolStr) -> FieldName {
        FieldName::new(&text)
    }
}

impl From<&SmolStr> for FieldName {
    fn from(text: &SmolStr) -> FieldName {
        FieldName::new(text)
    }
}

impl From<String> for FieldName {
    fn from(text: String) -> FieldName {
        FieldName::new(&text)
    }
}

impl From<&FieldName> for SmolStr {
    fn from(name: &FieldName) -> SmolStr {
        match name {
            FieldName::Written(_, text) => SmolStr::new_static(text),
            FieldName::Given(_, text) => SmolStr::new(text),
        }
    }
}

impl PartialEq for FieldName {
    fn eq(&self, other: &FieldName) -> bool {
        other.is(self.tag(), self)
    }
}

impl Eq for FieldName {}

impl PartialEq<str> for FieldName {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for FieldName {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialOrd for FieldName {
    fn partial_cmp(&self, other: &FieldName) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for FieldName {
    fn cmp(&self, other: &FieldName) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self)
    }
}

impl fmt::Debug for FieldName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::{FieldName, tag};

    #[test]
    fn names_of_one_text_are_the_same() {
        let texts =
            ["", "a", "b", "ab", "ba", "abc", "acb", "kind", "spec", "status", "metadata", "name"];
        for (index, one) in texts.iter().enumerate() {
            for (other_index, other) in texts.iter().enumerate() {
                let (written, given) = (FieldName::from(*one), FieldName::new(other));
                assert_eq!(written == given, index == other_index, "{one} and {other}");
                assert_eq!(written.cmp(&given), one.cmp(other));
                assert_eq!(given.is(tag(one), one), index == other_index);
            }
        }
        // Same length and same ends: the tags are the same, the texts are not.
        let (one, other) = ("beginning-one-the-ending", "beginning-two-the-ending");
        assert_eq!(tag(one), tag(other));
        assert_ne!(FieldName::from(one), FieldName::new(other));
    }
}
