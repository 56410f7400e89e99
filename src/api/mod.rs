//! What an object is: values, kinds, metadata, the type table, defaults, validation, patches.

pub mod defaults;
pub mod json;
pub mod kind;
pub mod object;
pub mod selector;
pub mod status_error;
pub mod validation;
pub mod value;

pub use kind::Kind;
pub use object::{Key, Meta, Object, OwnerReference};
pub use selector::Selector;
pub use status_error::{ErrorReason, FieldError, StatusError};
pub use value::{List, Map, Value};
