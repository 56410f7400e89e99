//! Patches: made from manifests as `kubectl apply` makes them, and applied as the API server does.

mod clash;
mod declared;
mod diff;
mod fields;
mod json_patch;
mod merge;
mod order;
mod shown;
mod strategic;
mod three_way;

pub use clash::{Place, clashes, owned};
pub use declared::undeclared;
pub use diff::two_way;
pub use json_patch::json_patch;
pub use merge::merge_patch;
pub use shown::{go_text, shown_patch};
pub use strategic::strategic_merge;
pub use three_way::three_way;

use std::fmt;

/// Why a patch cannot be made or applied, in the words of Kubernetes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatchError(pub String);

impl fmt::Display for PatchError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for PatchError {}

/// The key under which a map in a patch says what is done with its counterpart.
const DIRECTIVE: &str = "$patch";
/// The key under which a map in a patch says which of its counterpart's keys stay.
const RETAIN_KEYS: &str = "$retainKeys";
/// Before a list's key: the values that leave it.
const DELETE_FROM: &str = "$deleteFromPrimitiveList/";
/// Before a list's key: the order that its items get.
const SET_ORDER: &str = "$setElementOrder/";
