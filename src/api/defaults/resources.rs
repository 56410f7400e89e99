//! Lists of resources: quantities in their canonical text, requests that follow limits.

use super::draft::Draft;
use crate::api::{FieldName, Quantity, Value};

/// Rounds the quantities of the list under `key` up to thousandths and writes them canonically
/// (`SetDefaults_ResourceList`).  What is no quantity stays, for validation to refuse.
pub(super) fn canonical(holder: &mut Draft, key: &'static str) {
    holder.within(key, |list| {
        let changed: Vec<(FieldName, String)> = list
            .value()
            .entries()
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), canonical_text(value)?)))
            .collect();
        for (name, text) in changed {
            list.set(name, text);
        }
    });
}

fn canonical_text(value: &Value) -> Option<String> {
    let quantity = match value {
        Value::String(text) => Quantity::parse(text).ok()?,
        Value::Int(_) | Value::Float(_) => Quantity::of(value),
        _ => return None,
    };
    let text = quantity.rounded_up_to_milli().to_string();
    (value.as_str() != Some(&text)).then_some(text)
}

/// `resources` of a container.
pub(super) fn requirements(resources: &mut Draft) {
    canonical(resources, "limits");
    canonical(resources, "requests");
}

/// What is limited and not requested is requested up to the limit.
pub(super) fn requests_from_limits(resources: &mut Draft) {
    if resources.get("limits").entries().is_empty() {
        return;
    }
    let limits = resources.get("limits").clone();
    resources.edit("requests", &mut |requests| {
        for (name, limit) in limits.entries() {
            requests.fill(name, limit);
        }
    });
}
