//! Strategic merge patch: lists are merged by their items' keys, as the type table has it.

use super::fields::Fields;
use super::order::{Places, arrange};
use super::{DELETE_FROM, DIRECTIVE, PatchError, RETAIN_KEYS, SET_ORDER};
use crate::api::schema::PatchStrategy;
use crate::api::value::{List, Map};
use crate::api::{FieldName, Kind, Value};

/// An object of a kind with a strategic merge patch put over it.
///
/// # Errors
/// When the patch holds a directive that is none, or an item without its merge key.
pub fn strategic_merge(kind: Kind, value: &Value, patch: &Value) -> Result<Value, PatchError> {
    let (Value::Map(value), Value::Map(patch)) = (value, patch) else {
        return Err(PatchError("cannot restore struct from: a patch that is no object".to_owned()));
    };
    Ok(Value::Map(merge_map(value, patch, Fields::of(kind))?))
}

fn merge_map(value: &Map, patch: &Map, fields: Fields) -> Result<Map, PatchError> {
    match patch.get(DIRECTIVE) {
        Value::Null => {}
        Value::String(word) if word == "replace" => {
            let mut replaced = patch.clone();
            replaced.remove(DIRECTIVE);
            return Ok(replaced);
        }
        Value::String(word) if word == "delete" => return Ok(Map::default()),
        Value::String(word) if word == "merge" => {}
        other => return Err(unknown_directive(other)),
    }
    let mut merged = value.clone();
    retain_keys(&mut merged, patch)?;
    for (key, change) in patch.iter().filter(|(key, _)| !key.starts_with('$')) {
        let (under, strategy) = fields.under(key);
        let merged_value = match (merged.get(key), change) {
            (_, Value::Null) => {
                merged.remove(key);
                continue;
            }
            (Value::Map(value), Value::Map(change)) => Value::Map(merge_map(value, change, under)?),
            (Value::List(value), Value::List(change)) if strategy.merge => {
                let lists = Lists::of(value.as_slice(), patch, key, strategy);
                lists.merge(change.as_slice(), under)?
            }
            (_, change) => without_directives(change),
        };
        merged.insert(key, merged_value);
    }
    change_lists_without_items(&mut merged, patch, fields)?;
    Ok(merged)
}

/// Lists that a patch only orders or only takes values from.
fn change_lists_without_items(
    merged: &mut Map,
    patch: &Map,
    fields: Fields,
) -> Result<(), PatchError> {
    let prefixed = patch.iter().filter_map(|(key, _)| {
        key.strip_prefix(SET_ORDER).or_else(|| key.strip_prefix(DELETE_FROM))
    });
    for key in prefixed.filter(|key| !patch.contains(key)) {
        let (under, strategy) = fields.under(key);
        if let Value::List(value) = merged.get(key).clone() {
            let lists = Lists::of(value.as_slice(), patch, key, strategy);
            merged.insert(FieldName::new(key), lists.merge(&[], under)?);
        }
    }
    Ok(())
}

fn retain_keys(merged: &mut Map, patch: &Map) -> Result<(), PatchError> {
    let keys = match patch.get(RETAIN_KEYS) {
        Value::Null => return Ok(()),
        Value::List(keys) => keys.as_slice(),
        _ => return Err(PatchError("invalid retainKeys directive: not a list".to_owned())),
    };
    let retained = |key: &str| keys.iter().any(|retained| retained.str() == key);
    let outside = |(key, value): &(_, &Value)| {
        let key: &FieldName = key;
        !key.starts_with('$') && !value.is_null() && !retained(key)
    };
    if patch.iter().map(|(key, value)| (key.clone(), value)).any(|entry| outside(&entry)) {
        return Err(PatchError(
            "$retainKeys doesn't contain a key that is in the patch".to_owned(),
        ));
    }
    let gone: Vec<_> = merged.iter().map(|(key, _)| key.clone()).collect();
    for key in gone.iter().filter(|key| !retained(key)) {
        merged.remove(key);
    }
    Ok(())
}

/// A list that a patch changes, and what the patch says of it beside its items.
struct Lists<'patch> {
    value: &'patch [Value],
    /// The order that is wanted, if one is.
    wanted: Option<&'patch [Value]>,
    leaving: &'patch [Value],
    merge_key: Option<&'static str>,
}

