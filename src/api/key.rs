//! Which object something is about.

use super::kind::Kind;
use crate::ordered::Mixer;
use smol_str::SmolStr;
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::rc::Rc;

/// Which object: unique at any instant, but not over time (see [`super::Meta::uid`]).  Keys are
/// handed on and looked up more than anything else, so that a copy is a pointer to the same names
/// and the number by which they are found is worked out once.
#[derive(Clone)]
pub struct Key(Rc<Names>);

/// The parts of a key.
pub struct Names {
    /// Its kind.
    pub kind: Kind,
    /// Its namespace; empty for kinds outside namespaces.
    pub namespace: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// A number that follows from the others.
    number: u64,
    /// The namespace as a number, if it is short.
    space: u128,
    /// The beginning of the name.
    beginning: u64,
}

impl Key {
    /// A key from its parts; `namespace` is ignored for kinds outside namespaces.
    pub fn new(kind: Kind, namespace: &str, name: &str) -> Key {
        let namespace = if kind.row().namespaced { namespace } else { "" };
        Key::of(kind, namespace.into(), name.into())
    }

    /// A key from its parts as they are.
    pub fn of(kind: Kind, namespace: SmolStr, name: SmolStr) -> Key {
        let number = number(kind, &namespace, &name);
        let (space, beginning) = (space(&namespace), beginning(&name));
        Key(Rc::new(Names { kind, namespace, name, number, space, beginning }))
    }
}

/// The first eight bytes of a text as a number: where those of two texts differ, they are in the
/// same order as the texts.
fn beginning(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut first = [0; 8];
    let length = bytes.len().min(8);
    first[..length].copy_from_slice(&bytes[..length]);
    u64::from_be_bytes(first)
}

/// The length that is noted of a namespace which is more than its first bytes.
const LONG: usize = 16;

/// The first bytes of a namespace, and behind them its length, as a number: where those of two
/// namespaces differ, they are in the same order as these.
fn space(namespace: &str) -> u128 {
    let mut bytes = [0; LONG];
    let (first, length) = (namespace.len().min(LONG - 1), namespace.len().min(LONG));
    bytes[..first].copy_from_slice(&namespace.as_bytes()[..first]);
    bytes[LONG - 1] = length as u8;
    u128::from_be_bytes(bytes)
}

fn number(kind: Kind, namespace: &str, name: &str) -> u64 {
    let mut mixer = Mixer::default();
    mixer.write(name.as_bytes());
    mixer.write(namespace.as_bytes());
    mixer.write_u8(kind as u8);
    mixer.finish()
}

/// What an object is sought by: its key, or the parts of it where there is no key yet.
pub trait Sought {
    /// The kind, the namespace and the name.
    fn parts(&self) -> (Kind, &str, &str);

    /// The number that follows from them.
    fn number(&self) -> u64;
}

impl Sought for Key {
    fn parts(&self) -> (Kind, &str, &str) {
        (self.kind, &self.namespace, &self.name)
    }

    fn number(&self) -> u64 {
        self.number
    }
}

impl Sought for (Kind, &str, &str) {
    fn parts(&self) -> (Kind, &str, &str) {
        *self
    }

    fn number(&self) -> u64 {
        number(self.0, self.1, self.2)
    }
}

impl<'parts> Borrow<dyn Sought + 'parts> for Key {
    fn borrow(&self) -> &(dyn Sought + 'parts) {
        self
    }
}

impl Hash for dyn Sought + '_ {
    fn hash<State: Hasher>(&self, state: &mut State) {
        state.write_u64(self.number());
    }
}

impl PartialEq for dyn Sought + '_ {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for dyn Sought + '_ {}

impl Deref for Key {
    type Target = Names;

    #[inline]
    fn deref(&self) -> &Names {
        &self.0
    }
}

impl Hash for Key {
    fn hash<State: Hasher>(&self, state: &mut State) {
        state.write_u64(self.number);
    }
}

impl PartialEq for Key {
    #[inline]
    fn eq(&self, other: &Key) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
            || self.number == other.number && self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Key {}

impl Ord for Key {
    fn cmp(&self, other: &Key) -> Ordering {
        if Rc::ptr_eq(&self.0, &other.0) {
            return Ordering::Equal;
        }
        // Mostly the numbers tell all.
        let by_namespace = || match self.space.cmp(&other.space) {
            Ordering::Equal if self.space as u8 as usize == LONG => {
                self.namespace.as_str().cmp(other.namespace.as_str())
            }
            order => order,
        };
        let by_name = || self.name.as_str().cmp(other.name.as_str());
        let order = self.kind.cmp(&other.kind).then_with(by_namespace);
        order.then_with(|| self.beginning.cmp(&other.beginning)).then_with(by_name)
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Key) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Key {
    /// `Pod default/mysql-0`, or `Node node-1`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.namespace.as_str() {
            "" => write!(formatter, "{} {}", self.kind, self.name),
            namespace => write!(formatter, "{} {namespace}/{}", self.kind, self.name),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::Key;
    use crate::api::Kind;

    #[test]
    fn keys_of_the_same_parts_are_the_same() {
        let parts = [
            (Kind::Pod, "default", "a"),
            (Kind::Pod, "default", "b"),
            (Kind::Pod, "other", "a"),
            (Kind::Job, "default", "a"),
        ];
        for (place, one) in parts.iter().enumerate() {
            for (other_place, other) in parts.iter().enumerate() {
                let (one, other) =
                    (Key::new(one.0, one.1, one.2), Key::new(other.0, other.1, other.2));
                assert_eq!(one == other, place == other_place, "{one} {other}");
                assert_eq!(one.cmp(&other).is_eq(), place == other_place, "{one} {other}");
            }
        }
    }

    #[test]
    fn keys_are_in_the_order_of_kind_namespace_and_name() {
        let key = |namespace: &str, name: &str| Key::new(Kind::Pod, namespace, name);
        let sorted = [
            key("a", "z"),
            key("b", "a"),
            key("b", "a\0"),
            key("b", "a\0b"),
            key("b", "aa"),
            key("b", "aaaaaaaa"),
            key("b", "aaaaaaaa-b"),
            key("b", "aaaaaaaa-c"),
            key("b\0", "a"),
            key("ba", "a"),
            key("ba-a-long-one", "b"),
            key("ba-a-long-two", "a"),
            key("ba-a-longer-name-one", "b"),
            key("ba-a-longer-name-two", "a"),
        ];
        assert!(sorted.is_sorted_by(|one, other| one < other));
        assert!(Key::new(Kind::Job, "z", "z").cmp(&sorted[0]) == Kind::Job.cmp(&Kind::Pod));
    }
}
