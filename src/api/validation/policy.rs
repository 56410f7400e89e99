//! Kinds that bound others: disruption budgets, priorities, quotas, ranges, network policies.

use super::labels::{self, show_selector, text};
use super::path::Path;
use super::report::Report;
use super::resources::{amount_of, is_standard, resource_name};
use crate::api::addresses::{Strictness, cidr, is_no_part};
use crate::api::json::to_json;
use crate::api::{Object, Quantity, Value};
use crate::ordered::OrderedSet;

/// The highest priority that is not the system's own.
const HIGHEST_PRIORITY: i64 = 1_000_000_000;
/// The classes of the system itself.
const SYSTEM_CLASSES: [(&str, i64); 2] =
    [("system-node-critical", 2_000_001_000), ("system-cluster-critical", 2_000_000_000)];

/// `spec` of a PodDisruptionBudget (`ValidatePodDisruptionBudgetSpec`).
pub fn disruption_budget(report: &mut Report, spec: &Value) {
    let path = Path::root("spec");
    let (least, most) = (spec.get("minAvailable"), spec.get("maxUnavailable"));
    if !least.is_null() && !most.is_null() {
        let shown = format!(
            "{{\"MinAvailable\":{},\"Selector\":{},\"MaxUnavailable\":{},\
             \"UnhealthyPodEvictionPolicy\":{}}}",
            to_json(least),
            show_selector(spec.get("selector")),
            to_json(most),
            to_json(spec.get("unhealthyPodEvictionPolicy"))
        );
        let why = "minAvailable and maxUnavailable cannot be both set";
        report.invalid_shown(path, shown, why);
    }
    for (field, number) in [("minAvailable", least), ("maxUnavailable", most)] {
        if !number.is_null() {
            report.number_or_percent(path.field(field), number);
            report.at_most_100_percent(path.field(field), number);
        }
    }
    labels::selector(report, path.field("selector"), spec.get("selector"));
    let known = ["AlwaysAllow", "IfHealthyBudget"];
    let policy = spec.get("unhealthyPodEvictionPolicy");
    report.one_of_if_set(path.field("unhealthyPodEvictionPolicy"), policy, &known);
}

/// A PriorityClass (`ValidatePriorityClass`).
pub fn priority_class(report: &mut Report, class: &Object) {
    let name = class.meta.name.as_str();
    let value = class.body.get("value");
    if name.starts_with("system-") {
        let known = SYSTEM_CLASSES.iter().find(|(known, _)| *known == name);
        if known.is_none_or(|(_, number)| *number != value.int()) {
            let why = "priority class names with 'system-' prefix are reserved for system use only. \
                       error: ";
            let detail = match known {
                None => format!("{name} is not a known system priority class"),
                Some((_, number)) => format!("value of {name} PriorityClass must be {number}"),
            };
            report.forbidden(Path::root("metadata.name"), format!("{why}{detail}"));
        }
    } else if value.int() > HIGHEST_PRIORITY {
        let why = format!("maximum allowed value of a user defined priority is {HIGHEST_PRIORITY}");
        report.forbidden(Path::root("value"), why);
    }
    let policies = ["Never", "PreemptLowerPriority"];
    let policy = class.body.get("preemptionPolicy");
    report.one_of_if_set(Path::root("preemptionPolicy"), policy, &policies);
}

/// `spec` of a ResourceQuota (`ValidateResourceQuotaSpec`).
pub fn quota(report: &mut Report, spec: &Value) {
    let path = Path::root("spec");
    let place = path.field("hard");
    for (name, amount) in spec.get("hard").entries() {
        if !name.starts_with("count/") {
            resource_name(report, place.key(name), name);
            if !name.contains('/') && !is_bounded(name) {
                let why = "must be a standard resource for quota";
                report.invalid(place.key(name), &Value::from(name.as_str()), why);
            }
        }
        amount_of(report, place.key(name), name, amount);
    }
    let scopes = spec.get("scopes").items();
    for scope in scopes {
        let known = [
            "BestEffort",
            "CrossNamespacePodAffinity",
            "NotBestEffort",
            "NotTerminating",
            "PriorityClass",
            "Terminating",
            "VolumeAttributesClass",
        ];
        if !known.contains(&scope.str()) {
            report.invalid(path.field("scopes"), spec.get("scopes"), "unsupported scope");
        }
    }
    for scope in scopes {
        for (name, _) in spec.get("hard").entries() {
            if !report.is_full() && is_bounded(name) && !is_about(scope.str(), name) {
                let why = "unsupported scope applied to resource";
                report.invalid(path.field("scopes"), spec.get("scopes"), why);
            }
        }
    }
    scope_selector(report, path, spec.at("scopeSelector.matchExpressions").items());
    let has = |name: &str| scopes.iter().any(|scope| scope.str() == name);
    for (one, other) in [("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")] {
        if has(one) && has(other) {
            report.invalid(path.field("scopes"), spec.get("scopes"), "conflicting scopes");
        }
    }
}

