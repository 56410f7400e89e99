//! Evictions: deletions of pods that heed their disruption budgets (`pods/eviction`).

use super::Store;
use super::delete::DeleteOptions;
use super::server::Server;
use crate::api::{ErrorReason, Key, Kind, Object, Pod, Selector, StatusError, Value};
use crate::time::Time;
use crate::value;
use std::rc::Rc;

impl Server<'_> {
    /// Begins the deletion of a pod unless too few of its like would be left.  Answers the pod if
    /// it is still there.
    ///
    /// # Errors
    /// `NotFound`; `TooManyRequests` when its budget allows no disruption now; `InternalError` when
    /// it has several budgets.
    pub fn evict(
        &mut self,
        key: &Key,
        options: &DeleteOptions,
    ) -> Result<Option<Rc<Object>>, StatusError> {
        let pod = self.existing(key)?;
        if needs_budget(&pod) {
            let budgets = budgets_of(self.store(), &pod);
            if budgets.len() > 1 {
                let message = "This pod has more than one PodDisruptionBudget, which the eviction \
                               subresource does not support.";
                return Err(StatusError::new(ErrorReason::InternalError, message));
            }
            if let Some(budget) = budgets.first()
                && !may_go_unready(&pod, budget)
            {
                self.take_disruption(budget.clone(), &pod)?;
            }
            let mut status = pod.status().clone();
            set_condition(&mut status, disruption_target(&pod, self.now()));
            self.update_status(key, status)?;
        }
        self.delete(key, options)
    }

    /// Counts one disruption of a budget (`checkAndDecrement`).
    fn take_disruption(&mut self, budget: Rc<Object>, pod: &Object) -> Result<(), StatusError> {
        let mut status = budget.status().clone();
        let allowed = status.get("disruptionsAllowed").int();
        let is_current = status.get("observedGeneration").int() >= budget.meta.generation;
        if !is_current || allowed <= 0 {
            let message = "Cannot evict pod as it would violate the pod's disruption budget.";
            return Err(StatusError::new(ErrorReason::TooManyRequests, message));
        }
        status.set("disruptionsAllowed", allowed - 1);
        let disrupted = status.make_map().entry("disruptedPods").make_map();
        disrupted.insert(&pod.meta.name, self.now().rfc3339());
        if allowed == 1 {
            set_condition(
                &mut status,
                value!({
                    "type": "DisruptionAllowed", "status": "False", "reason": "InsufficientPods",
                    "message": "", "observedGeneration": (budget.meta.generation),
                    "lastTransitionTime": (self.now().rfc3339())
                }),
            );
        }
        self.update_status(&budget.key(), status)?;
        Ok(())
    }
}

/// A pod that does not run yet, has ended or is going anyway is nobody's loss.
fn needs_budget(pod: &Object) -> bool {
    Pod(pod).is_active() && !matches!(Pod(pod).phase(), "" | "Pending")
}

/// An unready pod may go if its budget says so, or if enough others are healthy.
fn may_go_unready(pod: &Object, budget: &Object) -> bool {
    let number = |field: &str| budget.status().get(field).int();
    let is_healthy_budget =
        number("desiredHealthy") > 0 && number("currentHealthy") >= number("desiredHealthy");
    let always = budget.spec().get("unhealthyPodEvictionPolicy").str() == "AlwaysAllow";
    !Pod(pod).is_ready() && (always || is_healthy_budget)
}

fn budgets_of(store: &Store, pod: &Object) -> Vec<Rc<Object>> {
    let budgets = store.list(Kind::PodDisruptionBudget, Some(&pod.meta.namespace));
    budgets
        .filter(|budget| {
            let selector = Selector::from_label_selector(budget.spec().get("selector"));
            !pod.meta.labels.is_empty() && selector.matches(&pod.meta.labels)
        })
        .cloned()
        .collect()
}

fn disruption_target(pod: &Object, now: Time) -> Value {
    value!({
        "type": "DisruptionTarget", "status": "True", "lastProbeTime": null,
        "lastTransitionTime": (now.rfc3339()), "observedGeneration": (pod.meta.generation),
        "reason": "EvictionByEvictionAPI", "message": "Eviction API: evicting"
    })
}

/// Puts a condition in the place of the one of its type, or at the end.
fn set_condition(status: &mut Value, condition: Value) {
    let conditions = status.make_map().entry("conditions").make_list();
    match conditions.items_mut().iter_mut().find(|other| other.get("type") == condition.get("type"))
    {
        Some(other) => *other = condition,
        None => conditions.push(condition),
    }
}
