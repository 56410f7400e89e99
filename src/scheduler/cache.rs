//! What the scheduler knows of a node when it looks for a place.

use crate::api::pod::Pod;
use crate::api::{Object, Quantity};
use crate::store::View;
use std::rc::Rc;

/// A node and what is taken of it.
pub struct NodeInfo<'view> {
    /// The node.
    pub node: &'view Rc<Object>,
    /// How many pods are bound to it that have not ended.
    pub pods: i64,
}

impl<'view> NodeInfo<'view> {
    /// Reads what is known of a node.
    pub fn new(view: &View<'view>, node: &'view Rc<Object>) -> NodeInfo<'view> {
        let pods = view.store().pods_on(&node.meta.name);
        let pods = pods.filter(|pod| !Pod(pod).is_finished()).count();
        NodeInfo { node, pods: i64::try_from(pods).unwrap_or(i64::MAX) }
    }

    /// How many pods it may hold.
    pub fn allowed_pods(&self) -> i64 {
        Quantity::of(self.node.status().get("allocatable").get("pods")).value()
    }
}
