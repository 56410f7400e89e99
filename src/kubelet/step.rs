//! One step of a pod's life on its machine: whatever is due at an instant happens.

use super::addresses;
use super::behaviour::behaviour;
use super::digest::sha256;
use super::sandbox::{Container, Ended, Ending, Next, Run, Sandbox, State};
use crate::api::{Object, Value};
use crate::store::{EventNote, EventType, View};
use crate::time::{MINUTE, Milliseconds, SECOND, Time};

/// How long a failed pull is shown before its back-off is.
const PULL_ERROR_SHOWN: Milliseconds = 2 * SECOND;
/// How long an end is shown before the back-off of the next start is.
const END_SHOWN: Milliseconds = SECOND;
/// The first back-off; it doubles each time.
const BACK_OFF_BASE: Milliseconds = 10 * SECOND;
/// The longest back-off.
const BACK_OFF_LIMIT: Milliseconds = 300 * SECOND;
/// A run of this length makes earlier failures forgotten.
const BACK_OFF_RESET: Milliseconds = 10 * MINUTE;
/// How long until a container is tried again whose configuration is missing.
const CONFIGURATION_RETRY: Milliseconds = 8 * SECOND;

/// What a step is given, and the events that it makes.
pub struct Step<'view> {
    /// The cluster.
    pub view: View<'view>,
    /// The pod.
    pub pod: &'view Object,
    /// The instant that is acted out: now, or earlier when a machine comes back.
    pub at: Time,
    /// The number of the pod's machine.
    pub machine: u32,
    /// The number of the last pod address that the machine gave.
    pub last_address: u32,
    /// What the kubelet tells.
    pub notes: Vec<EventNote>,
}

