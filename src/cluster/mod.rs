//! The façade: clock, queue, journal, machines, and everything that reacts.
//!
//! The cluster is pure: the same seed and the same requests at the same times give the same
//! journal, byte for byte.  A clone is a snapshot; both go on by themselves.

mod bootstrap;
mod components;
mod correlator;
mod fingerprint;
mod journal;
mod queue;
pub mod recorder;

pub use bootstrap::ClusterOptions;
pub use journal::{Actor, Fact, FactId, Happening, Journal};

use crate::api::{ErrorReason, StatusError};
use crate::ordered::OrderedMap;
use crate::random::Random;
use crate::store::{
    Change, Component, Context, EventNote, Machine, MachineState, Machines, News, Reconcile, Scope,
    Server, Step, Store, View,
};
use crate::time::{Milliseconds, Time};
use queue::{ComponentIndex, Look, Queue};
use recorder::Recorder;
use smol_str::{SmolStr, StrExt};
use std::collections::VecDeque;
use std::rc::Rc;

/// How many writes one step of the cluster carries out before it lets others have a turn.
const LONGEST_STEP: usize = 32;

/// An answer that is being carried out.
#[derive(Clone)]
struct Unfinished {
    look: Look,
    steps: VecDeque<Step>,
    /// How many of the first steps are parts of one whose requests are all made, and which of them
    /// was refused first.
    parts: usize,
    refusal: Option<StatusError>,
    requeue_after: Option<Milliseconds>,
    /// Whether the component was asked because an answer of its was refused.
    is_told: bool,
}

impl Unfinished {
    fn new(look: Look, answer: Reconcile, is_told: bool) -> Unfinished {
        let Reconcile { steps, requeue_after } = answer;
        let steps = steps.into();
        Unfinished { look, steps, parts: 0, refusal: None, requeue_after, is_told }
    }

    /// The next step, of a large one the first part.
    fn next_step(&mut self) -> Option<Step> {
        match self.steps.pop_front()? {
            Step::Together(steps) if steps.len() > LONGEST_STEP => {
                let mut steps = steps.into_iter();
                let parts = std::iter::from_fn(|| {
                    let part: Vec<Step> = steps.by_ref().take(LONGEST_STEP).collect();
                    (!part.is_empty()).then_some(Step::Together(part))
                });
                let parts: Vec<Step> = parts.collect();
                self.parts = parts.len();
                parts.into_iter().rev().for_each(|part| self.steps.push_front(part));
                self.steps.pop_front()
            }
            step => Some(step),
        }
    }

    /// Notes how a step went; answers the refusal that ends the list.
    fn note(&mut self, refusal: Option<StatusError>) -> Option<StatusError> {
        self.refusal = self.refusal.take().or(refusal);
        self.parts = self.parts.saturating_sub(1);
        if self.parts == 0 { self.refusal.take() } else { None }
    }
}

/// A whole simulated cluster.
pub struct Cluster {
    now: Time,
    store: Store,
    machines: Machines,
    random: Random,
    queue: Queue,
    unfinished: Option<Unfinished>,
    journal: Journal,
    recorder: Recorder,
    components: Vec<Box<dyn Component>>,
    /// By kind, the components that its changes can matter to, and which changes.
    concerned: Rc<Vec<Vec<(ComponentIndex, Scope)>>>,
    refusals: OrderedMap<(ComponentIndex, crate::api::Key), u32>,
    /// An empty list, with room for the changes of a request: most make one or two.
    room: Vec<Change>,
}

impl Clone for Cluster {
    fn clone(&self) -> Cluster {
        Cluster {
            now: self.now,
            store: self.store.clone(),
            machines: self.machines.clone(),
            random: self.random.clone(),
            queue: self.queue.clone(),
            unfinished: self.unfinished.clone(),
            journal: self.journal.clone(),
            recorder: self.recorder.clone(),
            components: self.components.iter().map(|component| component.fork()).collect(),
            concerned: self.concerned.clone(),
            refusals: self.refusals.clone(),
            room: Vec::new(),
        }
    }
}

impl Cluster {
    /// The instant to which the cluster has come.
    pub fn now(&self) -> Time {
        self.now
    }

