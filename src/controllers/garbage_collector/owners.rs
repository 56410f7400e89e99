//! How an owner stands that an object names.

use crate::api::{Kind, Object, OwnerReference};
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

/// How the owner that `dependent` names by `reference` stands.
pub fn owner_state(view: &View, dependent: &Object, reference: &OwnerReference) -> OwnerState {
    let Some(kind) = kind_of(reference) else { return OwnerState::Present };
    let namespace = &dependent.meta.namespace;
    let found = view.find(kind, namespace, &reference.name);
    match found.filter(|owner| owner.meta.uid == reference.uid) {
        Some(owner) if super::waits_for_dependents(owner) => OwnerState::AwaitsDependents,
        Some(_) => OwnerState::Present,
        None if is_elsewhere(view, kind, namespace, &reference.uid) => OwnerState::Elsewhere,
        None => OwnerState::Absent,
    }
}

/// The kind of an owner, if the cluster knows it.
pub fn kind_of(reference: &OwnerReference) -> Option<Kind> {
    Kind::of(&reference.api_version, &reference.kind)
}

/// Whether an owner with this uid is in another namespace than this one.
fn is_elsewhere(view: &View, kind: Kind, namespace: &str, uid: &str) -> bool {
    if !kind.row().namespaced || view.are_all_in(kind, namespace) {
        return false;
    }
    view.list(Kind::Namespace, None)
        .filter(|other| other.meta.name != namespace)
        .flat_map(|other| view.list(kind, Some(&other.meta.name)))
        .any(|other| other.meta.uid == *uid)
}
