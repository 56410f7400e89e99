//! What the cluster's DNS answers.

use super::endpoint_slices::SERVICE_NAME;
use crate::api::{Kind, Object, Value};
use crate::store::Store;

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

/// Looks a name up as a pod of this namespace does, which tries its search path first
/// (`ndots:5`).
pub fn lookup(store: &Store, namespace: &str, name: &str) -> Answer {
    let absolute = name.strip_suffix('.');
    let bare = absolute.unwrap_or(name);
    let mut names = Vec::new();
    if absolute.is_none() && bare.matches('.').count() < DOTS {
        let paths = [format!("{namespace}.svc.{DOMAIN}"), format!("svc.{DOMAIN}"), DOMAIN.into()];
        names.extend(paths.iter().map(|path| format!("{bare}.{path}")));
    }
    names.push(bare.to_owned());
    let answers = names.iter().map(|name| resolve(store, name));
    answers.into_iter().find(|answer| *answer != Answer::NotFound).unwrap_or(Answer::NotFound)
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
        .filter(|endpoint| match endpoint.get("hostname").as_str() {
            Some(own) => own == host,
            None => address(endpoint).replace('.', "-") == host,
        })
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
    store
        .list(Kind::EndpointSlice, Some(&service.meta.namespace))
        .filter(|slice| slice.label(SERVICE_NAME) == Some(&service.meta.name))
        .flat_map(|slice| slice.body.get("endpoints").items())
        .filter(|endpoint| endpoint.at("conditions.ready").as_bool() != Some(false))
}

fn address(endpoint: &Value) -> String {
    endpoint.get("addresses").items().first().map_or_else(String::new, |a| a.str().to_owned())
}
