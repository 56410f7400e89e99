//! The standards to which a namespace holds its pods (`PodSecurity`): its labels name a level that
//! is enforced, and one of which is warned.

mod baseline;
mod containers;
mod restricted;

use super::Store;
use crate::api::{FieldError, Kind, Object, StatusError, Value};
use containers::Containers;

/// What the labels begin with.
const PREFIX: &str = "pod-security.kubernetes.io/";

/// How strict a namespace is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Privileged,
    Baseline,
    Restricted,
}

impl Level {
    fn read(text: &str) -> Option<Level> {
        Some(match text {
            "privileged" => Level::Privileged,
            "baseline" => Level::Baseline,
            "restricted" => Level::Restricted,
            _ => return None,
        })
    }
}

/// A check that a pod failed: what it is about, and who is to do what about it.
struct Violation {
    reason: &'static str,
    detail: String,
}

/// A level with the version whose rules are meant, as the labels tell it.
struct Standard<'labels> {
    level: Level,
    name: &'labels str,
    version: &'labels str,
}

impl<'labels> Standard<'labels> {
    /// The one of a mode: `enforce`, `warn`.
    fn of(namespace: &'labels Object, mode: &str) -> Option<Standard<'labels>> {
        let name = namespace.label(&format!("{PREFIX}{mode}"))?;
        let version = namespace.label(&format!("{PREFIX}{mode}-version")).unwrap_or("latest");
        Some(Standard { level: Level::read(name)?, name, version })
    }

    fn title(&self) -> String {
        format!("\"{}:{}\"", self.name, self.version)
    }

    fn violations(&self, spec: &Value) -> Vec<Violation> {
        let containers = Containers::of(spec);
        match self.level {
            Level::Privileged => Vec::new(),
            Level::Baseline => baseline::violations(spec, &containers, false),
            Level::Restricted => {
                let mut violations = baseline::violations(spec, &containers, true);
                violations.extend(restricted::violations(spec, &containers));
                violations
            }
        }
    }
}

/// Refuses a pod that its namespace does not bear; answers what is to be warned of in pods and in
/// templates.
///
/// # Errors
/// `Forbidden`, with everything that the pod lacks.
pub fn admit(store: &Store, object: &Object) -> Result<Option<String>, StatusError> {
    if object.kind == Kind::Namespace && is_guarded(object) {
        check_labels(object)?;
    }
    let Some(spec) = pod_spec(object) else { return Ok(None) };
    let namespace = store.find(Kind::Namespace, "", &object.meta.namespace);
    match namespace.filter(|namespace| is_guarded(namespace)) {
        Some(namespace) => judge(namespace, object, spec),
        None => Ok(None),
    }
}

/// What is to be warned of in a changed template, or when a namespace becomes stricter.
///
/// # Errors
/// `Invalid` for a namespace whose labels name no level.
pub fn admit_update(
    store: &Store,
    before: &Object,
    object: &Object,
) -> Result<Vec<String>, StatusError> {
    let is_other = || {
        pod_spec(object) != pod_spec(before)
            || object.meta.labels != before.meta.labels
            || object.meta.annotations != before.meta.annotations
    };
    match object.kind {
        Kind::Namespace => {
            check_labels(object)?;
            Ok(review(store, before, object))
        }
        Kind::Pod => Ok(Vec::new()),
        _ if is_other() => Ok(admit(store, object)?.into_iter().collect()),
        _ => Ok(Vec::new()),
    }
}

/// Whether a namespace's labels say anything of security.
fn is_guarded(namespace: &Object) -> bool {
    namespace.meta.labels.iter().any(|(label, _)| label.starts_with(PREFIX))
}

/// A function of its own in the Wasm, too, so that it need not be there before a namespace says
/// anything of security (`tools/split`).
#[inline(never)]
fn judge(namespace: &Object, object: &Object, spec: &Value) -> Result<Option<String>, StatusError> {
    let enforced = Standard::of(namespace, "enforce");
    if let Some(standard) = enforced.as_ref().filter(|_| object.kind == Kind::Pod) {
        let violations = standard.violations(spec);
        if !violations.is_empty() {
            let why =
                format!("violates PodSecurity {}: {}", standard.title(), in_detail(&violations));
            return Err(StatusError::forbidden(object.kind, &object.meta.name, &why));
        }
    }
    let Some(standard) = Standard::of(namespace, "warn").or(enforced) else { return Ok(None) };
    let violations = standard.violations(spec);
    Ok((!violations.is_empty()).then(|| {
        format!("would violate PodSecurity {}: {}", standard.title(), in_detail(&violations))
    }))
}

fn in_detail(violations: &[Violation]) -> String {
    let texts: Vec<String> =
        violations.iter().map(|one| format!("{} ({})", one.reason, one.detail)).collect();
    texts.join(", ")
}

/// The description of pods in an object.
fn pod_spec(object: &Object) -> Option<&Value> {
    Some(match object.kind {
        Kind::Pod => object.spec(),
        Kind::CronJob => object.spec().at("jobTemplate.spec.template.spec"),
        Kind::DaemonSet
        | Kind::Deployment
        | Kind::Job
        | Kind::ReplicaSet
        | Kind::ReplicationController
        | Kind::StatefulSet => object.spec().get("template").get("spec"),
        _ => return None,
    })
}

/// Refuses a namespace whose labels name no level.
#[inline(never)]
fn check_labels(namespace: &Object) -> Result<(), StatusError> {
    let faults: Vec<FieldError> = ["audit", "enforce", "warn"]
        .iter()
        .filter_map(|mode| {
            let label = format!("{PREFIX}{mode}");
            let text = namespace.label(&label)?;
            let path = format!("metadata.labels[{label}]");
            let why = "must be one of privileged, baseline, restricted";
            Level::read(text).is_none().then(|| FieldError::invalid(path, &text.into(), why))
        })
        .collect();
    match faults.is_empty() {
        true => Ok(()),
        false => Err(StatusError::invalid(namespace.kind, &namespace.meta.name, faults)),
    }
}

/// What is to be warned of when a namespace becomes stricter than it was: the pods that it has and
/// would not admit any more.
fn review(store: &Store, before: &Object, namespace: &Object) -> Vec<String> {
    let level = |namespace| Standard::of(namespace, "enforce").map(|standard| standard.level);
    let Some(standard) = Standard::of(namespace, "enforce") else { return Vec::new() };
    if level(before) >= level(namespace) {
        return Vec::new();
    }
    let mut pods: Vec<(String, Vec<&str>)> = Vec::new();
    for pod in store.list(Kind::Pod, Some(&namespace.meta.name)) {
        let violations = standard.violations(pod.spec());
        let reasons: Vec<&str> = violations.iter().map(|one| one.reason).collect();
        let text = reasons.join(", ");
        match pods.iter_mut().find(|(same, _)| *same == text) {
            _ if text.is_empty() => {}
            Some((_, names)) => names.push(&pod.meta.name),
            None => pods.push((text, vec![&pod.meta.name])),
        }
    }
    if pods.is_empty() {
        return Vec::new();
    }
    let mut warnings: Vec<String> = pods
        .into_iter()
        .map(|(text, names)| match names.len() {
            1 => format!("{}: {text}", names[0]),
            2 => format!("{} (and 1 other pod): {text}", names[0]),
            count => format!("{} (and {} other pods): {text}", names[0], count - 1),
        })
        .collect();
    crate::order::sort(&mut warnings);
    let title = standard.title();
    let first = format!(
        "existing pods in namespace \"{}\" violate the new PodSecurity enforce level {title}",
        namespace.meta.name
    );
    warnings.insert(0, first);
    warnings
}
