//! `kubectl rollout status`: follows a rollout to its end.

use crate::api::{Key, Kind, Object};
use crate::cluster::{FactId, Happening};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::printers::rollout_history::DEPLOYMENT_REVISION;
use crate::kubectl::printers::rollout_status::rollout_status;
use crate::kubectl::process::{Poll, Process, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{FILENAME, SELECTOR, Selection};
use crate::kubectl::verb::{Flow, Verb};
use crate::store::Verb as Change;
use crate::time::Time;
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
    if selection.requests.is_empty() {
        return Err(Failure::error("required resource not specified"));
    }
    let objects = selection.require(&view(world))?;
    if objects.is_empty() {
        world.output.error(selection.nothing_found());
        return Ok(Flow::Done);
    }
    let wanted = arguments.number("revision").unwrap_or_default();
    if wanted < 0 {
        return Err(Failure::error(format!("revision must be a positive integer: {wanted}")));
    }
    for object in objects.iter().filter(|object| object.kind == Kind::Deployment) {
        let running = object.annotation(DEPLOYMENT_REVISION).unwrap_or("0");
        if wanted > 0 && running != wanted.to_string() {
            return Err(Failure::error(format!(
                "desired revision ({wanted}) is different from the running revision ({running})"
            )));
        }
    }
    let timeout = arguments.duration("timeout").filter(|length| *length > 0);
    Ok(Flow::Then(Box::new(Status {
        waiting: objects.into(),
        current: None,
        watches: arguments.is_or("watch", true),
        deadline: timeout.map(|length| world.cluster.now().plus(length)),
        seen: world.cluster.journal().end(),
    })))
}

/// Follows one object after the other.
#[derive(Clone)]
struct Status {
    waiting: VecDeque<Rc<Object>>,
    current: Option<Key>,
    watches: bool,
    deadline: Option<Time>,
    seen: FactId,
}

impl Process for Status {
    fn poll(&mut self, world: &mut World) -> Poll {
        loop {
            match self.follow(world) {
                Ok(true) => self.current = None,
                Ok(false) if !self.watches => self.current = None,
                Ok(false) => {
                    if self.deadline.is_some_and(|deadline| deadline <= world.cluster.now()) {
                        world.output.error("error: timed out waiting for the condition");
                        return Poll::Done(1);
                    }
                    return Poll::Wait(self.deadline);
                }
                Err(failure) => {
                    world.output.error(failure.message);
                    return Poll::Done(failure.exit);
                }
            }
            if self.waiting.is_empty() {
                return Poll::Done(0);
            }
        }
    }
}

impl Status {
    /// Prints what is new about the object that is followed; whether its rollout is done.
    fn follow(&mut self, world: &mut World) -> Result<bool, Failure> {
        let Some(key) = self.current.clone() else {
            let Some(object) = self.waiting.pop_front() else { return Ok(true) };
            self.current = Some(object.key());
            self.seen = world.cluster.journal().end();
            let Some(object) = view(world).get(&object.key()).cloned() else {
                return Err(Failure::error("object has been deleted"));
            };
            return say(&object, world);
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
            if say(&object, world)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn say(object: &Object, world: &mut World) -> Result<bool, Failure> {
    let status = rollout_status(object).map_err(Failure::error)?;
    if !status.message.is_empty() {
        world.output.line(&status.message);
    }
    Ok(status.done)
}
