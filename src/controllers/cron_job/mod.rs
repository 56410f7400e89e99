//! The CronJob controller: makes a Job each time its schedule comes.

pub mod due;
pub mod history;
mod schedules;
mod sync;

use crate::api::{Key, Kind};
use crate::controllers::claims::controller_key;
use crate::store::{Change, Component, Context, Reconcile, View};
use schedules::Schedules;
use sync::Sync;

/// The CronJob controller.
#[derive(Clone, Debug, Default)]
pub struct CronJobController {
    schedules: Schedules,
}

impl Component for CronJobController {
    fn name(&self) -> &'static str {
        "cronjob-controller"
    }

    fn watch(&self, _view: &View, change: &Change) -> Vec<Key> {
        match change.object.kind {
            Kind::CronJob => vec![change.key()],
            Kind::Job => controller_key(Kind::CronJob, &change.object).into_iter().collect(),
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
