//! JSON patch (RFC 6902): operations one after the other.

use super::PatchError;
use crate::api::Value;

/// The most operations of one patch, as with the API server.
const MOST_OPERATIONS: usize = 10_000;
/// How deep a patched value may be.
const MOST_DEPTH: usize = 100;
/// The most values that one patch may copy.
const MOST_COPIED: usize = 250_000;

/// A value after all operations of a patch.
///
/// # Errors
/// When the patch is none, or one of its operations cannot be done: nothing is done then.
pub fn json_patch(value: &Value, patch: &Value) -> Result<Value, PatchError> {
    let Value::List(operations) = patch else {
        return Err(refusal("a JSON patch is a list of operations"));
    };
    let operations = operations.as_slice();
    if operations.len() > MOST_OPERATIONS {
        let count = operations.len();
        return Err(refusal(format!(
            "The allowed maximum operations in a JSON patch is {MOST_OPERATIONS}, got {count}"
        )));
    }
    let mut patched = value.clone();
    let mut copied = 0;
    for operation in operations {
        apply(&mut patched, operation, &mut copied)?;
    }
    Ok(patched)
}

fn refusal(text: impl Into<String>) -> PatchError {
    PatchError(text.into())
}

fn apply(value: &mut Value, operation: &Value, copied: &mut usize) -> Result<(), PatchError> {
    let name = operation.get("op").str();
    let Some(path) = operation.get("path").as_str() else {
        return Err(refusal(format!("{name} operation does not apply: missing path")));
    };
    let given = || {
        let given = operation.as_map().filter(|map| map.contains("value"));
        given.map(|map| map.get("value").clone()).ok_or_else(|| missing(path))
    };
    let from = || operation.get("from").as_str().ok_or_else(|| missing("from"));
    match name {
        "add" => add(value, path, given()?),
        "replace" => {
            remove(value, path)?;
            add(value, path, given()?)
        }
        "remove" => remove(value, path).map(drop),
        "test" => test(value, path, operation.get("value")),
        "move" => {
            let moved = remove(value, from()?)?;
            add(value, path, moved)
        }
        "copy" => {
            let copy = read(value, from()?)?.clone();
            *copied += count(&copy, MOST_COPIED);
            if *copied > MOST_COPIED {
                return Err(refusal("the patch copies too much"));
            }
            add(value, path, copy)
        }
        other => Err(refusal(format!("Unexpected kind: {other}"))),
    }
}

fn missing(path: &str) -> PatchError {
    refusal(format!("missing value: {path}"))
}

fn test(value: &Value, path: &str, expected: &Value) -> Result<(), PatchError> {
    if read(value, path)? == expected {
        Ok(())
    } else {
        Err(refusal(format!("testing value {path} failed: test failed")))
    }
}

/// The steps of a JSON pointer (RFC 6901).
fn steps(path: &str) -> Result<Vec<String>, PatchError> {
    if path.is_empty() {
        return Ok(Vec::new());
    }
    let rest = path.strip_prefix('/').ok_or_else(|| unable(path))?;
    let steps: Vec<String> =
        rest.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
    if steps.len() > MOST_DEPTH { Err(unable(path)) } else { Ok(steps) }
}

fn unable(path: &str) -> PatchError {
    refusal(format!("doc is missing path: {path}: missing value"))
}

fn index(step: &str, length: usize) -> Option<usize> {
    step.parse().ok().filter(|index| *index < length)
}

fn read<'value>(value: &'value Value, path: &str) -> Result<&'value Value, PatchError> {
    let mut at = value;
    for step in steps(path)? {
        at = match at {
            Value::Map(map) if map.contains(&step) => map.get(&step),
            Value::List(list) => {
                let place = index(&step, list.as_slice().len()).ok_or_else(|| unable(path))?;
                &list.as_slice()[place]
            }
            _ => return Err(unable(path)),
        };
    }
    Ok(at)
}

/// The map or list that holds what a path leads to, and the path's last step.
fn holder<'value>(
    value: &'value mut Value,
    path: &str,
) -> Result<(&'value mut Value, String), PatchError> {
    let mut steps = steps(path)?;
    let last = steps.pop().ok_or_else(|| unable(path))?;
    let mut at = value;
    for step in steps {
        at = match at {
            Value::Map(map) => map.get_mut(&step),
            Value::List(list) => {
                let place = index(&step, list.as_slice().len());
                place.and_then(|place| list.items_mut().get_mut(place))
            }
            _ => None,
        }
        .ok_or_else(|| unable(path))?;
    }
    Ok((at, last))
}

fn add(value: &mut Value, path: &str, added: Value) -> Result<(), PatchError> {
    if path.is_empty() {
        *value = added;
        return Ok(());
    }
    if steps(path)?.len() + depth(&added, MOST_DEPTH) > MOST_DEPTH {
        return Err(refusal("the patch nests too deep"));
    }
    match holder(value, path)? {
        (Value::Map(map), step) => {
            map.insert(step, added);
            Ok(())
        }
        (Value::List(list), step) => {
            let length = list.as_slice().len();
            let place = if step == "-" { Some(length) } else { index(&step, length + 1) };
            let place = place.ok_or_else(|| {
                refusal(format!("add operation does not apply: {}", unable(path)))
            })?;
            list.insert(place, added);
            Ok(())
        }
        _ => Err(refusal(format!("add operation does not apply: {}", unable(path)))),
    }
}

fn remove(value: &mut Value, path: &str) -> Result<Value, PatchError> {
    if path.is_empty() {
        return Ok(std::mem::take(value));
    }
    let removed = match holder(value, path)? {
        (Value::Map(map), step) => map.remove(&step),
        (Value::List(list), step) => {
            index(&step, list.as_slice().len()).map(|place| list.remove(place))
        }
        _ => None,
    };
    removed.ok_or_else(|| refusal(format!("remove operation does not apply: {}", unable(path))))
}

/// How many values a value has, itself among them; stops counting behind `most`.
fn count(value: &Value, most: usize) -> usize {
    let mut counted = 1;
    for item in parts(value) {
        if counted > most {
            break;
        }
        counted += count(item, most - counted.min(most));
    }
    counted
}

/// How deep a value is; stops looking behind `most`.
fn depth(value: &Value, most: usize) -> usize {
    if most == 0 {
        return 1;
    }
    1 + parts(value).map(|item| depth(item, most - 1)).max().unwrap_or_default()
}

fn parts(value: &Value) -> impl Iterator<Item = &Value> {
    value.items().iter().chain(value.entries().iter().map(|(_, item)| item))
}
