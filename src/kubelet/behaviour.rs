//! What a container does: how long it takes to start, how long it runs, how it ends, what it
//! prints.  Annotations say so, else its script, else what is known of its image.

use super::Alike;
use super::catalogue::{self, Image};
use super::configuration;
use super::hooks::words;
use super::memory;
use super::script::{Play, Program, play, program};
use crate::api::{Kind, Object, Selector, Value, pod};
use crate::ordered::OrderedMap;
use crate::store::{Convention, Store, View};
use crate::time::{Milliseconds, SECOND, Time};

/// How long an init container runs about which nothing is known.
const INIT_LENGTH: Milliseconds = SECOND;
/// How long a Job's container runs about which nothing is known.
const JOB_LENGTH: Milliseconds = 5 * SECOND;
/// Further than this nobody looks ahead: ten years.
const HORIZON: Milliseconds = 10 * 365 * 24 * 3_600 * SECOND;
/// The code of a process that was killed.
const KILLED: i32 = 137;

/// A container's future, as far as it is its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Behaviour {
    /// How long after its start it ends by itself and with which code; `None` if never.
    pub ends: Option<(Milliseconds, i32)>,
    /// Whether it ends because it takes more memory than it may have.
    pub exhausts_memory: bool,
    /// How long after its start it is ready, if no probe decides; `None` if never.
    pub ready: Option<Milliseconds>,
    /// How long after its start it answers probes; `None` if never.
    pub serves: Option<Milliseconds>,
    /// How long it takes to stop once told to.
    pub stop: Milliseconds,
    /// The code with which it ends once told to.
    pub stop_code: i32,
    /// The files that it makes (`true`) and removes (`false`), by time since its start.
    pub files: Vec<(Milliseconds, String, bool)>,
    /// Whether nobody but itself is known to make files in its `/tmp`.
    pub owns_tmp: bool,
    /// The ports that it listens on; `None` if it answers on every one.
    pub ports: Option<Vec<i64>>,
    /// The paths that it answers with success; `None` if it does so with every one.
    pub paths: Option<&'static [&'static str]>,
}

/// What decides on a container's behaviour.
pub struct Setting<'look> {
    /// The objects.
    pub store: &'look Store,
    /// How containers behave about which nothing is said.
    pub convention: Convention,
    /// The pod.
    pub pod: &'look Object,
    /// The container's entry in the pod's spec.
    pub container: &'look Value,
    /// Whether it is an init container that must end.
    pub init: bool,
}

/// What a kubelet takes less to start a pod that it has noticed than is said of it.
const HASTE: Milliseconds = 20;
/// Kubelets do not work in step: of pods that come together each is so much later than the one
/// before, and controllers see them become ready one by one.
const STAGGER: Milliseconds = 12;
/// With so many offsets: of ten thousand pods the controllers need not look at each.
const OFFSETS: usize = 6;
/// See [`address_lead`].
const ADDRESS_LEAD: Milliseconds = 40;

/// How long it takes from a pod's binding to the start of its first container, where so many pods
/// run already.
pub fn start_delay(pod: &Object, running: usize) -> Milliseconds {
    let offset = STAGGER * (running % OFFSETS) as Milliseconds;
    (seconds(pod, "sim/start-seconds").unwrap_or(SECOND) - HASTE).max(0) + offset
}

/// How long before its containers start a pod has its address.  The recordings' stand-in kubelet
/// tells of it first, and only the endpoints of a Service show it.
pub fn address_lead(view: &View, pod: &Object) -> Milliseconds {
    let is_told = view.machines().convention == Convention::Recorded
        && pod.spec().get("initContainers").items().is_empty()
        && view.list(Kind::Service, Some(&pod.meta.namespace)).any(|service| {
            let selector = service.spec().get("selector");
            !selector.entries().is_empty() && Selector::from_map(selector).matches(&pod.meta.labels)
        });
    if is_told { ADDRESS_LEAD } else { 0 }
}

