//! Defaults of the resources of a pod as a whole.

use super::draft::Draft;
use crate::api::FieldName;
use crate::api::pod_resources::{Demand, Resources, is_pod_level, of_containers};

/// A pod that says something of its own resources requests what its containers do, else up to
/// its limits (`defaultPodRequests`).
pub(super) fn requests(spec: &mut Draft) {
    if spec.get("resources").is_null() {
        return;
    }
    huge_page_limits(spec);
    let limits = spec.get("resources").get("limits").clone();
    if limits.entries().is_empty() {
        return;
    }
    let asked = of_containers(spec.value(), Demand::Requests);
    spec.edit("resources", &mut |resources| {
        resources.edit("requests", &mut |requests| {
            // Huge pages cannot be had on credit, so their limits alone count.
            fill(requests, &asked, |name| matches!(name, "cpu" | "memory"));
            for (name, limit) in limits.entries().iter().filter(|(name, _)| is_pod_level(name)) {
                requests.fill(name, limit);
            }
        });
        if resources.get("requests").entries().is_empty() {
            resources.remove("requests");
        }
    });
}

fn huge_page_limits(spec: &mut Draft) {
    let limits = of_containers(spec.value(), Demand::Limits);
    if !limits.keys().any(|name| name.starts_with("hugepages-")) {
        return;
    }
    spec.edit("resources", &mut |resources| {
        resources.edit("limits", &mut |list| {
            fill(list, &limits, |name| name.starts_with("hugepages-"));
        });
    });
}

fn fill(list: &mut Draft, amounts: &Resources, wanted: impl Fn(&str) -> bool) {
    for (name, amount) in amounts.iter().filter(|(name, _)| wanted(name)) {
        list.fill(FieldName::new(name), amount.to_string());
    }
}
