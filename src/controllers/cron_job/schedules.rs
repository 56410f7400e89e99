//! Schedules and time zones that were read already: a CronJob is looked at several times a minute,
//! and its schedule is seldom another one.

use crate::api::cron_schedule::CronSchedule;
use crate::api::time_zone::Zone;
use crate::ordered::OrderedMap;
use smol_str::SmolStr;
use std::rc::Rc;

/// So many of each are remembered.
const MOST: usize = 1_024;

/// Schedules by their texts, and zones by their names.
#[derive(Clone, Debug, Default)]
pub struct Schedules {
    schedules: OrderedMap<SmolStr, Rc<CronSchedule>>,
    zones: OrderedMap<SmolStr, Zone>,
}

impl Schedules {
    /// The schedule of this text.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(&mut self, text: &str) -> Result<Rc<CronSchedule>, String> {
        remembered(&mut self.schedules, text, |text| CronSchedule::parse(text).map(Rc::new))
    }

    /// The zone of this name.
    ///
    /// # Errors
    /// There is none.
    pub fn zone(&mut self, name: &str) -> Result<Zone, String> {
        remembered(&mut self.zones, name, Zone::parse)
    }
}

fn remembered<Item: Clone>(
    known: &mut OrderedMap<SmolStr, Item>,
    text: &str,
    read: impl FnOnce(&str) -> Result<Item, String>,
) -> Result<Item, String> {
    if let Some(item) = known.get(text) {
        return Ok(item.clone());
    }
    let item = read(text)?;
    if known.len() >= MOST {
        known.clear();
    }
    known.insert(text.into(), item.clone());
    Ok(item)
}