impl Step<'_> {
    /// Lets everything that is due happen once; `false` if nothing was.
    pub fn take(&mut self, sandbox: &mut Sandbox) -> bool {
        if sandbox.ending.is_some() {
            return self.stop_containers(sandbox);
        }
        if sandbox.deadline.is_some_and(|deadline| deadline <= self.at) && !is_over(sandbox) {
            let message = "Pod was active on the node longer than the specified deadline";
            sandbox.ending =
                Some(Ending { since: self.at, reason: Some(("DeadlineExceeded", message)) });
            self.note(EventNote::normal(self.pod, "DeadlineExceeded", message));
            self.stop_containers(sandbox);
            return true;
        }
        let mut changed = self.make_ready(sandbox);
        let policies = Policies::of(self.pod);
        for (index, container) in sandbox.init.iter_mut().enumerate() {
            changed |= self.go_on(container, &policies.of_init(index));
        }
        for (index, container) in sandbox.containers.iter_mut().enumerate() {
            changed |= self.go_on(container, &policies.of_container(index));
        }
        changed | self.start_next(sandbox, &policies)
    }

    /// Gives the pod its network when it is time.
    fn make_ready(&mut self, sandbox: &mut Sandbox) -> bool {
        if sandbox.is_ready() || sandbox.due > self.at {
            return false;
        }
        sandbox.address = self.new_address().into();
        true
    }

    /// An address for the pod: its machine's own if it shares the machine's network.
    fn new_address(&mut self) -> String {
        if self.pod.spec().get("hostNetwork").is_true() {
            return addresses::machine_address(self.machine);
        }
        // The first address of the range is the bridge's.
        self.last_address = self.last_address.max(1) + 1;
        addresses::pod_address(self.machine, self.last_address)
    }

    fn become_ready(&self, container: &mut Container) -> bool {
        let State::Running(run) = &mut container.state else { return false };
        let becomes = !run.is_ready && run.ready.is_some_and(|ready| ready <= self.at);
        run.is_ready |= becomes;
        becomes
    }

    /// Lets a container's own future happen.
    fn go_on(&mut self, container: &mut Container, role: &Role) -> bool {
        match container.state.clone() {
            State::Running(run) => match run.ends.filter(|(end, _)| *end <= self.at) {
                Some((end, code)) => {
                    self.end(container, &run, end, code, role);
                    true
                }
                None => self.become_ready(container),
            },
            State::Ended(ended) if ended.next.is_some_and(|next| next <= self.at) => {
                self.restart_or_wait(container, ended, role);
                true
            }
            State::Waiting { next: Some((time, next)), .. } if time <= self.at => {
                match next {
                    Next::Start => self.start(container, role),
                    Next::BackOffPulling => self.back_off_pulling(container, role),
                }
                true
            }
            _ => false,
        }
    }

    /// Starts the containers whose turn it is: init containers one by one, then the others.
    fn start_next(&mut self, sandbox: &mut Sandbox, policies: &Policies) -> bool {
        if !sandbox.is_ready() {
            return false;
        }
        for index in 0..sandbox.init.len() {
            let role = policies.of_init(index);
            let container = &mut sandbox.init[index];
            if container.ended().is_some_and(|ended| ended.exit_code == 0) && !role.sidecar {
                continue;
            }
            if role.sidecar && container.run().is_some() {
                continue;
            }
            let untried = is_untried(container);
            if untried {
                self.start(container, &role);
            }
            return untried;
        }
        let mut changed = false;
        for (index, container) in sandbox.containers.iter_mut().enumerate() {
            if is_untried(container) {
                self.start(container, &policies.of_container(index));
                changed = true;
            }
        }
        changed
    }

    /// Pulls the image if need be and starts the container, or notes what is in the way.
    fn start(&mut self, container: &mut Container, role: &Role) {
        let image = role.spec.get("image").str();
        if !self.pull(container, role, image) {
            return;
        }
        if let Some(message) = missing_configuration(&self.view, self.pod, role.spec) {
            self.warn(role, "Failed", format!("Error: {message}"));
            let next = Some((self.at.plus(CONFIGURATION_RETRY), Next::Start));
            container.state =
                State::Waiting { reason: "CreateContainerConfigError", message, next };
            return;
        }
        self.tell(role, "Created", "Container created".to_owned());
        self.tell(role, "Started", "Container started".to_owned());
        let uid = &self.pod.meta.uid;
        let count = container.restarts;
        container.id =
            format!("containerd://{}", sha256(&format!("{uid}/{}/{count}", container.name)));
        let future = behaviour(self.pod, container.restarts);
        container.state = State::Running(Run {
            since: self.at,
            ends: future.ends.map(|(length, code)| (self.at.plus(length), code)),
            ready: future.ready.map(|delay| self.at.plus(delay)),
            is_ready: future.ready == Some(0),
            stops: None,
        });
    }

    /// Whether the image is there; pulls it otherwise.
    fn pull(&mut self, container: &mut Container, role: &Role, image: &str) -> bool {
        if !container.image_id.is_empty() {
            let text = "already present on machine and can be accessed by the pod";
            self.tell(role, "Pulled", format!("Container image \"{image}\" {text}"));
            return true;
        }
        self.tell(role, "Pulling", format!("Pulling image \"{image}\""));
        if image.contains("bad") {
            let error = pull_error(image);
            self.warn(role, "Failed", format!("Failed to pull image \"{image}\": {error}"));
            self.warn(role, "Failed", "Error: ErrImagePull".to_owned());
            container.pull_failures += 1;
            let next = Some((self.at.plus(PULL_ERROR_SHOWN), Next::BackOffPulling));
            container.state = State::Waiting { reason: "ErrImagePull", message: error, next };
            return false;
        }
        let took = "in 812ms (812ms including waiting). Image size: 72330004 bytes.";
        self.tell(role, "Pulled", format!("Successfully pulled image \"{image}\" {took}"));
        container.pull_failures = 0;
        container.image_id = image_id(image);
        true
    }

    fn back_off_pulling(&mut self, container: &mut Container, role: &Role) {
        let image = role.spec.get("image").str();
        self.tell(role, "BackOff", format!("Back-off pulling image \"{image}\""));
        self.warn(role, "Failed", "Error: ImagePullBackOff".to_owned());
        let error = pull_error(image);
        container.state = State::Waiting {
            reason: "ImagePullBackOff",
            message: format!("Back-off pulling image \"{image}\": ErrImagePull: {error}"),
            next: Some((self.at.plus(back_off(container.pull_failures)), Next::Start)),
        };
    }

    /// Notes a run's end and what follows it.
    fn end(&self, container: &mut Container, run: &Run, at: Time, code: i32, role: &Role) {
        let mut next = None;
        if role.restarts_after(code) {
            let long = at.since(run.since) >= BACK_OFF_RESET;
            container.failures = if long { 1 } else { container.failures + 1 };
            next = Some(if container.failures == 1 { at } else { at.plus(END_SHOWN) });
        }
        container.state = State::Ended(Ended {
            started: run.since,
            finished: at,
            exit_code: code,
            id: container.id.clone(),
            next,
        });
    }

    /// The first restart comes at once, later ones after a back-off.
    fn restart_or_wait(&mut self, container: &mut Container, ended: Ended, role: &Role) {
        let finished = ended.finished;
        container.last = Some(Ended { next: None, ..ended });
        if container.failures <= 1 {
            container.restarts += 1;
            self.start(container, role);
            return;
        }
        let delay = back_off(container.failures - 1);
        let pod = &self.pod.meta;
        let which = format!("{}_{}({})", pod.name, pod.namespace, pod.uid);
        let name = &container.name;
        let told = format!("Back-off restarting failed container {name} in pod {which}");
        self.warn(role, "BackOff", told);
        let length = go_duration(delay);
        container.restarts += 1;
        container.state = State::Waiting {
            reason: "CrashLoopBackOff",
            message: format!("back-off {length} restarting failed container={name} pod={which}"),
            next: Some((finished.plus(delay), Next::Start)),
        };
    }

    /// Begins to stop what runs, and ends what has stopped.  Sidecars stop after the others.
    fn stop_containers(&mut self, sandbox: &mut Sandbox) -> bool {
        let policies = Policies::of(self.pod);
        let mut changed = false;
        for (index, container) in sandbox.containers.iter_mut().enumerate() {
            changed |= self.stop(container, &policies.of_container(index));
        }
        if sandbox.containers.iter().any(|container| container.run().is_some()) {
            return changed;
        }
        for (index, container) in sandbox.init.iter_mut().enumerate().rev() {
            changed |= self.stop(container, &policies.of_init(index));
            if container.run().is_some() {
                break;
            }
        }
        changed
    }

    fn stop(&mut self, container: &mut Container, role: &Role) -> bool {
        let State::Running(run) = &mut container.state else {
            if let State::Ended(ended) = &mut container.state {
                ended.next = None;
            }
            return false;
        };
        match run.stops {
            None => {
                let future = behaviour(self.pod, container.restarts);
                let grace = self.grace();
                let killed = future.stop > grace;
                let code = if killed { 137 } else { future.stop_code };
                run.stops = Some((self.at.plus(future.stop.min(grace)), code));
                let told = format!("Stopping container {}", container.name);
                self.tell(role, "Killing", told);
                true
            }
            Some((at, code)) if at <= self.at => {
                let ended = Ended {
                    started: run.since,
                    finished: at,
                    exit_code: code,
                    id: container.id.clone(),
                    next: None,
                };
                container.state = State::Ended(ended);
                true
            }
            Some(_) => false,
        }
    }

    /// How long containers may take to stop; at least a second, as upstream's kill has it.
    fn grace(&self) -> Milliseconds {
        let own = self.pod.spec().get("terminationGracePeriodSeconds").as_int();
        let seconds = self.pod.meta.deletion_grace_period_seconds.or(own).unwrap_or(30);
        seconds.clamp(1, i64::MAX / 4_000) * SECOND
    }

    fn tell(&mut self, role: &Role, reason: &'static str, message: String) {
        let field_path = role.path.as_str().into();
        self.note(EventNote { field_path, ..EventNote::normal(self.pod, reason, message) });
    }

    fn warn(&mut self, role: &Role, reason: &'static str, message: String) {
        let field_path = role.path.as_str().into();
        let note = EventNote::normal(self.pod, reason, message);
        self.note(EventNote { field_path, kind: EventType::Warning, ..note });
    }

    fn note(&mut self, note: EventNote) {
        let host = self.pod.spec().get("nodeName").str().into();
        self.notes.push(EventNote { host, ..note });
    }
}

