//! The CronJob controller: makes a Job each time its schedule comes.

pub mod due;
pub mod history;
mod schedules;
mod sync;

use crate::api::job::Job;
use crate::api::{Key, Kind, Object};
use crate::controllers::claims::{controller_reference, is_more_than_status};
use crate::ordered::{Hashed, OrderedSet};
use crate::store::{Change, Component, Context, Reconcile, Scope, Verb, View};
use crate::time::Time;
use schedules::Schedules;
use sync::Sync;

/// The CronJob controller.
#[derive(Clone, Debug, Default)]
pub struct CronJobController {
    schedules: Schedules,
    /// When it looks again at each CronJob; what is planned stays planned, whatever comes before.
    planned: Hashed<Key, Time>,
    /// Those that have another schedule now, and have not been looked at since.
    rescheduled: OrderedSet<Key>,
}

/// Whether a change of a Job matters to its CronJob: of one that it knows to be active, only the
/// end does, unless it holds another run back, which each look tells of; of one that it knows to
/// have ended, nothing does when it goes.
fn is_news(cron_job: &Object, change: &Change) -> bool {
    let job = &change.object;
    let listed = cron_job.status().get("active").items();
    let is_active = listed.iter().any(|entry| entry.get("uid").str() == job.meta.uid);
    let forbids = cron_job.spec().get("concurrencyPolicy").str() == "Forbid";
    match (change.verb, &change.before) {
        (Verb::Modified, Some(before)) if is_active && !forbids => {
            before.meta.owner_references != job.meta.owner_references
                || Job(before).end() != Job(job).end()
        }
        (Verb::Deleted, _) => is_active || !Job(job).is_finished(),
        _ => true,
    }
}

/// Whether a CronJob has got another schedule.
fn has_other_timetable(before: &Object, cron_job: &Object) -> bool {
    let (old, new) = (before.spec(), cron_job.spec());
    // Mostly it is the same spec.
    old != new && ["schedule", "timeZone"].iter().any(|field| old.get(field) != new.get(field))
}

impl Component for CronJobController {
    fn name(&self) -> &'static str {
        "cronjob-controller"
    }

    fn concerns(&self, kind: Kind) -> bool {
        matches!(kind, Kind::CronJob | Kind::Job)
    }

    fn scope(&self, kind: Kind) -> Scope {
        match kind {
            Kind::CronJob => Scope::BeyondStatus,
            _ => Scope::ManagedBy(&[Kind::CronJob]),
        }
    }

    fn observe(&mut self, change: &Change) {
        if change.object.kind != Kind::CronJob {
            return;
        }
        match (change.verb, &change.before) {
            (Verb::Modified, Some(before)) if has_other_timetable(before, &change.object) => {
                self.rescheduled.insert(change.key());
            }
            (Verb::Deleted, _) => {
                self.planned.remove(&change.key());
                self.rescheduled.remove(&change.key());
            }
            _ => {}
        }
    }

    fn watch(&self, view: &View, change: &Change) -> Vec<Key> {
        match change.object.kind {
            Kind::CronJob if is_more_than_status(change) => vec![change.key()],
            Kind::Job => {
                let job = &change.object;
                let owner = controller_reference(Kind::CronJob, job);
                let cron_job = owner
                    .and_then(|owner| view.find(Kind::CronJob, &job.meta.namespace, &owner.name));
                let concerned = cron_job.filter(|cron_job| is_news(cron_job, change));
                concerned.map(|cron_job| cron_job.key()).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let Some(cron_job) = context.view.get(key) else { return Reconcile::nothing() };
        let now = context.view.now;
        let sync = Sync::new(&context.view, cron_job, &mut self.schedules);
        let mut answer = match self.rescheduled.remove(key) {
            true => sync.reschedule(),
            false => sync.decide(context.failure.is_none()),
        };
        if let Some(planned) = self.planned.get(key).filter(|planned| **planned > now) {
            answer.requeue(planned.since(now));
        }
        if let Some(delay) = answer.requeue_after {
            self.planned.insert(key.clone(), now.plus(delay));
        }
        answer
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}
