//! What the API server makes anew when it is gone: the Service by which pods reach it, and the
//! namespace of the nodes' leases.

use crate::api::{Key, Kind, Object};
use crate::store::{Change, Component, Context, Reconcile, Step, Verb, View, Write};
use crate::time::{MINUTE, Milliseconds, SECOND};
use crate::value;

/// The API server looks after its Service this often.
const INTERVAL: Milliseconds = 10 * SECOND;
/// And after the namespaces of the system, of which one may be deleted.
const NAMESPACE_INTERVAL: Milliseconds = MINUTE;
const DELETABLE: &str = "kube-node-lease";

/// The part of the API server that keeps its Service and its namespaces.
#[derive(Clone, Copy, Debug, Default)]
pub struct KubernetesServiceController;

impl Component for KubernetesServiceController {
    fn name(&self) -> &'static str {
        "kubernetes-service-controller"
    }

    fn concerns(&self, kind: Kind) -> bool {
        matches!(kind, Kind::Service | Kind::Namespace)
    }

    fn watch(&self, _view: &View, change: &Change) -> Vec<Key> {
        let meta = &change.object.meta;
        let is_it = match change.object.kind {
            Kind::Namespace => meta.name == DELETABLE,
            _ => meta.name == "kubernetes" && meta.namespace == "default",
        };
        if is_it && change.verb == Verb::Deleted { vec![change.key()] } else { Vec::new() }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let (interval, object) = match key.kind {
            Kind::Namespace => (NAMESPACE_INTERVAL, Object::new(Kind::Namespace, "", DELETABLE)),
            _ => (INTERVAL, kubernetes_service()),
        };
        let until_next = (-context.view.now.0).rem_euclid(interval);
        if context.view.get(key).is_some() {
            return Reconcile::nothing();
        }
        if until_next > 0 {
            return Reconcile::after(until_next);
        }
        let steps = vec![Step::write(Write::Create(object))];
        Reconcile { steps, ..Reconcile::nothing() }
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(*self)
    }
}

/// The Service as the API server makes it, complete.
pub fn kubernetes_service() -> Object {
    let mut service = Object::new(Kind::Service, "default", "kubernetes");
    let labels = [("component", "apiserver"), ("provider", "kubernetes")];
    service.meta.labels = labels.into_iter().collect();
    service.body = value!({
        "spec": {
            "clusterIP": "10.96.0.1", "clusterIPs": ["10.96.0.1"],
            "internalTrafficPolicy": "Cluster", "ipFamilies": ["IPv4"],
            "ipFamilyPolicy": "SingleStack",
            "ports": [{ "name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443 }],
            "sessionAffinity": "None", "type": "ClusterIP"
        },
        "status": { "loadBalancer": {} }
    })
    .into();
    service
}
