//! JSON merge patch (RFC 7386).

use crate::api::Value;

/// A value with a patch put over it: maps merge, null takes a key away, all else is replaced.
pub fn merge_patch(value: &Value, patch: &Value) -> Value {
    let Value::Map(changes) = patch else { return patch.clone() };
    let mut merged = value.clone();
    let map = merged.make_map();
    for (key, change) in changes.iter() {
        if change.is_null() {
            map.remove(key);
        } else {
            let changed = merge_patch(map.get(key), change);
            map.insert(key, changed);
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    #[test]
    fn the_examples_of_the_standard() {
        for (value, patch, merged) in [
            (value!({"a": "b"}), value!({"a": "c"}), value!({"a": "c"})),
            (value!({"a": "b"}), value!({"b": "c"}), value!({"a": "b", "b": "c"})),
            (value!({"a": "b"}), value!({"a": null}), value!({})),
            (value!({"a": ["b"]}), value!({"a": "c"}), value!({"a": "c"})),
            (
                value!({"a": {"b": "c"}}),
                value!({"a": {"b": "d", "c": null}}),
                value!({"a": {"b": "d"}}),
            ),
            (value!({"a": [1]}), value!({"a": [2, null]}), value!({"a": [2, null]})),
            (value!(["a"]), value!({"a": "b", "c": null}), value!({"a": "b"})),
            (value!({}), value!({"a": {"b": {"c": null}}}), value!({"a": {"b": {}}})),
            (value!({"e": null}), value!({"a": 1}), value!({"e": null, "a": 1})),
        ] {
            assert_eq!(merge_patch(&value, &patch), merged, "{value:?} {patch:?}");
        }
    }
}
