//! The strategic merge patch that turns one object into another.

use super::fields::Fields;
use super::order::Places;
use super::strategic::missing_key;
use super::{DELETE_FROM, DIRECTIVE, PatchError, RETAIN_KEYS, SET_ORDER};
use crate::api::schema::PatchStrategy;
use crate::api::value::Map;
use crate::api::{FieldName, Kind, Value};

/// The patch that turns `before` into `after`, as `kubectl edit` and `kubectl set` send it.
///
/// # Errors
/// When an item of a merged list lacks its merge key.
pub fn two_way(kind: Kind, before: &Value, after: &Value) -> Result<Value, PatchError> {
    let none = Map::default();
    let map = |value: &'_ Value| value.as_map().unwrap_or(&none).clone();
    let patch = Diff { changes: true, deletions: true, orders: true }.maps(
        &map(before),
        &map(after),
        Fields::of(kind),
        false,
    )?;
    Ok(Value::Map(patch))
}

/// Which differences a patch is to hold.
#[derive(Clone, Copy)]
pub(super) struct Diff {
    /// What was added or changed.
    pub changes: bool,
    /// What is gone.
    pub deletions: bool,
    /// The order of merged lists.
    pub orders: bool,
}

/// What a patch says of a list.
#[derive(Default)]
struct ListPatch {
    items: Vec<Value>,
    leaving: Vec<Value>,
    order: Vec<Value>,
}

impl Diff {
    /// The patch between two maps; `retains` says that the patch is to name the keys that stay.
    pub(super) fn maps(
        self,
        before: &Map,
        after: &Map,
        fields: Fields,
        retains: bool,
    ) -> Result<Map, PatchError> {
        let mut patch = Map::default();
        for (key, old) in before.iter() {
            if after.contains(key) {
                self.field(&mut patch, (key, old, after.get(key)), fields)?;
            } else if self.deletions {
                patch.insert(key, Value::Null);
            }
        }
        let mut grows = false;
        for (key, new) in after.iter().filter(|(key, _)| !before.contains(key)) {
            grows = true;
            if self.changes {
                patch.insert(FieldName::new(key), new);
            }
        }
        if retains && !after.is_empty() && (!patch.is_empty() || grows) {
            let keys: Vec<_> = after.iter().map(|(key, _)| key).collect();
            patch.insert(RETAIN_KEYS, keys);
        }
        Ok(patch)
    }

    fn field(
        self,
        patch: &mut Map,
        (key, old, new): (&str, &Value, &Value),
        fields: Fields,
    ) -> Result<(), PatchError> {
        let (under, strategy) = fields.under(key);
        match (old, new) {
            (Value::Map(old), Value::Map(new)) => {
                let inner = self.maps(old, new, under, strategy.retain_keys)?;
                if !inner.is_empty() {
                    patch.insert(FieldName::new(key), Value::Map(inner));
                }
            }
            (Value::List(old), Value::List(new)) if strategy.merge => {
                let lists = self.lists(old.as_slice(), new.as_slice(), under, strategy)?;
                for (prefix, items) in
                    [("", lists.items), (DELETE_FROM, lists.leaving), (SET_ORDER, lists.order)]
                {
                    if !items.is_empty() {
                        patch.insert(format!("{prefix}{key}"), items);
                    }
                }
            }
            (old, new) => {
                if old != new && self.changes {
                    patch.insert(FieldName::new(key), new);
                }
            }
        }
        Ok(())
    }

    fn lists(
        self,
        old: &[Value],
        new: &[Value],
        fields: Fields,
        strategy: PatchStrategy,
    ) -> Result<ListPatch, PatchError> {
        if old.is_empty() {
            let items = if self.changes { new.to_vec() } else { Vec::new() };
            return Ok(ListPatch { items, ..ListPatch::default() });
        }
        match strategy.merge_key {
            Some(key) => self.lists_of_maps(old, new, fields, (key, strategy.retain_keys)),
            None => Ok(self.lists_of_values(old, new)),
        }
    }

    fn lists_of_values(self, old: &[Value], new: &[Value]) -> ListPatch {
        let without = |list: &[Value], other: &[Value], wanted: bool| -> Vec<Value> {
            let other = Places::of(other, None);
            list.iter().filter(|item| wanted && other.find(item).is_none()).cloned().collect()
        };
        let items = without(new, old, self.changes);
        let leaving = without(old, new, self.deletions);
        let ordered = !leaving.is_empty() || (self.changes && old != new);
        let order = if self.orders && ordered { new.to_vec() } else { Vec::new() };
        ListPatch { items, leaving, order }
    }

    fn lists_of_maps(
        self,
        old: &[Value],
        new: &[Value],
        fields: Fields,
        (key, retains): (&'static str, bool),
    ) -> Result<ListPatch, PatchError> {
        if let Some(item) = old.iter().chain(new).find(|item| item.get(key).is_null()) {
            return Err(missing_key(item, key));
        }
        let mut items = Vec::new();
        let places = Places::of(old, Some(key));
        for item in new {
            let before = places.find(item).map(|place| &old[place]);
            match (before.and_then(Value::as_map), item.as_map()) {
                (Some(before), Some(after)) => {
                    let mut change = self.maps(before, after, fields, retains)?;
                    if !change.is_empty() {
                        change.insert(key, item.get(key));
                        items.push(Value::Map(change));
                    }
                }
                _ if self.changes => items.push(item.clone()),
                _ => {}
            }
        }
        if self.deletions {
            let places = Places::of(new, Some(key));
            let gone = old.iter().filter(|item| places.find(item).is_none());
            items.extend(gone.map(|item| {
                Value::Map(
                    [(key, item.get(key)), (DIRECTIVE, &"delete".into())].into_iter().collect(),
                )
            }));
        }
        let moved = old.len() != new.len()
            || old.iter().zip(new).any(|(old, new)| old.get(key) != new.get(key));
        let ordered = !items.is_empty() || (self.changes && moved);
        let order = if self.orders && ordered { names(new, key) } else { Vec::new() };
        Ok(ListPatch { items, order, ..ListPatch::default() })
    }
}

/// Each item with nothing but its merge key.
fn names(items: &[Value], key: &str) -> Vec<Value> {
    items
        .iter()
        .map(|item| Value::Map([(FieldName::new(key), item.get(key))].into_iter().collect()))
        .collect()
}
