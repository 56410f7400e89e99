//! The project's own files, such as the front matter of a session: read into types, and written.

use super::MAX_BYTES;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads a text into a type.
///
/// # Errors
/// When the text is no YAML, too large, or does not fit the type; the text says which and where.
pub fn read_as<Read: DeserializeOwned>(text: &str) -> Result<Read, String> {
    if text.len() > MAX_BYTES {
        return Err(format!("exceeded max size of {MAX_BYTES} bytes"));
    }
    serde_yaml::from_str(text).map_err(|error| error.to_string())
}

/// Writes a value of a type.
///
/// # Errors
/// When the type holds what YAML cannot, such as maps with lists for keys.
pub fn write_as(value: &impl Serialize) -> Result<String, String> {
    serde_yaml::to_string(value).map_err(|error| error.to_string())
}