    /// What there is to read at this instant.
    pub fn view(&self) -> View<'_> {
        View::new(&self.store, &self.machines, self.now)
    }

    /// Everything that happened.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// When something will happen next if nobody does anything.
    pub fn next_event_at(&self) -> Option<Time> {
        if self.is_between() { Some(self.now) } else { self.queue.next_time() }
    }

    /// Notes a command line as the cause of what is requested under the answered number.
    pub fn note_command(&mut self, line: &str) -> FactId {
        let happening = Happening::Command(line.to_owned());
        let command = self.journal.append(self.now, Actor::User, None, happening);
        self.store.forget_old_events(self.now);
        command
    }

    /// Makes requests to the API server in somebody's name.  Answers what `requests` answered and
    /// the warnings that the API server gave.
    pub fn request<Answer>(
        &mut self,
        actor: &Actor,
        cause: Option<FactId>,
        requests: impl FnOnce(&mut Server) -> Answer,
    ) -> (Answer, Vec<String>) {
        let mut server = Server::new(&mut self.store, &mut self.random, self.now);
        server.collect_in(std::mem::take(&mut self.room));
        let answer = requests(&mut server);
        let (mut changes, warnings) = server.finish();
        for change in &changes {
            self.publish(actor.clone(), cause, change);
        }
        changes.clear();
        self.room = changes;
        (answer, warnings)
    }

    /// A machine joins: its kubelet will register a node of this name.
    pub fn add_machine(&mut self, name: &str, machine: Machine, cause: Option<FactId>) {
        self.machines.join(name, machine);
        self.publish_machine(name, "joined", cause);
    }

    /// A machine's kubelet falls silent or speaks again; `false` if there is no such machine.
    pub fn set_machine_running(
        &mut self,
        name: &str,
        running: bool,
        cause: Option<FactId>,
    ) -> bool {
        let state = if running { MachineState::Running } else { MachineState::Stopped(self.now) };
        let found = self.machines.set_state(name, state);
        if found {
            self.publish_machine(name, if running { "started" } else { "stopped" }, cause);
        }
        found
    }

    /// Somebody at the terminal of a container leaves its process, which so ends with this code.
    pub fn leave_process(&mut self, pod: &crate::api::Key, container: &str, code: i32) {
        self.machines.leave_process(container, code);
        let view = View::new(&self.store, &self.machines, self.now);
        let machine = view.get(pod).map_or("", |pod| pod.spec().get("nodeName").str());
        for (index, component) in self.components.iter().enumerate() {
            if component.watch_machine(&view, machine).contains(pod) {
                let (at, key) = (self.now.plus(component.latency()), pod.clone());
                self.queue.add(Look { at, component: index, key, cause: None });
            }
        }
    }

    /// A machine is taken away; `false` if there is no such machine.
    pub fn remove_machine(&mut self, name: &str, cause: Option<FactId>) -> bool {
        let found = self.machines.leave(name);
        if found {
            self.publish_machine(name, "left", cause);
        }
        found
    }

    /// Lets time pass until `time`, with everything that happens on the way.
    pub fn advance_to(&mut self, time: Time) {
        while self.step(time) {}
        self.now = self.now.max(time);
    }

    /// Lets the next thing happen if it is due at `limit` or before; `false` if nothing is.  A
    /// long answer is carried out in several steps, so that whoever draws the cluster keeps its
    /// breath; they are all of one instant.  The journal forgets between steps alone, so that who
    /// reads it after each misses nothing.
    pub fn step(&mut self, limit: Time) -> bool {
        self.journal.forget_old();
        if let Some(answer) = self.unfinished.take() {
            self.carry_on(answer);
            return true;
        }
        let Some(look) = self.queue.pop(limit) else { return false };
        self.now = self.now.max(look.at);
        let answer = self.ask(&look, None);
        self.carry_on(Unfinished::new(look, answer, false));
        true
    }

    /// Whether an answer is carried out in part: what is seen then is no state to judge.
    pub fn is_between(&self) -> bool {
        self.unfinished.is_some()
    }

    fn ask(&mut self, look: &Look, failure: Option<&StatusError>) -> Reconcile {
        let view = View::new(&self.store, &self.machines, self.now);
        self.components[look.component].reconcile(&Context { view, failure }, &look.key)
    }

    /// Carries out an answer up to the first refusal, or as much of it as one step may do.
    fn carry_on(&mut self, mut answer: Unfinished) {
        let mut done = 0;
        while let Some(step) = answer.next_step() {
            done += step.size();
            let refusal = self.take_step(&answer.look, step);
            if let Some(refusal) = answer.note(refusal) {
                return self.refuse(answer, &refusal);
            }
            if done >= LONGEST_STEP && !answer.steps.is_empty() {
                self.unfinished = Some(answer);
                return;
            }
        }
        let look = answer.look;
        if !answer.is_told && !self.refusals.is_empty() {
            self.refusals.remove(&(look.component, look.key.clone()));
        }
        if let Some(delay) = answer.requeue_after {
            let at = self.now.plus(delay.max(0));
            self.queue.add(Look { at, ..look });
        }
    }

    /// A component whose answer was refused is asked once more, so that it can say so, and looks
    /// again after a back-off.
    fn refuse(&mut self, answer: Unfinished, refusal: &StatusError) {
        if answer.is_told {
            return;
        }
        let look = answer.look;
        let refusals = self.refusals.entry((look.component, look.key.clone())).or_default();
        let (first, longest) = self.components[look.component].retry_delays();
        let delay = first.saturating_mul(1 << (*refusals).min(20)).min(longest);
        *refusals += 1;
        let told = self.ask(&look, Some(refusal));
        self.queue.add(Look { at: self.now.plus(delay), ..look.clone() });
        self.carry_on(Unfinished::new(look, told, true));
    }

    /// Carries out one step; answers a refusal that ends the list.
    fn take_step(&mut self, look: &Look, step: Step) -> Option<StatusError> {
        let component = self.components[look.component].name();
        let (write, success, failure, may_fail) = match step {
            Step::Event(note) => {
                self.record(component, look.cause, note);
                return None;
            }
            Step::Together(steps) => {
                return steps.into_iter().fold(None, |first, step| {
                    let refusal = self.take_step(look, step);
                    first.or(refusal)
                });
            }
            Step::InOrder(steps) => {
                return steps.into_iter().find_map(|step| self.take_step(look, step));
            }
            Step::Otherwise(step, note) => {
                let refusal = self.take_step(look, *step)?;
                self.record(component, look.cause, filled(note, "{error}", &refusal.message));
                return Some(refusal);
            }
            Step::Write { write, success, failure, may_fail } => {
                (write, success, failure, may_fail)
            }
        };
        let actor = Actor::Component(SmolStr::new_static(component));
        let (outcome, _) = self.request(&actor, look.cause, |server| server.apply(*write));
        match outcome {
            Ok(object) => {
                if let Some(note) = success {
                    self.record(component, look.cause, filled(note, "{name}", &object.meta.name));
                }
                None
            }
            Err(refusal) => {
                if let Some(note) = failure
                    && refusal.reason != ErrorReason::AlreadyExists
                {
                    self.record(component, look.cause, filled(note, "{error}", &refusal.message));
                }
                (!may_fail).then_some(refusal)
            }
        }
    }

    fn record(&mut self, source: &'static str, cause: Option<FactId>, note: Box<EventNote>) {
        let mut server = Server::new(&mut self.store, &mut self.random, self.now);
        if let Some(telling) = self.recorder.record(&mut server, source, note) {
            let actor = Actor::Component(SmolStr::new_static(source));
            self.journal.append(self.now, actor, cause, Happening::Event(telling));
        }
    }

    fn publish(&mut self, actor: Actor, cause: Option<FactId>, change: &Change) {
        let fact = self.journal.append(self.now, actor, cause, Happening::Change(change.clone()));
        let view = View::new(&self.store, &self.machines, self.now);
        let news = News::of(&self.store, change);
        for (index, scope) in &self.concerned[change.object.kind as usize] {
            if !news.is_within(*scope) {
                continue;
            }
            let (index, component) = (*index, &mut self.components[*index]);
            component.observe(change);
            let keys = component.watch(&view, change);
            if keys.is_empty() {
                continue;
            }
            for key in keys {
                let at = self.now.plus(component.latency_after(change));
                self.queue.add(Look { at, component: index, key, cause: Some(fact) });
            }
        }
    }

    fn publish_machine(&mut self, name: &str, what: &'static str, cause: Option<FactId>) {
        let actor = if cause.is_some() { Actor::User } else { Actor::Bootstrap };
        let happening = Happening::Machine(name.into(), what);
        let fact = self.journal.append(self.now, actor, cause, happening);
        let view = View::new(&self.store, &self.machines, self.now);
        for (index, component) in self.components.iter().enumerate() {
            let at = self.now.plus(component.latency());
            for key in component.watch_machine(&view, name) {
                self.queue.add(Look { at, component: index, key, cause: Some(fact) });
            }
        }
    }
}

/// A note whose message has a text in the place of what stands for it.
fn filled(mut note: Box<EventNote>, placeholder: &str, text: &str) -> Box<EventNote> {
    // Most have nothing to be filled in, and this is quick to see.
    if note.message.contains('{') {
        note.message = note.message.replace_smolstr(placeholder, text);
    }
    note
}
