//! Schedules that were read already: a CronJob is looked at several times a minute, and its
//! schedule is seldom another one.

use crate::api::cron_schedule::CronSchedule;
use crate::ordered::OrderedMap;
use smol_str::SmolStr;
use std::rc::Rc;

/// So many are remembered.
const MOST: usize = 1_024;

/// Schedules by their texts.
#[derive(Clone, Debug, Default)]
pub struct Schedules(OrderedMap<SmolStr, Rc<CronSchedule>>);

impl Schedules {
    /// The schedule of this text.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(&mut self, text: &str) -> Result<Rc<CronSchedule>, String> {
        if let Some(known) = self.0.get(text) {
            return Ok(known.clone());
        }
        let schedule = Rc::new(CronSchedule::parse(text)?);
        if self.0.len() >= MOST {
            self.0.clear();
        }
        self.0.insert(text.into(), schedule.clone());
        Ok(schedule)
    }
}
