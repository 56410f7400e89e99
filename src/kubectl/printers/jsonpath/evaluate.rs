//! Filling templates.

use super::compare::holds;
use super::{Filter, Piece, Slice, Step, Template, text_of};
use crate::api::Value;
use crate::kubectl::printers::go_text::type_name;

/// No step finds more values: nested descents could otherwise find without end.
const MOST_VALUES: usize = 1_000_000;
/// No template makes more bytes of text: each of the values may be all there is.
const MOST_TEXT: usize = 16 << 20;

/// Fills a template: the values of each path parted by spaces, all else as it is written.
///
/// # Errors
/// Says why it can't be filled, in kubectl's words.
pub fn evaluate(template: &Template, data: &Value) -> Result<String, String> {
    let mut text = String::new();
    for values in find(template, data)? {
        for (place, value) in values.iter().enumerate() {
            if place > 0 {
                text.push(' ');
            }
            text.push_str(&text_of(value));
            if text.len() > MOST_TEXT {
                return Err("too much text is found".to_owned());
            }
        }
    }
    Ok(text)
}

/// The values that each piece of a template finds, a range's pieces once for each of its values.
///
/// # Errors
/// As [`evaluate`].
pub fn find(template: &Template, data: &Value) -> Result<Vec<Vec<Value>>, String> {
    let mut found = Found { lists: Vec::new(), values: 0 };
    let walker = Walker { requires_keys: template.requires_keys };
    walker.pieces(&template.pieces, data, &mut found)?;
    Ok(found.lists)
}

struct Found {
    lists: Vec<Vec<Value>>,
    values: usize,
}

#[derive(Clone, Copy)]
struct Walker {
    requires_keys: bool,
}

impl Walker {
    fn pieces(self, pieces: &[Piece], data: &Value, found: &mut Found) -> Result<(), String> {
        for piece in pieces {
            let list = match piece {
                Piece::Text(text) => vec![Value::from(text.as_str())],
                Piece::Path(steps) => self.walk(steps, data)?,
                Piece::Range(steps, body) => {
                    for value in self.walk(steps, data)? {
                        self.pieces(body, &value, found)?;
                    }
                    continue;
                }
            };
            found.values += list.len() + 1;
            check_size(found.values)?;
            found.lists.push(list);
        }
        Ok(())
    }

    fn walk(self, steps: &[Step], data: &Value) -> Result<Vec<Value>, String> {
        steps.iter().try_fold(vec![data.clone()], |values, step| {
            let values = self.step(step, &values)?;
            check_size(values.len())?;
            Ok(values)
        })
    }

    fn step(self, step: &Step, values: &[Value]) -> Result<Vec<Value>, String> {
        match step {
            Step::Literal(value) => Ok(vec![value.clone()]),
            Step::Fail(message) => Err(message.clone()),
            Step::Field(name) => self.field(name, values),
            Step::Wildcard => Ok(values.iter().flat_map(children).cloned().collect()),
            Step::Descend => {
                let mut found = Vec::new();
                values.iter().try_for_each(|value| descend(value, &mut found))?;
                Ok(found)
            }
            Step::Slice(bounds) => slice(*bounds, values),
            Step::Filter(filter) => self.filter(filter, values),
            Step::Union(paths) => {
                let mut found = Vec::new();
                for path in paths {
                    for value in values {
                        found.extend(self.walk(path, value)?);
                    }
                    check_size(found.len())?;
                }
                Ok(found)
            }
        }
    }

    fn field(self, name: &str, values: &[Value]) -> Result<Vec<Value>, String> {
        let maps = values.iter().filter_map(Value::as_map);
        let found: Vec<Value> =
            maps.filter(|map| map.contains(name)).map(|map| map.get(name).clone()).collect();
        if found.is_empty() && self.requires_keys {
            return Err(format!("{name} is not found"));
        }
        Ok(found)
    }

    fn filter(self, filter: &Filter, values: &[Value]) -> Result<Vec<Value>, String> {
        let mut found = Vec::new();
        for value in values.iter().filter(|value| !value.is_null()) {
            if value.as_list().is_none() {
                let name = type_name(value);
                return Err(format!("{name} is not array or slice and cannot be filtered"));
            }
            for item in value.items() {
                if self.passes(filter, item)? {
                    found.push(item.clone());
                }
            }
        }
        Ok(found)
    }

    fn passes(self, filter: &Filter, item: &Value) -> Result<bool, String> {
        let Some((operator, right)) = &filter.comparison else {
            return Ok(self.walk(&filter.left, item).is_ok_and(|found| !found.is_empty()));
        };
        let Some(left) = only(self.walk(&filter.left, item)?)? else { return Ok(false) };
        let Some(right) = only(self.walk(right, item)?)? else { return Ok(false) };
        holds(&left, operator, &right)
    }
}

fn check_size(values: usize) -> Result<(), String> {
    if values > MOST_VALUES {
        return Err("too many values are found".to_owned());
    }
    Ok(())
}

fn only(mut found: Vec<Value>) -> Result<Option<Value>, String> {
    if found.len() > 1 {
        return Err("can only compare one element at a time".to_owned());
    }
    Ok(found.pop())
}

fn children(value: &Value) -> impl Iterator<Item = &Value> {
    value.items().iter().chain(value.entries().iter().map(|(_, value)| value))
}

fn descend(value: &Value, found: &mut Vec<Value>) -> Result<(), String> {
    if children(value).next().is_none() {
        return Ok(());
    }
    found.push(value.clone());
    check_size(found.len())?;
    children(value).try_for_each(|child| descend(child, found))
}

fn slice(bounds: Slice, values: &[Value]) -> Result<Vec<Value>, String> {
    let mut found = Vec::new();
    for value in values.iter().filter(|value| !value.is_null()) {
        if value.as_list().is_none() {
            return Err(format!("{} is not array or slice", type_name(value)));
        }
        let items = value.items();
        let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let (start, end) = resolve(bounds, length)?;
        if start == end {
            return Ok(found);
        }
        let step = match bounds.step {
            Some(step) if step <= 0 => return Err("step must be > 0".to_owned()),
            step => usize::try_from(step.unwrap_or(1)).unwrap_or(usize::MAX),
        };
        found.extend(items[start..end].iter().step_by(step).cloned());
    }
    Ok(found)
}

/// The bounds within a list; negative ones count from its end.
fn resolve(bounds: Slice, length: i64) -> Result<(usize, usize), String> {
    let from_end = |index: i64| if index < 0 { index.saturating_add(length) } else { index };
    let start = from_end(bounds.start.unwrap_or(0));
    let end = match bounds.end {
        None => length,
        Some(0) if bounds.single => length,
        Some(end) => from_end(end),
    };
    if start == end {
        return Ok((0, 0));
    }
    let outside =
        |index: i64| Err(format!("array index out of bounds: index {index}, length {length}"));
    if start < 0 || start >= length {
        return outside(start);
    }
    if end < 0 || end > length {
        return outside(end - 1);
    }
    if start > end {
        return Err(format!("starting index {start} is greater than ending index {end}"));
    }
    let index = |number: i64| usize::try_from(number).unwrap_or_default();
    Ok((index(start), index(end)))
}
