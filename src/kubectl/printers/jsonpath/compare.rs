//! The comparisons of filters.

use crate::api::Value;
use std::cmp::Ordering;

/// Whether `left operator right` holds.
///
/// # Errors
/// Values of different types can't be compared, maps and lists not at all, truth values only for
/// equality; and there are other operators than are written here.
pub fn holds(left: &Value, operator: &str, right: &Value) -> Result<bool, String> {
    let order = order(left, right)?;
    let equality = matches!(operator, "==" | "!=");
    if !equality && matches!(left, Value::Bool(_)) {
        return Err("invalid type for comparison".to_owned());
    }
    match operator {
        "==" => Ok(order == Ordering::Equal),
        "!=" => Ok(order != Ordering::Equal),
        "<" => Ok(order == Ordering::Less),
        "<=" => Ok(order != Ordering::Greater),
        ">" => Ok(order == Ordering::Greater),
        ">=" => Ok(order != Ordering::Less),
        other => Err(format!("unrecognized filter operator {other}")),
    }
}

fn order(left: &Value, right: &Value) -> Result<Ordering, String> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => Ok(left.cmp(right)),
        (Value::Int(left), Value::Int(right)) => Ok(left.cmp(right)),
        (Value::Bool(left), Value::Bool(right)) => Ok(left.cmp(right)),
        (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
            Ok(number(left).total_cmp(&number(right)))
        }
        (Value::List(_) | Value::Map(_) | Value::Null, _) => {
            Err("invalid type for comparison".to_owned())
        }
        _ => Err("incompatible types for comparison".to_owned()),
    }
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Float(number) => *number,
        other => other.int() as f64,
    }
}
