//! Objects in cases.

use podarium::api::{Kind, Object, Value};

/// The instant at which cases create objects.
pub const CREATION: &str = "2026-01-01T00:00:00Z";

/// Reads a whole object with its `apiVersion` and `kind`.
pub fn read(value: &Value) -> Result<Object, String> {
    let (version, name) = (value.get("apiVersion").str(), value.get("kind").str());
    let kind = Kind::of(version, name).ok_or_else(|| format!("no kind {version} {name}"))?;
    Ok(Object::from_value(kind, value.clone()))
}

/// Reads an object whose kind the case leaves out.
pub fn read_as(kind: Kind, value: &Value) -> Object {
    Object::from_value(kind, value.clone())
}
