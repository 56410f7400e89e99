//! A pod's runtime must be there (`RuntimeClass`).  Simulated machines have one, without a class.

use crate::api::{Kind, Object, StatusError};

pub(super) fn admit(pod: &Object) -> Result<(), StatusError> {
    let Some(name) = pod.spec().get("runtimeClassName").as_str() else { return Ok(()) };
    let why = format!("pod rejected: RuntimeClass {name:?} not found");
    Err(StatusError::forbidden(Kind::Pod, pod.called(), &why))
}
