//! A line of the compacted type table: `v1.Name field=code field!=code …`.
//!
//! `!` marks a required field.  A code begins with `[` for a list or `{` for a map, goes on with
//! the letter of a plain value or `r` and the number of a type's line, and may end with
//! `~` and a merge key, `+` for retained keys, and `*` or `#` and keys for the list's type.

use super::{Field, Leaf, ListType, PatchStrategy, Shape, Type};

/// Reads a field; `None` if the text is none.
pub fn field(text: &'static str) -> Option<Field> {
    let (name, code) = text.split_once('=')?;
    let required = name.ends_with('!');
    let (make, code): (fn(Leaf) -> Shape, _) = match code.as_bytes().first()? {
        b'[' => (Shape::List, &code[1..]),
        b'{' => (Shape::Map, &code[1..]),
        _ => (Shape::One, code),
    };
    let marks = code.find(['~', '+', '*', '#']).unwrap_or(code.len());
    let (letters, marks) = code.split_at(marks);
    Some(Field {
        name: name.trim_end_matches('!'),
        shape: make(leaf(letters)?),
        required,
        patch: patch(marks),
        list: list(marks),
    })
}

fn leaf(letters: &str) -> Option<Leaf> {
    Some(match letters {
        "s" => Leaf::String,
        "y" => Leaf::Bytes,
        "i" => Leaf::Int32,
        "l" => Leaf::Int64,
        "b" => Leaf::Bool,
        "q" => Leaf::Quantity,
        "p" => Leaf::IntOrString,
        "t" => Leaf::Time,
        "m" => Leaf::MicroTime,
        "o" => Leaf::Any,
        reference => Leaf::Object(Type(reference.strip_prefix('r')?.parse().ok()?)),
    })
}

fn patch(marks: &'static str) -> PatchStrategy {
    let merge_key = after(marks, '~');
    PatchStrategy {
        merge: merge_key.is_some(),
        merge_key: merge_key.filter(|key| !key.is_empty()),
        retain_keys: marks.contains('+'),
    }
}

fn list(marks: &'static str) -> ListType {
    match after(marks, '#') {
        Some(keys) => ListType::Map(keys),
        None if marks.contains('*') => ListType::Set,
        None => ListType::Atomic,
    }
}

/// What stands between a mark and the next one.
fn after(marks: &'static str, mark: char) -> Option<&'static str> {
    let (_, rest) = marks.split_once(mark)?;
    Some(rest.split(['~', '+', '*', '#']).next().unwrap_or_default())
}
