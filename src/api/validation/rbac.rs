//! Roles and what binds them to somebody.

use super::path::Path;
use super::report::Report;
use crate::api::json::to_json;
use crate::api::{Kind, Object, Value, names};

/// The API group of roles, users and groups.
const GROUP: &str = "rbac.authorization.k8s.io";

/// A Role or a ClusterRole (`ValidateRole`, `ValidateClusterRole`).
pub fn role(report: &mut Report, role: &Object) {
    let path = Path::root("rules");
    for (index, rule) in role.body.get("rules").items().iter().enumerate() {
        policy_rule(report, path.index(index), rule, role.kind == Kind::Role);
    }
}

fn policy_rule(report: &mut Report, path: Path, rule: &Value, namespaced: bool) {
    let is_missing = |field: &str| rule.get(field).items().is_empty();
    if is_missing("verbs") {
        report.required(path.field("verbs"), "verbs must contain at least one value");
    }
    let urls = rule.get("nonResourceURLs");
    if !urls.items().is_empty() {
        let place = path.field("nonResourceURLs");
        if namespaced {
            report.invalid(place, urls, "namespaced rules cannot apply to non-resource URLs");
        }
        if !["apiGroups", "resources", "resourceNames"].into_iter().all(is_missing) {
            let why = "rules cannot apply to both regular resources and non-resource URLs";
            report.invalid(place, urls, why);
        }
        return;
    }
    for (field, one) in [("apiGroups", "api group"), ("resources", "resource")] {
        if is_missing(field) {
            let why = format!("resource rules must supply at least one {one}");
            report.required(path.field(field), why);
        }
    }
    if !is_missing("resourceNames") && rule.get("resources").items().len() > 1 {
        let why = "resource names cannot apply to multiple resources";
        report.required(path.field("resourceNames"), why);
    }
}

/// A RoleBinding or a ClusterRoleBinding (`ValidateRoleBinding`, `ValidateClusterRoleBinding`).
pub fn binding(report: &mut Report, binding: &Object) {
    let namespaced = binding.kind == Kind::RoleBinding;
    let role = binding.body.get("roleRef");
    let path = Path::root("roleRef");
    report.one_of(path.field("apiGroup"), role.get("apiGroup"), &[GROUP]);
    let kinds: &[&str] = if namespaced { &["Role", "ClusterRole"] } else { &["ClusterRole"] };
    one_of(report, path.field("kind"), role.get("kind"), kinds);
    report.required_text(path.field("name"), role.get("name"), names::path_segment);
    let path = Path::root("subjects");
    for (index, who) in binding.body.get("subjects").items().iter().enumerate() {
        subject(report, path.index(index), who, namespaced);
    }
}

fn subject(report: &mut Report, path: Path, subject: &Value, namespaced: bool) {
    let name = subject.get("name");
    let kind = subject.get("kind").str();
    report.filled(path.field("name"), name);
    match kind {
        "ServiceAccount" => {
            report.text_if_set(path.field("name"), name, names::dns_subdomain);
            if !subject.get("apiGroup").str().is_empty() {
                report.one_of(path.field("apiGroup"), subject.get("apiGroup"), &[""]);
            }
            if !namespaced {
                report.filled(path.field("namespace"), subject.get("namespace"));
            }
        }
        "User" | "Group" => {
            if name.str().is_empty() {
                let why = format!("{} name cannot be empty", kind.to_lowercase());
                report.invalid(path.field("name"), &Value::from(""), why);
            }
            report.one_of(path.field("apiGroup"), subject.get("apiGroup"), &[GROUP]);
        }
        _ => {
            let kinds = ["ServiceAccount", "User", "Group"];
            one_of(report, path.field("kind"), subject.get("kind"), &kinds);
        }
    }
}

/// A word of a field that Go reads as the empty text when it is missing.
fn one_of(report: &mut Report, path: Path, value: &Value, allowed: &[&str]) {
    let empty = Value::from("");
    report.one_of(path, if value.is_null() { &empty } else { value }, allowed);
}

/// A binding stays with its role.
pub fn unchanged_role(report: &mut Report, binding: &Object, before: &Object) {
    let role = binding.body.get("roleRef");
    if role != before.body.get("roleRef") {
        let [group, kind, name] = ["apiGroup", "kind", "name"].map(|field| {
            let text = role.get(field).str();
            to_json(&Value::from(text))
        });
        let shown = format!("{{\"APIGroup\":{group},\"Kind\":{kind},\"Name\":{name}}}");
        report.invalid_shown(Path::root("roleRef"), shown, "cannot change roleRef");
    }
}
