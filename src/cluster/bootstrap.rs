//! What a cluster holds before anybody comes: namespaces, the `kubernetes` Service, the storage
//! class `standard`, and its machines.

use super::journal::{Actor, Journal};
use super::queue::Queue;
use super::recorder::Recorder;
use super::{Cluster, components};
use crate::api::{Key, Kind, Map, Object, Value};
use crate::controllers::kubernetes_service::kubernetes_service;
use crate::ordered::OrderedMap;
use crate::random::Random;
use crate::store::{Convention, Machine, MachineState, Machines, Store};
use crate::time::{Milliseconds, Time};
use crate::value;
use std::rc::Rc;

/// With what a cluster begins.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterOptions {
    /// Everything random follows from it.
    pub seed: u64,
    /// The clock at the first command line.
    pub start: Time,
    /// How many machines `node-1` … there are.
    pub nodes: u32,
    /// How long a kubelet may be silent before its node counts as lost
    /// (`--node-monitor-grace-period`).
    pub node_monitor_grace_period: Milliseconds,
    /// How containers behave about which their pods' annotations say nothing.
    pub convention: Convention,
    /// How many facts its journal keeps at least, from the last one on.
    pub facts: usize,
}

/// What a page keeps of the journal: whoever follows it reads each fact at once.
const LATEST_FACTS: usize = 256;

impl Default for ClusterOptions {
    /// Three machines and a Friday morning.
    fn default() -> ClusterOptions {
        ClusterOptions {
            seed: 1,
            start: Time(1_795_168_800_000),
            nodes: 3,
            node_monitor_grace_period: 50_000,
            convention: Convention::Recorded,
            facts: LATEST_FACTS,
        }
    }
}

impl ClusterOptions {
    /// The playground's cluster, whose containers do what people expect of them: scripts run, and
    /// known images take their time.
    pub fn playground() -> ClusterOptions {
        ClusterOptions { convention: Convention::Lively, ..ClusterOptions::default() }
    }
}

/// How long before the first command line the API server came up: as long as in the recordings.
const AGE_AT_START: Milliseconds = 3_300;
/// How long before it the machines did.
const MACHINES_AGE: Milliseconds = 1_300;

impl Machine {
    /// A machine of the usual size: 4 CPU, 8Gi, 110 pods.
    pub fn standard() -> Machine {
        let capacity = [("cpu", "4"), ("memory", "8Gi"), ("pods", "110")];
        Machine {
            capacity: capacity.into_iter().collect(),
            labels: Map::default(),
            taints: Vec::new(),
            state: MachineState::Running,
            number: 0,
        }
    }
}

/// How many objects etcd holds, events not counted: as many as a page bears, or as a large real
/// cluster has.
fn room(convention: Convention) -> usize {
    match convention {
        Convention::Lively => 25_000,
        Convention::Recorded => 500_000,
    }
}

impl Cluster {
    /// A cluster that has come up and waits for its first command line.
    pub fn new(options: &ClusterOptions) -> Cluster {
        let components = components::all(options);
        let concerned = Rc::new(components::concerned(&components));
        let mut cluster = Cluster {
            now: options.start.plus(-AGE_AT_START),
            store: Store::with_room(room(options.convention)),
            machines: Machines::new(options.convention),
            random: Random::new(options.seed),
            queue: Queue::default(),
            unfinished: None,
            journal: Journal::keeping(options.facts),
            recorder: Recorder::default(),
            components,
            concerned,
            refusals: OrderedMap::new(),
            room: Vec::new(),
        };
        for object in initial_objects() {
            cluster.request(&Actor::Bootstrap, None, |server| server.install(object));
        }
        cluster.advance_to(options.start.plus(-MACHINES_AGE));
        for number in 1..=options.nodes {
            cluster.add_machine(&format!("node-{number}"), Machine::standard(), None);
        }
        cluster.advance_to(options.start);
        cluster
    }
}

/// What is there before anybody comes, with all that the API server would have added: so nobody
/// need complete or judge it, and what would do that need not be there yet (`tools/split`).
fn initial_objects() -> Vec<Object> {
    let mut objects: Vec<Object> =
        ["default", "kube-node-lease", "kube-public", "kube-system"].map(namespace).into();
    objects.push(kubernetes_service());
    let mut standard = with_body(
        Key::new(Kind::StorageClass, "", "standard"),
        value!({
            "provisioner": "sim.io/hostpath", "reclaimPolicy": "Delete",
            "volumeBindingMode": "Immediate"
        }),
    );
    standard.meta.annotations.insert("storageclass.kubernetes.io/is-default-class", "true");
    objects.push(standard);
    for (name, priority, description) in [
        (
            "system-cluster-critical",
            2_000_000_000_i64,
            "Used for system critical pods that must run in the cluster, but can be moved to \
             another node if necessary.",
        ),
        (
            "system-node-critical",
            2_000_001_000,
            "Used for system critical pods that must not be moved from their current node.",
        ),
    ] {
        let class = value!({
            "description": description, "preemptionPolicy": "PreemptLowerPriority",
            "value": priority
        });
        objects.push(with_body(Key::new(Kind::PriorityClass, "", name), class));
    }
    objects
}

fn namespace(name: &str) -> Object {
    let body =
        value!({ "spec": { "finalizers": ["kubernetes"] }, "status": { "phase": "Active" } });
    let mut namespace = with_body(Key::new(Kind::Namespace, "", name), body);
    namespace.meta.labels.insert("kubernetes.io/metadata.name", name);
    namespace
}

fn with_body(key: Key, body: Value) -> Object {
    Object { body: body.into(), ..Object::new(key.kind, &key.namespace, &key.name) }
}
