//! How an owner stands that an object names.

use crate::api::{Key, Kind, Object, OwnerReference};
use crate::store::View;

/// How an owner stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerState {
    /// It is there and holds the object; so does one of a kind that the cluster does not know.
    Present,
    /// It is not there.
    Absent,
    /// It is in another namespace, where no owner can be.
    Elsewhere,
    /// It is being deleted and waits until the object is gone.
    AwaitsDependents,
}

/// Where the owner of a dependent has to be; `None` if the cluster does not know its kind.
pub fn owner_key(dependent: &Object, reference: &OwnerReference) -> Option<Key> {
    let kind = Kind::of(&reference.api_version, &reference.kind)?;
    Some(Key::new(kind, &dependent.meta.namespace, &reference.name))
}

/// How the owner that `dependent` names by `reference` stands.
pub fn owner_state(view: &View, dependent: &Object, reference: &OwnerReference) -> OwnerState {
    let Some(key) = owner_key(dependent, reference) else { return OwnerState::Present };
    let Some(owner) = view.get(&key).filter(|owner| owner.meta.uid == reference.uid) else {
        let elsewhere = is_elsewhere(view, &key, &reference.uid);
        return if elsewhere { OwnerState::Elsewhere } else { OwnerState::Absent };
    };
    if super::waits_for_dependents(owner) {
        OwnerState::AwaitsDependents
    } else {
        OwnerState::Present
    }
}

/// Whether an owner with this uid is in another namespace than its key says.
fn is_elsewhere(view: &View, key: &Key, uid: &str) -> bool {
    if view.are_all_in(key.kind, &key.namespace) {
        return false;
    }
    view.list(Kind::Namespace, None)
        .filter(|namespace| namespace.meta.name != key.namespace)
        .flat_map(|namespace| view.list(key.kind, Some(&namespace.meta.name)))
        .any(|other| other.meta.uid == *uid)
}
