//! Whether a machine takes a pod that no scheduler has sent: one bound by its author's
//! `spec.nodeName`.  What the scheduler binds fits, so it is not asked about again.

use super::{Kubelet, MachineMemory};
use crate::api::pod::{Pod, is_sidecar};
use crate::api::pod_resources::{Resources, pod_requests};
use crate::api::toleration::{NO_EXECUTE, first_untolerated};
use crate::api::{Key, Kind, Object, Quantity, Value, node_affinity};
use crate::ordered::OrderedMap;
use crate::store::{Context, Convention, EventNote, Reconcile, Step as Wish, View, Write};
use crate::time::{MINUTE, Milliseconds, Time};
use smol_str::SmolStr;
use std::rc::Rc;

/// By how much longer a kubelet takes for each rejection in a row.  A ReplicaSet makes another
/// pod for each that is rejected, without end; so there are hundreds within an hour, as in the
/// world, and not hundreds of thousands.
const SLOWER: Milliseconds = 20;
/// The longest time between two rejections.
const SLOWEST: Milliseconds = MINUTE;
/// After so long a time without rejections the next comes at once.
const FORGOTTEN: Milliseconds = 10 * MINUTE;

/// The rejections in a row on a machine.
#[derive(Clone, Default)]
pub struct Rejections {
    count: i64,
    /// When the last of them is or was due.
    last: Time,
    /// When those are due that wait, by the uids of their pods.
    waiting: OrderedMap<SmolStr, Time>,
}

impl Rejections {
    /// When this pod's is due.
    fn due(&mut self, uid: &SmolStr, now: Time) -> Time {
        if let Some(due) = self.waiting.get(uid) {
            return *due;
        }
        if now.since(self.last) > FORGOTTEN {
            *self = Rejections::default();
        }
        let pause = SLOWEST.min(self.count * SLOWER);
        self.last = now.max(self.last.plus(pause));
        self.count += 1;
        // Who was due long ago is gone.
        self.waiting.retain(|_, due| due.plus(FORGOTTEN) >= now);
        self.waiting.insert(uid.clone(), self.last);
        self.last
    }
}

