//! A machine and its Node: registration, the node's conditions, and what a machine that comes
//! back or goes for good means for its pods.

use super::{Kubelet, MachineMemory, addresses};
use crate::api::{Key, Kind, Map, Object, Value};
use crate::store::{
    Change, Context, Convention, EventNote, Machine, MachineState, Reconcile, Step, Verb, View,
    Write,
};
use crate::time::{Milliseconds, SECOND, Time};
use crate::value;

/// Where the leases are by which kubelets say that they are there.
const LEASES: &str = "kube-node-lease";
/// A kubelet renews its lease this often, and makes it anew if it is gone.
const RENEWAL: Milliseconds = 10 * SECOND;
/// The version that kubelets report.
const VERSION: &str = "v1.36.2";

/// A condition that a kubelet reports of a healthy node: type, status, reason, message.
const HEALTHY: [(&str, &str, &str, &str); 4] = [
    (
        "MemoryPressure",
        "False",
        "KubeletHasSufficientMemory",
        "kubelet has sufficient memory available",
    ),
    ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
];

impl Kubelet {
    /// Looks after a machine's node when the machine joined, left, stopped or started.
    pub(super) fn sync_machine(&mut self, context: &Context, name: &str) -> Reconcile {
        let view = &context.view;
        let Some(machine) = view.machines().get(name) else {
            self.forget_machine(name);
            return Reconcile::nothing();
        };
        let running = machine.state == MachineState::Running;
        let memory = self.machines.or_insert_with(name.into(), MachineMemory::default);
        let starts = running && !memory.running;
        memory.running = running;
        let mut answer = Reconcile::nothing();
        let node = view.find(Kind::Node, "", name);
        let cordoned = node.is_some_and(|node| is_cordoned(node));
        let differs = std::mem::replace(&mut memory.cordoned, cordoned) != cordoned;
        if starts {
            answer.steps = start(view, machine, name);
        } else if running && differs {
            let reason = if cordoned { "NodeNotSchedulable" } else { "NodeSchedulable" };
            answer.steps.push(Step::event(about_status(name, reason)));
        }
        if running && !starts && lacks_lease(view, name) {
            let until_next = (-view.now.0).rem_euclid(RENEWAL);
            if until_next == 0 {
                answer.steps.push(Step::attempt(Write::Create(new_lease(name, view.now))));
            }
            // There may be no place for it yet.
            answer.requeue(if until_next == 0 { RENEWAL } else { until_next });
        }
        answer
    }

    fn forget_machine(&mut self, name: &str) {
        self.machines.remove(name);
        self.sandboxes.retain(|_, sandbox| sandbox.machine != name);
    }
}

/// What a kubelet does first: it registers its node where there is none, and reports.
fn start(view: &View, machine: &Machine, name: &str) -> Vec<Step> {
    let node = view.find(Kind::Node, "", name);
    let starting = Step::event(about_node(name, "Starting", "Starting kubelet."));
    let status = node_status(name, machine, node.map(|node| node.status()), view.now);
    let report = Step::write(Write::UpdateStatus(Key::new(Kind::Node, "", name), status));
    let mut steps = match node {
        None => {
            let registration = Write::Create(new_node(name, machine, view.now));
            vec![Step::write(registration), report, starting]
        }
        Some(_) => vec![starting, report],
    };
    if node.is_some_and(|node| !node.is_condition_true("Ready")) {
        steps.push(Step::event(about_status(name, "NodeReady")));
    }
    if view.find(Kind::Lease, LEASES, name).is_none() {
        steps.push(Step::attempt(Write::Create(new_lease(name, view.now))));
    }
    steps
}

/// Whether somebody took away a node's lease.  The recordings' stand-in kubelets have no eye on it.
fn lacks_lease(view: &View, name: &str) -> bool {
    view.machines().convention == Convention::Lively
        && view.find(Kind::Node, "", name).is_some()
        && view.find(Kind::Lease, LEASES, name).is_none()
}

/// The node whose lease is gone.
pub fn of_lost_lease(view: &View, change: &Change) -> Option<Key> {
    let meta = &change.object.meta;
    let is_lost = change.verb == Verb::Deleted && meta.namespace == LEASES;
    let is_seen = is_lost && lacks_lease(view, &meta.name);
    (is_seen && view.machines().get(&meta.name).is_some())
        .then(|| Key::new(Kind::Node, "", &meta.name))
}

