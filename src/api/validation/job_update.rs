//! What may change in a Job.

use super::internal::show_template;
use super::job_policies::show_success_policy;
use super::labels::show_selector;
use super::path::Path;
use super::report::{IMMUTABLE, Report};
use crate::api::json::to_json;
use crate::api::status_error::quote;
use crate::api::{Object, Value};

/// A changed Job (`ValidateJobSpecUpdate`).
pub fn job(report: &mut Report, object: &Object, before: &Object) {
    let (new, old) = (object.spec(), before.spec());
    let path = Path::root("spec");
    completions(report, path.field("completions"), new, old);
    if new.get("selector") != old.get("selector") {
        let shown = show_selector(new.get("selector"));
        report.invalid_shown(path.field("selector"), shown, IMMUTABLE);
    }
    template(report, path.field("template"), new, before);
    let field = |name: &str| (new.get(name), old.get(name));
    let (mode, was) = field("completionMode");
    report.unchanged(path.field("completionMode"), mode, was);
    let (policy, was) = field("podFailurePolicy");
    if policy != was {
        let shown = show_failure_policy(policy);
        report.invalid_shown(path.field("podFailurePolicy"), shown, IMMUTABLE);
    }
    for name in ["backoffLimitPerIndex", "managedBy"] {
        let (value, was) = field(name);
        report.unchanged(path.field(name), value, was);
    }
    let (policy, was) = field("successPolicy");
    if policy != was {
        report.invalid_shown(path.field("successPolicy"), show_success_policy(policy), IMMUTABLE);
    }
}

/// Only an indexed Job may become larger or smaller, with as many pods at once as indexes.
fn completions(report: &mut Report, path: Path, new: &Value, old: &Value) {
    let (value, was) = (new.get("completions"), old.get("completions"));
    if value == was {
        return;
    }
    if new.get("completionMode").str() != "Indexed" {
        report.invalid(path, value, IMMUTABLE);
    } else if !value.is_null() && value != new.get("parallelism") {
        report.invalid(path, value, "can only be modified in tandem with spec.parallelism");
    }
}

/// The pods of a Job that has not started may still be sent elsewhere.
fn template(report: &mut Report, path: Path, new: &Value, before: &Object) {
    let (value, was) = (new.get("template"), before.spec().get("template"));
    let mut rest = value.clone();
    if is_at_rest(before) {
        for field in [
            "metadata.labels",
            "metadata.annotations",
            "spec.nodeSelector",
            "spec.tolerations",
            "spec.schedulingGates",
        ] {
            match was.at(field) {
                Value::Null => drop(rest.remove(field)),
                old => rest.set(field, old),
            }
        }
        keep_node_affinity(&mut rest, was);
        keep_resources(&mut rest, was);
    }
    if rest != *was {
        report.invalid_shown(path, show_template(value), IMMUTABLE);
    }
}

/// Whether a Job is suspended and has no pods: it has not started, or all have gone.
fn is_at_rest(job: &Object) -> bool {
    let status = job.status();
    let is_told = status.get("conditions").items().iter().any(|condition| {
        condition.get("type").str() == "Suspended" && condition.get("status").str() == "True"
    });
    let stopped = status.get("startTime").is_null() || is_told;
    job.spec().get("suspend").is_true() && stopped && status.get("active").int() == 0
}

/// What pods want of nodes may change; what they want of other pods may not.
fn keep_node_affinity(rest: &mut Value, was: &Value) {
    match was.at("spec.affinity.nodeAffinity") {
        Value::Null => drop(rest.remove("spec.affinity.nodeAffinity")),
        old => rest.set("spec.affinity.nodeAffinity", old),
    }
    if rest.at("spec.affinity").entries().is_empty() && was.at("spec.affinity").is_null() {
        rest.remove("spec.affinity");
    }
}

fn keep_resources(rest: &mut Value, was: &Value) {
    for list in ["containers", "initContainers"] {
        let place = format!("spec.{list}");
        let mut containers = rest.at(&place).items().to_vec();
        let old = was.at(&place).items();
        if containers.len() != old.len() || old.is_empty() {
            continue;
        }
        for (container, old) in containers.iter_mut().zip(old) {
            container.set("resources", old.get("resources"));
        }
        rest.set_given(&place, containers);
    }
}

/// A failure policy as Go prints it.
fn show_failure_policy(policy: &Value) -> String {
    if policy.is_null() {
        return "null".to_owned();
    }
    let rules: Vec<String> = policy
        .get("rules")
        .items()
        .iter()
        .map(|rule| {
            let codes = rule.get("onExitCodes");
            let codes = if codes.is_null() {
                "null".to_owned()
            } else {
                format!(
                    "{{\"ContainerName\":{},\"Operator\":{},\"Values\":{}}}",
                    to_json(codes.get("containerName")),
                    quote(codes.get("operator").str()),
                    to_json(codes.get("values"))
                )
            };
            format!(
                "{{\"Action\":{},\"OnExitCodes\":{codes},\"OnPodConditions\":{}}}",
                quote(rule.get("action").str()),
                show_conditions(rule.get("onPodConditions"))
            )
        })
        .collect();
    format!("{{\"Rules\":[{}]}}", rules.join(","))
}

fn show_conditions(conditions: &Value) -> String {
    if conditions.is_null() {
        return "null".to_owned();
    }
    let texts: Vec<String> = conditions
        .items()
        .iter()
        .map(|condition| {
            let word = |key: &str| quote(condition.get(key).str());
            format!("{{\"Type\":{},\"Status\":{}}}", word("type"), word("status"))
        })
        .collect();
    format!("[{}]", texts.join(","))
}
