//! Controllers of workloads that run on: Deployments, ReplicaSets, StatefulSets, DaemonSets.

mod daemon_set;
mod deployment;
mod rollout;
mod stateful_set;

use podarium::api::text::parse_value;
use podarium::api::{Key, Kind, Object, Pod, Value};
use podarium::cluster::{Actor, Cluster, ClusterOptions, FactId};
use podarium::store::{DeleteOptions, Machine};
use podarium::time::SECOND;

/// A cluster with what was written down about it.
pub struct Bench {
    cluster: Cluster,
    seen: FactId,
}

impl Bench {
    /// A fresh cluster.
    pub fn new() -> Bench {
        let cluster = Cluster::new(&ClusterOptions::default());
        let seen = cluster.journal().end();
        Bench { cluster, seen }
    }

    /// Creates an object from its manifest.
    #[track_caller]
    pub fn create(&mut self, manifest: &str) -> Key {
        let value = parse_value(manifest).expect("YAML");
        let kind =
            Kind::of(value.get("apiVersion").str(), value.get("kind").str()).expect("a kind");
        let mut object = Object::from_value(kind, value);
        if kind.row().namespaced && object.meta.namespace.is_empty() {
            object.meta.namespace = "default".into();
        }
        let (made, _) = self.cluster.request(&Actor::User, None, |server| server.create(object));
        made.expect("a valid object").key()
    }

    /// Changes an object's fields, each given by its path.
    #[track_caller]
    pub fn set(&mut self, key: &Key, fields: &[(&str, Value)]) {
        let mut object = (**self.get(key)).clone();
        for (path, value) in fields {
            object.body.set_given(path, value);
        }
        self.update(object);
    }

    /// Replaces an object.
    #[track_caller]
    pub fn update(&mut self, object: Object) {
        let (made, _) = self.cluster.request(&Actor::User, None, |server| server.update(object));
        made.expect("a valid object");
    }

    /// Deletes an object.
    #[track_caller]
    pub fn delete(&mut self, key: &Key) {
        let options = DeleteOptions::default();
        let (gone, _) =
            self.cluster.request(&Actor::User, None, |server| server.delete(key, &options));
        gone.expect("it is there");
    }

    /// Gives an object another status.
    #[track_caller]
    pub fn set_status(&mut self, key: &Key, status: Value) {
        let (made, _) =
            self.cluster.request(&Actor::User, None, |server| server.update_status(key, status));
        made.expect("it is there");
    }

    /// A machine joins.
    pub fn add_node(&mut self, name: &str) {
        self.cluster.add_machine(name, Machine::standard(), None);
    }

    /// Lets seconds pass.
    pub fn pass(&mut self, seconds: i64) {
        self.pass_milliseconds(seconds * SECOND);
    }

    /// Lets milliseconds pass.
    pub fn pass_milliseconds(&mut self, milliseconds: i64) {
        self.cluster.advance_to(self.cluster.now().plus(milliseconds));
    }

    /// The objects of a kind in the namespace `default`.
    pub fn objects(&self, kind: Kind) -> impl Iterator<Item = &std::rc::Rc<Object>> {
        self.cluster.view().store().list(kind, Some("default"))
    }

    /// The object of this key, if it is there.
    pub fn find(&self, key: &Key) -> Option<&std::rc::Rc<Object>> {
        self.cluster.view().store().get(key)
    }

    /// The object of this key, which is there.
    #[track_caller]
    pub fn get(&self, key: &Key) -> &std::rc::Rc<Object> {
        self.find(key).unwrap_or_else(|| panic!("no {key}"))
    }

    /// The names of all objects of a kind in the namespace `default`, with some words on pods.
    pub fn list(&self, kind: Kind) -> Vec<String> {
        self.objects(kind)
            .map(|object| match kind {
                Kind::Pod => {
                    let pod = Pod(object);
                    let image = pod.containers()[0].get("image").str();
                    format!("{} {} ready={} {image}", object.meta.name, pod.phase(), pod.is_ready())
                }
                _ => object.meta.name.to_string(),
            })
            .collect()
    }

    /// The events since the last time, `reason message`, in order.
    pub fn events(&mut self) -> Vec<String> {
        let facts = self.cluster.journal().since(self.seen);
        let mut lines = Vec::new();
        for fact in facts {
            let Some(change) = fact.happening.change() else { continue };
            if change.object.kind == Kind::Event {
                let text = |field: &str| change.object.body.get(field).str().to_owned();
                lines.push(format!("{} {}", text("reason"), text("message")));
            }
        }
        self.seen = self.cluster.journal().end();
        lines
    }
}