/// Whether quotas bound a resource of this short name (`IsStandardQuotaResourceName`).
fn is_bounded(name: &str) -> bool {
    is_standard(name) && !matches!(name, "storage" | "limits.storage")
}

/// Whether a scope can be said of what is counted under a name
/// (`IsResourceQuotaScopeValidForResource`).
fn is_about(scope: &str, name: &str) -> bool {
    if scope == "VolumeAttributesClass" {
        return matches!(name, "persistentvolumeclaims" | "requests.storage");
    }
    let amounts = name.strip_prefix("requests.").or_else(|| name.strip_prefix("limits."));
    name == "pods" || (scope != "BestEffort" && matches!(amounts.unwrap_or(name), "cpu" | "memory"))
}

/// `spec.scopeSelector` of a ResourceQuota.
fn scope_selector(report: &mut Report, spec: Path, terms: &[Value]) {
    let selector = spec.field("scopeSelector");
    let list = selector.field("matchExpressions");
    for term in terms {
        let (operator, values) = (term.get("operator"), term.get("values"));
        let place = list.field("operator");
        let has_classes = ["PriorityClass", "VolumeAttributesClass"];
        if !has_classes.contains(&term.get("scopeName").str()) && operator.str() != "Exists" {
            let why = "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, \
                       ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, \
                       ResourceQuotaScopeNotBestEffort or \
                       ResourceQuotaScopeCrossNamespacePodAffinity";
            report.invalid(place, operator, why);
        }
        match operator.str() {
            "In" | "NotIn" if values.items().is_empty() => {
                let why = "must be at least one value when `operator` is 'In' or 'NotIn' for \
                           scope selector";
                report.required(list.field("values"), why);
            }
            "Exists" | "DoesNotExist" if !values.items().is_empty() => {
                let why = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for \
                           scope selector";
                report.invalid(list.field("values"), values, why);
            }
            "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
            _ => report.invalid(place, operator, "not a valid selector operator"),
        }
    }
}

/// `spec` of a LimitRange (`ValidateLimitRange`).
pub fn limit_range(report: &mut Report, spec: &Value) {
    let path = Path::root("spec");
    let list = path.field("limits");
    let mut taken = OrderedSet::new();
    for (index, item) in spec.get("limits").items().iter().enumerate() {
        let place = list.index(index);
        let kind = item.get("type");
        report.filled(place.field("type"), kind);
        if !kind.str().contains('/')
            && !["", "Container", "PersistentVolumeClaim", "Pod"].contains(&kind.str())
        {
            let why = "must be a standard limit type or fully qualified";
            report.invalid(place.field("type"), kind, why);
        }
        if kind.str() == "PersistentVolumeClaim"
            && ["min", "max"].iter().all(|list| item.get(list).get("storage").is_null())
        {
            let why =
                "either minimum or maximum storage value is required, but neither was provided";
            report.required(place.field("limits"), why);
        }
        if !taken.insert(kind.str()) {
            report.duplicate(place.field("type"), kind);
        }
        if kind.str() == "Pod" {
            for field in ["default", "defaultRequest"] {
                if !item.get(field).entries().is_empty() {
                    let why = "may not be specified when `type` is 'Pod'";
                    report.forbidden(place.field(field), why);
                }
            }
        }
        bounds(report, place, item);
        ratios(report, place, item);
    }
}