/// Whether nothing runs any more, nor will again.
pub fn is_over(sandbox: &Sandbox) -> bool {
    let finished =
        |container: &Container| container.ended().is_some_and(|ended| ended.next.is_none());
    let failed = |container: &Container| {
        finished(container) && container.ended().is_some_and(|ended| ended.exit_code != 0)
    };
    sandbox.containers.iter().all(finished) || sandbox.init.iter().any(failed)
}

/// When something is due next, after `at`.
pub fn next_due(sandbox: &Sandbox, at: Time) -> Option<Time> {
    let mut times: Vec<Time> = Vec::new();
    if sandbox.ending.is_none() {
        times.extend((!sandbox.is_ready()).then_some(sandbox.due));
        times.extend(sandbox.deadline.filter(|_| !is_over(sandbox)));
    }
    for container in sandbox.all() {
        match &container.state {
            State::Waiting { next, .. } if sandbox.ending.is_none() => {
                times.extend(next.map(|(time, _)| time));
            }
            State::Waiting { .. } => {}
            State::Running(run) => {
                times.extend(run.ready);
                times.extend(run.stops.or(run.ends).map(|(time, _)| time));
            }
            State::Ended(ended) => times.extend(ended.next),
        }
    }
    times.into_iter().filter(|time| *time > at).min()
}

fn is_untried(container: &Container) -> bool {
    matches!(container.state, State::Waiting { next: None, .. })
}

/// The back-off after so many failures: 10 s, 20 s … 5 min.
pub fn back_off(failures: u32) -> Milliseconds {
    let doublings = failures.saturating_sub(1).min(10);
    (BACK_OFF_BASE << doublings).min(BACK_OFF_LIMIT)
}

