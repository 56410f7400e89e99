//! One step of a pod's life on its machine: whatever is due at an instant happens.

use super::hooks::holds_others;
use super::roles::{Role, of_container, of_init};
use super::sandbox::{Container, Ending, Next, Sandbox, State};
use super::{Alike, MachineMemory, addresses, configuration};
use crate::api::{Object, Value};
use crate::store::{Convention, EventNote, EventType, Reconcile, Step as Wish, View};
use crate::time::{Milliseconds, SECOND, Time};
use smol_str::SmolStr;

/// How long until a pod is tried again whose volumes cannot be mounted.
const MOUNT_RETRY: Milliseconds = 8 * SECOND;
/// What is said of a pod whose time is up.
const DEADLINE_EXCEEDED: &str = "Pod was active on the node longer than the specified deadline";

/// What a step is given, and where it puts the events that it makes.
pub struct Step<'view> {
    /// The cluster.
    pub view: View<'view>,
    /// The pod.
    pub pod: &'view Object,
    /// The instant that is acted out: now, or earlier when a machine comes back.
    pub at: Time,
    /// The number of the pod's machine.
    pub machine: u32,
    /// What the kubelet knows of its machine.
    pub memory: &'view mut MachineMemory,
    /// What pods said lately.
    pub alike: &'view mut Alike,
    /// What the kubelet answers: here, what it tells.
    pub answer: &'view mut Reconcile,
}

impl Step<'_> {
    /// Lets everything that is due happen once; `false` if nothing was.
    pub fn take(&mut self, sandbox: &mut Sandbox) -> bool {
        if sandbox.ending.is_some() {
            return self.stop_containers(sandbox);
        }
        if sandbox.deadline.is_some_and(|deadline| deadline <= self.at) && !is_over(sandbox) {
            let reason = Some(("DeadlineExceeded", DEADLINE_EXCEEDED));
            sandbox.ending = Some(Ending { since: self.at, reason });
            let message = SmolStr::new_static(DEADLINE_EXCEEDED);
            self.note(EventType::Normal, "DeadlineExceeded", message, SmolStr::default());
            self.stop_containers(sandbox);
            return true;
        }
        if self.restart_all(sandbox) {
            return true;
        }
        let mut changed = self.make_ready(sandbox);
        let address = sandbox.address.clone();
        for (index, container) in sandbox.init.iter_mut().enumerate() {
            changed |= self.go_on(container, &of_init(self.pod, index), &address);
        }
        for (index, container) in sandbox.containers.iter_mut().enumerate() {
            changed |= self.go_on(container, &of_container(self.pod, index), &address);
        }
        changed |= self.start_next(sandbox);
        // Sidecars stay as long as there is something beside them.
        if is_over(sandbox) && sandbox.init.iter().any(|sidecar| sidecar.run().is_some()) {
            sandbox.ending = Some(Ending { since: self.at, reason: None });
            changed |= self.stop_containers(sandbox);
        }
        changed
    }

    /// Whether containers behave as in the world.
    pub fn is_lively(&self) -> bool {
        self.view.machines().convention == Convention::Lively
    }

    /// Mounts the volumes and gives the pod its network when it is time.
    fn make_ready(&mut self, sandbox: &mut Sandbox) -> bool {
        if sandbox.is_ready() || sandbox.due > self.at {
            return false;
        }
        let missing = configuration::missing_for_volumes(self.view.store(), self.pod);
        if let Some((volume, why)) = missing {
            let message = format!("MountVolume.SetUp failed for volume \"{volume}\" : {why}");
            self.note(EventType::Warning, "FailedMount", message.into(), SmolStr::default());
            sandbox.due = self.at.plus(MOUNT_RETRY);
            return false;
        }
        sandbox.address = self.new_address();
        if sandbox.lead > 0 {
            let next = Some((self.at.plus(sandbox.lead), Next::Start));
            for container in &mut sandbox.containers {
                let (reason, message) = ("ContainerCreating", String::new());
                container.state = State::Waiting { reason, message, next };
            }
        }
        true
    }

    /// An address for the pod: its machine's own if it shares the machine's network.
    fn new_address(&mut self) -> SmolStr {
        if self.pod.spec().get("hostNetwork").is_true() {
            return addresses::machine_address(self.machine);
        }
        // The first address of the range is the bridge's.
        self.memory.last_address = self.memory.last_address.max(1) + 1;
        addresses::pod_address(self.machine, self.memory.last_address)
    }

    /// Lets a container's own future happen.
    fn go_on(&mut self, container: &mut Container, role: &Role, address: &str) -> bool {
        match container.state.clone() {
            State::Running(run) => {
                if let Some((end, code)) = run.end().filter(|(end, _)| *end <= self.at) {
                    self.end(container, &run, end, code, role);
                    return true;
                }
                if run.stops.is_some() {
                    return false;
                }
                if let Some(hook) = run.hook {
                    let over = hook.ends <= self.at;
                    if over {
                        self.hooked(container, role, hook);
                    }
                    return over;
                }
                if let Some(code) = self.view.machines().left(&container.id) {
                    self.end(container, &run, self.at, code, role);
                    return true;
                }
                if run.image != role.image() {
                    let name = &container.name;
                    let message = format!("Container {name} definition changed, will be restarted");
                    self.kill(container, role, message, None);
                    return true;
                }
                self.become_ready(container) | self.probe(container, role, address)
            }
            State::Ended(ended) if ended.next.is_some_and(|next| next <= self.at) => {
                self.restart_or_wait(container, ended, role);
                true
            }
            State::Waiting { next: Some((time, next)), .. } if time <= self.at => {
                match next {
                    Next::Start => self.start(container, role),
                    Next::Pulled(since) => self.pulled(container, role, since),
                    Next::BackOffPulling => self.back_off_pulling(container, role),
                    Next::Restart => {
                        if let Some(ended) = container.last.clone() {
                            self.restart_or_wait(container, ended, role);
                        }
                    }
                }
                true
            }
            _ => false,
        }
    }

    /// Lets a run be ready whose time has come, if no probe decides.
    pub fn become_ready(&self, container: &mut Container) -> bool {
        let State::Running(run) = &mut container.state else { return false };
        let becomes = run.is_started && run.ready_at().is_some_and(|ready| ready <= self.at);
        run.is_ready |= becomes;
        becomes
    }

    /// Starts the containers whose turn it is: init containers one by one, then the others.
    fn start_next(&mut self, sandbox: &mut Sandbox) -> bool {
        if !sandbox.is_ready() {
            return false;
        }
        for (index, container) in sandbox.init.iter_mut().enumerate() {
            let role = of_init(self.pod, index);
            let done = container.ended().is_some_and(|ended| ended.exit_code == 0);
            let started = container.run().is_some_and(|run| run.is_started && run.hook.is_none());
            let untried = is_untried(container);
            let restarts = container.last.is_some() && !untried;
            if (done && !role.sidecar) || (role.sidecar && (started || restarts)) {
                continue;
            }
            if untried {
                self.start(container, &role);
            }
            return untried;
        }
        let mut changed = false;
        for (index, container) in sandbox.containers.iter_mut().enumerate() {
            let pod = self.pod;
            if is_untried(container) {
                self.start(container, &of_container(pod, index));
                changed = true;
            }
            if holds_others(container, || of_container(pod, index)) {
                break;
            }
        }
        changed
    }

    /// Tells something normal of a container.
    pub fn tell(&mut self, role: &Role, reason: &'static str, message: impl Into<SmolStr>) {
        self.note(EventType::Normal, reason, message.into(), role.path());
    }

    /// Warns of something about a container.
    pub fn warn(&mut self, role: &Role, reason: &'static str, message: impl Into<SmolStr>) {
        self.note(EventType::Warning, reason, message.into(), role.path());
    }

    fn note(
        &mut self,
        kind: EventType,
        reason: &'static str,
        message: SmolStr,
        field_path: SmolStr,
    ) {
        self.answer.steps.push(Wish::event(EventNote {
            regarding: self.pod.key(),
            uid: self.pod.meta.uid.clone(),
            field_path,
            kind,
            reason,
            message,
            source: SmolStr::default(),
            host: self.pod.spec().get("nodeName").to_smol_str(),
            related: None,
        }));
    }
}

