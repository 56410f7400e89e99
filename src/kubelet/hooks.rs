//! The hooks of a container's life.  The API hears nothing of a run before the hook of its start is
//! over, nor do the pod's further containers start, and one that fails is the end of the run.  The
//! hook before a stop delays that.

use super::behaviour::{Behaviour, Setting};
use super::roles::Role;
use super::sandbox::{Container, Next, State};
use super::script::Play;
use super::step::{Step, seconds};
use crate::api::Value;
use crate::time::{Milliseconds, Time};

/// How long a hook lasts that does not end.
const FOR_EVER: Milliseconds = Milliseconds::MAX / 4;

/// A hook that follows a container's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hook {
    /// When it is over.
    pub ends: Time,
    /// With which code.
    pub code: i32,
    /// The reason that the container waited with before: the API goes on showing it.
    pub waits: &'static str,
}

impl Hook {
    /// The hook of the container that starts now.  What it makes and removes counts among the
    /// container's files.  `None` if it is over at once and has succeeded, as one is whose
    /// commands nobody knows.
    pub fn of_start(
        setting: &Setting,
        state: &State,
        behaviour: &mut Behaviour,
        now: Time,
    ) -> Option<Hook> {
        let waits = match state {
            State::Waiting { reason, .. } => reason,
            _ => "ContainerCreating",
        };
        let spec = setting.container.get("lifecycle").get("postStart");
        if spec.is_null() {
            return None;
        }
        let played = setting.play_hook(spec, now).unwrap_or_else(|| Play {
            end: Some((seconds(spec.get("sleep"), "seconds", 0), 0)),
            ..Play::default()
        });
        behaviour.files.extend(played.files);
        crate::order::sort_by_key(&mut behaviour.files, |(at, ..)| *at);
        let (length, code) = played.end.unwrap_or((FOR_EVER, 0));
        (length > 0 || code != 0).then(|| Hook { ends: now.plus(length), code, waits })
    }
}

impl Step<'_> {
    /// Goes on once a run's hook is over: it counts as running, or it must end.
    pub fn hooked(&mut self, container: &mut Container, role: &Role, hook: Hook) {
        if hook.code != 0 {
            self.warn(role, "FailedPostStartHook", "PostStartHook failed");
            self.kill(container, role, "FailedPostStartHook".to_owned(), None);
        } else if let State::Running(run) = &mut container.state {
            run.hook = None;
            self.become_ready(container);
        }
    }

    /// Runs the hook before a stop; how long it takes.  Of a command that is not understood only
    /// its `sleep` is known.
    pub fn run_stop_hook(&mut self, role: &Role) -> Milliseconds {
        let hook = role.spec.get("lifecycle").get("preStop");
        if !self.is_lively() || hook.is_null() {
            return 0;
        }
        if let Some(played) = self.setting(role).play_hook(hook, self.at) {
            let (length, code) = played.end.unwrap_or((FOR_EVER, 0));
            if code != 0 {
                self.warn(role, "FailedPreStopHook", "PreStopHook failed");
            }
            return length;
        }
        let shown = words(hook.at("exec.command")).join(" ");
        let length = shown.rsplit("sleep ").next().filter(|_| shown.contains("sleep "));
        let number = length.and_then(|rest| rest.split([' ', ';']).next()?.parse::<i64>().ok());
        seconds(hook.get("sleep"), "seconds", number.unwrap_or(0))
    }

    /// What a container waits with whose run ended since its hook had failed.
    pub fn waits_after_hook(&self, hook: Hook, role: &Role, next: Time) -> State {
        let command = role.spec.at("lifecycle.postStart.exec.command");
        let shown = words(command).join(" ");
        let pod = &self.pod.meta;
        let message = format!(
            "Exec lifecycle hook ([{shown}]) for Container \"{}\" in Pod \"{}_{}({})\" failed - \
             error: command '{shown}' exited with {}: , message: \"\"",
            role.spec.get("name").str(),
            pod.name,
            pod.namespace,
            pod.uid,
            hook.code
        );
        let next = Some((next, Next::Restart));
        State::Waiting { reason: "PostStartHookError", message, next }
    }
}

/// Whether the pod's further containers wait for this one's hook, and for its image before that.
pub fn holds_others<'pod>(container: &Container, role: impl FnOnce() -> Role<'pod>) -> bool {
    match &container.state {
        State::Running(run) => run.hook.is_some(),
        State::Waiting { next: Some((_, Next::Pulled(_))), .. } => {
            !role().spec.get("lifecycle").get("postStart").is_null()
        }
        _ => false,
    }
}

/// The words of a hook's command.
pub fn words(command: &Value) -> Vec<String> {
    command.items().iter().map(|word| word.str().to_owned()).collect()
}