/// Why a machine does not take a pod: the reason and the message of its event.
type Refusal = (&'static str, String);

impl Kubelet {
    /// Rejects a new pod that its author has bound to a machine where it does not fit; `None` if
    /// there is nothing to reject.  A function of its own in the Wasm, too, as `sync_pod` is.
    #[inline(never)]
    pub(super) fn reject(&mut self, context: &Context, key: &Key) -> Option<Reconcile> {
        let view = &context.view;
        // The recordings' stand-in kubelet takes every pod, and what was taken stays.
        let takes_all = view.machines().convention == Convention::Recorded;
        if takes_all || self.sandboxes.get(key).is_some() {
            return None;
        }
        let pod = view.get(key).filter(|pod| is_bound_by_hand(pod))?;
        let machine = Pod(pod).node_name();
        let is_asked =
            view.machines().is_running(machine) && !pod.is_deleting() && !Pod(pod).is_finished();
        let node = view.find(Kind::Node, "", machine).filter(|_| is_asked)?;
        let (reason, message) = self.refusal(view, pod, node)?;
        let mut answer = Reconcile::nothing();
        let rejections =
            &mut self.machines.or_insert_with(machine.into(), MachineMemory::default).rejections;
        let wait = rejections.due(&pod.meta.uid, view.now).since(view.now);
        if wait > 0 {
            answer.requeue(wait);
            return Some(answer);
        }
        rejections.waiting.remove(&pod.meta.uid);
        let status = rejected(pod, reason, &message, view.now);
        let note = EventNote::warning(pod, reason, message);
        answer.steps.push(Wish::event(EventNote { host: machine.into(), ..note }));
        answer.steps.push(Wish::write(Write::UpdateStatus(key.clone(), status)));
        Some(answer)
    }

    /// The first thing for which the pod does not fit, in the order of `AdmissionCheck`.
    fn refusal(&self, view: &View, pod: &Object, node: &Object) -> Option<Refusal> {
        let there = || {
            let pods = view.pods_on(&node.meta.name);
            pods.filter(|other| !Pod(other).is_finished() && self.is_taken(other))
        };
        let failed = |name, why| Some((name, format!("Predicate {name} failed: {why}")));
        if let Some(lack) = lacking(pod, node, there().map(Rc::as_ref)) {
            return Some(lack);
        }
        if !node_affinity::is_required_met(pod.spec(), node) {
            return failed("NodeAffinity", "node(s) didn't match Pod's node affinity/selector");
        }
        let wanted: Vec<Port> = ports(pod.spec()).collect();
        let is_taken = |port: Port| wanted.iter().any(|wanted| clash(*wanted, port));
        if !wanted.is_empty() && there().any(|other| ports(other.spec()).any(is_taken)) {
            let why = "node(s) didn't have free ports for the requested pod ports";
            return failed("NodePorts", why);
        }
        let taints = node.spec().get("taints").items();
        first_untolerated(taints, Pod(pod).tolerations(), &[NO_EXECUTE])?;
        failed("TaintToleration", "node(s) had taints that the pod didn't tolerate")
    }

    /// Whether a pod has its place on its machine already.
    fn is_taken(&self, pod: &Object) -> bool {
        !is_bound_by_hand(pod) || self.sandboxes.get(&pod.key()).is_some()
    }
}

/// The status of a pod that a machine does not take.
fn rejected(pod: &Object, reason: &str, message: &str, now: Time) -> Value {
    let mut status = pod.status().clone();
    status.set("phase", "Failed");
    status.set("reason", reason);
    status.set("message", format!("Pod was rejected: {message}"));
    status.set("observedGeneration", pod.meta.generation);
    status.set("startTime", now.rfc3339());
    status
}

/// Whether it was no scheduler that chose the pod's machine.
fn is_bound_by_hand(pod: &Object) -> bool {
    pod.condition("PodScheduled").is_null()
}

/// What is lacking first for a pod.  Machines have no devices, so of other resources a kubelet
/// knows nothing and lets them be.
fn lacking<'pod>(
    pod: &Object,
    node: &Object,
    there: impl Iterator<Item = &'pod Object> + Clone,
) -> Option<Refusal> {
    let told = |reason, name, requested: i64, used: i64, capacity: i64| {
        let amounts = format!("requested: {requested}, used: {used}, capacity: {capacity}");
        Some((reason, format!("Node didn't have enough resource: {name}, {amounts}")))
    };
    let allocatable = node.status().get("allocatable");
    let capacity = |name| Quantity::of(allocatable.get(name));
    let count = i64::try_from(there.clone().count()).unwrap_or(i64::MAX);
    let allowed = capacity("pods").value();
    if count.saturating_add(1) > allowed {
        return told("OutOfpods", "pods", 1, count, allowed);
    }
    let wanted = pod_requests(pod.spec());
    let used: Vec<Resources> = there.map(|other| pod_requests(other.spec())).collect();
    let resources = [
        ("OutOfcpu", "cpu"),
        ("OutOfmemory", "memory"),
        ("OutOfephemeral-storage", "ephemeral-storage"),
    ];
    resources.into_iter().find_map(|(reason, name)| {
        let amount = |quantity: &Quantity| match name {
            "cpu" => quantity.milli_value(),
            _ => quantity.value(),
        };
        let of = |resources: &Resources| resources.get(name).map_or(0, amount);
        let used = used.iter().map(of).fold(0, i64::saturating_add);
        let (wanted, all) = (of(&wanted), amount(&capacity(name)));
        let fits = wanted == 0 || wanted <= all.saturating_sub(used);
        if fits { None } else { told(reason, name, wanted, used, all) }
    })
}

/// A port of the machine: its address, empty for all; its protocol; its number.
type Port<'pod> = (&'pod str, &'pod str, i64);

fn ports(spec: &Value) -> impl Iterator<Item = Port<'_>> {
    let sidecars = spec.get("initContainers").items().iter().filter(|init| is_sidecar(init));
    let containers = spec.get("containers").items().iter().chain(sidecars);
    let ports = containers.flat_map(|container| container.get("ports").items());
    ports.filter(|port| port.get("hostPort").int() > 0).map(|port| {
        let address = match port.get("hostIP").str() {
            "0.0.0.0" => "",
            address => address,
        };
        (address, port.get("protocol").str(), port.get("hostPort").int())
    })
}

fn clash((address, protocol, number): Port, other: Port) -> bool {
    let meets = address == other.0 || address.is_empty() || other.0.is_empty();
    meets && protocol == other.1 && number == other.2
}
