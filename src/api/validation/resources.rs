//! Resources that are requested and limited.

use super::path::Path;
use super::report::{NEGATIVE, Report};
use crate::api::pod_resources::{Demand, is_pod_level, of_containers};
use crate::api::{FieldError, Quantity, Value, names};
use crate::ordered::OrderedSet;

/// `resources` of a container (`ValidateResourceRequirements`).
pub fn requirements(report: &mut Report, path: Path, resources: &Value) {
    let (limits, requests) = (resources.get("limits"), resources.get("requests"));
    let limits_place = path.field("limits");
    each(report, limits_place, limits);
    let place = path.field("requests");
    for (name, amount) in requests.entries() {
        container_resource_name(report, place.key(name), name);
        amount_of(report, place.key(name), name, amount);
        compare(report, limits_place, place, name, amount, limits.get(name));
        whole_pages(report, place.key(name), name, amount);
    }
    let has = |wanted: &dyn Fn(&str) -> bool| {
        [limits, requests].iter().any(|list| list.entries().iter().any(|(name, _)| wanted(name)))
    };
    if has(&|name| name.starts_with("hugepages-")) && !has(&|name| matches!(name, "cpu" | "memory"))
    {
        report.forbidden(path, "HugePages require cpu or memory");
    }
}

/// Amounts of which nothing is requested besides, as those of `overhead`.
pub fn limits(report: &mut Report, path: Path, amounts: &Value) {
    each(report, path.field("limits"), amounts);
}

fn each(report: &mut Report, place: Path, amounts: &Value) {
    for (name, amount) in amounts.entries() {
        container_resource_name(report, place.key(name), name);
        amount_of(report, place.key(name), name, amount);
        whole_pages(report, place.key(name), name, amount);
    }
}

/// Of a huge page there is no half.
fn whole_pages(report: &mut Report, path: Path, name: &str, amount: &Value) {
    let Some(size) = name.strip_prefix("hugepages-") else { return };
    let (amount, size) = (Quantity::of(amount), Quantity::parse(size).unwrap_or_default());
    let pages = (amount.value(), size.value());
    if pages.1 <= 0 || pages.0 <= 0 || pages.0 % pages.1 != 0 {
        let why = format!("{amount} is not positive integer multiple of {name}");
        report.invalid(path, &Value::from(amount.to_string()), why);
    }
}

/// The pod's claims that a container uses (`validateResourceClaimNames`).
pub fn claims(report: &mut Report, list: Path, claims: &Value, of_pod: &Value) {
    let known: OrderedSet<&str> =
        of_pod.items().iter().map(|claim| claim.get("name").str()).collect();
    let known: Vec<&str> = known.iter().copied().filter(|name| !name.is_empty()).collect();
    let mut taken = OrderedSet::new();
    for (index, claim) in claims.items().iter().enumerate() {
        let (name, request) = (claim.get("name").str(), claim.get("request"));
        let place = list.index(index);
        if name.is_empty() {
            report.required(place, "");
            continue;
        }
        report.text_if_set(place.field("request"), request, names::dns_label);
        if !taken.insert((name, request.str())) {
            report.duplicate(place, &Value::from(name));
        }
        if !known.contains(&name) {
            let mut fault = FieldError::not_found(place, &Value::from(name));
            fault.detail = match known.as_slice() {
                [] => {
                    "must be one of the names in pod.spec.resourceClaims which is empty".to_owned()
                }
                some => {
                    format!(
                        "must be one of the names in pod.spec.resourceClaims: {}",
                        some.join(", ")
                    )
                }
            };
            report.push(fault);
        }
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
    let on_credit = is_on_credit(name);
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

/// Whether more of a resource may be promised than there is (`IsOvercommitAllowed`).
pub fn is_on_credit(name: &str) -> bool {
    is_native(name) && !name.starts_with("hugepages-")
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

/// What every resource's name must be (`validateResourceName`).
pub fn resource_name(report: &mut Report, path: Path, name: &str) {
    let faults = names::qualified_name(name);
    let fits = faults.is_empty();
    report.invalid_each(path, Value::from(name), faults);
    if fits && !name.contains('/') && !is_standard(name) {
        let why = "must be a standard resource type or fully qualified";
        report.invalid(path, &Value::from(name), why);
    }
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

/// What the name of a container's resource must be (`ValidateContainerResourceName`).
pub fn container_resource_name(report: &mut Report, path: Path, name: &str) {
    // The names that nearly all containers use need no look.
    if matches!(name, "cpu" | "memory") {
        return;
    }
    resource_name(report, path, name);
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
                report.push(FieldError::unsupported(place.key(name), &Value::from(name), &known));
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
