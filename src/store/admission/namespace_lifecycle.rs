//! Namespaces: objects come only into living ones, and some live for ever
//! (`NamespaceLifecycle`).

use super::Store;
use crate::api::{Kind, Object, StatusError};
use std::rc::Rc;

/// The namespaces that stay.
const IMMORTAL: [&str; 3] = ["default", "kube-system", "kube-public"];
/// The label by which a namespace can be selected by name.
const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// The namespace that an object comes into, if its kind has one; refuses an object whose namespace
/// is missing or going.
///
/// # Errors
/// `NotFound` or `Forbidden`.
pub fn check_namespace(store: &Store, object: &Object) -> Result<Option<Rc<Object>>, StatusError> {
    if !object.kind.row().namespaced {
        return Ok(None);
    }
    let name = &object.meta.namespace;
    let Some(namespace) = store.find(Kind::Namespace, "", name) else {
        return Err(StatusError::not_found(Kind::Namespace, name));
    };
    if namespace.is_deleting() {
        let why = format!(
            "unable to create new content in namespace {name} because it is being terminated"
        );
        return Err(StatusError::forbidden(object.kind, object.called(), &why));
    }
    Ok(Some(namespace.clone()))
}

/// Refuses the deletion of a namespace that stays.
pub(super) fn check_deletion(name: &str) -> Result<(), StatusError> {
    if IMMORTAL.contains(&name) {
        let why = "this namespace may not be deleted";
        return Err(StatusError::forbidden(Kind::Namespace, name, why));
    }
    Ok(())
}

/// A namespace carries its name as a label, and goes only when its content is gone.
pub(super) fn admit(namespace: &mut Object) {
    let name = namespace.meta.name.clone();
    namespace.meta.labels.insert(NAME_LABEL, name);
    if !namespace.is_deleting() && namespace.spec().get("finalizers").items().is_empty() {
        namespace.body.set("spec.finalizers", vec!["kubernetes"]);
    }
}
