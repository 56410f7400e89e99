//! The values that objects are made of: JSON's, shared until changed.
//!
//! Lists and maps are reference counted and copied on write, so that ten thousand pods of one
//! template share its containers, and a copy of a whole cluster costs no more than its index.

use super::field_name::{FieldName, tag};
use crate::shared::Shared;
use smol_str::SmolStr;
use std::iter::from_fn;
use std::mem::take;

/// A JSON value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing: a key without a value.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction, or one too large for [`Value::Int`].
    Float(f64),
    /// A text.
    String(SmolStr),
    /// A sequence.
    List(List),
    /// Keys with values, ordered by key.
    Map(Map),
}

/// A sequence of values, shared until changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List(Shared<Value>);

/// Keys with values in the order of the keys' bytes, shared until changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map(Shared<(FieldName, Value)>);

/// What a missing field reads as.
pub const NULL: &Value = &Value::Null;

impl Value {
    /// The text, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The text, or `""` for everything else.
    pub fn str(&self) -> &str {
        self.as_str().unwrap_or_default()
    }

    /// The text to keep, or an empty one for everything else.
    pub fn to_smol_str(&self) -> SmolStr {
        match self {
            Value::String(text) => text.clone(),
            _ => SmolStr::default(),
        }
    }

    /// The whole number, if this is one.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The whole number, or 0 for everything else.
    pub fn int(&self) -> i64 {
        self.as_int().unwrap_or_default()
    }

    /// The truth value, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// Whether this is `true`.
    pub fn is_true(&self) -> bool {
        matches!(self, Value::Bool(true))
    }

