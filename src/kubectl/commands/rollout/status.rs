//! `kubectl rollout status`: follows a rollout to its end.

use crate::api::{Key, Kind, Object};
use crate::cluster::{FactId, Happening};
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::printers::rollout_history::DEPLOYMENT_REVISION;
use crate::kubectl::printers::rollout_status::rollout_status;
use crate::kubectl::process::{Poll, Process, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{FILENAME, SELECTOR, Selection};
use crate::kubectl::verb::{Flow, Verb};
use crate::store::Verb as Change;
use crate::time::{Milliseconds, Time};
use std::collections::VecDeque;
use std::rc::Rc;

static FLAGS: &[Flag] = &[
    short('w', "watch", Takes::Switch, "Follow the rollout; on unless `=false`."),
    flag("timeout", Takes::Duration, "How long to wait; 0 waits for ever."),
    flag("revision", Takes::Number, "Only while this is the newest revision."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "rollout status",
    aliases: &[],
    summary: "Show the status of a rollout until it is done.",
    usage: "(TYPE NAME | TYPE/NAME) [flags]",
    examples: &[
        "kubectl rollout status deployment/web",
        "kubectl rollout status sts/db --timeout=30s",
    ],
    flags: &[FLAGS, FILENAME, SELECTOR],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let selection = Selection::read(&arguments.words, arguments, world)?;
    if selection.is_empty() {
        return Err(Failure::error("required resource not specified"));
    }
    let revision = arguments.number("revision").unwrap_or_default();
    if revision < 0 {
        return Err(Failure::error(format!("revision must be a positive integer: {revision}")));
    }
    let (objects, failures) = selection.parted(&view(world));
    if objects.is_empty() && failures.is_empty() {
        world.output.error(selection.nothing_found());
        return Ok(Flow::Done);
    }
    Ok(Flow::Then(Box::new(Status {
        waiting: objects.into(),
        failures,
        current: None,
        watches: arguments.is_or("watch", true),
        revision,
        timeout: arguments.duration("timeout").filter(|length| *length > 0),
        deadline: None,
        seen: world.cluster.journal().end(),
    })))
}

/// Follows one object after the other.
#[derive(Clone)]
struct Status {
    waiting: VecDeque<Rc<Object>>,
    /// What went wrong with others: it is told at the end.
    failures: Vec<Failure>,
    current: Option<Key>,
    watches: bool,
    /// The revision that is wanted; 0 if any will do.
    revision: i64,
    /// How long each may take.
    timeout: Option<Milliseconds>,
    deadline: Option<Time>,
    seen: FactId,
}

impl Process for Status {
    fn poll(&mut self, world: &mut World) -> Poll {
        loop {
            match self.follow(world) {
                Ok(true) => self.current = None,
                Ok(false) if !self.watches => self.current = None,
                Ok(false) if self.is_late(world) => {
                    self.fail(Failure::error("timed out waiting for the condition"));
                }
                Ok(false) => return Poll::Wait(self.deadline),
                Err(failure) => self.fail(failure),
            }
            if self.waiting.is_empty() {
                return Poll::Done(report(&self.failures, world.output));
            }
        }
    }
}

impl Status {
    fn is_late(&self, world: &World) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= world.cluster.now())
    }

    /// Goes on with the next object.
    fn fail(&mut self, failure: Failure) {
        self.failures.push(failure);
        self.current = None;
    }

    /// Prints what is new about the object that is followed; whether its rollout is done.
    fn follow(&mut self, world: &mut World) -> Result<bool, Failure> {
        let Some(key) = self.current.clone() else {
            let Some(object) = self.waiting.pop_front() else { return Ok(true) };
            self.current = Some(object.key());
            self.seen = world.cluster.journal().end();
            self.deadline = self.timeout.map(|length| world.cluster.now().plus(length));
            let Some(object) = view(world).get(&object.key()).cloned() else {
                return Err(Failure::error("object has been deleted"));
            };
            return say(&object, self.revision, world);
        };
        let journal = world.cluster.journal();
        let mut changes = Vec::new();
        for fact in journal.since(self.seen) {
            if let Happening::Change(change) = &fact.happening
                && change.object.kind == key.kind
                && change.key() == key
            {
                changes.push((change.verb, change.object.clone()));
            }
        }
        self.seen = journal.end();
        for (verb, object) in changes {
            if verb == Change::Deleted {
                return Err(Failure::error("object has been deleted"));
            }
            if say(&object, self.revision, world)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn say(object: &Object, wanted: i64, world: &mut World) -> Result<bool, Failure> {
    if wanted > 0 && object.kind == Kind::Deployment {
        let running = object.annotation(DEPLOYMENT_REVISION).unwrap_or("0");
        if running != wanted.to_string() {
            return Err(Failure::error(format!(
                "desired revision ({wanted}) is different from the running revision ({running})"
            )));
        }
    }
    let status = rollout_status(object).map_err(Failure::error)?;
    if !status.message.is_empty() {
        world.output.line(&status.message);
    }
    Ok(status.done)
}
