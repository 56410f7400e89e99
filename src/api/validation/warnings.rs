//! What the API server accepts and warns of.

use crate::api::Object;

/// What the API server warns of and accepts; kubectl prints each after `Warning: `.
pub fn warnings(_object: &Object) -> Vec<String> {
    Vec::new()
}
