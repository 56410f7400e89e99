//! Finite work and tidying up, against a stand-in for the kubelets: the test says what pods do.

mod budget;
mod cron_job;
mod garbage;
mod job;
mod node;
mod tidying;

use podarium::api::{Key, Kind, Object, Value};
use podarium::cluster::{Actor, Cluster, ClusterOptions};
use podarium::store::{DeleteOptions, Propagation, Server, Write};
use podarium::time::SECOND;
use podarium::value;

/// A cluster without machines, whose pods do what the test says.
struct World {
    cluster: Cluster,
}

impl World {
    fn new() -> World {
        World::with_nodes(0)
    }

    /// A cluster whose machines run pods by themselves.
    fn with_nodes(nodes: u32) -> World {
        World { cluster: Cluster::new(&ClusterOptions { nodes, ..ClusterOptions::default() }) }
    }

    fn request<Answer>(&mut self, requests: impl FnOnce(&mut Server) -> Answer) -> Answer {
        self.cluster.request(&Actor::User, None, requests).0
    }

    fn create(&mut self, kind: Kind, name: &str, spec: Value) {
        let mut object = Object::new(kind, "default", name);
        object.body.set("spec", spec);
        self.request(|server| server.create(object)).expect("valid");
    }

    fn delete(&mut self, kind: Kind, name: &str, propagation: Propagation) {
        let key = Key::new(kind, "default", name);
        let options = DeleteOptions { propagation, ..DeleteOptions::default() };
        self.request(|server| server.delete(&key, &options)).expect("there");
    }

    /// Lets this many seconds pass.
    fn pass(&mut self, seconds: i64) {
        self.cluster.advance_to(self.cluster.now().plus(seconds * SECOND));
    }

    fn get(&self, kind: Kind, name: &str) -> Option<Object> {
        self.cluster.view().find(kind, "default", name).map(|object| (**object).clone())
    }

    /// The pods that have neither ended nor begun to go, by name.
    fn active_pods(&self) -> Vec<Object> {
        let view = self.cluster.view();
        let pods = view.list(Kind::Pod, Some("default")).filter(|pod| {
            !pod.is_deleting() && !matches!(pod.status().get("phase").str(), "Succeeded" | "Failed")
        });
        pods.map(|pod| (**pod).clone()).collect()
    }

    /// Ends a pod's only container with this exit code.
    fn end(&mut self, pod: &Object, exit_code: i64) {
        let phase = if exit_code == 0 { "Succeeded" } else { "Failed" };
        let now = self.cluster.now().rfc3339();
        let ended = value!({ "terminated": { "exitCode": exit_code, "finishedAt": now } });
        let status = value!({ "phase": phase,
            "containerStatuses": [{ "name": "main", "state": ended }] });
        self.request(|server| server.update_status(&pod.key(), status)).expect("there");
    }

    /// Changes an object but for its status.
    fn change(&mut self, kind: Kind, name: &str, change: impl FnOnce(&mut Object)) {
        let mut object = self.get(kind, name).expect("there");
        change(&mut object);
        self.request(|server| server.apply(Write::Update(object))).expect("valid");
    }

    /// The events about the object of this name: `Reason: message`, in the order of their making.
    fn events(&self, name: &str) -> Vec<String> {
        let view = self.cluster.view();
        let mut events: Vec<_> = view
            .list(Kind::Event, None)
            .filter(|event| event.body.at("involvedObject.name").str() == name)
            .collect();
        events.sort_by_key(|event| event.resource_version);
        let text = |event: &Object| {
            format!("{}: {}", event.body.get("reason").str(), event.body.get("message").str())
        };
        events.into_iter().map(|event| text(event)).collect()
    }
}

/// The types of an object's conditions that hold, in order.
fn conditions(object: &Object) -> Vec<&str> {
    let conditions = object.status().get("conditions").items().iter();
    let held = conditions.filter(|condition| condition.get("status").str() == "True");
    held.map(|condition| condition.get("type").str()).collect()
}