/// From the least to the most: minimum, default request, default limit, maximum.
fn bounds(report: &mut Report, place: Path, item: &Value) {
    let lists = ["min", "defaultRequest", "default", "max"];
    for (rank, low) in lists.iter().enumerate() {
        for (name, amount) in item.get(low).entries() {
            for high in &lists[rank + 1..] {
                let bound = item.get(high).get(name);
                let (value, limit) = (Quantity::of(amount), Quantity::of(bound));
                if bound.is_null() || value <= limit {
                    continue;
                }
                let words = |list: &str| match list {
                    "min" => "min",
                    "max" => "max",
                    "default" if *low == "defaultRequest" => "default limit",
                    "default" => "default",
                    _ => "default request",
                };
                let why = format!(
                    "{} value {value} is greater than {} value {limit}",
                    words(low),
                    words(high)
                );
                let field = place.field(low);
                report.invalid(field.key(name), &Value::from(value.to_string()), why);
            }
        }
    }
}

/// How many times its request a limit may be.
fn ratios(report: &mut Report, place: Path, item: &Value) {
    let field = place.field("maxLimitRequestRatio");
    for (name, amount) in item.get("maxLimitRequestRatio").entries() {
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
}

/// `spec` of a NetworkPolicy (`ValidateNetworkPolicySpec`).
pub fn network_policy(report: &mut Report, spec: &Value) {
    let path = Path::root("spec");
    labels::selector(report, path.field("podSelector"), spec.get("podSelector"));
    for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
        let list = path.field(direction);
        for (index, rule) in spec.get(direction).items().iter().enumerate() {
            let place = list.index(index);
            let ports = place.field("ports");
            for (number, port) in rule.get("ports").items().iter().enumerate() {
                network_port(report, ports.index(number), port);
            }
            let list = place.field(peers);
            for (number, peer) in rule.get(peers).items().iter().enumerate() {
                network_peer(report, list.index(number), peer);
            }
        }
    }
    let kinds = spec.get("policyTypes").items();
    let place = path.field("policyTypes");
    if kinds.len() > 2 {
        report.invalid(place, spec.get("policyTypes"), "may not specify more than two policyTypes");
        return;
    }
    for (index, kind) in kinds.iter().enumerate() {
        report.one_of(place.index(index), kind, &["Egress", "Ingress"]);
    }
}

fn network_port(report: &mut Report, path: Path, port: &Value) {
    let known = ["SCTP", "TCP", "UDP"];
    report.one_of_if_set(path.field("protocol"), port.get("protocol"), &known);
    let (first, last) = (port.get("port"), port.get("endPort"));
    if !first.is_null() {
        report.port(path.field("port"), first);
    }
    if !last.is_null() {
        match first {
            Value::Null => {
                let why = "may not be specified when `port` is not specified";
                report.invalid(path.field("endPort"), last, why);
            }
            Value::String(_) => {
                let why = "may not be specified when `port` is non-numeric";
                report.invalid(path.field("endPort"), last, why);
            }
            number if last.int() < number.int() => {
                let why = "must be greater than or equal to `port`";
                report.invalid(path.field("endPort"), last, why);
            }
            _ => report.port(path.field("endPort"), last),
        }
    }
}

fn network_peer(report: &mut Report, path: Path, peer: &Value) {
    let mut count = 0;
    for field in ["podSelector", "namespaceSelector"] {
        if !peer.get(field).is_null() {
            count += 1;
            labels::selector(report, path.field(field), peer.get(field));
        }
    }
    let block = peer.get("ipBlock");
    if !block.is_null() {
        count += 1;
        let place = path.field("ipBlock");
        let range = block.get("cidr");
        if range.str().is_empty() {
            report.required(place.field("cidr"), "");
        } else {
            let faults = cidr(range.str(), Strictness::Strict);
            report.invalid_each(place.field("cidr"), text(range), faults);
        }
        let list = place.field("except");
        for (index, except) in block.get("except").items().iter().enumerate() {
            let faults = cidr(except.str(), Strictness::Strict);
            if faults.is_empty() && is_no_part(except.str(), range.str()) {
                report.invalid(list.index(index), except, "must be a strict subset of `cidr`");
            }
            report.invalid_each(list.index(index), except, faults);
        }
    }
    match count {
        0 => report.required(path, "must specify a peer"),
        1 => {}
        _ if block.is_null() => {}
        _ => report.forbidden(path, "may not specify both ipBlock and another peer"),
    }
}
