//! A pod as controllers, the scheduler, kubelets and printers read it.

use super::object::Object;
use super::value::{Map, Value};
use crate::time::{Milliseconds, SECOND, Time};

/// A view of a pod.  It only reads and costs nothing to make.
#[derive(Clone, Copy, Debug)]
pub struct Pod<'object>(pub &'object Object);

/// What is seen of a pod's status at a glance.
const SUCCEEDED: u8 = 1;
const FAILED: u8 = 2;
const READY: u8 = 4;

impl<'object> Pod<'object> {
    /// `status.phase`; empty as long as the API server has given none.
    pub fn phase(self) -> &'object str {
        self.0.status().get("phase").str()
    }

    /// The node that it is bound to; empty before.
    pub fn node_name(self) -> &'object str {
        self.0.spec().get("nodeName").str()
    }

    /// Its labels.
    pub fn labels(self) -> &'object Map {
        &self.0.meta.labels
    }

    /// `spec.tolerations`.
    pub fn tolerations(self) -> &'object [Value] {
        self.0.spec().get("tolerations").items()
    }

    /// `spec.containers`.
    pub fn containers(self) -> &'object [Value] {
        self.0.spec().get("containers").items()
    }

    /// `spec.initContainers`, sidecars among them.
    pub fn init_containers(self) -> &'object [Value] {
        self.0.spec().get("initContainers").items()
    }

    /// `status.containerStatuses`.
    pub fn container_statuses(self) -> &'object [Value] {
        self.0.status().get("containerStatuses").items()
    }

    /// `status.initContainerStatuses`.
    pub fn init_container_statuses(self) -> &'object [Value] {
        self.0.status().get("initContainerStatuses").items()
    }

    /// The names of the claims that it uses, also of those that are made for it alone.
    pub fn claims(self) -> impl Iterator<Item = String> + 'object {
        self.0.spec().get("volumes").items().iter().filter_map(move |volume| {
            let claim = volume.get("persistentVolumeClaim").get("claimName");
            let own = || format!("{}-{}", self.0.meta.name, volume.get("name").str());
            let ephemeral = !volume.get("ephemeral").is_null();
            claim.as_str().map(str::to_owned).or_else(|| ephemeral.then(own))
        })
    }

    /// Whether its deletion has begun.
    pub fn is_terminating(self) -> bool {
        self.0.is_deleting()
    }

    /// Whether all its containers have ended for good (`IsPodTerminal`).
    pub fn is_finished(self) -> bool {
        self.has_succeeded() || self.has_failed()
    }

    /// Whether its phase is `Succeeded`.
    pub fn has_succeeded(self) -> bool {
        self.glance() & SUCCEEDED != 0
    }

    /// Whether its phase is `Failed`.
    pub fn has_failed(self) -> bool {
        self.glance() & FAILED != 0
    }

    /// Whether it has neither ended nor begun to go (`IsPodActive`).
    pub fn is_active(self) -> bool {
        !self.is_finished() && !self.is_terminating()
    }

    /// Whether its condition `Ready` is true.
    pub fn is_ready(self) -> bool {
        self.glance() & READY != 0
    }

    /// What is asked most of its status, a bit for each.
    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    fn glance(self) -> u8 {
        self.0.body.glance(|status| {
            let end = match status.get("phase").str() {
                "Succeeded" => SUCCEEDED,
                "Failed" => FAILED,
                _ => 0,
            };
            end | if self.0.is_condition_true("Ready") { READY } else { 0 }
        })
    }

    /// Since when it is ready; `None` if it is not, or if nobody wrote down since when.
    pub fn ready_since(self) -> Option<Time> {
        let condition = self.0.condition("Ready");
        if condition.get("status").str() != "True" {
            return None;
        }
        Time::parse(condition.get("lastTransitionTime").str())
    }

    /// Whether it has been ready for at least `min_ready_seconds` (`IsPodAvailable`).
    pub fn is_available(self, min_ready_seconds: i64, now: Time) -> bool {
        self.is_ready() && self.available_in(min_ready_seconds, now) == Some(0)
    }

    /// How long until it will have been ready for `min_ready_seconds` if it stays so: 0 if it has
    /// been, `None` if it is not ready.
    pub fn available_in(self, min_ready_seconds: i64, now: Time) -> Option<Milliseconds> {
        if min_ready_seconds <= 0 {
            return self.is_ready().then_some(0);
        }
        let due = self.ready_since()?.plus(min_ready_seconds.saturating_mul(SECOND));
        Some(due.since(now).max(0))
    }

    /// How often containers of these statuses were restarted, all together.
    pub fn restarts(statuses: &[Value]) -> i64 {
        statuses.iter().map(|status| status.get("restartCount").int()).sum()
    }

    /// The most restarts of one container: of the regular ones, and of the sidecars (init
    /// containers that are restarted always).
    pub fn max_restarts(self) -> (i64, i64) {
        let most = |statuses: &mut dyn Iterator<Item = &Value>| {
            statuses.map(|status| status.get("restartCount").int()).max().unwrap_or(0)
        };
        let is_sidecar = |status: &&Value| {
            self.init_containers().iter().any(|container| {
                container.get("name") == status.get("name") && is_sidecar(container)
            })
        };
        (
            most(&mut self.container_statuses().iter()),
            most(&mut self.init_container_statuses().iter().filter(is_sidecar)),
        )
    }
}

/// Whether an init container is a sidecar: one that goes on running beside the regular ones.
pub fn is_sidecar(init_container: &Value) -> bool {
    init_container.get("restartPolicy").str() == "Always"
}

/// The annotation by which a pod says how much its end costs its ReplicaSet.
pub const DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";

/// The number in that annotation, which has no plus and no zeros before it
/// (`GetDeletionCostFromPodAnnotations`); `None` if it is no such number of 32 bits.
pub fn read_deletion_cost(text: &str) -> Option<i32> {
    let begins_well =
        text == "0" || text.starts_with(['-', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    text.parse().ok().filter(|_| begins_well)
}