/// Whether nothing runs any more, nor will again.
pub fn is_over(sandbox: &Sandbox) -> bool {
    let finished =
        |container: &Container| container.ended().is_some_and(|ended| ended.next.is_none());
    let failed = |container: &Container| {
        container.ended().is_some_and(|ended| ended.next.is_none() && ended.exit_code != 0)
    };
    sandbox.containers.iter().all(finished) || sandbox.init.iter().any(failed)
}

/// When something is due next, after `at`.
pub fn next_due(sandbox: &Sandbox, at: Time) -> Option<Time> {
    let lives = sandbox.ending.is_none();
    let mut first: Option<Time> = None;
    let mut note = |time: Option<Time>| {
        if time.is_some_and(|time| time > at && first.is_none_or(|first| time < first)) {
            first = time;
        }
    };
    if lives {
        note((!sandbox.is_ready()).then_some(sandbox.due));
        note(sandbox.leaves);
        note(sandbox.deadline.filter(|_| !is_over(sandbox)));
    }
    for container in sandbox.all() {
        match &container.state {
            State::Waiting { next, .. } => {
                note(next.filter(|_| lives).map(|(time, _)| time));
            }
            State::Running(run) => {
                note(run.end().map(|(time, _)| time));
                if lives && run.stops.is_none() {
                    note(run.hook.map(|hook| hook.ends));
                    note(run.ready_at());
                    run.probes.iter().for_each(|probe| note(probe.next));
                }
            }
            State::Ended(ended) => note(ended.next.filter(|_| lives)),
        }
    }
    first
}

fn is_untried(container: &Container) -> bool {
    container.restarts_with_all()
        || matches!(
            container.state,
            State::Waiting { reason: "ContainerCreating" | "PodInitializing", next: None, .. }
        )
}

/// A field of a container's spec in whole seconds.
pub fn seconds(value: &Value, field: &str, default: i64) -> Milliseconds {
    value.get(field).as_int().unwrap_or(default).clamp(0, i64::MAX / 4_000) * SECOND
}
