//! What runs on a machine for one pod: its sandbox and containers, with instants in milliseconds
//! where the API's statuses hold whole seconds.

use super::behaviour::Behaviour;
use super::hooks::Hook;
use super::phase::can_restart_all;
use super::probes::{Probe, ProbeKind};
use crate::api::{Object, Value};
use crate::time::{Milliseconds, Time};
use smol_str::SmolStr;
use std::rc::Rc;

/// A pod on a machine.
#[derive(Clone, Debug)]
pub struct Sandbox {
    /// The uid of its pod.
    pub uid: SmolStr,
    /// The machine's name.
    pub machine: SmolStr,
    /// When the kubelet took the pod on.
    pub accepted: Time,
    /// When its network and its images are there, and the first container may start.
    pub due: Time,
    /// How long the containers then wait still; 0 mostly.
    pub lead: Milliseconds,
    /// Its address, once it has one.
    pub address: SmolStr,
    /// The init containers, in order.
    pub init: Vec<Container>,
    /// The containers proper, in order.
    pub containers: Vec<Container>,
    /// When its end is to begin, where that is not when its deletion is seen.
    pub leaves: Option<Time>,
    /// When its end began, and why.
    pub ending: Option<Ending>,
    /// The instant up to which its life has been acted out.
    pub seen: Time,
    /// The status that was told of it last; null before.
    pub told: Value,
    /// When it must be over (`activeDeadlineSeconds`).
    pub deadline: Option<Time>,
    /// Whether an end of one of its containers can restart all of them.
    pub can_restart_all: bool,
}

/// The end of a pod.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// When it began.
    pub since: Time,
    /// The `status.reason` and `status.message` of a pod that its kubelet ended.
    pub reason: Option<(&'static str, &'static str)>,
}

/// A container of a pod.
#[derive(Clone, Debug)]
pub struct Container {
    /// Its name.
    pub name: SmolStr,
    /// What it does now.
    pub state: State,
    /// How its run before this one ended.
    pub last: Option<Ended>,
    /// How often it was started again.
    pub restarts: u32,
    /// How many of its ends in a row count for the back-off.
    pub failures: u32,
    /// The id of the last run; empty before the first.
    pub id: SmolStr,
    /// The id of its image, once it was pulled.
    pub image_id: SmolStr,
    /// How often pulling its image failed in a row.
    pub pull_failures: u32,
}

/// What a container does.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// It does not run.
    Waiting {
        /// `ContainerCreating`, `CrashLoopBackOff` and so on.
        reason: &'static str,
        /// More about it; may be empty.
        message: String,
        /// When the kubelet tries again by itself, and what.
        next: Option<(Time, Next)>,
    },
    /// It runs.
    Running(Run),
    /// It ran.
    Ended(Ended),
}

/// What a kubelet does with a waiting container at its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Pull the image if need be, and start it.
    Start,
    /// The image, whose pull began at this instant, is there.
    Pulled(Time),
    /// Tell that pulling its image waits.
    BackOffPulling,
    /// Start it again, or tell that this waits.
    Restart,
}

/// A container's run.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// When it began.
    pub since: Time,
    /// Of which image.
    pub image: SmolStr,
    /// What it does.
    pub behaviour: Rc<Behaviour>,
    /// Whether its startup probe has succeeded, if it has one.
    pub is_started: bool,
    /// Whether it is ready now.
    pub is_ready: bool,
    /// Its probes.
    pub probes: Vec<Probe>,
    /// The hook of its start: while that goes on, and when it has failed.
    pub hook: Option<Hook>,
    /// When it will have stopped and with which code, since it was told to.
    pub stops: Option<(Time, i32)>,
}

impl Run {
    /// When it will end, and with which code; `None` if it runs for ever.
    pub fn end(&self) -> Option<(Time, i32)> {
        let own = self.behaviour.ends.map(|(length, code)| (self.since.plus(length), code));
        match (own, self.stops) {
            (Some(own), Some(stops)) => Some(own.min(stops)),
            (own, stops) => own.or(stops),
        }
    }

    /// When it becomes ready, if no probe decides.
    pub fn ready_at(&self) -> Option<Time> {
        let probed = self.probes.iter().any(|probe| probe.kind == ProbeKind::Readiness);
        let ready = self.behaviour.ready.filter(|_| !probed && !self.is_ready)?;
        Some(self.since.plus(ready))
    }
}

/// What ended a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The program itself, or whoever told it to stop.
    Exit,
    /// It took more memory than it may have.
    OutOfMemory,
    /// It could not be started at all.
    NoStart,
    /// It was taken away because all of its pod's containers are restarted.
    RestartOfAll,
}

/// The end of a container's run.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// When the run began.
    pub started: Time,
    /// When it ended.
    pub finished: Time,
    /// With which code.
    pub exit_code: i32,
    /// What ended it.
    pub cause: Cause,
    /// The run's id.
    pub id: SmolStr,
    /// When the kubelet goes on from here: starts it again, or tells that this waits.
    pub next: Option<Time>,
}

impl Sandbox {
    /// What a kubelet makes of a pod that it sees for the first time, whose containers start after
    /// this time, and which has its address so long before.
    pub fn new(pod: &Object, now: Time, start: Milliseconds, lead: Milliseconds) -> Sandbox {
        let spec = pod.spec();
        let reason = match spec.get("initContainers").items() {
            [] => "ContainerCreating",
            _ => "PodInitializing",
        };
        let containers = |field: &str| {
            let items = spec.get(field).items();
            items
                .iter()
                .map(|item| Container::new(item.get("name").to_smol_str(), reason))
                .collect()
        };
        Sandbox {
            uid: pod.meta.uid.clone(),
            machine: spec.get("nodeName").to_smol_str(),
            accepted: now,
            due: now.plus((start - lead).max(0)),
            lead,
            address: SmolStr::default(),
            init: containers("initContainers"),
            containers: containers("containers"),
            leaves: None,
            ending: None,
            seen: now,
            told: Value::Null,
            deadline: spec
                .get("activeDeadlineSeconds")
                .as_int()
                .map(|seconds| now.plus(seconds.saturating_mul(crate::time::SECOND))),
            can_restart_all: can_restart_all(spec),
        }
    }

    /// All containers, those for initialization first.
    pub fn all(&self) -> impl Iterator<Item = &Container> {
        self.init.iter().chain(&self.containers)
    }

    /// Whether the pod has its network.
    pub fn is_ready(&self) -> bool {
        !self.address.is_empty()
    }
}

impl Container {
    fn new(name: SmolStr, reason: &'static str) -> Container {
        Container {
            name,
            state: State::Waiting { reason, message: String::new(), next: None },
            last: None,
            restarts: 0,
            failures: 0,
            id: SmolStr::default(),
            image_id: SmolStr::default(),
            pull_failures: 0,
        }
    }

    /// Its run, if it runs.
    pub fn run(&self) -> Option<&Run> {
        match &self.state {
            State::Running(run) => Some(run),
            _ => None,
        }
    }

    /// Its end, if it ended and does not wait to be started again.
    pub fn ended(&self) -> Option<&Ended> {
        match &self.state {
            State::Ended(ended) => Some(ended),
            _ => None,
        }
    }
}
