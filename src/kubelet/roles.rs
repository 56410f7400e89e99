//! The part that each container has in its pod, and when it is started again.

use super::phase::{restarts_after, restarts_all_after};
use crate::api::value::NULL;
use crate::api::{Object, Value, pod};
use smol_str::SmolStr;
use std::cell::OnceCell;

/// A container's part in its pod.
pub struct Role<'pod> {
    pod_spec: &'pod Value,
    /// Its entry in the pod's spec.
    pub spec: &'pod Value,
    /// The list in which that stands.
    list: &'static str,
    /// Its `fieldPath` in events, once that is asked for.
    path: OnceCell<SmolStr>,
    /// Whether it runs before the containers proper.
    pub init: bool,
    /// Whether it is an init container that goes on running.
    pub sidecar: bool,
}

/// The part of the init container at this place.
pub fn of_init(pod: &Object, index: usize) -> Role<'_> {
    let role = role(pod, "initContainers", index);
    Role { sidecar: pod::is_sidecar(role.spec), init: true, ..role }
}

/// The part of the container proper at this place.
pub fn of_container(pod: &Object, index: usize) -> Role<'_> {
    role(pod, "containers", index)
}

fn role<'pod>(pod: &'pod Object, list: &'static str, index: usize) -> Role<'pod> {
    let spec = pod.spec().get(list).items().get(index).unwrap_or(NULL);
    let path = OnceCell::new();
    Role { pod_spec: pod.spec(), spec, list, path, init: false, sidecar: false }
}

impl Role<'_> {
    /// Whether the container is started again after it ended with this code.  One that
    /// initializes is started again until it succeeds.
    pub fn restarts_after(&self, code: i32) -> bool {
        let until_success = self.init && !self.sidecar;
        (!until_success || code != 0) && restarts_after(self.pod_spec, self.spec, code.into())
    }

    /// Whether its end with this code restarts all containers of the pod.
    pub fn restarts_all_after(&self, code: i32) -> bool {
        restarts_all_after(self.spec, code.into())
    }

    /// Its `fieldPath` in events.
    pub fn path(&self) -> SmolStr {
        let name = self.spec.get("name").str();
        let path = || ["spec.", self.list, "{", name, "}"].into_iter().collect();
        self.path.get_or_init(path).clone()
    }

    /// Its image.
    pub fn image(&self) -> &str {
        self.spec.get("image").str()
    }
}