/// Whether a change of a node cordons it or ends that.
pub fn cordons(change: &Change) -> bool {
    let before = change.before.as_ref().is_some_and(|before| is_cordoned(before));
    before != is_cordoned(&change.object)
}

/// Whether no pods may be scheduled to a node.
fn is_cordoned(node: &Object) -> bool {
    node.spec().get("unschedulable").is_true()
}

/// An event about what has become of a node.
fn about_status(name: &str, reason: &'static str) -> EventNote {
    about_node(name, reason, &format!("Node {name} status is now: {reason}"))
}

/// An event about a node.  Kubelets know no uid of their node and give its name instead.
fn about_node(name: &str, reason: &'static str, message: &str) -> EventNote {
    let mut object = Object::new(Kind::Node, "", name);
    object.meta.uid = name.into();
    EventNote { host: name.into(), ..EventNote::normal(&object, reason, message) }
}

fn new_node(name: &str, machine: &Machine, now: Time) -> Object {
    let mut node = Object::new(Kind::Node, "", name);
    let own = [
        ("beta.kubernetes.io/arch", "amd64"),
        ("beta.kubernetes.io/os", "linux"),
        ("kubernetes.io/arch", "amd64"),
        ("kubernetes.io/hostname", name),
        ("kubernetes.io/os", "linux"),
    ];
    node.meta.labels = own.into_iter().collect();
    for (key, label) in machine.labels.iter() {
        node.meta.labels.insert(key, label);
    }
    // The controller manager's node-ttl and node-ipam controllers add these at once.
    node.meta.annotations.insert("node.alpha.kubernetes.io/ttl", "0");
    let range = addresses::pod_range(machine.number);
    node.body.set("spec.podCIDR", range.clone());
    node.body.set("spec.podCIDRs", vec![range]);
    if !machine.taints.is_empty() {
        let stamp = |taint: &Value| {
            let mut taint = taint.clone();
            if taint.get("effect").str() == "NoExecute" && taint.get("timeAdded").is_null() {
                taint.set("timeAdded", now.rfc3339());
            }
            taint
        };
        node.body.set("spec.taints", machine.taints.iter().map(stamp).collect::<Vec<_>>());
    }
    node
}

fn new_lease(name: &str, now: Time) -> Object {
    let mut lease = Object::new(Kind::Lease, LEASES, name);
    lease.body = value!({ "spec": {
        "holderIdentity": name, "leaseDurationSeconds": 40, "renewTime": (now.rfc3339_micro())
    } })
    .into();
    lease
}

/// What a healthy kubelet reports; conditions keep their transition times where they hold already.
fn node_status(name: &str, machine: &Machine, before: Option<&Value>, now: Time) -> Value {
    let mut capacity: Map = machine.capacity.clone();
    if !capacity.contains("ephemeral-storage") {
        capacity.insert("ephemeral-storage", "50Gi");
    }
    let address = addresses::machine_address(machine.number);
    let conditions: Vec<Value> = HEALTHY.iter().map(|row| condition(row, before, now)).collect();
    value!({
        "addresses": [
            { "address": address, "type": "InternalIP" },
            { "address": name, "type": "Hostname" }
        ],
        "allocatable": (&capacity), "capacity": (&capacity), "conditions": conditions,
        "daemonEndpoints": { "kubeletEndpoint": { "Port": 10250 } },
        "nodeInfo": {
            "architecture": "amd64", "bootID": name,
            "containerRuntimeVersion": "containerd://2.2.0", "kernelVersion": "6.6.0",
            "kubeProxyVersion": "", "kubeletVersion": VERSION, "machineID": name,
            "operatingSystem": "linux", "osImage": "Debian GNU/Linux 12 (bookworm)",
            "systemUUID": name
        }
    })
}

fn condition(
    (kind, status, reason, message): &(&str, &str, &str, &str),
    before: Option<&Value>,
    now: Time,
) -> Value {
    let conditions = before.map_or(&[][..], |status| status.get("conditions").items());
    let same = conditions
        .iter()
        .find(|other| other.get("type").str() == *kind && other.get("status").str() == *status);
    let since =
        same.map_or(Value::from(now.rfc3339()), |other| other.get("lastTransitionTime").clone());
    value!({
        "lastHeartbeatTime": (now.rfc3339()), "lastTransitionTime": since,
        "message": (*message), "reason": (*reason), "status": (*status), "type": (*kind)
    })
}
