//! LimitRanges.

use super::path::Path;
use super::report::Report;
use super::resources::{container_resource_name, is_on_credit, resource_name};
use crate::api::{Quantity, Value, names};
use crate::ordered::OrderedSet;

/// `spec` (`ValidateLimitRange`).
pub fn spec(report: &mut Report, spec: &Value) {
    let path = Path::root("spec");
    let list = path.field("limits");
    let mut taken = OrderedSet::new();
    for (index, item) in spec.get("limits").items().iter().enumerate() {
        let place = list.index(index);
        let kind = super::labels::text(item.get("type"));
        kind_of_limit(report, place.field("type"), &kind);
        if !taken.insert(item.get("type").str()) {
            report.duplicate(place.field("type"), &kind);
        }
        names_of(report, place, item, kind.str());
        for name in all_names(item) {
            one_resource(report, place, item, name);
        }
    }
}

fn kind_of_limit(report: &mut Report, place: Path, kind: &Value) {
    let faults = names::qualified_name(kind.str());
    let known = ["Container", "PersistentVolumeClaim", "Pod"];
    if faults.is_empty() && !kind.str().contains('/') && !known.contains(&kind.str()) {
        report.invalid(place, kind, "must be a standard limit type or fully qualified");
    }
    report.invalid_each(place, kind, faults);
}

fn names_of(report: &mut Report, place: Path, item: &Value, kind: &str) {
    let mut names = |field: &'static str| {
        let list = place.field(field);
        for (name, _) in item.get(field).entries() {
            match kind {
                "Pod" | "Container" => container_resource_name(report, list.key(name), name),
                _ => resource_name(report, list.key(name), name),
            }
        }
    };
    names("max");
    names("min");
    if kind != "Pod" {
        names("default");
        names("defaultRequest");
    }
    for field in ["default", "defaultRequest"] {
        if kind == "Pod" && !item.get(field).entries().is_empty() {
            report.forbidden(place.field(field), "may not be specified when `type` is 'Pod'");
        }
    }
    let has_storage = ["min", "max"].iter().any(|list| !item.get(list).get("storage").is_null());
    if kind == "PersistentVolumeClaim" && !has_storage {
        let why = "either minimum or maximum storage value is required, but neither was provided";
        report.required(place.field("limits"), why);
    }
    let list = place.field("maxLimitRequestRatio");
    for (name, _) in item.get("maxLimitRequestRatio").entries() {
        match kind {
            "Pod" | "Container" => container_resource_name(report, list.key(name), name),
            _ => resource_name(report, list.key(name), name),
        }
    }
}

/// The resources of which an item says anything.
fn all_names(item: &Value) -> OrderedSet<&str> {
    ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"]
        .iter()
        .flat_map(|list| item.get(list).entries())
        .map(|(name, _)| name.as_str())
        .collect()
}

/// A list of an item, with the words for it and those for it as another's bound.
struct Bound {
    field: &'static str,
    words: &'static str,
}

/// From the least to the most: minimum, default request, default limit, maximum.
fn one_resource(report: &mut Report, place: Path, item: &Value, name: &str) {
    let [least, request, limit, most] = [
        Bound { field: "min", words: "min" },
        Bound { field: "defaultRequest", words: "default request" },
        Bound { field: "default", words: "default" },
        Bound { field: "max", words: "max" },
    ];
    let default_limit = Bound { field: "default", words: "default limit" };
    let of_pod = item.get("type").str() == "Pod";
    let amount = |bound: &Bound| {
        let is_default = bound.field.starts_with("default");
        let value = item.get(bound.field).get(name);
        (!(value.is_null() || of_pod && is_default)).then(|| Quantity::of(value))
    };
    // Which is at most which, where a fault stands and whose amount it shows.
    let order = [
        (&least, &most, "min", &least),
        (&least, &request, "defaultRequest", &request),
        (&request, &most, "defaultRequest", &request),
        (&request, &default_limit, "defaultRequest", &request),
        (&least, &limit, "default", &least),
        (&limit, &most, "default", &most),
    ];
    for (low, high, field, shown) in order {
        let (Some(low_amount), Some(high_amount)) = (amount(low), amount(high)) else { continue };
        if low_amount > high_amount {
            let why = format!(
                "{} value {low_amount} is greater than {} value {high_amount}",
                low.words, high.words
            );
            let shown = amount(shown).unwrap_or_default().to_string();
            report.invalid(place.field(field).key(name), &Value::from(shown), why);
        }
    }
    ratio(report, place, item, name);
    if let (Some(limit), Some(request)) = (amount(&limit), amount(&request))
        && !is_on_credit(name)
        && limit != request
    {
        let why =
            format!("default value {limit} must equal to defaultRequest value {request} in {name}");
        let shown = Value::from(request.to_string());
        report.invalid(place.field("defaultRequest").key(name), &shown, why);
    }
}

/// How many times its request a limit may be.
fn ratio(report: &mut Report, place: Path, item: &Value, name: &str) {
    let amount = item.get("maxLimitRequestRatio").get(name);
    if amount.is_null() {
        return;
    }
    let field = place.field("maxLimitRequestRatio");
    let ratio = Quantity::of(amount);
    let shown = Value::from(ratio.to_string());
    if ratio < Quantity::new(1) {
        report.invalid(field.key(name), &shown, format!("ratio {ratio} is less than 1"));
    }
    let bound = |list: &str| Quantity::of(item.get(list).get(name)).approximate();
    let (least, most) = (bound("min"), bound("max"));
    if least > 0.0 && most > 0.0 && ratio.approximate() > most / least {
        let why = format!("ratio {ratio} is greater than max/min = {:.6}", most / least);
        report.invalid(field.key(name), &shown, why);
    }
}
