//! The list of everything that reacts: one row a component.

use crate::kubelet::Kubelet;
use crate::scheduler::Scheduler;
use crate::store::Component;

/// All components, in the order in which they are told of a change.
pub fn all(seed: u64) -> Vec<Box<dyn Component>> {
    vec![Box::new(Scheduler::new(seed)), Box::new(Kubelet::default())]
}
