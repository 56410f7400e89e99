//! ResourceQuotas.

use super::path::Path;
use super::report::Report;
use super::resources::{amount_of, is_standard, resource_name};
use crate::api::Value;
use crate::api::json::to_json;

/// What a quota may be about besides the names of resources (`IsStandardResourceQuotaScope`).
const SCOPES: [&str; 7] = [
    "BestEffort",
    "CrossNamespacePodAffinity",
    "NotBestEffort",
    "NotTerminating",
    "PriorityClass",
    "Terminating",
    "VolumeAttributesClass",
];
/// Scopes that nothing can be of both.
const CONFLICTS: [[&str; 2]; 2] =
    [["BestEffort", "NotBestEffort"], ["Terminating", "NotTerminating"]];

/// `spec` (`ValidateResourceQuotaSpec`).
pub fn spec(report: &mut Report, spec: &Value) {
    let path = Path::root("spec");
    let (place, hard) = (path.field("hard"), spec.get("hard").entries());
    for (name, amount) in hard {
        resource_name(report, place.key(name), name);
        if !name.contains('/') && !is_bounded(name) {
            let why = "must be a standard resource for quota";
            report.invalid(place.key(name), &Value::from(name.as_str()), why);
        }
        amount_of(report, place.key(name), name, amount);
    }
    let names = hard.iter().map(|(name, _)| name.as_str());
    let names: Vec<&str> = names.filter(|name| is_bounded(name)).collect();
    scopes(report, path.field("scopes"), spec.get("scopes"), &names);
    scope_selector(report, path, spec, &names);
}

/// `spec.scopes` of a quota that bounds what has these names.
fn scopes(report: &mut Report, place: Path, all: &Value, names: &[&str]) {
    for scope in all.items() {
        if !SCOPES.contains(&scope.str()) {
            report.invalid(place, all, "unsupported scope");
        }
        if names.iter().any(|name| !is_about(scope.str(), name)) {
            report.invalid(place, all, "unsupported scope applied to resource");
        }
    }
    let given: Vec<&str> = all.items().iter().map(Value::str).collect();
    conflicts(report, place, all, &given);
}

fn conflicts(report: &mut Report, place: Path, shown: &Value, given: &[&str]) {
    for pair in CONFLICTS {
        if pair.iter().all(|scope| given.contains(scope)) {
            report.invalid(place, shown, "conflicting scopes");
        }
    }
}

/// Whether quotas bound a resource of this short name (`IsStandardQuotaResourceName`).
fn is_bounded(name: &str) -> bool {
    is_standard(name)
        && !matches!(name, "storage" | "limits.storage")
        && !name.starts_with("limits.hugepages-")
}

/// Whether a scope can be said of what is counted under a name
/// (`IsResourceQuotaScopeValidForResource`).
fn is_about(scope: &str, name: &str) -> bool {
    let of_pods = || {
        let amounts = name.strip_prefix("requests.").or_else(|| name.strip_prefix("limits."));
        matches!(amounts.unwrap_or(name), "cpu" | "memory")
    };
    match scope {
        "BestEffort" => name == "pods",
        "VolumeAttributesClass" => matches!(name, "persistentvolumeclaims" | "requests.storage"),
        _ if SCOPES.contains(&scope) => name == "pods" || of_pods(),
        _ => true,
    }
}

/// `spec.scopeSelector` (`validateScopedResourceSelectorRequirement`).
fn scope_selector(report: &mut Report, path: Path, spec: &Value, names: &[&str]) {
    let selector = path.field("scopeSelector");
    let list = selector.field("matchExpressions");
    let terms = spec.at("scopeSelector.matchExpressions").items();
    let shown = show_selector(terms);
    for term in terms {
        let scope = super::labels::text(term.get("scopeName"));
        if !SCOPES.contains(&scope.str()) {
            report.invalid(list.field("scopeName"), &scope, "unsupported scope");
        }
        if names.iter().any(|name| !is_about(scope.str(), name)) {
            let why = "unsupported scope applied to resource";
            report.invalid_shown(list, shown.as_str(), why);
        }
        requirement(report, list, term, scope.str());
    }
    let given: Vec<&str> = terms.iter().map(|term| term.get("scopeName").str()).collect();
    conflicts(report, list, spec.get("scopes"), &given);
}

fn requirement(report: &mut Report, list: Path, term: &Value, scope: &str) {
    let (operator, values) = (super::labels::text(term.get("operator")), term.get("values"));
    let place = list.field("operator");
    let has_values = matches!(scope, "PriorityClass" | "VolumeAttributesClass");
    if SCOPES.contains(&scope) && !has_values && operator.str() != "Exists" {
        let why = "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, \
                   ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, \
                   ResourceQuotaScopeNotBestEffort or \
                   ResourceQuotaScopeCrossNamespacePodAffinity";
        report.invalid(place, &operator, why);
    }
    match operator.str() {
        "In" | "NotIn" if values.items().is_empty() => {
            let why = "must be at least one value when `operator` is 'In' or 'NotIn' for scope \
                       selector";
            report.required(list.field("values"), why);
        }
        "Exists" | "DoesNotExist" if !values.items().is_empty() => {
            let why = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope \
                       selector";
            report.invalid(list.field("values"), values, why);
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
        _ => report.invalid(place, &operator, "not a valid selector operator"),
    }
}

/// A selector of scopes as Go prints it.
fn show_selector(terms: &[Value]) -> String {
    let word = |term: &Value, key: &str| to_json(&super::labels::text(term.get(key)));
    let texts: Vec<String> = terms
        .iter()
        .map(|term| {
            format!(
                "{{\"ScopeName\":{},\"Operator\":{},\"Values\":{}}}",
                word(term, "scopeName"),
                word(term, "operator"),
                to_json(term.get("values"))
            )
        })
        .collect();
    format!("{{\"MatchExpressions\":[{}]}}", texts.join(","))
}
