//! A value to which something may be added.

use crate::api::{FieldName, Value};

/// A value that is copied no sooner than something is written into it: a pod that was made from a
/// template with all its defaults goes on sharing the template's containers.
pub(super) struct Draft {
    value: Value,
    changed: bool,
}

/// What completes a draft.  A pointer, so that the ways into a value are compiled once and not
/// anew for each default.
pub(super) type Fill = fn(&mut Draft);

impl Draft {
    /// What `fill` makes of a value; nothing if it is complete.
    pub(super) fn complete(value: Value, fill: Fill) -> Option<Value> {
        let mut draft = Draft { value, changed: false };
        fill(&mut draft);
        draft.changed.then_some(draft.value)
    }

    /// The value under `key`; null if there is none.
    pub(super) fn get(&self, key: &str) -> &Value {
        self.value.get(key)
    }

    /// The whole value.
    pub(super) fn value(&self) -> &Value {
        &self.value
    }

    /// Writes `value` under `key`.
    pub(super) fn set(&mut self, key: impl Into<FieldName>, value: impl Into<Value>) {
        self.value.make_map().insert(key, value);
        self.changed = true;
    }

    /// Takes `key` away.
    pub(super) fn remove(&mut self, key: &str) {
        if self.value.as_map().is_some_and(|map| map.contains(key)) {
            self.value.make_map().remove(key);
            self.changed = true;
        }
    }

    /// Writes `default` under `key` if nothing stands there.
    pub(super) fn fill(&mut self, key: impl Into<FieldName>, default: impl Into<Value>) {
        let key = key.into();
        if self.get(&key).is_null() {
            self.set(key, default);
        }
    }

    /// As [`Draft::fill`], for fields whose zero means that nothing stands there.
    pub(super) fn fill_zero(&mut self, key: &'static str, default: impl Into<Value>) {
        if matches!(self.get(key), Value::Null | Value::Int(0)) || self.get(key) == &EMPTY {
            self.set(key, default);
        }
    }

    /// Makes sure that a map stands under `key`, and lets `fill` complete it.
    pub(super) fn map(&mut self, key: &'static str, fill: Fill) {
        self.fill(key, crate::api::Map::default());
        self.within(key, fill);
    }

    /// Lets `fill` complete the map under `key`, if one stands there.
    pub(super) fn within(&mut self, key: &'static str, fill: Fill) {
        if matches!(self.get(key), Value::Map(_)) {
            self.edit(key, &mut |inner| fill(inner));
        }
    }

    /// As [`Draft::map`], where what is filled in depends on something.
    pub(super) fn edit(&mut self, key: &'static str, fill: &mut dyn FnMut(&mut Draft)) {
        self.fill(key, crate::api::Map::default());
        let mut inner = Draft { value: self.get(key).clone(), changed: false };
        fill(&mut inner);
        if inner.changed {
            self.set(key, inner.value);
        }
    }

    /// Lets `fill` complete each item of the list under `key`.
    pub(super) fn each(&mut self, key: &'static str, fill: Fill) {
        let mut changed = Vec::new();
        for (index, item) in self.get(key).items().iter().enumerate() {
            let mut inner = Draft { value: item.clone(), changed: false };
            fill(&mut inner);
            if inner.changed {
                changed.push((index, inner.value));
            }
        }
        if changed.is_empty() {
            return;
        }
        let items = self.value.make_map().entry(key).make_list().items_mut();
        for (index, item) in changed {
            items[index] = item;
        }
        self.changed = true;
    }
}

const EMPTY: Value = Value::String(smol_str::SmolStr::new_inline(""));
