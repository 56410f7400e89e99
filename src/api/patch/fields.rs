//! Where in the type table a patch has come to.

use crate::api::Kind;
use crate::api::schema::{PatchStrategy, Type};

/// The type of a map in a patch; `None` where anything may stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields(Option<Type>);

impl Fields {
    pub(super) fn of(kind: Kind) -> Fields {
        Fields(Some(Type::of(kind)))
    }

    /// What stands under a key, and how it is merged.
    pub(super) fn under(self, key: &str) -> (Fields, PatchStrategy) {
        match self.0.and_then(|owner| owner.field(key)) {
            Some(field) => (Fields(field.shape.object()), field.patch),
            None => (Fields(None), PatchStrategy::default()),
        }
    }
}
