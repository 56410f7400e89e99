//! The TTL-after-finished controller: finished Jobs go when their time is up.

use crate::api::job::Job;
use crate::api::{Key, Kind, Object};
use crate::store::{
    Change, Component, Context, DeleteOptions, Propagation, Reconcile, Step, Verb, View, Write,
};
use crate::time::{SECOND, Time};

/// The TTL-after-finished controller.
#[derive(Clone, Copy, Debug, Default)]
pub struct TtlAfterFinishedController;

impl Component for TtlAfterFinishedController {
    fn name(&self) -> &'static str {
        "ttl-after-finished-controller"
    }

    fn concerns(&self, kind: Kind) -> bool {
        kind == Kind::Job
    }

    fn watch(&self, _view: &View, change: &Change) -> Vec<Key> {
        let object = &change.object;
        let is_job = object.kind == Kind::Job && change.verb != Verb::Deleted;
        if is_job && expires_at(object).is_some() { vec![change.key()] } else { Vec::new() }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let job = context.view.get(key).filter(|job| !job.is_deleting());
        let Some((job, expiry)) = job.and_then(|job| Some((job, expires_at(job)?))) else {
            return Reconcile::nothing();
        };
        if expiry > context.view.now {
            return Reconcile::after(expiry.since(context.view.now));
        }
        let mut answer = Reconcile::nothing();
        let uid = Some(job.meta.uid.clone());
        let options =
            DeleteOptions { propagation: Propagation::Foreground, uid, ..DeleteOptions::default() };
        answer.steps.push(Step::attempt(Write::Delete(job.key(), options)));
        answer
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(*self)
    }
}

/// When a Job's time is up: so long after it was complete or failed; `None` if it is not finished
/// or may stay (`timeLeft`).
pub fn expires_at(job: &Object) -> Option<Time> {
    let seconds = job.spec().get("ttlSecondsAfterFinished").as_int()?;
    let finished = Time::parse(Job(job).finished().get("lastTransitionTime").str())?;
    Some(finished.plus(seconds.saturating_mul(SECOND)))
}
