//! The EndpointSlice controller: keeps the slices of each Service with a selector up to date.

use super::endpoint::{belongs, endpoint};
use super::mirror;
use super::packing::{Packed, pack};
use super::ports::endpoint_ports;
use super::selecting::Selecting;
use super::triggers::Triggers;
use crate::api::{Key, Kind, Map, Object, Selector, Value};
use crate::ordered::OrderedMap;
use crate::store::{
    Change, Component, Context, DeleteOptions, Reconcile, Step, Store, View, Write,
};
use crate::time::{Milliseconds, Time};
use crate::value;
use smol_str::SmolStr;
use std::rc::Rc;

/// How many endpoints a slice holds at most.
const LIMIT: usize = 100;
/// The label that names a slice's Service.
pub const SERVICE_NAME: &str = "kubernetes.io/service-name";
/// The label that names who keeps a slice.
pub const MANAGED_BY: &str = "endpointslice.kubernetes.io/managed-by";
const MANAGER: &str = "endpointslice-controller.k8s.io";
/// The label of the slices of Services without an address.
pub const HEADLESS: &str = "service.kubernetes.io/headless";

/// Keeps EndpointSlices.
#[derive(Clone, Default)]
pub struct EndpointSliceController {
    selecting: Selecting,
    triggers: Triggers,
}

impl Component for EndpointSliceController {
    fn name(&self) -> &'static str {
        "endpoint-slice-controller"
    }

    /// Changes within this time are written together.
    fn latency(&self) -> Milliseconds {
        30
    }

    fn concerns(&self, kind: Kind) -> bool {
        matches!(kind, Kind::Service | Kind::Pod | Kind::EndpointSlice | Kind::Endpoints)
    }

    fn observe(&mut self, change: &Change) {
        self.selecting.observe(change);
    }

    fn watch(&self, view: &View, change: &Change) -> Vec<Key> {
        match change.object.kind {
            Kind::Endpoints => {
                mirror::service_of(view.store(), &change.object).into_iter().collect()
            }
            _ => self.selecting.concerned(change, Kind::EndpointSlice),
        }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let store = context.view.store();
        let service = store.get(key);
        let steps = match service.filter(|service| has_endpoints(service)) {
            Some(service) => self.keep(store, service),
            None => {
                self.triggers.forget(key);
                service.map_or(Vec::new(), |service| mirror::steps(store, service))
            }
        };
        Reconcile { steps, requeue_after: None }
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

impl EndpointSliceController {
    /// Keeps the slices of a Service that has some.  A function of its own in the Wasm, too, so
    /// that it need not be there before there is one (`tools/split`).
    #[inline(never)]
    fn keep(&mut self, store: &Store, service: &Rc<Object>) -> Vec<Step> {
        let pods: Vec<&Rc<Object>> = selected_pods(store, service).collect();
        let trigger = self.triggers.next(service, &pods);
        let slices = owned_slices(store, service);
        let mut steps = Plan { service, trigger }.steps(store, &pods, &slices);
        steps.extend(mirror::remains(store, service));
        steps
    }
}

/// Whether the control plane finds the endpoints of a Service: it does if it has a selector.
pub fn has_endpoints(service: &Object) -> bool {
    !service.spec().get("selector").entries().is_empty()
        && service.spec().get("type").str() != "ExternalName"
        && !service.is_deleting()
}

/// The pods that a Service selects, in the order of their names.
pub fn selected_pods<'store>(
    store: &'store Store,
    service: &'store Object,
) -> impl Iterator<Item = &'store Rc<Object>> {
    let selector = Selector::from_map(service.spec().get("selector"));
    store
        .list(Kind::Pod, Some(&service.meta.namespace))
        .filter(move |pod| selector.matches(&pod.meta.labels))
}

fn owned_slices<'store>(store: &'store Store, service: &'store Object) -> Vec<&'store Rc<Object>> {
    store
        .controlled_by(Kind::EndpointSlice, &service.meta.uid)
        .filter(|slice| slice.label(MANAGED_BY) == Some(MANAGER) && !slice.is_deleting())
        .collect()
}

/// The labels of a Service's slices: its own, and three that tell what they are.
pub fn labels(service: &Object) -> Map {
    let mut labels = service.meta.labels.clone();
    labels.remove(HEADLESS);
    if matches!(service.spec().get("clusterIP").str(), "" | "None") {
        labels.insert(HEADLESS, "");
    }
    labels.insert(SERVICE_NAME, &service.meta.name);
    labels.insert(MANAGED_BY, MANAGER);
    labels
}

