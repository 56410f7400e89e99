//! What runs in the terminal: a command that may print, wait for the cluster, and end.
//!
//! Virtual time passes only outside of commands.  One that must wait (`rollout status`, `wait`,
//! `delete`, `get -w`, `sleep`) says until when, and is polled again after each thing that
//! happens in the cluster; so it works the same in a replay, where time is let pass until it
//! ends, and on the page, where the page's clock does that and Ctrl-C ends it.

use crate::api::{Key, Object};
use crate::cluster::{Cluster, FactId};
use crate::kubelet::inside;
use crate::ordered::OrderedMap;
use crate::store::View;
use crate::time::Time;

/// The learner's files by name, as the editor's tabs show them.
pub type Files = OrderedMap<String, String>;

/// What `kubectl config` holds that a command line can change: contexts, all of one cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kubeconfig {
    /// The current context's name.
    pub current: String,
    /// The namespace of each context by its name; empty if it names none.
    pub contexts: OrderedMap<String, String>,
}

impl Kubeconfig {
    /// The name of the cluster, and of the context there is at first.
    pub const CLUSTER: &str = "podarium";
    /// Who uses it.
    pub const USER: &str = "learner";
    /// Of what that user is one: who administers a cluster of kubeadm's.
    pub const GROUPS: [&str; 2] = ["kubeadm:cluster-admins", "system:authenticated"];

    /// The namespace that is meant when a line says none; `context` is what `--context` says.
    pub fn namespace(&self, context: Option<&str>) -> &str {
        let namespace = self.contexts.get(context.unwrap_or(&self.current));
        namespace.map(String::as_str).filter(|name| !name.is_empty()).unwrap_or("default")
    }
}

impl Default for Kubeconfig {
    fn default() -> Kubeconfig {
        let name = Kubeconfig::CLUSTER.to_owned();
        let contexts = [(name.clone(), String::new())].into_iter().collect();
        Kubeconfig { current: name, contexts }
    }
}

/// Everything that a process may touch while it is polled.
pub struct World<'terminal> {
    /// The cluster, at the instant of the poll.
    pub cluster: &'terminal mut Cluster,
    /// The learner's files.
    pub files: &'terminal mut Files,
    /// The current namespace.
    pub config: &'terminal mut Kubeconfig,
    /// The command line's fact in the journal: the cause of what the process requests.
    pub cause: Option<FactId>,
    /// What was piped in since the last poll; `None` if nothing is piped in at all.
    pub input: Option<Input>,
    /// What it prints.
    pub output: &'terminal mut Output,
    /// Set by a process after which the terminal's lines are for a container's shell.
    pub entered: &'terminal mut Option<Container>,
    /// Set by a process that brings a file into the editor.
    pub shown: &'terminal mut Option<String>,
    /// How often the loops of this line went round, all together.
    pub rounds: &'terminal mut usize,
    /// How a command line is run in a container: the shell knows.
    pub run_inside: fn(Container, &str) -> Box<dyn Process>,
}

/// A container that commands run in, with what they find there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// Its pod.
    pub pod: Key,
    /// The pod's uid and the start of the container's run: another run is another container.
    pub run: String,
    /// Its name.
    pub name: String,
    /// The id of this run.
    pub id: String,
    /// Its files.
    pub files: Files,
    /// Its environment.
    pub variables: OrderedMap<String, String>,
    /// What follows when its shell is left.
    pub leaving: Leaving,
}

/// What follows when the shell of a container is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// Nothing: `kubectl exec` had begun the shell.
    Nothing,
    /// The shell was the container's own process, and ends; it is said how to come back:
    /// `kubectl run -it`, `kubectl attach -it`.
    Told,
    /// The pod is deleted: `kubectl run --rm -it`.
    Removed,
}

impl Container {
    /// The container of a pod; `None` if it does not run.
    pub fn find(view: &View, pod: &Object, name: &str) -> Option<Container> {
        let statuses = pod.status().get("containerStatuses").items();
        let status = statuses.iter().find(|status| status.get("name").str() == name)?;
        let start = status.at("state.running.startedAt").as_str()?;
        let specs = pod.spec().get("containers").items();
        let spec = specs.iter().find(|spec| spec.get("name").str() == name)?;
        Some(Container {
            pod: pod.key(),
            run: format!("{} {start}", pod.meta.uid),
            name: name.to_owned(),
            id: status.get("containerID").str().to_owned(),
            files: inside::files(view, pod, spec),
            variables: inside::variables(view, pod, spec),
            leaving: Leaving::Nothing,
        })
    }

    /// Whether it still runs.
    pub fn is_there(&self, view: &View) -> bool {
        let now = view.get(&self.pod).and_then(|pod| Container::find(view, pod, &self.name));
        now.is_some_and(|now| now.run == self.run)
    }
}

/// What is said when a session with a container's process has ended.
pub fn session_ended(pod: &Key, container: &str) -> String {
    let (name, space) = (&pod.name, &pod.namespace);
    format!(
        "Session ended, resume using 'kubectl attach {name} -c {container} -n {space} -i -t' command"
    )
}

/// What a pipe brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// The new text.
    pub text: String,
    /// Whether that was all.
    pub ended: bool,
}

/// One of the two streams of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// What pipes and redirections carry.
    Out,
    /// What goes to the terminal in any case.
    Error,
}

/// What was printed, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Texts of the two streams; each holds its line breaks.
    pub chunks: Vec<(Stream, String)>,
    /// How many bytes were printed.
    length: usize,
}

/// No more bytes are printed at an instant than these: a loop must not fill the memory.
const MOST_PRINTED: usize = 16 << 20;

/// How a process stands after a poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Poll {
    /// It ended with this exit status.
    Done(u8),
    /// It waits for something to happen, at most until this instant if one is given.
    Wait(Option<Time>),
}

/// A running command.
pub trait Process: Fork {
    /// Goes on as far as is possible at this instant.
    fn poll(&mut self, world: &mut World) -> Poll;
}

/// How a running command is copied with a session; every process that can be cloned has it.
pub trait Fork {
    /// A copy that goes on by itself.
    fn fork(&self) -> Box<dyn Process>;
}

impl<Cloned: Process + Clone + 'static> Fork for Cloned {
    fn fork(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Process> {
    fn clone(&self) -> Box<dyn Process> {
        (**self).fork()
    }
}

impl Output {
    /// Prints a line to the standard output.
    pub fn line(&mut self, text: impl AsRef<str>) {
        self.push(Stream::Out, &format!("{}\n", text.as_ref()));
    }

    /// Prints a line to the standard error.
    pub fn error(&mut self, text: impl AsRef<str>) {
        self.push(Stream::Error, &format!("{}\n", text.as_ref()));
    }

    /// Prints text as it is, until there is too much of it.
    pub fn push(&mut self, stream: Stream, text: &str) {
        let is_full = self.length >= MOST_PRINTED;
        self.length = self.length.saturating_add(text.len());
        match (is_full, self.length >= MOST_PRINTED) {
            (false, false) => self.add(stream, text),
            (false, true) => self.add(Stream::Error, "write error: No space left on device\n"),
            (true, _) => {}
        }
    }

    fn add(&mut self, stream: Stream, text: &str) {
        match self.chunks.last_mut() {
            Some((last, written)) if *last == stream => written.push_str(text),
            _ if text.is_empty() => {}
            _ => self.chunks.push((stream, text.to_owned())),
        }
    }
}
