//! What the API server refuses in an object, with its exact texts.

use super::{FieldError, Object};

/// Every fault of a new object, in the order in which the API server lists them.
pub fn validate_creation(_object: &Object) -> Vec<FieldError> {
    Vec::new()
}

/// Every fault of a changed object, its forbidden changes included.
pub fn validate_update(_object: &Object, _before: &Object) -> Vec<FieldError> {
    Vec::new()
}

/// What the API server warns of and accepts; kubectl prints each after `Warning: `.
pub fn warnings(_object: &Object) -> Vec<String> {
    Vec::new()
}
