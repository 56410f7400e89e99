//! The Services that have endpoints, and what they select.  Pods change a thousand times as often
//! as Services, and most of them in a namespace where none has endpoints.

use super::endpoint_slices::{SERVICE_NAME, has_endpoints};
use crate::api::{Key, Kind, Selector};
use crate::ordered::OrderedMap;
use crate::store::{Change, Verb};

/// The selectors of the Services that have endpoints.
#[derive(Clone, Debug, Default)]
pub struct Selecting(OrderedMap<Key, Selector>);

impl Selecting {
    /// Counts a change of a Service in.
    pub fn observe(&mut self, change: &Change) {
        let service = &change.object;
        if service.kind != Kind::Service {
            return;
        }
        if change.verb == Verb::Deleted || !has_endpoints(service) {
            self.0.remove(&service.key());
        } else {
            let selector = Selector::from_map(service.spec().get("selector"));
            self.0.insert(service.key(), selector);
        }
    }

    /// The Services that a change may matter to; `own` is the kind of object that the asking
    /// controller writes, whose loss it must make good.
    pub fn concerned(&self, change: &Change, own: Kind) -> Vec<Key> {
        let object = &change.object;
        match object.kind {
            Kind::Service => vec![object.key()],
            Kind::Pod if self.0.is_empty() => Vec::new(),
            Kind::Pod => self.of_pod(change),
            kind if kind == own && change.verb == Verb::Deleted => {
                let name = object.label(SERVICE_NAME).unwrap_or(&object.meta.name);
                vec![Key::new(Kind::Service, &object.meta.namespace, name)]
            }
            _ => Vec::new(),
        }
    }

    /// The Services that select a pod or did so before.
    fn of_pod(&self, change: &Change) -> Vec<Key> {
        let pod = &change.object.meta;
        let services = self.0.range(Key::new(Kind::Service, &pod.namespace, "")..);
        let mut services =
            services.take_while(|(key, _)| key.namespace == pod.namespace).peekable();
        if services.peek().is_none() || !is_relevant(change) {
            return Vec::new();
        }
        let before = change.before.as_deref().map(|pod| &pod.meta.labels);
        let selects = |selector: &Selector| {
            selector.matches(&pod.labels) || before.is_some_and(|labels| selector.matches(labels))
        };
        services.filter(|(_, selector)| selects(selector)).map(|(key, _)| key.clone()).collect()
    }
}

/// Whether a pod's change shows in endpoints.
fn is_relevant(change: &Change) -> bool {
    let (Some(before), Verb::Modified) = (&change.before, change.verb) else { return true };
    let pod = &change.object;
    before.meta.labels != pod.meta.labels
        || before.is_deleting() != pod.is_deleting()
        || before.condition("Ready") != pod.condition("Ready")
        || ["podIP", "phase"]
            .iter()
            .any(|field| before.status().get(field) != pod.status().get(field))
}