/// A look at one Service.
struct Plan<'look> {
    service: &'look Rc<Object>,
    trigger: Option<Time>,
}

impl Plan<'_> {
    fn steps(&self, store: &Store, pods: &[&Rc<Object>], slices: &[&Rc<Object>]) -> Vec<Step> {
        let mut by_ports: OrderedMap<String, (Vec<Value>, Vec<Value>)> = OrderedMap::new();
        for pod in pods.iter().filter(|pod| belongs(pod, true)) {
            let ports = endpoint_ports(self.service, pod);
            let name = crate::api::json::to_json(&ports.clone().into());
            let group = by_ports.entry(name).or_insert_with(|| (ports, Vec::new()));
            group.1.push(endpoint(store, self.service, pod));
        }
        if by_ports.is_empty() {
            return self.placeholder(slices);
        }
        let mut steps = Vec::new();
        let mut left: Vec<&Rc<Object>> = slices.to_vec();
        for (ports, endpoints) in by_ports.into_values() {
            let ports = kept(ports);
            let (same, others) = left.into_iter().partition(|slice| {
                *slice.body.get("ports") == ports || slice.body.get("endpoints").items().is_empty()
            });
            left = others;
            steps.extend(self.group(same, &ports, endpoints));
        }
        steps.extend(left.into_iter().map(delete));
        steps
    }

    /// Lays the endpoints of the same ports into their slices.
    fn group(&self, slices: Vec<&Rc<Object>>, ports: &Value, endpoints: Vec<Value>) -> Vec<Step> {
        let existing: Vec<Vec<Value>> =
            slices.iter().map(|slice| slice.body.get("endpoints").items().to_vec()).collect();
        let (packed, new) = pack(&existing, endpoints, LIMIT);
        let mut steps: Vec<Step> = new
            .into_iter()
            .map(|endpoints| Step::write(Write::Create(self.new_slice(endpoints, ports.clone()))))
            .collect();
        for (slice, packed) in slices.into_iter().zip(packed) {
            steps.extend(match packed {
                Packed::Kept(endpoints) => self.update(slice, endpoints, ports),
                Packed::Deleted => Some(delete(slice)),
            });
        }
        steps
    }

    /// Without endpoints one empty slice stays or is made; without pods it has no ports either.
    fn placeholder(&self, slices: &[&Rc<Object>]) -> Vec<Step> {
        let Some((first, others)) = slices.split_first() else {
            let slice = self.new_slice(Vec::new(), Value::Null);
            return vec![Step::write(Write::Create(slice))];
        };
        let mut steps: Vec<Step> =
            self.update(first, Vec::new(), &Value::Null).into_iter().collect();
        steps.extend(others.iter().map(|slice| delete(slice)));
        steps
    }

    fn update(&self, slice: &Rc<Object>, endpoints: Vec<Value>, ports: &Value) -> Option<Step> {
        let mut after = (**slice).clone();
        after.body.set("endpoints", kept(endpoints));
        after.body.set("ports", ports);
        after.meta.labels = labels(self.service);
        if after == **slice {
            return None;
        }
        Triggers::annotate(&mut after, self.trigger);
        Some(Step::write(Write::Update(after)))
    }

    fn new_slice(&self, endpoints: Vec<Value>, ports: Value) -> Object {
        let mut slice = Object::new(Kind::EndpointSlice, &self.service.meta.namespace, "");
        slice.meta.generate_name = SmolStr::new(format!("{}-", self.service.meta.name));
        slice.meta.labels = labels(self.service);
        slice.meta.owner_references.push(self.service.controller_reference());
        slice.body =
            value!({ "addressType": "IPv4", "endpoints": (kept(endpoints)), "ports": ports })
                .into();
        Triggers::annotate(&mut slice, self.trigger);
        slice
    }
}

/// A list as the API server keeps it: an empty one is none.
fn kept(list: Vec<Value>) -> Value {
    if list.is_empty() { Value::Null } else { list.into() }
}

/// The deletion of a slice.
pub fn delete(slice: &Rc<Object>) -> Step {
    let options = DeleteOptions { uid: Some(slice.meta.uid.clone()), ..DeleteOptions::default() };
    Step::attempt(Write::Delete(slice.key(), options))
}
