//! What the scheduler reads of a pod's containers.  Pods that were made alike share it, so that
//! it is read once for ten thousand of them.

use super::demand::Demand;
use super::filters::node_ports::{self, Port};
use super::recent::Recent;
use crate::api::Value;
use std::rc::Rc;

/// How many templates are remembered to be shared.
const REMEMBERED: usize = 64;
/// The fields of a container that count.
const CONTAINER_FIELDS: [&str; 4] = ["resources", "ports", "image", "restartPolicy"];

/// What pods of one making have in common.
#[derive(Debug)]
pub struct Template {
    /// The lists of containers of one of them.
    containers: Value,
    init_containers: Value,
    /// The fields of its `spec` that count as they are.
    overhead: Value,
    resources: Value,
    /// What each takes.
    pub demand: Rc<Demand>,
    /// The ports of its node that each takes.
    pub ports: Rc<Vec<Port>>,
    /// The priority of each.
    pub priority: i64,
}

impl Template {
    /// Reads the `spec` of a pod.
    pub fn of(spec: &Value) -> Template {
        Template {
            containers: spec.get("containers").clone(),
            init_containers: spec.get("initContainers").clone(),
            overhead: spec.get("overhead").clone(),
            resources: spec.get("resources").clone(),
            demand: Rc::new(Demand::of(spec)),
            ports: Rc::new(node_ports::wanted(spec).collect()),
            priority: spec.get("priority").int(),
        }
    }

    /// Whether a pod of this `spec` is of this making.
    fn is_of(&self, spec: &Value) -> bool {
        are_alike(&self.containers, spec.get("containers"))
            && are_alike(&self.init_containers, spec.get("initContainers"))
            && self.priority == spec.get("priority").int()
            && self.overhead == *spec.get("overhead")
            && self.resources == *spec.get("resources")
    }
}

/// Whether two lists of containers are the same in what counts.
fn are_alike(ours: &Value, theirs: &Value) -> bool {
    let (ours, theirs) = (ours.items(), theirs.items());
    // Mostly it is one list, which siblings share.
    std::ptr::eq(ours, theirs)
        || ours.len() == theirs.len()
            && ours.iter().zip(theirs).all(|(ours, theirs)| {
                CONTAINER_FIELDS.iter().all(|field| ours.get(field) == theirs.get(field))
            })
}

/// The templates that were seen of late.
#[derive(Clone, Debug, Default)]
pub struct Templates(Recent<Rc<Template>>);

impl Templates {
    /// The template of a pod's `spec`.
    pub fn of(&mut self, spec: &Value) -> Rc<Template> {
        let position = self.0.position(|template| template.is_of(spec));
        self.0.take(REMEMBERED, position, || Rc::new(Template::of(spec))).clone()
    }
}
