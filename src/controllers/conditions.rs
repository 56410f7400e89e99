//! `status.conditions`, as controllers keep them.

use crate::api::Value;
use crate::api::value::NULL;

/// The condition of this type; null if there is none.
pub fn find<'status>(status: &'status Value, kind: &str) -> &'status Value {
    let conditions = status.get("conditions").items().iter();
    conditions.into_iter().find(|condition| condition.get("type").str() == kind).unwrap_or(NULL)
}

/// Puts a condition at the end, in place of the one of its type.  One of the same status and
/// reason stays as it was; one of the same status keeps its `lastTransitionTime`.
pub fn set(status: &mut Value, mut condition: Value) {
    let kind = condition.get("type").str().to_owned();
    let current = find(status, &kind);
    let is_same = |field: &str| current.get(field) == condition.get(field);
    if is_same("status") && is_same("reason") {
        return;
    }
    if is_same("status") {
        condition.set("lastTransitionTime", current.get("lastTransitionTime"));
    }
    remove(status, &kind);
    let mut conditions = status.get("conditions").items().to_vec();
    conditions.push(condition);
    status.set("conditions", conditions);
}

/// Takes the condition of this type away.
pub fn remove(status: &mut Value, kind: &str) {
    let conditions = status.get("conditions").items().iter();
    let rest: Vec<Value> =
        conditions.filter(|condition| condition.get("type").str() != kind).cloned().collect();
    if rest.is_empty() {
        status.remove("conditions");
    } else {
        status.set("conditions", rest);
    }
}

/// Writes a number of a status that the API leaves out when it is 0.
pub fn set_count(status: &mut Value, field: &'static str, count: i64) {
    if count != 0 {
        status.set(field, count);
    }
}
