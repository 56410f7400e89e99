//! How a container starts: its image is pulled, its configuration read, its process run.

use super::back_off::back_off;
use super::behaviour::Setting;
use super::configuration::{missing_for_environment, missing_for_mounts};
use super::hooks::Hook;
use super::roles::Role;
use super::sandbox::{Container, Next, Run, State};
use super::step::Step;
use super::{
    images::{self, Image},
    probes, user,
};
use crate::ordered::Mixer;
use crate::time::{Milliseconds, SECOND, Time};
use smol_str::SmolStr;
use std::hash::{Hash, Hasher};

/// How long a failed pull is shown before its back-off is.
const PULL_ERROR_SHOWN: Milliseconds = 2 * SECOND;
/// How long until a container is tried again that could not be made.
const RETRY: Milliseconds = 8 * SECOND;
/// How long a pull is said to take where it takes no time.
const PULL_SHOWN: Milliseconds = 812;

impl Step<'_> {
    /// Pulls the image if need be and starts the container, or notes what is in the way.
    pub fn start(&mut self, container: &mut Container, role: &Role) {
        let image = self.alike.image(role.image());
        if let Some(fault) = &image.fault {
            self.warn(role, "InspectFailed", fault.clone());
            self.warn(role, "Failed", "Error: InvalidImageName");
            self.wait(container, "InvalidImageName", fault.clone());
            return;
        }
        let policy = role.spec.get("imagePullPolicy").str();
        if policy != "Always" && self.has_image(container, &image) {
            self.tell(role, "Pulled", image.is_present.clone());
            self.run(container, role);
        } else if policy == "Never" && self.is_lively() {
            let message = format!(
                "Container image \"{}\" is not present with pull policy of Never",
                image.name
            );
            self.warn(role, "ErrImageNeverPull", message.clone());
            self.warn(role, "Failed", "Error: ErrImageNeverPull");
            self.wait(container, "ErrImageNeverPull", message);
        } else {
            self.pull(container, role);
        }
    }

    /// The container cannot be made, and is tried again.
    fn wait(&self, container: &mut Container, reason: &'static str, message: String) {
        let next = Some((self.at.plus(RETRY), Next::Start));
        container.state = State::Waiting { reason, message, next };
    }

    /// Whether an image need not be pulled: by convention it is there for a pod that pulled it.
    fn has_image(&self, container: &Container, image: &Image) -> bool {
        match self.is_lively() {
            true => self.memory.images.contains(&image.name),
            false => container.image_id == image.id,
        }
    }

    fn pull(&mut self, container: &mut Container, role: &Role) {
        let image = role.image();
        self.tell(role, "Pulling", format!("Pulling image \"{image}\""));
        if images::is_missing(image) {
            let error = images::pull_error(image);
            self.warn(role, "Failed", format!("Failed to pull image \"{image}\": {error}"));
            self.warn(role, "Failed", "Error: ErrImagePull");
            container.pull_failures += 1;
            let next = Some((self.at.plus(PULL_ERROR_SHOWN), Next::BackOffPulling));
            container.state = State::Waiting { reason: "ErrImagePull", message: error, next };
        } else if self.is_lively() {
            let next = Some((self.at.plus(images::pull_time(image)), Next::Pulled(self.at)));
            let reason = match &container.state {
                State::Waiting { reason, .. } => reason,
                _ => "ContainerCreating",
            };
            container.state = State::Waiting { reason, message: String::new(), next };
        } else {
            self.pulled(container, role, self.at.plus(-PULL_SHOWN));
        }
    }

    /// The image is there, whose pull began at `since`.
    pub fn pulled(&mut self, container: &mut Container, role: &Role, since: Time) {
        let image = role.image();
        let took = images::shown(self.at.since(since));
        let size = images::SIZE;
        let details = format!("in {took} ({took} including waiting). Image size: {size} bytes.");
        self.tell(role, "Pulled", format!("Successfully pulled image \"{image}\" {details}"));
        self.memory.images.insert(image.into());
        container.pull_failures = 0;
        self.run(container, role);
    }

    /// Tells that pulling the image waits.
    pub fn back_off_pulling(&mut self, container: &mut Container, role: &Role) {
        let image = role.image();
        self.tell(role, "BackOff", format!("Back-off pulling image \"{image}\""));
        self.warn(role, "Failed", "Error: ImagePullBackOff");
        let error = images::pull_error(image);
        container.state = State::Waiting {
            reason: "ImagePullBackOff",
            message: format!("Back-off pulling image \"{image}\": ErrImagePull: {error}"),
            next: Some((self.at.plus(back_off(container.pull_failures)), Next::Start)),
        };
    }

    /// Runs the container, whose image is there.
    fn run(&mut self, container: &mut Container, role: &Role) {
        container.image_id = self.alike.image(role.image()).id.clone();
        let store = self.view.store();
        let missing = missing_for_environment(store, self.pod, role.spec)
            .or_else(|| missing_for_mounts(store, self.pod, role.spec));
        let root = || user::fault(self.pod, role.spec).filter(|_| self.is_lively());
        if let Some(message) = missing.or_else(root) {
            self.warn(role, "Failed", format!("Error: {message}"));
            self.wait(container, "CreateContainerConfigError", message);
            return;
        }
        self.tell(role, "Created", "Container created");
        // A restart counts once it is made, not while its back-off lasts.
        container.restarts += u32::from(container.last.is_some());
        let count = container.restarts;
        container.id = container_id(&self.pod.meta.uid, &container.name, count);
        let setting = self.setting(role);
        if let Some(why) = setting.start_fault() {
            self.fail_to_start(container, role, why);
            return;
        }
        self.tell(role, "Started", "Container started");
        let mut behaviour = setting.behaviour(count, self.at, self.alike);
        let hook = match self.is_lively() {
            true => Hook::of_start(&setting, &container.state, &mut behaviour, self.at),
            false => None,
        };
        let probes = match self.is_lively() {
            true => probes::of_container(role.spec, self.at),
            false => Vec::new(),
        };
        let mut run = Run {
            since: self.at,
            image: role.image().into(),
            is_started: !probes::has_startup(&probes),
            is_ready: false,
            behaviour: self.alike.behaviour(behaviour),
            probes,
            hook,
            stops: None,
        };
        run.is_ready = run.hook.is_none() && run.is_started && run.ready_at() == Some(self.at);
        container.state = State::Running(run);
    }
}