impl Setting<'_> {
    /// What the container does in the run from `start` that follows `restarts` earlier ones.
    pub fn behaviour(&self, restarts: u32, start: Time, alike: &mut Alike) -> Behaviour {
        let mut behaviour =
            Behaviour { ready: Some(0), serves: Some(0), stop: SECOND, ..Behaviour::default() };
        if self.convention == Convention::Lively {
            self.lively(&mut behaviour, start, alike);
        } else if self.init {
            behaviour.ends = Some((INIT_LENGTH, 0));
        }
        if !self.init {
            annotated(self.pod, restarts, &mut behaviour);
        }
        behaviour
    }

    /// Why the runtime cannot start the container's program.
    pub fn start_fault(&self) -> Option<String> {
        start_fault(self.container).filter(|_| self.convention == Convention::Lively)
    }

    /// Whether the container waits for somebody at its input: its program is a shell, or one
    /// that only a shell knows how to run.
    pub fn is_attended(&self) -> bool {
        if !self.container.get("stdin").is_true() {
            return false;
        }
        let alone = match self.program() {
            Some(Program::Words(words)) => matches!(
                words.as_slice(),
                [name] if matches!(name.rsplit('/').next(), Some("sh" | "bash" | "ash"))
            ),
            _ => false,
        };
        alone || self.play(Time::default(), HORIZON).is_none()
    }

    fn lively(&self, behaviour: &mut Behaviour, start: Time, alike: &mut Alike) {
        behaviour.owns_tmp = true;
        if self.is_attended() {
            return;
        }
        if memory::is_exceeded(self.container, || self.words()) {
            (behaviour.ends, behaviour.exhausts_memory) = (Some((SECOND, KILLED)), true);
            return;
        }
        let (is_indifferent, play) = (|| self.is_indifferent(), || self.play(start, HORIZON));
        if let Some(played) = alike.play(self.container, is_indifferent, play) {
            behaviour.ends = played.end;
            behaviour.files = played.files;
            // A shell that waits for its child does not hear the request to stop.
            behaviour.stop = HORIZON;
            behaviour.stop_code = KILLED;
            return;
        }
        if let Some(image) = self.image() {
            behaviour.ends = match self.lacks_variable(image) {
                Some(_) => Some((SECOND, 1)),
                None => image.ends,
            };
            behaviour.serves = Some(image.starts);
            behaviour.ports = (!image.ports.is_empty()).then(|| image.ports.to_vec());
            behaviour.paths = (!image.paths.is_empty()).then_some(image.paths);
        } else if self.has_job() {
            behaviour.ends = Some((JOB_LENGTH, 0));
        }
        if self.init && behaviour.ends.is_none() {
            behaviour.ends = Some((INIT_LENGTH, 0));
        }
        if behaviour.ports.is_none() && self.image().is_none() {
            let declared = self.container.get("ports").items().iter();
            let ports: Vec<i64> = declared.map(|port| port.get("containerPort").int()).collect();
            behaviour.ports = (!ports.is_empty()).then_some(ports);
        }
    }

    /// Whether the container's script does the same wherever and whenever it runs: it asks neither
    /// for variables nor for the time.
    fn is_indifferent(&self) -> bool {
        let words = ["command", "args"].map(|field| self.container.get(field).items());
        let asks = |text: &str| ["$", "date", "hostname"].iter().any(|word| text.contains(word));
        !words.into_iter().flatten().any(|word| asks(word.str()))
    }

    /// What the container's script does in its first `length`; `None` if it has none that is
    /// understood.
    fn play(&self, start: Time, length: Milliseconds) -> Option<Play> {
        let environment = self.environment();
        play(&self.program_in(&environment)?, &environment, start, length)
    }

    /// What the command of a hook does; `None` if it has none that is understood.
    pub fn play_hook(&self, hook: &Value, start: Time) -> Option<Play> {
        let command = words(hook.at("exec.command"));
        if self.convention == Convention::Recorded || command.is_empty() {
            return None;
        }
        play(&program(&command, &[])?, &self.environment(), start, HORIZON)
    }

    /// Whether the container's program is a script that is played.
    pub fn runs_script(&self) -> bool {
        self.convention == Convention::Lively && self.program().is_some()
    }

    fn program(&self) -> Option<Program> {
        self.program_in(&self.environment())
    }

    fn program_in(&self, environment: &OrderedMap<String, String>) -> Option<Program> {
        let [command, args] = configuration::command(self.container, environment);
        let is_shell = self.image().is_some_and(|image| image.ends == Some((0, 0)));
        if command.is_empty() && !is_shell {
            return None;
        }
        program(&command, &args)
    }

    /// The words of its command line, as far as the pod says them.
    fn words(&self) -> Vec<String> {
        configuration::command(self.container, &self.environment()).concat()
    }

    fn environment(&self) -> OrderedMap<String, String> {
        configuration::environment(self.store, self.pod, self.container)
    }

    /// What is known of the container's image, if it runs the image's own program.
    fn image(&self) -> Option<&'static Image> {
        catalogue::known(self.container.get("image").str())
    }

    fn lacks_variable(&self, image: &Image) -> Option<&'static str> {
        let (names, complaint) = image.needs?;
        let variables = self.environment();
        let has = |name: &str| variables.get(name).is_some_and(|value| !value.is_empty());
        (!names.iter().any(|name| has(name))).then_some(complaint)
    }

    fn has_job(&self) -> bool {
        self.pod.controller().is_some_and(|owner| owner.kind == "Job")
            && !pod::is_sidecar(self.container)
    }

    /// What the container printed in the first `length` of the run from `start`.
    pub fn lines(&self, start: Time, length: Milliseconds) -> Vec<(Time, String)> {
        if self.convention == Convention::Recorded {
            let name = self.container.get("name").str();
            return vec![(start, format!("simulated log line from {}/{name}", self.pod.meta.name))];
        }
        let at = |(offset, line): (Milliseconds, String)| (start.plus(offset), line);
        if let Some(played) = self.play(start, length) {
            return played.lines.into_iter().filter(|(at, _)| *at <= length).map(at).collect();
        }
        let Some(image) = self.image() else { return Vec::new() };
        if let Some(complaint) = self.lacks_variable(image) {
            return vec![(start, complaint.to_owned())];
        }
        let printed = image.lines.iter().filter(|(at, _)| *at <= length);
        printed.map(|(offset, line)| at((*offset, (*line).to_owned()))).collect()
    }
}

