//! When the change happened that made endpoints change: it is written on them, so that delays can
//! be measured (`TriggerTimeTracker`).

use crate::api::{Key, Object};
use crate::ordered::OrderedMap;
use crate::time::Time;
use smol_str::SmolStr;
use std::rc::Rc;

/// The annotation that holds the instant.
pub const ANNOTATION: &str = "endpoints.kubernetes.io/last-change-trigger-time";

/// The changes that were counted in already, by Service.
#[derive(Clone, Debug, Default)]
pub struct Triggers(OrderedMap<Key, Seen>);

#[derive(Clone, Debug, Default)]
struct Seen {
    service: Option<Time>,
    pods: OrderedMap<SmolStr, Time>,
}

impl Triggers {
    /// The first of the changes that have not been counted in yet; `None` if there is none.
    pub fn next(&mut self, service: &Object, pods: &[&Rc<Object>]) -> Option<Time> {
        let seen = self.0.entry(service.key()).or_default();
        let mut first: Option<Time> = None;
        let mut count = |time: Time| first = Some(first.map_or(time, |first| first.min(time)));
        let mut now = Seen { service: service.meta.creation_timestamp, ..Seen::default() };
        for pod in pods {
            let since = pod.condition("Ready").get("lastTransitionTime").str();
            let Some(time) = Time::parse(since) else { continue };
            if seen.pods.get(&pod.meta.name).is_none_or(|before| time > *before) {
                count(time);
            }
            now.pods.insert(pod.meta.name.clone(), time);
        }
        if let Some(time) = now.service.filter(|time| Some(*time) > seen.service) {
            count(time);
        }
        *seen = now;
        first
    }

    /// Forgets a Service.
    pub fn forget(&mut self, service: &Key) {
        self.0.remove(service);
    }

    /// Writes the instant on an object, or takes an earlier one away.
    pub fn annotate(object: &mut Object, time: Option<Time>) {
        match time {
            Some(time) => object.meta.annotations.insert(ANNOTATION, time.rfc3339()),
            None => drop(object.meta.annotations.remove(ANNOTATION)),
        }
    }
}
