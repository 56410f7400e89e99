//! The CronJob controller: makes a Job each time its schedule comes.

pub mod due;
pub mod history;
mod schedules;
mod sync;

use crate::api::job::Job;
use crate::api::{Key, Kind};
use crate::controllers::claims::controller_key;
use crate::store::{Change, Component, Context, Reconcile, Verb, View};
use schedules::Schedules;
use sync::Sync;

/// The CronJob controller.
#[derive(Clone, Debug, Default)]
pub struct CronJobController {
    schedules: Schedules,
}

/// Whether a Job is new, gone, another's or at its end: nothing else of it matters to its CronJob.
fn is_news(change: &Change) -> bool {
    let Some(before) = change.before.as_ref().filter(|_| change.verb == Verb::Modified) else {
        return true;
    };
    before.meta.owner_references != change.object.meta.owner_references
        || Job(before).finished() != Job(&change.object).finished()
}

impl Component for CronJobController {
    fn name(&self) -> &'static str {
        "cronjob-controller"
    }

    fn watch(&self, _view: &View, change: &Change) -> Vec<Key> {
        match change.object.kind {
            Kind::CronJob => vec![change.key()],
            Kind::Job if is_news(change) => {
                controller_key(Kind::CronJob, &change.object).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let Some(cron_job) = context.view.get(key) else { return Reconcile::nothing() };
        Sync::new(&context.view, cron_job, &mut self.schedules).decide(context.failure.is_none())
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}