/// Why no runtime can start a container's program: a name with a space in it is none.
pub fn start_fault(container: &Value) -> Option<String> {
    let first = container.get("command").items().first()?.str();
    let why = match (first.contains(' '), first.contains('/')) {
        (false, _) => return None,
        (true, true) => format!("stat {first}: no such file or directory"),
        (true, false) => "executable file not found in $PATH".to_owned(),
    };
    Some(format!(
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: \
         runc create failed: unable to start container process: error during container init: exec: \
         \"{first}\": {why}: unknown"
    ))
}

/// What a pod's annotations say goes before everything else.
fn annotated(pod: &Object, restarts: u32, behaviour: &mut Behaviour) {
    if pod.meta.annotations.is_empty() {
        return;
    }
    let unready = pod.annotation("sim/unready-pods").unwrap_or_default();
    let never = pod.annotation("sim/ready-seconds") == Some("never")
        || unready.split(',').any(|name| name.trim() == pod.meta.name);
    if never {
        (behaviour.ready, behaviour.serves) = (None, None);
    } else if let Some(length) = seconds(pod, "sim/ready-seconds") {
        (behaviour.ready, behaviour.serves) = (Some(length), Some(length));
    }
    if let Some(length) = seconds(pod, "sim/run-seconds") {
        behaviour.ends = Some((length, exit_code(pod, restarts)));
    }
    if let Some(length) = seconds(pod, "sim/term-seconds") {
        behaviour.stop = length;
        behaviour.stop_code = 0;
    }
    if let Some(code) = number(pod.annotation("sim/term-exit")) {
        behaviour.stop_code = code;
    }
}

fn exit_code(pod: &Object, restarts: u32) -> i32 {
    by_index(pod)
        .or_else(|| by_restart(pod, restarts))
        .or_else(|| number(pod.annotation("sim/exit-code")))
        .unwrap_or(0)
}

/// `sim/exit-by-index: "3:1,5:2"`: the code of the pods of an indexed Job.
fn by_index(pod: &Object) -> Option<i32> {
    let index = pod.annotation("batch.kubernetes.io/job-completion-index")?;
    let entries = pod.annotation("sim/exit-by-index")?;
    entries
        .split(',')
        .filter_map(|entry| entry.split_once(':'))
        .find(|(entry, _)| entry.trim() == index)
        .and_then(|(_, code)| number(Some(code)))
}

/// `sim/exit-codes: "1,1,0"`: the code by restart count; the last one holds for all later runs.
fn by_restart(pod: &Object, restarts: u32) -> Option<i32> {
    let codes: Vec<&str> = pod.annotation("sim/exit-codes")?.split(',').collect();
    number(codes.get(restarts as usize).or(codes.last()).copied())
}

fn number(text: Option<&str>) -> Option<i32> {
    text?.trim().parse().ok()
}

fn seconds(pod: &Object, annotation: &str) -> Option<Milliseconds> {
    let seconds = crate::float::parse(pod.annotation(annotation)?.trim())?;
    // A cast of a float saturates, so that no text overflows.
    (seconds >= 0.0).then_some(((seconds * 1_000.0) as i64).min(HORIZON))
}