impl<'patch> Lists<'patch> {
    fn of(
        value: &'patch [Value],
        patch: &'patch Map,
        key: &str,
        strategy: PatchStrategy,
    ) -> Lists<'patch> {
        let wanted = patch.get(&format!("{SET_ORDER}{key}")).as_list();
        Lists {
            value,
            wanted: wanted.map(List::as_slice),
            leaving: patch.get(&format!("{DELETE_FROM}{key}")).items(),
            merge_key: strategy.merge_key,
        }
    }

    fn merge(&self, change: &[Value], fields: Fields) -> Result<Value, PatchError> {
        of_one_type(self.value, change)?;
        let mut merged = Merged::of(self.value, self.leaving, self.merge_key);
        if change.iter().any(|item| item.get(DIRECTIVE).str() == "replace") {
            merged = Merged::of(&[], &[], self.merge_key);
        }
        for item in change {
            match self.merge_key {
                Some(key) => merged.merge(item, key, fields)?,
                None if merged.places.find(item).is_some() => {}
                None => merged.push(item.clone()),
            }
        }
        let merged = merged.items.into_iter().flatten().collect();
        let merged = match self.wanted {
            Some(wanted) => arrange(merged, wanted, self.value, self.merge_key),
            None => merged,
        };
        Ok(Value::List(merged.into_iter().collect::<List>()))
    }
}

/// The items of a list so far; what was deleted leaves its place empty.
struct Merged {
    items: Vec<Option<Value>>,
    places: Places<'static>,
}

impl Merged {
    fn of(items: &[Value], leaving: &[Value], merge_key: Option<&'static str>) -> Merged {
        let mut merged = Merged { items: Vec::new(), places: Places::of(&[], merge_key) };
        let leaving = Places::of(leaving, None);
        for item in items.iter().filter(|item| leaving.find(item).is_none()) {
            merged.push(item.clone());
        }
        merged
    }

    fn push(&mut self, item: Value) {
        self.places.push(&item);
        self.items.push(Some(item));
    }

    fn merge(&mut self, item: &Value, key: &str, fields: Fields) -> Result<(), PatchError> {
        let Value::Map(change) = item else {
            self.push(item.clone());
            return Ok(());
        };
        let directive = change.get(DIRECTIVE);
        if directive.str() == "replace" && change.len() == 1 {
            return Ok(());
        }
        if item.get(key).is_null() {
            return Err(missing_key(item, key));
        }
        if directive.str() == "delete" {
            for place in self.places.remove(item) {
                self.items[place] = None;
            }
            return Ok(());
        }
        let there = self.places.find(item).and_then(|place| self.items[place].as_mut());
        match there {
            Some(there) => {
                let value = there.as_map().cloned().unwrap_or_default();
                *there = Value::Map(merge_map(&value, change, fields)?);
            }
            None => self.push(without_directives(item)),
        }
        Ok(())
    }
}

pub(super) fn missing_key(item: &Value, key: &str) -> PatchError {
    let item = super::go_text(item);
    PatchError(format!("map: {item} does not contain declared merge key: {key}"))
}

/// Refuses items of several types (`sliceElementType`).
fn of_one_type(present: &[Value], change: &[Value]) -> Result<(), PatchError> {
    let mut types = present.iter().chain(change).map(std::mem::discriminant);
    let first = types.next();
    if types.all(|other| Some(other) == first) {
        return Ok(());
    }
    let lists =
        [present, change].map(|list| super::go_text(&Value::List(list.iter().cloned().collect())));
    Err(PatchError(format!("list element types are not identical: [{}]", lists.join(" "))))
}

fn unknown_directive(value: &Value) -> PatchError {
    PatchError(format!("unknown directive: {}", super::go_text(value)))
}

/// What a patch puts where nothing stood: nulls and directives have nothing to do there.
fn without_directives(value: &Value) -> Value {
    match value {
        Value::Map(map) => Value::Map(
            map.iter()
                .filter(|(key, item)| !key.starts_with('$') && !item.is_null())
                .map(|(key, item)| (key.clone(), without_directives(item)))
                .collect(),
        ),
        Value::List(list) => Value::List(
            list.as_slice()
                .iter()
                .filter(|item| item.get(DIRECTIVE).is_null())
                .map(without_directives)
                .collect(),
        ),
        other => other.clone(),
    }
}
