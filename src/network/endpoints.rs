//! The Endpoints controller: the older form of the same, one object a Service.

use super::endpoint::{belongs, has_hostname_in, target};
use super::endpoint_slices::{HEADLESS, has_endpoints, selected_pods};
use super::ports::endpoint_ports;
use super::selecting::Selecting;
use super::triggers::Triggers;
use crate::api::{Key, Kind, Object, Pod, Value, json};
use crate::ordered::OrderedMap;
use crate::store::{
    Change, Component, Context, DeleteOptions, Reconcile, Step, Store, View, Write,
};
use crate::time::Milliseconds;
use crate::value;
use std::rc::Rc;

/// Keeps Endpoints.
#[derive(Clone, Default)]
pub struct EndpointController {
    selecting: Selecting,
    triggers: Triggers,
}

impl Component for EndpointController {
    fn name(&self) -> &'static str {
        "endpoint-controller"
    }

    /// Changes within this time are written together.
    fn latency(&self) -> Milliseconds {
        30
    }

    fn concerns(&self, kind: Kind) -> bool {
        matches!(kind, Kind::Service | Kind::Pod | Kind::Endpoints)
    }

    fn observe(&mut self, change: &Change) {
        self.selecting.observe(change);
    }

    fn watch(&self, _view: &View, change: &Change) -> Vec<Key> {
        self.selecting.concerned(change, Kind::Endpoints)
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let store = context.view.store();
        let present = store.find(Kind::Endpoints, &key.namespace, &key.name);
        let Some(service) = store.get(key) else {
            self.triggers.forget(key);
            return present.map_or_else(Reconcile::nothing, |endpoints| remove(endpoints));
        };
        let is_kept = has_endpoints(service);
        let write = is_kept.then(|| self.keep(store, service, present.map(|present| &**present)));
        let steps = write.flatten().map(Step::write).into_iter().collect();
        Reconcile { steps, requeue_after: None }
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

impl EndpointController {
    /// Keeps the Endpoints of a Service that has some.  A function of its own in the Wasm, too, so
    /// that it need not be there before there is one (`tools/split`).
    #[inline(never)]
    fn keep(&mut self, store: &Store, service: &Object, present: Option<&Object>) -> Option<Write> {
        let pods: Vec<&Rc<Object>> = selected_pods(store, service).collect();
        let trigger = self.triggers.next(service, &pods);
        let mut wanted = wanted(service, &pods, present);
        if present.is_some_and(|present| wanted == *present) {
            return None;
        }
        Triggers::annotate(&mut wanted, trigger);
        Some(match present {
            Some(_) => Write::Update(wanted),
            None => Write::Create(wanted),
        })
    }
}

fn remove(endpoints: &Object) -> Reconcile {
    let write = Write::Delete(endpoints.key(), DeleteOptions::default());
    Reconcile { steps: vec![Step::attempt(write)], requeue_after: None }
}

fn wanted(service: &Object, pods: &[&Rc<Object>], present: Option<&Object>) -> Object {
    let name = &service.meta.name;
    let mut endpoints = present
        .cloned()
        .unwrap_or_else(|| Object::new(Kind::Endpoints, &service.meta.namespace, name));
    endpoints.meta.labels = service.meta.labels.clone();
    if service.spec().get("clusterIP").str() == "None" {
        endpoints.meta.labels.insert(HEADLESS, "");
    }
    endpoints.meta.labels.insert("endpoints.kubernetes.io/managed-by", "endpoint-controller");
    match subsets(service, pods) {
        subsets if subsets.is_empty() => drop(endpoints.body.remove("subsets")),
        subsets => endpoints.body.set("subsets", subsets),
    }
    endpoints
}

/// The addresses by their ports, those that are ready apart from those that are not.
fn subsets(service: &Object, pods: &[&Rc<Object>]) -> Vec<Value> {
    let publish = service.spec().get("publishNotReadyAddresses").is_true();
    let mut by_ports: OrderedMap<String, (Vec<Value>, [Vec<Value>; 2])> = OrderedMap::new();
    let has_ports = !service.spec().get("ports").items().is_empty();
    for pod in pods.iter().filter(|pod| belongs(pod, publish)) {
        let ports = endpoint_ports(service, pod);
        // Only of a Service without ports there are addresses without any.
        if ports.is_empty() && has_ports {
            continue;
        }
        let entry = by_ports.entry(json::to_json(&ports.clone().into()));
        let (_, [ready, waiting]) = entry.or_insert_with(|| (ports, [Vec::new(), Vec::new()]));
        let list = if publish || Pod(pod).is_ready() { ready } else { waiting };
        list.push(address(service, pod));
    }
    let mut subsets = Vec::new();
    for (ports, [mut ready, mut waiting]) in by_ports.into_values() {
        let mut subset = value!({});
        for (field, list) in [("addresses", &mut ready), ("notReadyAddresses", &mut waiting)] {
            crate::order::sort_by_key(list, |address| octets(address.get("ip").str()));
            if !list.is_empty() {
                subset.set(field, std::mem::take(list));
            }
        }
        let unnamed = ports.into_iter().map(|mut port| {
            if port.get("name").str().is_empty() {
                port.remove("name");
            }
            port
        });
        let ports: Vec<Value> = unnamed.collect();
        if !ports.is_empty() {
            subset.set("ports", ports);
        }
        subsets.push(subset);
    }
    subsets
}

fn address(service: &Object, pod: &Object) -> Value {
    let mut address = value!({
        "ip": (pod.status().get("podIP")), "nodeName": (Pod(pod).node_name()),
        "targetRef": (target(pod))
    });
    if has_hostname_in(service, pod) {
        address.set("hostname", pod.spec().get("hostname"));
    }
    address
}

fn octets(address: &str) -> Vec<u8> {
    address.split('.').filter_map(|part| part.parse().ok()).collect()
}
