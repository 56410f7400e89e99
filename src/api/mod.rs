//! What an object is: values, kinds, metadata, the type table, defaults, validation, patches.

pub mod addresses;
pub mod base64;
pub mod cron_field;
pub mod cron_schedule;
pub mod decode;
pub mod defaults;
pub mod diagnose;
pub mod image;
pub mod int_or_percent;
pub mod job;
pub mod json;
pub mod kind;
pub mod nearest;
pub mod names;
pub mod node_affinity;
pub mod object;
pub mod patch;
pub mod pod;
pub mod pod_resources;
pub mod quantity;
pub mod reindent;
pub mod schema;
pub mod selector;
pub mod status_error;
pub mod text;
pub mod toleration;
pub mod validation;
pub mod value;

pub use kind::Kind;
pub use object::{Key, Meta, Object, OwnerReference};
pub use pod::Pod;
pub use quantity::Quantity;
pub use selector::Selector;
pub use status_error::{ErrorReason, FieldError, StatusError};
pub use value::{List, Map, Value};
