//! A Deployment and its ReplicaSets as this controller reads them.

use super::rolling::Fenceposts;
use crate::api::{Map, Object, Value};
use std::rc::Rc;

/// The number of a revision, on a ReplicaSet and on the Deployment.
pub const REVISION: &str = "deployment.kubernetes.io/revision";
/// The earlier numbers of a ReplicaSet that became the newest again.
pub const REVISION_HISTORY: &str = "deployment.kubernetes.io/revision-history";
/// The size of the whole Deployment when the ReplicaSet was last scaled.
pub const DESIRED_REPLICAS: &str = "deployment.kubernetes.io/desired-replicas";
/// The most pods the Deployment might have when the ReplicaSet was last scaled.
pub const MAX_REPLICAS: &str = "deployment.kubernetes.io/max-replicas";

/// A view of a Deployment.
#[derive(Clone, Copy, Debug)]
pub struct Deployment<'object>(pub &'object Object);

impl<'object> Deployment<'object> {
    /// `spec.replicas`.
    pub fn replicas(self) -> i64 {
        self.0.spec().get("replicas").as_int().unwrap_or(1)
    }

    /// Whether its strategy is `Recreate`; otherwise it is `RollingUpdate`.
    pub fn is_recreate(self) -> bool {
        self.0.spec().at("strategy.type").str() == "Recreate"
    }

    /// How far the number of pods may stray from `spec.replicas`; not at all with `Recreate`.
    pub fn fenceposts(self) -> Fenceposts {
        if self.is_recreate() {
            return Fenceposts { surge: 0, unavailable: 0 };
        }
        let update = self.0.spec().at("strategy.rollingUpdate");
        Fenceposts::resolve(update.get("maxSurge"), update.get("maxUnavailable"), self.replicas())
    }

    /// The seconds within which it must get on, if it has such a deadline (`HasProgressDeadline`).
    pub fn progress_deadline(self) -> Option<i64> {
        bounded(self.0.spec().get("progressDeadlineSeconds"))
    }

    /// How many old ReplicaSets it keeps, if it does not keep all of them.
    pub fn revision_history_limit(self) -> Option<i64> {
        bounded(self.0.spec().get("revisionHistoryLimit"))
    }

    /// `spec.template`.
    pub fn template(self) -> &'object Value {
        self.0.spec().get("template")
    }

    /// Whether it is paused.
    pub fn is_paused(self) -> bool {
        self.0.spec().get("paused").is_true()
    }

    /// Whether a status says that all pods are new and available (`DeploymentComplete`).
    pub fn is_complete(self, status: &Value) -> bool {
        let is_all = |field: &str| status.get(field).int() == self.replicas();
        is_all("updatedReplicas")
            && is_all("replicas")
            && is_all("availableReplicas")
            && status.get("observedGeneration").int() >= self.0.meta.generation
    }
}

/// A number of which the largest means that there is no bound.
fn bounded(value: &Value) -> Option<i64> {
    value.as_int().filter(|number| *number != i64::from(i32::MAX))
}

/// The ReplicaSets of a Deployment: the one of its template if there is one, and the others.
#[derive(Clone, Debug, Default)]
pub struct Sets {
    /// The one whose template is the Deployment's.
    pub new: Option<Rc<Object>>,
    /// All others, in the order of their names.
    pub old: Vec<Rc<Object>>,
}

impl Sets {
    /// All of them, the new one last.
    pub fn all(&self) -> impl Iterator<Item = ReplicaSet<'_>> {
        self.old.iter().chain(&self.new).map(|set| ReplicaSet(set))
    }

    /// The old ones that are meant to have pods, oldest first.
    pub fn active_old(&self) -> Vec<ReplicaSet<'_>> {
        let mut active: Vec<ReplicaSet> =
            self.old.iter().map(|set| ReplicaSet(set)).filter(|set| set.replicas() > 0).collect();
        crate::order::sort_by_key(&mut active, |set| set.age_order());
        active
    }
}

/// A view of a ReplicaSet.
#[derive(Clone, Copy, Debug)]
pub struct ReplicaSet<'object>(pub &'object Object);

impl<'object> ReplicaSet<'object> {
    /// `spec.replicas`.
    pub fn replicas(self) -> i64 {
        self.0.spec().get("replicas").as_int().unwrap_or(1)
    }

    /// How many pods it has.
    pub fn current(self) -> i64 {
        self.0.status().get("replicas").int()
    }

    /// How many of them are available.
    pub fn available(self) -> i64 {
        self.0.status().get("availableReplicas").int()
    }

    /// The number of its revision; 0 if it has none.
    pub fn revision(self) -> i64 {
        self.0.annotation(REVISION).and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    /// A number in an annotation; `None` if it is missing, or none, or negative.
    pub fn annotated(self, annotation: &str) -> Option<i64> {
        let number: i32 = self.0.annotation(annotation)?.parse().ok()?;
        (number >= 0).then_some(number.into())
    }

    /// Older ones come first; of two of the same second the one whose name does.
    pub fn age_order(self) -> (Option<crate::time::Time>, &'object str) {
        (self.0.meta.creation_timestamp, &self.0.meta.name)
    }
}

/// Whether two templates are the same but for the hash of one or both (`EqualIgnoreHash`).
pub fn is_same_template(left: &Value, right: &Value) -> bool {
    let without_hash = |template: &Value| {
        let mut metadata = template.get("metadata").as_map().cloned().unwrap_or_default();
        if let Some(Value::Map(labels)) = metadata.get_mut("labels") {
            labels.remove(crate::controllers::template_hash::POD_TEMPLATE_HASH);
        }
        metadata.remove("creationTimestamp");
        let is_meant = |value: &Value| value.as_map().is_none_or(|map| !map.is_empty());
        metadata
            .iter()
            .filter(|(_, value)| is_meant(value))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect::<Map>()
    };
    left.get("spec") == right.get("spec") && without_hash(left) == without_hash(right)
}