    /// Whether this is [`Value::Null`].
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The map, if this is one.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The list, if this is one.
    pub fn as_list(&self) -> Option<&List> {
        match self {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    /// The items of a list; nothing for everything else.
    pub fn items(&self) -> &[Value] {
        self.as_list().map_or(&[], List::as_slice)
    }

    /// The entries of a map; nothing for everything else.
    pub fn entries(&self) -> &[(FieldName, Value)] {
        self.as_map().map_or(&[], Map::as_slice)
    }

    /// The value under `key`; null if this is no map or lacks it.
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub fn get(&self, key: &str) -> &Value {
        self.seek(tag(key), key)
    }

    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    fn seek(&self, tag: u32, key: &str) -> &Value {
        match self {
            Value::Map(map) => map.seek(tag, key),
            _ => NULL,
        }
    }

    /// The value under a path of keys parted by dots (`spec.template.spec`); null if there is none.
    /// Keys that contain dots themselves need [`Value::get`].
    pub fn at(&self, path: &str) -> &Value {
        let (mut value, mut rest) = (self, path);
        while let Some(end) = first_dot(rest) {
            value = value.get(&rest[..end]);
            rest = &rest[end + 1..];
        }
        value.get(rest)
    }

    /// Puts `value` under a path of keys parted by dots and makes the maps on the way there.
    pub fn set(&mut self, path: &'static str, value: impl Into<Value>) {
        let (mut place, mut rest) = (self, path);
        while let Some(end) = first_dot(rest) {
            place = place.make_map().entry(&rest[..end]);
            rest = &rest[end + 1..];
        }
        place.make_map().insert(rest, value);
    }

    /// As [`Value::set`] for a path that does not stand in the source.
    pub fn set_given(&mut self, path: &str, value: impl Into<Value>) {
        let (mut place, mut rest) = (self, path);
        while let Some(end) = first_dot(rest) {
            place = place.make_map().entry_given(&rest[..end]);
            rest = &rest[end + 1..];
        }
        *place.make_map().entry_given(rest) = value.into();
    }

    /// Takes away what stands under a path of keys parted by dots, and says what it was.
    pub fn remove(&mut self, path: &str) -> Option<Value> {
        let Value::Map(map) = self else { return None };
        match first_dot(path) {
            None => map.remove(path),
            Some(end) => map.get_mut(&path[..end])?.remove(&path[end + 1..]),
        }
    }

    /// This value as a map to change; anything else becomes an empty one first.
    pub fn make_map(&mut self) -> &mut Map {
        if !matches!(self, Value::Map(_)) {
            *self = Value::Map(Map::default());
        }
        match self {
            Value::Map(map) => map,
            _ => unreachable!("made a map above"),
        }
    }

    /// This value as a list to change; anything else becomes an empty one first.
    pub fn make_list(&mut self) -> &mut List {
        if !matches!(self, Value::List(_)) {
            *self = Value::List(List::default());
        }
        match self {
            Value::List(list) => list,
            _ => unreachable!("made a list above"),
        }
    }
}

/// Where the first dot of a path stands: such paths are short.
fn first_dot(path: &str) -> Option<usize> {
    path.bytes().position(|byte| byte == b'.')
}

impl List {
    /// The list of items that are written out in the source.
    pub fn written(items: &mut [Value]) -> List {
        items.iter_mut().map(take).collect()
    }

    /// The items.
    pub fn as_slice(&self) -> &[Value] {
        &self.0
    }

    /// The items, to change each in its place; copies them first if they are shared.
    pub fn items_mut(&mut self) -> &mut [Value] {
        self.0.items_mut()
    }

    /// Puts an item at a place up to the end, before what stands there.
    pub fn insert(&mut self, place: usize, item: Value) {
        self.0.insert(place, item);
    }

    /// Appends an item.
    pub fn push(&mut self, item: impl Into<Value>) {
        self.0.push(item.into());
    }

    /// Takes the item at this place.
    pub fn remove(&mut self, place: usize) -> Value {
        self.0.remove(place)
    }
}

impl Map {
    /// The entries in the order of their keys.
    pub fn as_slice(&self) -> &[(FieldName, Value)] {
        &self.0
    }

    /// The entries in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&FieldName, &Value)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is an entry of this key, were it null.
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub fn contains(&self, key: &str) -> bool {
        self.place(tag(key), key).is_some()
    }

    /// The value under `key`; null if there is none.
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub fn get(&self, key: &str) -> &Value {
        self.seek(tag(key), key)
    }

    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    fn seek(&self, tag: u32, key: &str) -> &Value {
        // To look at the tag of each is quicker than to halve: few maps have many entries.
        let found = self.0.iter().find(|(name, _)| name.is(tag, key));
        found.map_or(NULL, |(_, value)| value)
    }

    /// Where the entry of this key stands.
    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    fn place(&self, tag: u32, key: &str) -> Option<usize> {
        self.0.iter().position(|(name, _)| name.is(tag, key))
    }

    /// The value under `key` to change, if there is one.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        let place = self.place(tag(key), key)?;
        Some(&mut self.0.items_mut()[place].1)
    }

    /// The value under `key` to change; makes a null one if there is none.
    pub fn entry(&mut self, key: impl Into<FieldName>) -> &mut Value {
        self.entry_of(key.into())
    }

    fn entry_of(&mut self, key: FieldName) -> &mut Value {
        let place = self.place(key.tag(), &key);
        let place = place.unwrap_or_else(|| self.make_room(key, Value::Null));
        &mut self.0.items_mut()[place].1
    }

    /// The same for a key that does not stand in the source, which is copied only if it is new.
    fn entry_given(&mut self, key: &str) -> &mut Value {
        let place = self.place(tag(key), key);
        let place = place.unwrap_or_else(|| self.make_room(FieldName::new(key), Value::Null));
        &mut self.0.items_mut()[place].1
    }

    /// Puts a new entry where its key belongs, and answers where that is.
    fn make_room(&mut self, key: FieldName, value: Value) -> usize {
        let place = self.0.partition_point(|(name, _)| *name < key);
        self.0.insert(place, (key, value));
        place
    }

    /// Puts `value` under `key`, over what stood there.
    pub fn insert(&mut self, key: impl Into<FieldName>, value: impl Into<Value>) {
        let key = key.into();
        let value = value.into();
        match self.place(key.tag(), &key) {
            // A value that stands there already stays shared.
            Some(place) if self.0[place].1 == value => {}
            Some(place) => self.0.set(place, (key, value)),
            None => drop(self.make_room(key, value)),
        }
    }

    /// Puts `value` under `key` where it is known to be another than what stood there.
    pub fn replace(&mut self, key: &'static str, value: Value) {
        let key = FieldName::from(key);
        match self.place(key.tag(), &key) {
            Some(place) => self.0.set(place, (key, value)),
            None => drop(self.make_room(key, value)),
        }
    }

    /// Takes the entry of `key` away and says what it was.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let place = self.place(tag(key), key)?;
        Some(self.0.remove(place).1)
    }

