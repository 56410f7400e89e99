//! What the API server adds or refuses for reasons outside the object itself: namespaces,
//! service accounts, tolerations, default classes, cluster addresses.

use super::Store;
use crate::api::{Kind, Object, StatusError};
use crate::random::Random;

/// Refuses an object whose namespace is missing or going.
///
/// # Errors
/// `NotFound` or `Forbidden` (`NamespaceLifecycle`).
pub fn check_namespace(store: &Store, object: &Object) -> Result<(), StatusError> {
    if !object.kind.row().namespaced {
        return Ok(());
    }
    let name = &object.meta.namespace;
    let Some(namespace) = store.find(Kind::Namespace, "", name) else {
        return Err(StatusError::not_found(Kind::Namespace, name));
    };
    if namespace.is_deleting() && object.kind != Kind::Event {
        let why = format!(
            "unable to create new content in namespace {name} because it is being terminated"
        );
        return Err(StatusError::forbidden(object.kind, &object.meta.name, &why));
    }
    Ok(())
}

/// Completes or refuses an object that is being created.
///
/// # Errors
/// `Forbidden`, with the admission plugin's own text.
pub fn admit(
    _store: &Store,
    _random: &mut Random,
    _object: &mut Object,
) -> Result<(), StatusError> {
    Ok(())
}

/// Completes or refuses an object that is being updated.
///
/// # Errors
/// `Forbidden`, with the admission plugin's own text.
pub fn admit_update(
    _store: &Store,
    _before: &Object,
    _object: &mut Object,
) -> Result<(), StatusError> {
    Ok(())
}
