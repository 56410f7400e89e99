//! Resources that are requested and limited.

use super::path::Path;
use super::report::{NEGATIVE, Report};
use crate::api::pod_resources::{Demand, is_pod_level, of_containers};
use crate::api::{Quantity, Value, names};

/// `resources` of a container (`ValidateResourceRequirements`).
pub fn requirements(report: &mut Report, path: Path, resources: &Value) {
    let (limits, requests) = (resources.get("limits"), resources.get("requests"));
    let place = path.field("limits");
    for (name, amount) in limits.entries() {
        container_resource_name(report, place.key(name), name);
        amount_of(report, place.key(name), name, amount);
    }
    let limits_place = place;
    let place = path.field("requests");
    for (name, amount) in requests.entries() {
        container_resource_name(report, place.key(name), name);
        amount_of(report, place.key(name), name, amount);
        compare(report, limits_place, place, name, amount, limits.get(name));
    }
    let has = |wanted: &dyn Fn(&str) -> bool| {
        [limits, requests].iter().any(|list| list.entries().iter().any(|(name, _)| wanted(name)))
    };
    if has(&|name| name.starts_with("hugepages-")) && !has(&|name| matches!(name, "cpu" | "memory"))
    {
        report.forbidden(path, "HugePages require cpu or memory");
    }
}

/// A request may not exceed its limit; what cannot be had on credit must equal it.
fn compare(
    report: &mut Report,
    limits: Path,
    requests: Path,
    name: &str,
    amount: &Value,
    limit: &Value,
) {
    let on_credit = is_native(name) && !name.starts_with("hugepages-");
    if limit.is_null() {
        if !on_credit {
            report.required(limits, "Limit must be set for non overcommitable resources");
        }
        return;
    }
    let (asked, most) = (Quantity::of(amount), Quantity::of(limit));
    let relation = if asked != most && !on_credit {
        "must be equal to"
    } else if asked > most {
        "must be less than or equal to"
    } else {
        return;
    };
    let why = format!("{relation} {name} limit of {most}");
    report.invalid(requests, &Value::from(asked.to_string()), why);
}

/// An amount of a resource, which is not below zero and whole where the resource is counted.
pub fn amount_of(report: &mut Report, path: Path, name: &str, amount: &Value) {
    let quantity = Quantity::of(amount);
    let shown = Value::from(quantity.to_string());
    if quantity.is_negative() {
        report.invalid(path, &shown, NEGATIVE);
    }
    let counted = !is_native(name) || COUNTED.contains(&name);
    if counted && !quantity.is_whole() {
        report.invalid(path, &shown, "must be an integer");
    }
}

/// Resources of which there is no half.
const COUNTED: [&str; 11] = [
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
    "count/pods",
    "count/services",
];

fn is_native(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

/// What every resource's name must be (`validateResourceName`); answers whether it is.
pub fn resource_name(report: &mut Report, path: Path, name: &str) -> bool {
    let faults = names::qualified_name(name);
    let fits = faults.is_empty();
    report.invalid_each(path, Value::from(name), faults);
    if fits && !name.contains('/') && !is_standard(name) {
        let why = "must be a standard resource type or fully qualified";
        report.invalid(path, &Value::from(name), why);
    }
    fits
}

/// Whether a short name is that of a resource (`IsStandardResourceName`).
pub fn is_standard(name: &str) -> bool {
    let plain = matches!(name, "cpu" | "memory" | "ephemeral-storage" | "storage");
    let of_quota = name
        .strip_prefix("requests.")
        .or_else(|| name.strip_prefix("limits."))
        .is_some_and(|rest| {
            matches!(rest, "cpu" | "memory" | "storage" | "ephemeral-storage")
                || rest.starts_with("hugepages-")
        });
    plain || of_quota || COUNTED.contains(&name) || name.starts_with("hugepages-")
}

fn container_resource_name(report: &mut Report, path: Path, name: &str) {
    // The names that nearly all containers use need no look.
    if matches!(name, "cpu" | "memory") {
        return;
    }
    if !resource_name(report, path, name) && !name.is_empty() {
        return;
    }
    let value = Value::from(name);
    if !name.contains('/') {
        if name != "ephemeral-storage" && !name.starts_with("hugepages-") {
            report.invalid(path, &value, "must be a standard resource for containers");
        }
    } else if !is_native(name) && !is_extended(name) {
        report.invalid(path, &value, "doesn't follow extended resource name standard");
    }
}

fn is_extended(name: &str) -> bool {
    !name.starts_with("requests.") && names::qualified_name(&format!("requests.{name}")).is_empty()
}

/// `resources` of a pod as a whole.
pub fn pod_level(report: &mut Report, path: Path, spec: &Value) {
    let resources = spec.get("resources");
    if resources.is_null() {
        return;
    }
    let before = report.faults.len();
    for list in ["limits", "requests"] {
        let place = path.field(list);
        for (name, _) in resources.get(list).entries() {
            if !is_pod_level(name) {
                let known = ["cpu", "hugepages-", "memory"];
                report.push(crate::api::FieldError::unsupported(
                    place.key(name),
                    &Value::from(name),
                    &known,
                ));
            }
        }
    }
    if report.faults.len() > before {
        return;
    }
    requirements(report, path, resources);
    let place = path.field("requests");
    for (name, asked) in of_containers(spec, Demand::Requests) {
        let whole = resources.get("requests").get(&name);
        if !whole.is_null() && Quantity::of(whole) < asked {
            let why =
                format!("must be greater than or equal to aggregate container requests of {asked}");
            report.invalid(place.key(&name), &Value::from(Quantity::of(whole).to_string()), why);
        }
    }
}
