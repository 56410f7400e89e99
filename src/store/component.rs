//! The shape of everything that reacts: it is told of changes, looks, and answers with the
//! writes and events it wants.  It writes nothing itself.

use super::{Change, Scope, View, Write};
use crate::api::{Key, Kind, StatusError};
use crate::time::Milliseconds;
use smol_str::SmolStr;
use std::rc::Rc;

/// A controller, the scheduler, the kubelets: whatever reacts to changes.
pub trait Component {
    /// Its name in events: `statefulset-controller`.
    fn name(&self) -> &'static str;

    /// How long it takes from a change to its answer.
    fn latency(&self) -> Milliseconds {
        10
    }

    /// How long it takes from this change to its answer, where that depends on the change.
    fn latency_after(&self, _change: &Change) -> Milliseconds {
        self.latency()
    }

    /// The first and the longest delay before it looks again at a key of which something was
    /// refused; the delay doubles with each refusal.
    fn retry_delays(&self) -> (Milliseconds, Milliseconds) {
        (5, 1_000_000)
    }

    /// Whether changes of this kind can matter to it: as a rule those of events do not.
    fn concerns(&self, kind: Kind) -> bool {
        kind != Kind::Event
    }

    /// Of which changes of this kind it is told; to be narrowed where changes are many.
    fn scope(&self, _kind: Kind) -> Scope {
        Scope::Every
    }

    /// Is told of every change in its scope as it happens, before [`Component::watch`]: for components that
    /// keep sums over objects, so that a decision need not read them all again.
    fn observe(&mut self, _change: &Change) {}

    /// Which keys it must look at again because of this change.  Seen just after the change.
    fn watch(&self, view: &View, change: &Change) -> Vec<Key>;

    /// Which keys it must look at again because a machine joined, left, stopped or started.
    fn watch_machine(&self, _view: &View, _machine: &str) -> Vec<Key> {
        Vec::new()
    }

    /// Looks at one key and answers what must be done.  A component may remember things from one
    /// look to the next, but only what cannot be read from the objects.
    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile;

    /// A copy with the same memory, for a snapshot of the cluster.
    fn fork(&self) -> Box<dyn Component>;
}

/// What a component is given to decide on.
pub struct Context<'view> {
    /// The cluster as it is now.
    pub view: View<'view>,
    /// Why a step of the answer given a moment ago was refused; then the component is asked once
    /// more, at the same instant, so that it can say so in a status.
    pub failure: Option<&'view StatusError>,
}

/// A component's answer.
#[derive(Debug, Default)]
pub struct Reconcile {
    /// What is to be done, in order; the first refusal ends the list, and the key is tried again
    /// after a back-off.
    pub steps: Vec<Step>,
    /// When to look again if nothing changes before, counted from now.
    pub requeue_after: Option<Milliseconds>,
}

/// One thing to be done.  Steps are handed on often, so that what they hold stays where it is.
#[derive(Clone, Debug)]
pub enum Step {
    /// A request to the API server, with what to tell about its outcome.  In the messages `{name}`
    /// stands for the name of the object written and `{error}` for the refusal.
    Write {
        /// The request.
        write: Box<Write>,
        /// Recorded when it was accepted.
        success: Option<Box<EventNote>>,
        /// Recorded when it was refused, unless the object to be made is there already: no
        /// controller complains of that.
        failure: Option<Box<EventNote>>,
        /// Whether a refusal is passed over in silence and the list goes on.
        may_fail: bool,
    },
    /// Requests made at the same time: all are tried, and if one is refused the list ends after
    /// them.
    Together(Vec<Step>),
    /// Steps of which each needs the one before it: the first refusal ends them.  To be used
    /// within [`Step::Together`]; a whole answer is such a list anyway.
    InOrder(Vec<Step>),
    /// A step, and what is told besides when it is refused.
    Otherwise(Box<Step>, Box<EventNote>),
    /// An event without a request.
    Event(Box<EventNote>),
}

/// The type of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventType {
    /// All is as it should be.
    Normal,
    /// Somebody should look.
    Warning,
}

/// An event before it is recorded; the recorder counts repetitions of one.
#[derive(Clone, Debug, PartialEq)]
pub struct EventNote {
    /// The object that it is about.
    pub regarding: Key,
    /// That object's uid, so that a later object of the same name does not inherit the event.
    pub uid: SmolStr,
    /// The part of the object: `spec.containers{web}`; mostly empty.
    pub field_path: SmolStr,
    /// Normal or Warning.
    pub kind: EventType,
    /// `SuccessfulCreate`.
    pub reason: &'static str,
    /// The text.
    pub message: SmolStr,
    /// The component it comes from where that is not the component's own name; empty otherwise.
    pub source: SmolStr,
    /// The machine it comes from, for kubelets; empty otherwise.
    pub host: SmolStr,
    /// Another object that has to do with it: the pod that another one had to give way to.
    pub related: Option<Rc<crate::api::Object>>,
}

impl EventNote {
    /// A normal event about an object.
    pub fn normal(
        object: &crate::api::Object,
        reason: &'static str,
        message: impl Into<SmolStr>,
    ) -> EventNote {
        EventNote {
            regarding: object.key(),
            uid: object.meta.uid.clone(),
            field_path: SmolStr::default(),
            kind: EventType::Normal,
            reason,
            message: message.into(),
            source: SmolStr::default(),
            host: SmolStr::default(),
            related: None,
        }
    }

    /// A warning about an object.
    pub fn warning(
        object: &crate::api::Object,
        reason: &'static str,
        message: impl Into<SmolStr>,
    ) -> EventNote {
        EventNote { kind: EventType::Warning, ..EventNote::normal(object, reason, message) }
    }
}

impl Step {
    /// How many single steps it holds.
    pub fn size(&self) -> usize {
        match self {
            Step::Write { .. } | Step::Event(_) => 1,
            Step::Together(steps) | Step::InOrder(steps) => steps.iter().map(Step::size).sum(),
            Step::Otherwise(step, _) => step.size(),
        }
    }

    /// An event without a request.
    pub fn event(note: EventNote) -> Step {
        Step::Event(Box::new(note))
    }

    /// A request about which nothing is told.
    pub fn write(write: Write) -> Step {
        Step::told(write, None, None)
    }

    /// A request with an event for each outcome.
    pub fn told(write: Write, success: Option<EventNote>, failure: Option<EventNote>) -> Step {
        let (success, failure) = (success.map(Box::new), failure.map(Box::new));
        Step::Write { write: Box::new(write), success, failure, may_fail: false }
    }

    /// A request whose refusal does not matter.
    pub fn attempt(write: Write) -> Step {
        Step::Write { write: Box::new(write), success: None, failure: None, may_fail: true }
    }
}

impl Reconcile {
    /// Nothing to do until something changes.
    pub fn nothing() -> Reconcile {
        Reconcile::default()
    }

    /// Whether there is nothing to do until something changes.
    pub fn is_nothing(&self) -> bool {
        self.steps.is_empty() && self.requeue_after.is_none()
    }

    /// Nothing to do now; look again after this time.
    pub fn after(delay: Milliseconds) -> Reconcile {
        Reconcile { steps: Vec::new(), requeue_after: Some(delay) }
    }

    /// Asks to look again after `delay` unless an earlier look is asked for already.
    pub fn requeue(&mut self, delay: Milliseconds) {
        self.requeue_after = Some(self.requeue_after.map_or(delay, |other| other.min(delay)));
    }
}
