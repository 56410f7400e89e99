//! How a container ends, by itself or because it must, and what follows.

use super::back_off::{RESET, back_off, go_duration};
use super::restart_all;
use super::roles::{Role, of_container, of_init};
use super::sandbox::{Cause, Container, Ended, Next, Run, Sandbox, State};
use super::step::Step;
use crate::time::{Milliseconds, SECOND, Time};

/// How long an end is shown before the back-off of the next start is.
const END_SHOWN: Milliseconds = SECOND;
/// How long after the end of a back-off the kubelet looks at the pod again.
const NEXT_LOOK: Milliseconds = SECOND / 2;
/// The code of a process that was killed since it did not stop in time.
const KILLED: i32 = 137;
/// The code of a program that could not be started.
const NO_START: i32 = 128;

impl Step<'_> {
    /// Notes a run's end and what follows it: the first restart comes at once.
    pub fn end(&self, container: &mut Container, run: &Run, at: Time, code: i32, role: &Role) {
        let mut next = None;
        if role.restarts_all_after(code) {
            next = Some(at.plus(restart_all::NOTICE));
        } else if role.restarts_after(code) {
            let long = at.since(run.since) >= RESET;
            container.failures = if long { 1 } else { container.failures + 1 };
            next = Some(if container.failures == 1 { at } else { at.plus(END_SHOWN) });
        }
        let ended = ended(container, run, at, code, next);
        let failed = run.hook.filter(|hook| hook.code != 0 && hook.ends <= at);
        container.state = match failed.zip(next) {
            Some((hook, next)) => {
                let state = self.waits_after_hook(hook, role, next.max(at.plus(END_SHOWN)));
                container.last = Some(ended);
                state
            }
            None => State::Ended(ended),
        };
    }

    /// Notes that the runtime could not start the program.
    pub fn fail_to_start(&mut self, container: &mut Container, role: &Role, why: String) {
        self.warn(role, "Failed", format!("Error: {why}"));
        let (cause, started, finished) = (Cause::NoStart, Time(0), self.at);
        let id = container.id.clone();
        let ended = Ended { started, finished, exit_code: NO_START, cause, id, next: None };
        if !role.restarts_after(NO_START) {
            container.state = State::Ended(ended);
            return;
        }
        container.failures += 1;
        container.last = Some(ended);
        let shown = if container.failures == 1 { 0 } else { END_SHOWN };
        let next = Some((self.at.plus(shown), Next::Restart));
        container.state = State::Waiting { reason: "RunContainerError", message: why, next };
    }

    /// The first restart comes at once, later ones after a back-off.
    pub fn restart_or_wait(&mut self, container: &mut Container, ended: Ended, role: &Role) {
        let finished = ended.finished;
        container.last = Some(Ended { next: None, ..ended });
        if container.failures <= 1 {
            self.start(container, role);
            return;
        }
        let delay = back_off(container.failures - 1);
        let pod = &self.pod.meta;
        let which = format!("{}_{}({})", pod.name, pod.namespace, pod.uid);
        let name = &container.name;
        let told = format!("Back-off restarting failed container {name} in pod {which}");
        let length = go_duration(delay);
        container.state = State::Waiting {
            reason: "CrashLoopBackOff",
            message: format!("back-off {length} restarting failed container={name} pod={which}"),
            next: Some((finished.plus(delay + NEXT_LOOK), Next::Start)),
        };
        self.warn(role, "BackOff", told);
    }

    /// Begins to stop what runs, and ends what has stopped.  Sidecars stop after the others, the
    /// last one first.
    pub fn stop_containers(&mut self, sandbox: &mut Sandbox) -> bool {
        let mut changed = false;
        for (index, container) in sandbox.containers.iter_mut().enumerate() {
            changed |= self.stop(container, &of_container(self.pod, index));
        }
        if sandbox.containers.iter().any(|container| container.run().is_some()) {
            return changed;
        }
        for (index, container) in sandbox.init.iter_mut().enumerate().rev() {
            changed |= self.stop(container, &of_init(self.pod, index));
            if container.run().is_some() {
                break;
            }
        }
        changed
    }

    fn stop(&mut self, container: &mut Container, role: &Role) -> bool {
        match container.state.clone() {
            State::Running(run) => match run.end().filter(|(end, _)| *end <= self.at) {
                Some((end, code)) => {
                    container.state = State::Ended(ended(container, &run, end, code, None));
                    true
                }
                None if run.stops.is_none() => {
                    let message = format!("Stopping container {}", container.name);
                    self.kill(container, role, message, None);
                    true
                }
                None => false,
            },
            State::Ended(ended) => {
                container.state = State::Ended(Ended { next: None, ..ended });
                false
            }
            State::Waiting { .. } => false,
        }
    }

    /// Tells a container to stop, within `grace` if the pod's own is not meant.
    pub fn kill(
        &mut self,
        container: &mut Container,
        role: &Role,
        message: String,
        grace: Option<Milliseconds>,
    ) {
        let grace = grace.unwrap_or_else(|| self.grace());
        self.tell(role, "Killing", message);
        let hook = self.run_stop_hook(role);
        if let State::Running(run) = &mut container.state {
            let stop = run.behaviour.stop.saturating_add(hook);
            let code = if stop > grace { KILLED } else { run.behaviour.stop_code };
            run.stops = Some((self.at.plus(stop.min(grace)), code));
        }
    }

    /// How long containers may take to stop; at least a second, as upstream's kill has it.
    fn grace(&self) -> Milliseconds {
        let own = self.pod.spec().get("terminationGracePeriodSeconds").as_int();
        let seconds = self.pod.meta.deletion_grace_period_seconds.or(own).unwrap_or(30);
        seconds.clamp(1, i64::MAX / 4_000) * SECOND
    }
}

fn ended(container: &Container, run: &Run, at: Time, code: i32, next: Option<Time>) -> Ended {
    let is_exhausted = run.behaviour.exhausts_memory && run.stops.is_none();
    Ended {
        started: run.since,
        finished: at,
        exit_code: code,
        cause: if is_exhausted { Cause::OutOfMemory } else { Cause::Exit },
        id: container.id.clone(),
        next,
    }
}