impl<'view> Step<'view> {
    /// What decides on the behaviour of the container that has this role.
    pub fn setting<'role>(&self, role: &Role<'role>) -> Setting<'role>
    where
        'view: 'role,
    {
        Setting {
            store: self.view.store(),
            convention: self.view.machines().convention,
            pod: self.pod,
            container: role.spec,
            init: role.init && !role.sidecar,
        }
    }
}

/// The id of a container that was started so many times before: 64 digits that look drawn.
fn container_id(pod: &str, container: &str, restarts: u32) -> SmolStr {
    const RUNTIME: &[u8; 13] = b"containerd://";
    let mut mixer = Mixer::default();
    (pod, container).hash(&mut mixer);
    let mut id = [0; RUNTIME.len() + 64];
    let (runtime, rest) = id.split_at_mut(RUNTIME.len());
    runtime.copy_from_slice(RUNTIME);
    for (part, digits) in (0..).zip(rest.chunks_exact_mut(16)) {
        mixer.write_u32(restarts << 2 | part);
        let number = mixer.finish();
        for (place, digit) in digits.iter_mut().rev().enumerate() {
            *digit = b"0123456789abcdef"[(number >> (4 * place)) as usize & 0xf];
        }
    }
    SmolStr::new(str::from_utf8(&id).unwrap_or_default())
}
