//! `--sort-by`: objects in the order of a field.

use super::jsonpath;
use super::natural::natural_order;
use crate::api::{Object, Quantity, Value};
use std::cmp::Ordering;
use std::rc::Rc;

/// Sorts objects by the first value that a path finds in each; those without one come first, the
/// last of them before the others, and equal ones keep their order.
///
/// # Errors
/// The path can't be read, or no object has such a field.
pub fn sort_by(objects: &mut [Rc<Object>], path: &str) -> Result<(), String> {
    sort(objects, &jsonpath::relaxed(path)?)
}

/// The same for the rows of a table, where a path that is none is told of as its reader does.
///
/// # Errors
/// As [`sort_by`].
pub fn sort_rows(objects: &mut [Rc<Object>], path: &str) -> Result<(), String> {
    let path = jsonpath::relaxed(path).unwrap_or_else(|_| path.to_owned());
    jsonpath::parse(&path).map_err(|why| format!("sorting error: {why}"))?;
    sort(objects, &path)
}

fn sort(objects: &mut [Rc<Object>], path: &str) -> Result<(), String> {
    let values: Vec<Value> = objects.iter().map(|object| object.to_value()).collect();
    let order = order_by(&values, path)?;
    let sorted: Vec<Rc<Object>> = order.into_iter().map(|index| objects[index].clone()).collect();
    objects.clone_from_slice(&sorted);
    Ok(())
}

/// The indexes of values in the order of a path.
///
/// # Errors
/// As [`sort_by`].
pub fn sorted_order(values: &[Value], path: &str) -> Result<Vec<usize>, String> {
    order_by(values, &jsonpath::relaxed(path)?)
}

/// How many objects kubectl's language sorts by putting one after the other into its place.
const FEW: usize = 12;

fn order_by(values: &[Value], path: &str) -> Result<Vec<usize>, String> {
    let template = jsonpath::parse(path)?;
    let mut keys: Vec<Option<Value>> = Vec::with_capacity(values.len());
    for value in values {
        keys.push(jsonpath::find(&template, value)?.into_iter().flatten().next());
    }
    if !keys.is_empty() && keys.iter().all(Option::is_none) {
        return Err(format!("couldn't find any field with path {path:?} in the list of objects"));
    }
    let texts = keys.iter().flatten().filter_map(Value::as_str);
    let quantities: Option<Vec<Quantity>> = texts.map(|text| Quantity::parse(text).ok()).collect();
    let mut order: Vec<usize> = (0..values.len()).collect();
    crate::order::sort_by(&mut order, |left, right| match (&keys[*left], &keys[*right]) {
        (Some(left), Some(right)) => compare(left, right, quantities.is_some()),
        (left, right) => left.is_some().cmp(&right.is_some()),
    });
    if values.len() <= FEW {
        // What has no such field goes before all others, also before its like.
        let without = keys.iter().filter(|key| key.is_none()).count();
        order[..without].reverse();
    }
    Ok(order)
}

/// Values of one type by their order, of different types by the types'.  Texts that are all
/// quantities are compared as such.
fn compare(left: &Value, right: &Value, quantities: bool) -> Ordering {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => left.cmp(right),
        (Value::Float(left), Value::Float(right)) => left.total_cmp(right),
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (Value::String(_), Value::String(_)) if quantities => {
            Quantity::of(left).cmp(&Quantity::of(right))
        }
        (Value::String(left), Value::String(right)) => natural_order(left, right),
        _ => rank(left).cmp(&rank(right)),
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Int(_) => 2,
        Value::Float(_) => 3,
        Value::String(_) => 4,
        Value::List(_) => 5,
        Value::Map(_) => 6,
    }
}
