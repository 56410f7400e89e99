//! Endpoints that somebody wrote for a Service without a selector, as slices: readers of slices
//! find them, too (the EndpointSlice mirroring controller).

use super::endpoint_slices::{MANAGED_BY, SERVICE_NAME, delete};
use crate::api::{Key, Kind, Object, Value};
use crate::store::{Step, Store, Write};
use crate::value;
use std::rc::Rc;

const MANAGER: &str = "endpointslicemirroring-controller.k8s.io";
/// How many addresses of a subset are mirrored at most, all in one slice.
const MOST: usize = 1_000;
/// Endpoints with this label are for their readers alone.
const SKIP: &str = "endpointslice.kubernetes.io/skip-mirror";
/// What the annotations of Endpoints tell only of themselves.
const OWN: [&str; 2] = [
    "endpoints.kubernetes.io/last-change-trigger-time",
    "kubectl.kubernetes.io/last-applied-configuration",
];

/// The Service whose Endpoints are mirrored: it finds none by itself.
pub fn service_of(store: &Store, endpoints: &Object) -> Option<Key> {
    let service = store.find(Kind::Service, &endpoints.meta.namespace, &endpoints.meta.name)?;
    is_mirrored(service).then(|| service.key())
}

fn is_mirrored(service: &Object) -> bool {
    service.spec().get("selector").entries().is_empty() && !service.is_deleting()
}

/// What brings the slices of a Service's Endpoints up to date.
pub fn steps(store: &Store, service: &Object) -> Vec<Step> {
    let (namespace, name) = (&service.meta.namespace, &service.meta.name);
    let endpoints = store.find(Kind::Endpoints, namespace, name);
    endpoints
        .filter(|_| is_mirrored(service))
        .map_or(Vec::new(), |endpoints| mirrored(store, endpoints))
}

/// What takes away the slices that were a mirror before their Service had a selector.
pub fn remains(store: &Store, service: &Object) -> Vec<Step> {
    let endpoints = store.find(Kind::Endpoints, &service.meta.namespace, &service.meta.name);
    let slices = endpoints.map(|own| store.controlled_by(Kind::EndpointSlice, &own.meta.uid));
    slices.into_iter().flatten().map(delete).collect()
}

/// A function of its own in the Wasm, too, so that it need not be there before anybody writes
/// Endpoints (`tools/split`).
#[inline(never)]
fn mirrored(store: &Store, endpoints: &Object) -> Vec<Step> {
    let is_wanted = endpoints.label(SKIP) != Some("true");
    let mut left: Vec<&Rc<Object>> =
        store.controlled_by(Kind::EndpointSlice, &endpoints.meta.uid).collect();
    let mut steps = Vec::new();
    for subset in endpoints.body.get("subsets").items().iter().filter(|_| is_wanted) {
        let wanted = slice(endpoints, subset);
        let place =
            left.iter().position(|slice| slice.body.get("ports") == wanted.body.get("ports"));
        let Some(there) = place.map(|place| left.remove(place)) else {
            steps.push(Step::write(Write::Create(wanted)));
            continue;
        };
        let mut after = (**there).clone();
        after.meta.labels = wanted.meta.labels.clone();
        after.meta.annotations = wanted.meta.annotations.clone();
        after.body.set("endpoints", wanted.body.get("endpoints"));
        if after != **there {
            steps.push(Step::write(Write::Update(after)));
        }
    }
    steps.extend(left.into_iter().map(delete));
    steps
}

/// The slice of a subset.
fn slice(endpoints: &Object, subset: &Value) -> Object {
    let (meta, name) = (&endpoints.meta, &endpoints.meta.name);
    let mut slice = Object::new(Kind::EndpointSlice, &meta.namespace, "");
    slice.meta.generate_name = format!("{name}-").into();
    slice.meta.labels = meta.labels.clone();
    slice.meta.labels.insert(SERVICE_NAME, name);
    slice.meta.labels.insert(MANAGED_BY, MANAGER);
    slice.meta.annotations = meta.annotations.clone();
    for own in OWN {
        slice.meta.annotations.remove(own);
    }
    slice.meta.owner_references.push(endpoints.controller_reference());
    let ready = subset.get("addresses").items().iter().map(|address| (address, true));
    let others = subset.get("notReadyAddresses").items().iter().map(|address| (address, false));
    let listed: Vec<Value> = ready
        .chain(others)
        .take(MOST)
        .map(|(address, is_ready)| endpoint(address, is_ready))
        .collect();
    let ports: Vec<Value> = subset.get("ports").items().iter().map(port).collect();
    slice.body = value!({ "addressType": "IPv4", "endpoints": listed, "ports": ports }).into();
    slice
}

/// A port as slices name it, if only by the empty name.
fn port(port: &Value) -> Value {
    let mut port = port.clone();
    if port.get("name").is_null() {
        port.set("name", "");
    }
    port
}

fn endpoint(address: &Value, is_ready: bool) -> Value {
    let mut endpoint =
        value!({ "addresses": [(address.get("ip"))], "conditions": { "ready": is_ready } });
    for field in ["hostname", "nodeName", "targetRef"] {
        let told = address.get(field);
        if !told.is_null() {
            endpoint.set(field, told);
        }
    }
    endpoint
}
