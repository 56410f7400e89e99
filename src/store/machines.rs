//! The machines behind the nodes: what is true of the world outside the API.

use crate::api::{Map, Object, Value};
use crate::ordered::{Hashed, OrderedMap, OrderedSet};
use crate::time::{Milliseconds, SECOND, Time};
use smol_str::SmolStr;

/// A kubelet renews its node's lease this often.  A real one does so every 10 s; the recordings
/// have been made with 5.
const RENEWAL: Milliseconds = 5 * SECOND;
/// Where in the second of its creation a node was made, which its object does not tell.
pub const CREATION: Milliseconds = SECOND / 2;

/// The last time until `then` that a kubelet renewed its node's lease.  Nobody writes that down:
/// a write every few seconds from each node would drown everything else.
pub fn last_renewal(node: &Object, then: Time) -> Time {
    let created = node.meta.creation_timestamp.unwrap_or(then).plus(CREATION);
    then.plus(-then.since(created).rem_euclid(RENEWAL)).max(created)
}

/// Whether a machine's kubelet speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachineState {
    /// Its kubelet runs and renews its lease.
    Running,
    /// Its kubelet has been silent since this instant.
    Stopped(Time),
}

/// A machine that runs a kubelet.
#[derive(Clone, Debug, PartialEq)]
pub struct Machine {
    /// The quantities of its node's `status.capacity`: `cpu`, `memory`, `pods` …
    pub capacity: Map,
    /// The labels with which its kubelet registers the node.
    pub labels: Map,
    /// The entries of `spec.taints` with which its kubelet registers the node.
    pub taints: Vec<Value>,
    /// Whether its kubelet speaks.
    pub state: MachineState,
    /// Its place in the order of joining, from 1; it decides the machine's addresses.
    pub number: u32,
}

/// How containers behave about which their pods' annotations say nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Convention {
    /// As in the recordings: images are there at once, whatever starts runs for ever, probes are
    /// not asked.
    #[default]
    Recorded,
    /// As in the world: images take time, scripts do what they say, well-known programs behave
    /// like themselves, Jobs come to an end, probes are asked.
    Lively,
}

/// All machines by name.
#[derive(Clone, Debug, Default)]
pub struct Machines {
    machines: Hashed<SmolStr, Machine>,
    names: OrderedSet<SmolStr>,
    joined: u32,
    /// The containers whose process somebody at its terminal has left, with the codes.
    left: OrderedMap<SmolStr, i32>,
    /// How containers on them behave.
    pub convention: Convention,
}

impl Machines {
    /// No machines yet; containers on those to come behave by this convention.
    pub fn new(convention: Convention) -> Machines {
        Machines { convention, ..Machines::default() }
    }

    /// The machine of this name.
    pub fn get(&self, name: &str) -> Option<&Machine> {
        self.machines.get(name)
    }

    /// Whether this machine is there and its kubelet speaks.
    pub fn is_running(&self, name: &str) -> bool {
        self.get(name).is_some_and(|machine| machine.state == MachineState::Running)
    }

    /// All machines by name.
    pub fn iter(&self) -> impl Iterator<Item = (&SmolStr, &Machine)> {
        self.names.iter().filter_map(|name| self.machines.get(name).map(|machine| (name, machine)))
    }

    /// Adds a machine, whose `number` is set here.
    pub fn join(&mut self, name: &str, machine: Machine) {
        self.joined += 1;
        self.names.insert(name.into());
        self.machines.insert(name.into(), Machine { number: self.joined, ..machine });
    }

    /// Changes whether a machine's kubelet speaks; `false` if there is no such machine.
    pub fn set_state(&mut self, name: &str, state: MachineState) -> bool {
        match self.machines.get_mut(name) {
            Some(machine) => {
                machine.state = state;
                true
            }
            None => false,
        }
    }

    /// Somebody leaves the process of the container with this id: it ends with this code.
    pub fn leave_process(&mut self, container: &str, code: i32) {
        self.left.insert(container.into(), code);
    }

    /// With which code the process of the container with this id was left, if it was.
    pub fn left(&self, container: &str) -> Option<i32> {
        self.left.get(container).copied()
    }

    /// Takes a machine away; `false` if there is no such machine.
    pub fn leave(&mut self, name: &str) -> bool {
        self.names.remove(name);
        self.machines.remove(name).is_some()
    }
}