    /// The map of these entries, of which later ones of one key win over earlier ones.
    fn of(mut entries: Vec<(FieldName, Value)>) -> Map {
        if !entries.is_sorted_by(|left, right| left.0 < right.0) {
            crate::order::sort_by(&mut entries, |left, right| left.0.cmp(&right.0));
            entries.reverse();
            entries.dedup_by(|earlier, later| earlier.0 == later.0);
            entries.reverse();
        }
        Map(entries.into())
    }

    /// The map of entries that are written out in the source.
    pub fn written(entries: &mut [(&'static str, Value)]) -> Map {
        if !entries.is_sorted_by(|left, right| left.0 < right.0) {
            crate::order::sort_by(entries, |left, right| left.0.cmp(right.0));
        }
        let entries = entries.iter_mut();
        Map(entries.map(|(key, value)| (FieldName::from(*key), take(value))).collect())
    }

    /// The map of those entries that have a value; they are given in the order of their keys.
    pub fn of_some<const COUNT: usize>(entries: [(&'static str, Option<Value>); COUNT]) -> Map {
        debug_assert!(entries.is_sorted_by_key(|(key, _)| *key), "they stand in their order");
        let count = entries.iter().filter(|(_, value)| value.is_some()).count();
        let present = entries.into_iter().filter_map(|(key, value)| Some((key.into(), value?)));
        Map(Shared::of_length(count, present))
    }

    /// Puts those values that there are under their keys, which are given in their order.  Those
    /// that stand there already stay shared.
    pub fn set_some<const COUNT: usize>(&mut self, values: [(&'static str, Option<Value>); COUNT]) {
        debug_assert!(values.is_sorted_by_key(|(key, _)| *key), "they stand in their order");
        // Both are in order, so that each is sought behind the one before.
        let mut next = 0;
        let mut places = [None; COUNT];
        for ((key, value), changed) in values.iter().zip(&mut places) {
            let Some(value) = value else { continue };
            let tag = tag(key);
            let rest = &self.0[next..];
            let Some(place) = rest.iter().position(|(name, _)| name.is(tag, key)) else {
                return self.merge(values);
            };
            *changed = (rest[place].1 != *value).then_some(next + place);
            next += place + 1;
        }
        if places.iter().all(Option::is_none) {
            return;
        }
        let items = self.0.items_mut();
        for ((_, value), place) in values.into_iter().zip(places) {
            if let (Some(value), Some(place)) = (value, place) {
                items[place].1 = value;
            }
        }
    }

    fn merge<const COUNT: usize>(&mut self, values: [(&'static str, Option<Value>); COUNT]) {
        let mut merged = Vec::with_capacity(self.len() + COUNT);
        let mut before = self.0.iter().peekable();
        for (key, value) in values {
            let Some(value) = value else { continue };
            let name = FieldName::from(key);
            merged.extend(from_fn(|| before.next_if(|(other, _)| *other < name)).cloned());
            before.next_if(|(other, _)| *other == name);
            merged.push((name, value));
        }
        merged.extend(before.cloned());
        self.0 = merged.into();
    }
}

impl<Key: Into<FieldName>, Item: Into<Value>> FromIterator<(Key, Item)> for Map {
    /// Later entries of one key win over earlier ones.
    fn from_iter<Iterable: IntoIterator<Item = (Key, Item)>>(entries: Iterable) -> Map {
        Map::of(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

impl<Item: Into<Value>> FromIterator<Item> for List {
    fn from_iter<Iterable: IntoIterator<Item = Item>>(items: Iterable) -> List {
        List(items.into_iter().map(Into::into).collect())
    }
}

macro_rules! value_from {
    ($($source:ty => |$name:ident| $made:expr),* $(,)?) => {
        $(impl From<$source> for Value {
            fn from($name: $source) -> Value {
                $made
            }
        })*
    };
}

value_from! {
    bool => |truth| Value::Bool(truth),
    i32 => |number| Value::Int(number.into()),
    i64 => |number| Value::Int(number),
    u32 => |number| Value::Int(number.into()),
    usize => |number| Value::Int(i64::try_from(number).unwrap_or(i64::MAX)),
    f64 => |number| Value::Float(number),
    &str => |text| Value::String(SmolStr::new(text)),
    &SmolStr => |text| Value::String(text.clone()),
    &FieldName => |text| Value::String(text.into()),
    String => |text| Value::String(SmolStr::new(text)),
    SmolStr => |text| Value::String(text),
    &Value => |value| value.clone(),
    List => |list| Value::List(list),
    Map => |map| Value::Map(map),
    &Map => |map| Value::Map(map.clone()),
}

impl<Item: Into<Value>> From<Vec<Item>> for Value {
    fn from(items: Vec<Item>) -> Value {
        Value::List(items.into_iter().collect())
    }
}

impl<Item: Into<Value>> From<Option<Item>> for Value {
    fn from(item: Option<Item>) -> Value {
        item.map_or(Value::Null, Into::into)
    }
}

/// Writes a [`Value`] as JSON is written: `value!({ "phase": "Running", "items": [1, x] })`.
/// An expression of more than one token goes in parentheses.
#[macro_export]
macro_rules! value {
    (null) => { $crate::api::value::Value::Null };
    ([]) => { $crate::api::value::Value::List($crate::api::value::List::default()) };
    ({}) => { $crate::api::value::Value::Map($crate::api::value::Map::default()) };
    ([ $($item:tt),* $(,)? ]) => {
        $crate::api::value::Value::List(
            $crate::api::value::List::written(&mut [$($crate::value!($item)),*]),
        )
    };
    ({ $($key:tt : $item:tt),* $(,)? }) => {
        $crate::api::value::Value::Map(
            $crate::api::value::Map::written(&mut [$(($key, $crate::value!($item))),*]),
        )
    };
    ($other:expr) => { $crate::api::value::Value::from($other) };
}

#[cfg(test)]
mod tests {
    use super::Map;

    #[test]
    fn a_value_is_found_behind_another_whose_name_has_the_same_tag() {
        let names = ["beginning-one-the-ending", "beginning-two-the-ending"];
        let mut map: Map = names.into_iter().zip([1, 2]).collect();
        assert_eq!(names.map(|name| map.get(name).int()), [1, 2]);
        assert!(map.get("beginning-six-the-ending").is_null());
        map.insert(names[1], 3);
        map.remove(names[0]);
        assert_eq!(names.map(|name| map.get(name).int()), [0, 3]);
    }

    #[test]
    fn many_values_are_set_at_once() {
        let mut map: Map = [("b", 1), ("d", 2)].into_iter().collect();
        let before = map.clone();
        map.set_some([("b", Some(1.into())), ("c", None), ("d", Some(2.into()))]);
        assert!(std::ptr::eq(map.as_slice(), before.as_slice()));
        map.set_some([("a", Some(4.into())), ("c", Some(3.into())), ("d", Some(5.into()))]);
        let expected: Map = [("a", 4), ("b", 1), ("c", 3), ("d", 5)].into_iter().collect();
        assert_eq!(map, expected);
        let some = Map::of_some([("b", Some(1.into())), ("c", None), ("d", Some(2.into()))]);
        assert_eq!(some, before);
    }
}
