//! `--sort-by`: objects in the order of a field.

use super::jsonpath;
use super::natural::natural_order;
use crate::api::{Object, Quantity, Value};
use std::cmp::Ordering;
use std::rc::Rc;

/// Sorts objects by the first value that a path finds in each; those without one come first, and
/// equal ones keep their order.
///
/// # Errors
/// The path can't be read, or no object has such a field.
pub fn sort_by(objects: &mut Vec<Rc<Object>>, path: &str) -> Result<(), String> {
    let values: Vec<Value> = objects.iter().map(|object| object.to_value()).collect();
    let order = sorted_order(&values, path)?;
    *objects = order.into_iter().map(|index| objects[index].clone()).collect();
    Ok(())
}

/// The indexes of values in the order of a path.
///
/// # Errors
/// As [`sort_by`].
pub fn sorted_order(values: &[Value], path: &str) -> Result<Vec<usize>, String> {
    let path = jsonpath::relaxed(path)?;
    let template = jsonpath::parse(&path)?;
    let mut keys = Vec::with_capacity(values.len());
    for value in values {
        let found = jsonpath::find(&template, value)?;
        keys.push(found.into_iter().flatten().next().unwrap_or_default());
    }
    if !keys.is_empty() && keys.iter().all(Value::is_null) {
        return Err(format!("couldn't find any field with path {path:?} in the list of objects"));
    }
    let texts = keys.iter().filter_map(Value::as_str);
    let quantities: Option<Vec<Quantity>> = texts.map(|text| Quantity::parse(text).ok()).collect();
    let mut order: Vec<usize> = (0..values.len()).collect();
    crate::order::sort_by(&mut order, |left, right| {
        compare(&keys[*left], &keys[*right], quantities.is_some())
    });
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
