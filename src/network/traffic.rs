//! Where a connection to a Service goes: the choice that each node's kube-proxy makes.

use super::endpoint::ZONE;
use super::endpoint_slices::SERVICE_NAME;
use crate::api::{Kind, Object, Value};
use crate::random::Random;
use crate::store::Store;
use std::rc::Rc;

/// An endpoint that takes connections.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Its address.
    pub address: String,
    /// The number of its port.
    pub port: i64,
    /// The name of its pod; empty if it is none.
    pub pod: String,
    /// The node that it runs on; may be empty.
    pub node: String,
    /// Whose traffic it should get.
    pub hints: Value,
}

/// The endpoints among which connections to a port of a Service are spread, each with the same
/// share: those that are ready, else those that go but still serve.  `port` is the port's name,
/// empty for the only one.
pub fn targets(store: &Store, service: &Object, port: &str) -> Vec<Target> {
    let slices: Vec<&Rc<Object>> = store
        .list(Kind::EndpointSlice, Some(&service.meta.namespace))
        .filter(|slice| slice.label(SERVICE_NAME) == Some(&service.meta.name))
        .collect();
    let of = |condition: fn(&Value) -> bool| -> Vec<Target> {
        let found = slices.iter().flat_map(|slice| {
            let number = slice.body.get("ports").items().iter();
            let number = number.clone().find(|own| own.get("name").str() == port)?;
            Some((slice, number.get("port").int()))
        });
        found.flat_map(|(slice, number)| of_slice(slice, number, condition)).collect()
    };
    let ready = of(|conditions| conditions.get("ready").as_bool() != Some(false));
    if !ready.is_empty() {
        return ready;
    }
    of(|conditions| conditions.get("serving").is_true() && conditions.get("terminating").is_true())
}

fn of_slice(slice: &Object, port: i64, condition: fn(&Value) -> bool) -> Vec<Target> {
    let endpoints = slice.body.get("endpoints").items().iter();
    endpoints
        .filter(|endpoint| condition(endpoint.get("conditions")))
        .flat_map(|endpoint| {
            endpoint.get("addresses").items().iter().map(|address| Target {
                address: address.str().to_owned(),
                port,
                pod: endpoint.at("targetRef.name").str().to_owned(),
                node: endpoint.get("nodeName").str().to_owned(),
                hints: endpoint.get("hints").clone(),
            })
        })
        .collect()
}

/// Whether connections from within the cluster stay on the node where they begin.
pub fn keeps_local(service: &Object) -> bool {
    service.spec().get("internalTrafficPolicy").str() == "Local"
}

/// The targets on a node.
pub fn local(targets: Vec<Target>, node: &str) -> Vec<Target> {
    targets.into_iter().filter(|target| target.node == node).collect()
}

/// Those of the targets that hints keep for a node or for its zone, if every target has such
/// hints; else all.
pub fn near(store: &Store, node: &str, targets: Vec<Target>) -> Vec<Target> {
    let zone = store.find(Kind::Node, "", node).and_then(|node| node.label(ZONE));
    for (field, own) in [("forNodes", Some(node)), ("forZones", zone)] {
        let Some(own) = own.filter(|own| !own.is_empty()) else { continue };
        let is_meant = |target: &Target| {
            target.hints.get(field).items().iter().any(|hint| hint.get("name").str() == own)
        };
        let all_hint = targets.iter().all(|target| !target.hints.get(field).items().is_empty());
        if all_hint && targets.iter().any(is_meant) {
            return targets.into_iter().filter(is_meant).collect();
        }
    }
    targets
}

/// The endpoint that one connection goes to: any, by lot; `None` if it is refused.
pub fn choose<'targets>(
    targets: &'targets [Target],
    random: &mut Random,
) -> Option<&'targets Target> {
    targets.get(random.below(targets.len()))
}
