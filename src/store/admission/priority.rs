//! A pod's priority is that of its class (`Priority`).

use super::Store;
use crate::api::validation::SYSTEM_CLASSES;
use crate::api::{Kind, Object, StatusError, Value};
use std::rc::Rc;

pub(super) fn admit(store: &Store, pod: &mut Object) -> Result<(), StatusError> {
    let name = pod.spec().get("priorityClassName").str();
    let class = if name.is_empty() {
        default_class(store)
    } else {
        let found = store.find(Kind::PriorityClass, "", name);
        Some(found.ok_or_else(|| {
            let why = format!("no PriorityClass with name {name} was found");
            StatusError::forbidden(Kind::Pod, pod.called(), &why)
        })?)
    };
    let (priority, policy) = class.map_or((0, "PreemptLowerPriority"), |class| {
        let policy = class.body.get("preemptionPolicy").as_str();
        (class.body.get("value").int(), policy.unwrap_or("PreemptLowerPriority"))
    });
    if let Some(given) = pod.spec().get("priority").as_int()
        && given != priority
    {
        let why = format!(
            "the integer value of priority ({given}) must not be provided in pod spec; priority \
             admission controller computed {priority} from the given PriorityClass name"
        );
        return Err(StatusError::forbidden(Kind::Pod, pod.called(), &why));
    }
    let (policy, class_name) = (Value::from(policy), class.map(|class| class.meta.name.clone()));
    let given = pod.spec().get("preemptionPolicy");
    if !given.is_null() && *given != policy {
        let why = format!(
            "the string value of PreemptionPolicy ({}) must not be provided in pod spec; priority \
             admission controller computed {} from the given PriorityClass name",
            given.str(),
            policy.str()
        );
        return Err(StatusError::forbidden(Kind::Pod, pod.called(), &why));
    }
    if let Some(class_name) = class_name {
        pod.body.set("spec.priorityClassName", class_name);
    }
    pod.body.set("spec.priority", priority);
    pod.body.set("spec.preemptionPolicy", policy);
    Ok(())
}

/// A pod that is written anew without its priority keeps the one that it has.
pub(super) fn keep(before: &Object, pod: &mut Object) {
    for field in ["priority", "preemptionPolicy"] {
        let had = before.spec().get(field);
        if pod.spec().get(field).is_null() && !had.is_null() {
            pod.body.set_given(&format!("spec.{field}"), had.clone());
        }
    }
}

/// Refuses the deletion of one of the system's own classes.
pub(super) fn check_deletion(name: &str) -> Result<(), StatusError> {
    if SYSTEM_CLASSES.iter().any(|(own, _)| *own == name) {
        let why = "this is a system priority class and cannot be deleted";
        return Err(StatusError::forbidden(Kind::PriorityClass, name, why));
    }
    Ok(())
}

/// Only one class is that of pods that name none; it may itself be changed (`validatePriorityClass`).
pub(super) fn check_default(
    store: &Store,
    changed: Option<&str>,
    class: &Object,
) -> Result<(), StatusError> {
    let default = default_class(store).filter(|_| class.body.get("globalDefault").is_true());
    match default.filter(|default| Some(default.meta.name.as_str()) != changed) {
        None => Ok(()),
        Some(default) => {
            let why = format!(
                "PriorityClass {} is already marked as default. Only one default can exist",
                default.meta.name
            );
            Err(StatusError::forbidden(Kind::PriorityClass, &class.meta.name, &why))
        }
    }
}

/// The class of pods that name none; of several, the lowest.
fn default_class(store: &Store) -> Option<&Rc<Object>> {
    store
        .list(Kind::PriorityClass, None)
        .filter(|class| class.body.get("globalDefault").is_true())
        .min_by_key(|class| class.body.get("value").int())
}
