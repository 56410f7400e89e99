//! The patch of `kubectl apply`: what the manifest says, and what its former self said and it no
//! longer does.

use super::PatchError;
use super::diff::Diff;
use super::fields::Fields;
use super::order::Places;
use crate::api::value::{List, Map};
use crate::api::{Kind, Value};

/// The patch that makes `modified` of `current`, and takes away what stood in `original` (what was
/// applied last) and no longer does.  What others added to `current` stays.
///
/// # Errors
/// When an item of a merged list lacks its merge key.
pub fn three_way(
    kind: Kind,
    original: &Value,
    modified: &Value,
    current: &Value,
) -> Result<Value, PatchError> {
    let none = Map::default();
    let map = |value: &'_ Value| value.as_map().unwrap_or(&none).clone();
    let (original, modified, current) = (map(original), map(modified), map(current));
    let fields = Fields::of(kind);
    let changes = Diff { changes: true, deletions: false, orders: true };
    let changes = changes.maps(&current, &modified, fields, false)?;
    let deletions = Diff { changes: false, deletions: true, orders: true };
    let deletions = deletions.maps(&original, &modified, fields, false)?;
    Ok(Value::Map(combine(&deletions, &changes, fields)))
}

/// Two patches as one; the second one wins where both speak.
fn combine(first: &Map, second: &Map, fields: Fields) -> Map {
    let mut combined = first.clone();
    for (key, value) in second.iter() {
        let (under, strategy) = fields.under(key);
        let both = match (combined.get(key), value) {
            (Value::Map(first), Value::Map(second)) => Value::Map(combine(first, second, under)),
            (Value::List(first), Value::List(second)) if strategy.merge => {
                combine_lists(first, second, strategy.merge_key, under)
            }
            (_, value) => value.clone(),
        };
        combined.insert(key, both);
    }
    combined
}

fn combine_lists(first: &List, second: &List, merge_key: Option<&str>, fields: Fields) -> Value {
    let mut combined = second.as_slice().to_vec();
    let mut places = Places::of(&combined, merge_key);
    for item in first.as_slice() {
        match places.find(item) {
            Some(place) => {
                if let (Value::Map(first), Value::Map(second)) = (item, &combined[place]) {
                    combined[place] = Value::Map(combine(first, second, fields));
                }
            }
            None => {
                places.push(item);
                combined.push(item.clone());
            }
        }
    }
    Value::List(combined.into_iter().collect())
}
