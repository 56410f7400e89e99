//! What the cluster's DNS answers.

use super::endpoint_slices::SERVICE_NAME;
use crate::api::{Kind, Object, Value};
use crate::store::Store;
use std::rc::Rc;

/// The cluster's own domain.
pub const DOMAIN: &str = "cluster.local";
/// A name with fewer dots than this is first looked for in the cluster.
const DOTS: usize = 5;

/// An answer to a question for addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The name as it was found, and its addresses; there may be none.
    Addresses(String, Vec<String>),
    /// The name as it was found, and the name that it stands for.
    Alias(String, String),
    /// There is no such name.
    NotFound,
}

/// Where a named port of a Service is served (an SRV record).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The port's number.
    pub port: i64,
    /// The name of who serves it.
    pub target: String,
}

/// Looks a name up as a pod of this namespace does.
pub fn lookup(store: &Store, namespace: &str, name: &str) -> Answer {
    let mut answers = candidates(namespace, name).into_iter().map(|name| resolve(store, &name));
    answers.find(|answer| *answer != Answer::NotFound).unwrap_or(Answer::NotFound)
}

/// Looks up where `_port._protocol.service…` is served, with the name as it was found.
pub fn places(store: &Store, namespace: &str, name: &str) -> Option<(String, Vec<Place>)> {
    candidates(namespace, name).into_iter().find_map(|name| {
        let places = places_of(store, &name);
        (!places.is_empty()).then_some((name, places))
    })
}

/// The full names that a name may be short for: its search path comes first (`ndots:5`).
fn candidates(namespace: &str, name: &str) -> Vec<String> {
    let absolute = name.strip_suffix('.');
    let bare = absolute.unwrap_or(name);
    let mut names = Vec::new();
    if absolute.is_none() && bare.matches('.').count() < DOTS {
        let paths = [format!("{namespace}.svc.{DOMAIN}"), format!("svc.{DOMAIN}"), DOMAIN.into()];
        names.extend(paths.iter().map(|path| format!("{bare}.{path}")));
    }
    names.push(bare.to_owned());
    names
}

fn places_of(store: &Store, name: &str) -> Vec<Place> {
    let labels: Vec<&str> = name.split('.').collect();
    let [port, protocol, service, namespace, "svc", domain @ ..] = labels.as_slice() else {
        return Vec::new();
    };
    let Some(service) = store.find(Kind::Service, namespace, service) else { return Vec::new() };
    if domain.join(".") != DOMAIN {
        return Vec::new();
    }
    let is_meant = |own: &&Value| {
        let text = |field: &str| format!("_{}", own.get(field).str());
        text("name") == *port && text("protocol").eq_ignore_ascii_case(protocol)
    };
    let host = format!("{}.{}.svc.{DOMAIN}", service.meta.name, service.meta.namespace);
    if service.spec().get("clusterIP").str() != "None" {
        let own = service.spec().get("ports").items().iter().filter(is_meant);
        return own
            .map(|own| Place { port: own.get("port").int(), target: host.clone() })
            .collect();
    }
    let mut places = Vec::new();
    for slice in slices(store, service) {
        let Some(own) = slice.body.get("ports").items().iter().find(is_meant) else { continue };
        let ready = slice.body.get("endpoints").items().iter().filter(|one| is_ready(one));
        places.extend(ready.map(|endpoint| Place {
            port: own.get("port").int(),
            target: format!("{}.{host}", host_of(endpoint)),
        }));
    }
    places
}

/// Answers for one full name, without a dot at its end.
pub fn resolve(store: &Store, name: &str) -> Answer {
    let Some(rest) = name.strip_suffix(DOMAIN).and_then(|rest| rest.strip_suffix('.')) else {
        return Answer::NotFound;
    };
    let labels: Vec<&str> = rest.split('.').collect();
    match labels.as_slice() {
        [service, namespace, "svc"] => of_service(store, name, service, namespace),
        [host, service, namespace, "svc"] => of_pod(store, name, host, service, namespace),
        [dashed, namespace, "pod"] => of_address(store, name, dashed, namespace),
        _ => Answer::NotFound,
    }
}

fn of_service(store: &Store, name: &str, service: &str, namespace: &str) -> Answer {
    let Some(service) = store.find(Kind::Service, namespace, service) else {
        return Answer::NotFound;
    };
    let spec = service.spec();
    if spec.get("type").str() == "ExternalName" {
        return Answer::Alias(name.to_owned(), spec.get("externalName").str().to_owned());
    }
    match spec.get("clusterIP").str() {
        "" | "None" => {
            let all = endpoints(store, service).map(address).collect();
            Answer::Addresses(name.to_owned(), all)
        }
        address => Answer::Addresses(name.to_owned(), vec![address.to_owned()]),
    }
}

/// A pod under a headless Service: by its hostname, or by its address with dashes.
fn of_pod(store: &Store, name: &str, host: &str, service: &str, namespace: &str) -> Answer {
    let Some(service) = store.find(Kind::Service, namespace, service) else {
        return Answer::NotFound;
    };
    if service.spec().get("clusterIP").str() != "None" {
        return Answer::NotFound;
    }
    let found: Vec<String> = endpoints(store, service)
        .filter(|endpoint| host_of(endpoint) == host)
        .map(address)
        .collect();
    if found.is_empty() { Answer::NotFound } else { Answer::Addresses(name.to_owned(), found) }
}

/// `10-244-1-2.default.pod.cluster.local`.
fn of_address(store: &Store, name: &str, dashed: &str, namespace: &str) -> Answer {
    let address = dashed.replace('-', ".");
    let is_address = address.split('.').filter(|part| part.parse::<u8>().is_ok()).count() == 4;
    match store.find(Kind::Namespace, "", namespace) {
        Some(_) if is_address => Answer::Addresses(name.to_owned(), vec![address]),
        _ => Answer::NotFound,
    }
}

/// The endpoints of a Service that are ready.
fn endpoints<'store>(
    store: &'store Store,
    service: &'store Object,
) -> impl Iterator<Item = &'store Value> {
    slices(store, service)
        .flat_map(|slice| slice.body.get("endpoints").items())
        .filter(|endpoint| is_ready(endpoint))
}

fn slices<'store>(
    store: &'store Store,
    service: &'store Object,
) -> impl Iterator<Item = &'store Rc<Object>> {
    store
        .list(Kind::EndpointSlice, Some(&service.meta.namespace))
        .filter(|slice| slice.label(SERVICE_NAME) == Some(&service.meta.name))
}

fn is_ready(endpoint: &Value) -> bool {
    endpoint.at("conditions.ready").as_bool() != Some(false)
}

/// The name of an endpoint under its Service: its own, or its address with dashes.
fn host_of(endpoint: &Value) -> String {
    match endpoint.get("hostname").as_str() {
        Some(own) => own.to_owned(),
        None => address(endpoint).replace('.', "-"),
    }
}

fn address(endpoint: &Value) -> String {
    endpoint.get("addresses").items().first().map_or_else(String::new, |a| a.str().to_owned())
}