/// As Go prints a `time.Duration` of whole seconds: `10s`, `1m20s`, `5m0s`.
fn go_duration(length: Milliseconds) -> String {
    match length / SECOND {
        seconds if seconds < 60 => format!("{seconds}s"),
        seconds => format!("{}m{}s", seconds / 60, seconds % 60),
    }
}

/// `docker.io/library/nginx:1.27`: an image's name with its registry.
fn full_name(image: &str) -> String {
    let image = if image.rsplit('/').next().unwrap_or(image).contains(':') {
        image.to_owned()
    } else {
        format!("{image}:latest")
    };
    match image.split_once('/') {
        None => format!("docker.io/library/{image}"),
        Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => image,
        Some(_) => format!("docker.io/{image}"),
    }
}

fn image_id(image: &str) -> String {
    let name = full_name(image);
    let repository = match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => repository,
        _ => &name,
    };
    format!("{repository}@sha256:{}", sha256(image))
}

fn pull_error(image: &str) -> String {
    let name = full_name(image);
    format!(
        "failed to pull and unpack image \"{name}\": failed to resolve reference \"{name}\": \
         {name}: not found"
    )
}

/// What keeps a container from being created: a Secret or ConfigMap that its environment needs.
fn missing_configuration(view: &View, pod: &Object, container: &Value) -> Option<String> {
    use crate::api::Kind;
    let lookup = |kind: Kind, source: &Value| {
        let name = source.get("name").str();
        if source.get("optional").is_true() {
            return None;
        }
        let Some(object) = view.find(kind, &pod.meta.namespace, name) else {
            return Some(format!("{} \"{name}\" not found", kind.row().singular));
        };
        let key = source.get("key").as_str()?;
        let found = ["data", "stringData", "binaryData"]
            .iter()
            .any(|field| !object.body.get(field).get(key).is_null());
        let place = format!("{}/{name}", pod.meta.namespace);
        (!found).then(|| format!("couldn't find key {key} in {} {place}", kind.row().name))
    };
    let sources = |item: &Value, secret: &str, config: &str| {
        [(Kind::Secret, item.get(secret)), (Kind::ConfigMap, item.get(config))]
            .into_iter()
            .filter(|(_, source)| !source.is_null())
            .find_map(|(kind, source)| lookup(kind, source))
    };
    let all = container.get("envFrom").items().iter();
    let single = container.get("env").items().iter();
    all.filter_map(|item| sources(item, "secretRef", "configMapRef"))
        .chain(
            single.filter_map(|item| {
                sources(item.get("valueFrom"), "secretKeyRef", "configMapKeyRef")
            }),
        )
        .next()
}

/// How the containers of a pod are restarted.
pub struct Policies<'pod> {
    spec: &'pod Value,
    pod_policy: &'pod str,
}

/// A container's part in its pod.
pub struct Role<'pod> {
    /// Its entry in the pod's spec.
    pub spec: &'pod Value,
    /// Its `fieldPath` in events.
    pub path: String,
    /// The policy by which it is restarted.
    pub policy: &'pod str,
    /// Whether it is an init container that goes on running.
    pub sidecar: bool,
}

impl<'pod> Policies<'pod> {
    /// The policies of a pod.
    pub fn of(pod: &'pod Object) -> Policies<'pod> {
        let pod_policy = pod.spec().get("restartPolicy").as_str().unwrap_or("Always");
        Policies { spec: pod.spec(), pod_policy }
    }

    /// The part of an init container: it is restarted until it succeeds, or for ever.
    pub fn of_init(&self, index: usize) -> Role<'pod> {
        let role = self.role("initContainers", index);
        let sidecar = role.spec.get("restartPolicy").str() == "Always";
        let policy = match role.policy {
            "Always" if !sidecar => "OnFailure",
            policy => policy,
        };
        Role { sidecar, policy, ..role }
    }

    /// The part of a container proper.
    pub fn of_container(&self, index: usize) -> Role<'pod> {
        self.role("containers", index)
    }

    fn role(&self, field: &str, index: usize) -> Role<'pod> {
        let spec = self.spec.get(field).items().get(index).unwrap_or(crate::api::value::NULL);
        let name = spec.get("name").str();
        let policy = spec.get("restartPolicy").as_str().unwrap_or(self.pod_policy);
        Role { spec, path: format!("spec.{field}{{{name}}}"), policy, sidecar: false }
    }
}

impl Role<'_> {
    /// Whether the container is started again after it ended with this code.
    pub fn restarts_after(&self, code: i32) -> bool {
        match self.policy {
            "Never" => false,
            "OnFailure" => code != 0,
            _ => true,
        }
    }
}
