//! What the API server adds or refuses for reasons outside the object itself: one file a plugin.

mod claim_resize;
mod default_class;
mod default_tolerations;
mod limit_ranger;
mod namespace_lifecycle;
mod pod_security;
mod priority;
mod protection;
mod resource_quota;
mod runtime_class;
mod service_account;
mod service_address;
mod service_families;
mod service_ports;

pub use default_class::default_storage_class;
pub use default_tolerations::with_default_tolerations;
pub use namespace_lifecycle::check_namespace;
pub use pod_security::{admit as check_security, admit_update as secure_update};
pub use resource_quota::usage;

use super::Store;
use crate::api::{Key, Kind, Object, StatusError};
use crate::random::Random;

/// Refuses the deletion of what stays.
///
/// # Errors
/// `Forbidden`.
pub fn check_deletion(key: &Key) -> Result<(), StatusError> {
    match key.kind {
        Kind::Namespace => namespace_lifecycle::check_deletion(&key.name),
        Kind::PriorityClass => priority::check_deletion(&key.name),
        _ => Ok(()),
    }
}

/// Gives a Service the addresses and ports that it asks for or needs.
///
/// # Errors
/// `Invalid` for an address or port that is taken or out of range.
pub fn allocate(
    store: &Store,
    random: &mut Random,
    object: &mut Object,
    before: Option<&Object>,
) -> Result<(), StatusError> {
    match object.kind {
        Kind::Service => service_address::allocate(store, random, object, before),
        _ => Ok(()),
    }
}

/// Completes or refuses an object that is being created.
///
/// # Errors
/// `Forbidden`, with the admission plugin's own text.
pub fn admit(store: &Store, random: &mut Random, object: &mut Object) -> Result<(), StatusError> {
    match object.kind {
        Kind::Pod => admit_pod(store, random, object)?,
        Kind::PersistentVolumeClaim => {
            default_class::admit_claim(store, object);
            protection::admit(object);
        }
        Kind::PersistentVolume => protection::admit(object),
        Kind::Ingress => default_class::admit_ingress(store, object),
        Kind::Namespace => namespace_lifecycle::admit(object),
        _ => {}
    }
    Ok(())
}

/// A function of its own in the Wasm, too, so that it need not be there before there is a pod
/// (`tools/split`).
#[inline(never)]
fn admit_pod(store: &Store, random: &mut Random, pod: &mut Object) -> Result<(), StatusError> {
    limit_ranger::admit(store, pod);
    service_account::admit(store, random, pod)?;
    priority::admit(store, pod)?;
    runtime_class::admit(pod)?;
    default_tolerations::admit(pod);
    Ok(())
}

/// Refuses a valid new object that is outside the bounds of its namespace.
///
/// # Errors
/// `Forbidden`, with every bound that a LimitRange sets.
pub fn check_limits(store: &Store, object: &Object) -> Result<(), StatusError> {
    match object.kind {
        Kind::Pod => limit_ranger::check_pod(store, object),
        Kind::PersistentVolumeClaim => limit_ranger::check_claim(store, object),
        _ => Ok(()),
    }
}

/// Refuses a valid change that is outside the bounds of its namespace, or grows what cannot grow.
///
/// # Errors
/// As [`check_limits`].
pub fn check_limits_update(
    store: &Store,
    before: &Object,
    object: &Object,
) -> Result<(), StatusError> {
    if object.kind == Kind::PersistentVolumeClaim {
        limit_ranger::check_claim(store, object)?;
        claim_resize::admit(store, before, object)?;
    }
    Ok(())
}

/// Refuses a valid object for which there is no room any more.
///
/// # Errors
/// `Forbidden`, with the quota's numbers or the class that has the only place.
pub fn check_quota(store: &Store, object: &Object) -> Result<(), StatusError> {
    if object.kind == Kind::PriorityClass {
        priority::check_default(store, None, object)?;
    }
    resource_quota::admit(store, object)
}

/// Refuses a valid change for which there is no room any more.
///
/// # Errors
/// As [`check_quota`].
pub fn check_quota_update(
    store: &Store,
    before: &Object,
    object: &Object,
) -> Result<(), StatusError> {
    if object.kind == Kind::PriorityClass {
        priority::check_default(store, Some(before.meta.name.as_str()), object)?;
    }
    resource_quota::admit_update(store, before, object)
}

/// Completes an object that is being updated.
pub fn admit_update(before: &Object, object: &mut Object) {
    match object.kind {
        Kind::Pod if object.spec() != before.spec() => {
            priority::keep(before, object);
            default_tolerations::admit(object);
        }
        Kind::Namespace => namespace_lifecycle::admit(object),
        _ => {}
    }
}
