//! A pod with somebody at its terminal: `kubectl run -it`.

use crate::api::value::NULL;
use crate::api::{Key, Kind, Object};
use crate::kubectl::commands::exec::line_of;
use crate::kubectl::commands::logs;
use crate::kubectl::flags::Arguments;
use crate::kubectl::process::{Container, Leaving, Poll, Process, World, session_ended};
use crate::kubectl::request::{request, view};
use crate::kubelet::inside::is_attended;
use crate::store::DeleteOptions;
use crate::time::{SECOND, Time};
use std::rc::Rc;

/// How long kubectl waits for the pod, unless it is told.
const PATIENCE: i64 = 60 * SECOND;

/// What kubectl says before somebody types into a container's own shell.
pub const HINT: &str = "All commands and output from this session will be recorded in container \
                        logs, including credentials and sensitive information passed through the \
                        command prompt.\nIf you don't see a command prompt, try pressing enter.";

/// Waits for the pod; then its shell gets the next lines, or its command is seen to its end.
#[derive(Clone)]
pub struct Attended {
    pod: Key,
    /// The words of the command, if the line has some.
    words: Vec<String>,
    leaving: Leaving,
    /// Whether somebody types.
    is_terminal: bool,
    is_quiet: bool,
    /// Whether the pod ends with its command.
    ends: bool,
    deadline: Time,
    running: Option<Box<dyn Process>>,
    /// The container that ends with what runs.
    own: Option<String>,
}

impl Attended {
    /// Waits for the pod of this name.
    pub fn new(
        arguments: &Arguments,
        namespace: &str,
        name: &str,
        words: Vec<String>,
        world: &World,
    ) -> Attended {
        let patience = arguments.duration("pod-running-timeout").unwrap_or(PATIENCE);
        let restart = arguments.text("restart").unwrap_or_default();
        Attended {
            pod: Key::new(Kind::Pod, namespace, name),
            words,
            leaving: if arguments.is("rm") { Leaving::Removed } else { Leaving::Told },
            is_terminal: arguments.is("tty") && world.input.is_none(),
            is_quiet: arguments.is("quiet"),
            ends: matches!(restart, "Never" | "OnFailure"),
            deadline: world.cluster.now().plus(patience),
            running: None,
            own: None,
        }
    }

    fn is_shell(&self) -> bool {
        match self.words.as_slice() {
            [] => true,
            [word] => matches!(word.rsplit('/').next(), Some("sh" | "bash" | "ash")),
            _ => false,
        }
    }

    /// What is done with the pod now that it runs or has run; `None` while it does neither.
    fn meet(&self, pod: &Rc<Object>, world: &mut World) -> Option<Met> {
        let specs = pod.spec().get("containers").items();
        let spec = specs.first().unwrap_or(NULL);
        let name = spec.get("name").str();
        let phase = pod.status().get("phase").str();
        let found = Container::find(&view(world), pod, name);
        let Some(mut container) = found else {
            let statuses = pod.status().get("containerStatuses").items();
            // Where it starts again and again, what it printed is all there is to see.
            let has_run = statuses.iter().any(|own| {
                let ends = ["state", "lastState"].map(|field| own.get(field).get("terminated"));
                ends.iter().any(|end| !end.is_null())
            });
            let is_over = has_run || matches!(phase, "Succeeded" | "Failed");
            return is_over.then(|| Met::Sees(logs::whole(pod, name)));
        };
        if !is_attended(&view(world), pod, spec) {
            return Some(Met::Sees(logs::whole(pod, name)));
        }
        if self.is_shell() && self.is_terminal {
            container.leaving = self.leaving;
            return Some(Met::Enters(Box::new(container)));
        }
        let line = line_of(&self.words);
        container.leaving = self.leaving;
        let id = container.id.clone();
        Some(Met::Runs((world.run_inside)(container, &line), id))
    }

    /// Removes the pod if that was asked for.
    fn leave(&self, world: &mut World) {
        let pod = &self.pod;
        if self.leaving == Leaving::Removed
            && request(world, |server| server.delete(pod, &DeleteOptions::default())).is_ok()
        {
            let text = format!("pod \"{}\" deleted from {} namespace", pod.name, pod.namespace);
            world.output.line(text);
        }
    }
}

/// How a pod is met.
enum Met {
    /// Its shell gets the next lines.
    Enters(Box<Container>),
    /// What it prints is seen until it ends.
    Sees(Box<dyn Process>),
    /// Its command, which is the process of the container of this id.
    Runs(Box<dyn Process>, String),
}

impl Process for Attended {
    fn poll(&mut self, world: &mut World) -> Poll {
        let Some(pod) = view(world).get(&self.pod).cloned() else {
            return Poll::Done(1);
        };
        if self.running.is_none() {
            match self.meet(&pod, world) {
                None if world.cluster.now() >= self.deadline => {
                    world.output.error("error: timed out waiting for the condition");
                    self.leave(world);
                    return Poll::Done(1);
                }
                None => return Poll::Wait(Some(self.deadline)),
                Some(Met::Enters(container)) => {
                    if !self.is_quiet {
                        world.output.error(HINT);
                    }
                    *world.entered = Some(*container);
                    return Poll::Done(0);
                }
                Some(Met::Sees(process)) => self.running = Some(process),
                Some(Met::Runs(process, id)) => {
                    self.running = Some(process);
                    self.own = Some(id);
                }
            }
        }
        let Some(running) = &mut self.running else { return Poll::Done(1) };
        match running.poll(world) {
            Poll::Wait(until) => Poll::Wait(until),
            Poll::Done(exit) => {
                let terminated = pod.status().get("containerStatuses").items();
                let code =
                    terminated.first().map_or(0, |own| own.at("state.terminated.exitCode").int());
                let mut code = if self.ends { u8::try_from(code).unwrap_or(1) } else { 0 };
                let mut exit = exit;
                if let Some(id) = &self.own {
                    world.cluster.leave_process(&self.pod, id, i32::from(exit));
                    code = if self.ends { exit } else { 0 };
                    exit = 0;
                }
                let (space, name) = (&self.pod.namespace, &self.pod.name);
                if self.own.is_some() && self.is_terminal && !self.is_quiet {
                    world.output.line(session_ended(&self.pod, name));
                }
                self.leave(world);
                if code != 0 {
                    world.output.error(format!("pod {space}/{name} terminated (Error)"));
                }
                Poll::Done(exit.max(code))
            }
        }
    }
}
