//! Where a connection that a pod opens arrives: names, Services, pods, node ports.

use super::dns::{self, Answer};
use super::traffic::{choose, keeps_local, local, near, targets};
use crate::api::{Kind, Object, Pod, Value};
use crate::random::Random;
use crate::store::Store;
use std::rc::Rc;

/// Where a connection goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Route {
    /// There is no such name.
    NoName,
    /// To this address, where nobody is: no answer ever comes.
    Lost(String),
    /// To this address, where nobody listens.
    Refused(String),
    /// Through this address to this port of a pod.
    Pod(String, Rc<Object>, i64),
}

/// Finds the way of a connection from a pod to a port of a host: a name or an address.
pub fn route(
    store: &Store,
    from: &Rc<Object>,
    host: &str,
    port: i64,
    random: &mut Random,
) -> Route {
    let addresses = match host.parse::<std::net::Ipv4Addr>() {
        Ok(_) => vec![host.to_owned()],
        Err(_) if host == "localhost" => vec!["127.0.0.1".to_owned()],
        Err(_) => addresses(store, &from.meta.namespace, host),
    };
    if addresses.is_empty() {
        return Route::NoName;
    }
    let address = addresses[random.below(addresses.len())].clone();
    if address.starts_with("127.") {
        return Route::Pod(address, from.clone(), port);
    }
    match service_at(store, &address, port) {
        Some((service, meant)) => to_service(store, Pod(from), service, meant, address, random),
        None => to_pod(store, address, port),
    }
}

/// The Service that takes connections to a port of an address, and its port: its own address, or
/// a node's.
fn service_at<'store>(
    store: &'store Store,
    address: &str,
    port: i64,
) -> Option<(&'store Rc<Object>, &'store Value)> {
    store.list(Kind::Service, None).find_map(|service| {
        let is_own = has_address(service, address);
        let field = if is_own { "port" } else { "nodePort" };
        let mut ports = service.spec().get("ports").items().iter();
        let meant = ports.find(|own| own.get(field).as_int() == Some(port))?;
        (is_own || is_node(store, address)).then_some((service, meant))
    })
}

fn has_address(service: &Object, address: &str) -> bool {
    service.spec().get("clusterIP").str() == address
}

/// Where a connection to a port of a Service goes.
fn to_service(
    store: &Store,
    from: Pod,
    service: &Object,
    port: &Value,
    address: String,
    random: &mut Random,
) -> Route {
    let all = targets(store, service, port.get("name").str());
    let is_served = !all.is_empty();
    let targets = match has_address(service, &address) && keeps_local(service) {
        true => local(all, from.node_name()),
        false => near(store, from.node_name(), all),
    };
    if is_served && targets.is_empty() {
        return Route::Lost(address);
    }
    let chosen = choose(&targets, random).and_then(|target| {
        let pod = store.find(Kind::Pod, &service.meta.namespace, &target.pod)?;
        Some((pod.clone(), target.port))
    });
    match chosen {
        Some((pod, port)) => Route::Pod(address, pod, port),
        None => Route::Refused(address),
    }
}

/// Where a connection to a port of a pod's or a node's own address goes.
fn to_pod(store: &Store, address: String, port: i64) -> Route {
    let pod = store.list(Kind::Pod, None).find(|pod| {
        pod.status().get("podIP").str() == address && pod.status().get("phase").str() == "Running"
    });
    match pod {
        Some(pod) => Route::Pod(address, pod.clone(), port),
        None if is_node(store, &address) => Route::Refused(address),
        None => Route::Lost(address),
    }
}

fn is_node(store: &Store, address: &str) -> bool {
    store.list(Kind::Node, None).any(|node| {
        node.status().get("addresses").items().iter().any(|own| own.get("address").str() == address)
    })
}

/// The addresses of a name; none if it is unknown or leads out of the cluster.
fn addresses(store: &Store, namespace: &str, host: &str) -> Vec<String> {
    match dns::lookup(store, namespace, host) {
        Answer::Addresses(_, addresses) => addresses,
        Answer::Alias(_, target) => match dns::resolve(store, target.trim_end_matches('.')) {
            Answer::Addresses(_, addresses) => addresses,
            _ => Vec::new(),
        },
        Answer::NotFound => Vec::new(),
    }
}
