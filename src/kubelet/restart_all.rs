//! A pod that is restarted in its place: an end of one of its containers restarts all of them,
//! those for initialization as well, while its network and its volumes stay
//! (`RestartAllContainersOnContainerExits`).

use super::conditions::Verdict;
use super::roles::{Role, of_container, of_init};
use super::sandbox::{Cause, Container, Ended, Sandbox, State};
use super::step::Step;
use crate::api::Object;
use crate::time::{Milliseconds, SECOND, Time};
use smol_str::SmolStr;

/// How long the end that causes it is seen before the containers are taken away.
pub const NOTICE: Milliseconds = SECOND;
/// Why a container that was taken away waits, and how its run ended.
pub const REASON: &str = "RestartingAllContainers";
/// The same in words.
pub const MESSAGE: &str = "The container is removed because RestartAllContainers in place";
/// The code with which it is said to have ended.
const EXIT_CODE: i32 = 137;

impl Step<'_> {
    /// Takes all containers away if one has ended so, and it is time: they start anew from the
    /// first.  `false` if none has.
    pub fn restart_all(&mut self, sandbox: &mut Sandbox) -> bool {
        let is_due = |ended: &Ended| ended.next.is_some_and(|next| next <= self.at);
        if !sandbox.can_restart_all || !causes(self.pod, sandbox).any(is_due) {
            return false;
        }
        for (index, container) in sandbox.init.iter_mut().enumerate() {
            self.take_away(container, &of_init(self.pod, index));
        }
        for (index, container) in sandbox.containers.iter_mut().enumerate() {
            self.take_away(container, &of_container(self.pod, index));
        }
        true
    }

    /// Takes a container away that was made.  What runs has no time to stop, and no hook is run.
    fn take_away(&mut self, container: &mut Container, role: &Role) {
        if container.id.is_empty() {
            return;
        }
        if container.run().is_some() {
            self.tell(role, "Killing", format!("Stopping container {}", container.name));
        }
        container.id = Default::default();
        container.last = Some(Ended {
            started: Time(0),
            finished: Time(0),
            exit_code: EXIT_CODE,
            cause: Cause::RestartOfAll,
            id: Default::default(),
            next: None,
        });
        container.state =
            State::Waiting { reason: REASON, message: MESSAGE.to_owned(), next: None };
    }
}

/// `AllContainersRestarting`, of a pod that can be restarted so; `None` of another.
pub fn condition(pod: &Object, sandbox: &Sandbox, phase: &str) -> Option<Verdict> {
    let verdict = match phase {
        _ if !sandbox.can_restart_all => return None,
        "Succeeded" => Verdict { reason: "PodCompleted", ..Verdict::default() },
        "Failed" => Verdict { reason: "PodFailed", ..Verdict::default() },
        _ if causes(pod, sandbox).next().is_some() => Verdict {
            holds: true,
            reason: "RestartAllContainersStarted",
            message: SmolStr::new_static("container exited with restart policy rule"),
        },
        _ => Verdict::default(),
    };
    Some(verdict)
}

/// The ends for which all containers are to be restarted.
fn causes<'look>(
    pod: &'look Object,
    sandbox: &'look Sandbox,
) -> impl Iterator<Item = &'look Ended> {
    let waits = |container: &'look Container| container.ended().filter(|one| one.next.is_some());
    let init = sandbox.init.iter().enumerate();
    let init = init.filter_map(move |(place, one)| Some((waits(one)?, of_init(pod, place))));
    let regular = sandbox.containers.iter().enumerate();
    let regular =
        regular.filter_map(move |(place, one)| Some((waits(one)?, of_container(pod, place))));
    let all = init.chain(regular);
    all.filter(|(ended, role)| role.restarts_all_after(ended.exit_code)).map(|(ended, _)| ended)
}

impl Container {
    /// Whether it was taken away to be started with all others.
    pub fn restarts_with_all(&self) -> bool {
        matches!(self.state, State::Waiting { reason: REASON, .. })
    }
}
