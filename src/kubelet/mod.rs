//! The kubelets of all machines: they register nodes, run the pods that are bound to them, and
//! report.  What containers do is simulated; what the API shows of it is Kubernetes's.

mod addresses;
mod admission;
mod alike;
mod back_off;
mod behaviour;
mod catalogue;
mod conditions;
mod configuration;
pub mod digest;
mod hooks;
mod images;
pub mod inside;
mod logs;
mod memory;
mod node;
mod phase;
mod pod;
mod probes;
mod restart_all;
mod roles;
mod sandbox;
mod script;
mod start;
mod status;
mod step;
mod stop;
mod user;

pub use conditions::{Verdict, containers_ready, initialized, ready, ready_to_start};
pub use configuration::{datum, expand, field, sub_path};
pub use logs::{LogLine, logs};
pub use phase::{Seen, can_restart_all, phase, restarts_after, restarts_all_after};
pub use script::{printf, quote};

use crate::api::{Key, Kind, Object, Pod};
use crate::ordered::{Hashed, OrderedSet};
use crate::store::{Change, Component, Context, Convention, Reconcile, Scope, Verb, View};
use crate::time::Milliseconds;
use admission::Rejections;
use alike::Alike;
use sandbox::Sandbox;
use smol_str::SmolStr;
use std::rc::Rc;

/// How long until a kubelet notices a pod that was bound to its machine, and tells of it: so long
/// nothing is known but that it is pending.
const NOTICE: Milliseconds = 110;

/// All kubelets.  What runs on the machines is no object of the API, so it is remembered here.
#[derive(Clone, Default)]
pub struct Kubelet {
    machines: Hashed<SmolStr, MachineMemory>,
    /// What runs, by its pod.
    sandboxes: Hashed<Key, Rc<Sandbox>>,
    alike: Alike,
}

/// What a kubelet knows of its own machine.
#[derive(Clone, Default)]
struct MachineMemory {
    /// Whether the kubelet ran when it was last looked at.
    running: bool,
    /// Whether its node was cordoned then.
    cordoned: bool,
    /// The number of the last pod address given.
    last_address: u32,
    /// The pods that it did not take lately.
    rejections: Rejections,
    /// The images that are there.
    images: OrderedSet<SmolStr>,
}

impl Component for Kubelet {
    fn name(&self) -> &'static str {
        "kubelet"
    }

    fn concerns(&self, kind: Kind) -> bool {
        matches!(kind, Kind::Pod | Kind::Node | Kind::Lease)
    }

    fn latency_after(&self, change: &Change) -> Milliseconds {
        let is_bound = |pod: &Object| !pod.spec().get("nodeName").str().is_empty();
        let was_bound = change.before.as_ref().is_some_and(|before| is_bound(before));
        // One that has gone may have a successor of its name already.
        let comes_or_goes = change.verb == Verb::Deleted || !was_bound && is_bound(&change.object);
        if comes_or_goes { NOTICE } else { self.latency() }
    }

    fn scope(&self, _kind: Kind) -> Scope {
        Scope::BeyondStatus
    }

    fn watch(&self, view: &View, change: &Change) -> Vec<Key> {
        let is_concerned = match change.object.kind {
            Kind::Node => view.machines().convention == Convention::Lively && node::cordons(change),
            Kind::Lease => return node::of_lost_lease(view, change).into_iter().collect(),
            _ => asks_kubelet(change) && is_on_machine(view, &change.object),
        };
        if is_concerned { vec![change.key()] } else { Vec::new() }
    }

    fn watch_machine(&self, view: &View, machine: &str) -> Vec<Key> {
        let mut keys = vec![Key::new(Kind::Node, "", machine)];
        keys.extend(view.pods_on(machine).map(|pod| pod.key()));
        keys.extend(
            self.sandboxes
                .keys_of(|key, sandbox| sandbox.machine == machine && view.get(key).is_none()),
        );
        keys
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        match key.kind {
            Kind::Node => self.sync_machine(context, &key.name),
            _ => self.reject(context, key).unwrap_or_else(|| self.sync_pod(context, key)),
        }
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

/// Whether a pod is bound to a machine that is there.
fn is_on_machine(view: &View, pod: &Object) -> bool {
    let machine = Pod(pod).node_name();
    !machine.is_empty() && view.machines().get(machine).is_some()
}

/// Whether a change of a pod asks something of its kubelet.
fn asks_kubelet(change: &Change) -> bool {
    let pod = &change.object;
    match (change.verb, &change.before) {
        (Verb::Modified, Some(before)) => {
            before.spec() != pod.spec()
                || before.meta.deletion_timestamp != pod.meta.deletion_timestamp
        }
        _ => true,
    }
}
