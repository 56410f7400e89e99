//! The standards to which a namespace holds its pods (`PodSecurity`): its labels name a level that
//! is enforced, and one of which is warned.

mod baseline;
mod containers;
mod restricted;
mod standard;

use super::Store;
use crate::api::{Kind, Object, StatusError, Value};
use containers::Containers;
use standard::{Level, Standard, is_guarded};
use std::rc::Rc;

/// A check that a pod failed: what it is about, and who is to do what about it.
struct Violation {
    reason: &'static str,
    detail: String,
}

/// A pod, or a template of pods, as the checks see it.
struct Judged<'pod> {
    spec: &'pod Value,
    annotations: Vec<(&'pod str, &'pod str)>,
    containers: Containers<'pod>,
}

impl<'pod> Judged<'pod> {
    /// The one that an object describes.
    fn of(object: &'pod Object) -> Option<Judged<'pod>> {
        let (spec, annotations): (_, Vec<_>) = match object.kind {
            Kind::Pod => {
                let annotations = object.meta.annotations.iter();
                (object.spec(), annotations.map(|(name, text)| (&**name, text.str())).collect())
            }
            _ => {
                let template = template(object)?;
                let annotations = template.at("metadata.annotations").entries().iter();
                let texts = annotations.map(|(name, text)| (&**name, text.str()));
                (template.get("spec"), texts.collect())
            }
        };
        Some(Judged { spec, annotations, containers: Containers::of(spec) })
    }

    /// What a standard finds wrong, in the order of the checks' names: those of the milder level
    /// come first, but for those that the stricter one has in a form of its own.
    fn violations(&self, standard: Standard) -> Vec<Violation> {
        let rules = standard.rules();
        match standard.level {
            Level::Privileged => Vec::new(),
            Level::Baseline => baseline::violations(self, rules, false),
            Level::Restricted => {
                let mut violations = baseline::violations(self, rules, true);
                violations.extend(restricted::violations(self, rules));
                violations
            }
        }
    }

    /// Whether what runs in it has a user namespace of its own, where root is nobody outside.
    fn has_own_users(&self) -> bool {
        self.spec.get("hostUsers").as_bool() == Some(false)
    }

    /// Whether it says that it is for Windows, where some settings do not exist.
    fn is_for_windows(&self) -> bool {
        self.spec.at("os.name").str() == "windows"
    }

    /// The pod itself, if its security context does something, and the containers whose do:
    /// `pod and container "a"`.
    fn setters(&self, does: impl Fn(&Value) -> bool) -> Option<String> {
        let pod = does(self.spec.get("securityContext")).then(|| "pod".to_owned());
        let setters: Vec<String> = pod.into_iter().chain(self.containers.who(does)).collect();
        (!setters.is_empty()).then(|| setters.join(" and "))
    }

    /// The security contexts of the pod and of its containers.
    fn contexts(&self) -> impl Iterator<Item = &'pod Value> + '_ {
        let own = std::iter::once(self.spec.get("securityContext"));
        own.chain(self.containers.contexts().map(|(_, context)| context))
    }
}

/// Refuses a pod that its namespace, which was looked up before, does not bear; answers what is to
/// be warned of in pods and in templates.
///
/// # Errors
/// `Forbidden`, with everything that the pod lacks.
pub fn admit(namespace: Option<&Object>, object: &Object) -> Result<Option<String>, StatusError> {
    if object.kind == Kind::Namespace && is_guarded(object) {
        check_labels(object)?;
    }
    match guard(object, || namespace) {
        Some(namespace) => judge(namespace, object),
        None => Ok(None),
    }
}

/// The namespace whose standards an object is held to, if it has any and the object makes pods.
fn guard<'store>(
    object: &Object,
    namespace: impl FnOnce() -> Option<&'store Object>,
) -> Option<&'store Object> {
    if object.kind != Kind::Pod {
        template(object)?;
    }
    namespace().filter(|namespace| is_guarded(namespace))
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
    let namespace = || store.find(Kind::Namespace, "", &object.meta.namespace).map(Rc::as_ref);
    match object.kind {
        Kind::Namespace if is_guarded(object) => review(store, before, object),
        // Its images stand there.
        Kind::Pod if object.spec() == before.spec() => Ok(Vec::new()),
        _ => match guard(object, namespace).filter(|_| is_significant(before, object)) {
            Some(namespace) => Ok(judge(namespace, object)?.into_iter().collect()),
            None => Ok(Vec::new()),
        },
    }
}

/// Whether a change can matter: in a pod that of its images can; what has a template is looked at
/// anew whenever it changes, but for its scale, which is another resource.
#[inline(never)]
fn is_significant(before: &Object, object: &Object) -> bool {
    if object.kind != Kind::Pod {
        let mut scaled = before.body.clone();
        if let Some(replicas) = object.spec().get("replicas").as_int() {
            scaled.spec.set("replicas", replicas);
        }
        return scaled != object.body
            || before.meta.labels != object.meta.labels
            || before.meta.annotations != object.meta.annotations;
    }
    ["containers", "initContainers", "ephemeralContainers"].iter().any(|list| {
        let images = |pod: &Object| {
            let containers = pod.spec().get(list).items().iter();
            containers.map(|one| one.get("image").clone()).collect::<Vec<Value>>()
        };
        images(before) != images(object)
    })
}

/// A function of its own in the Wasm, too, so that it need not be there before a namespace says
/// anything of security (`tools/split`).
#[inline(never)]
fn judge(namespace: &Object, object: &Object) -> Result<Option<String>, StatusError> {
    let Some(judged) = Judged::of(object) else { return Ok(None) };
    let told = |standard: Standard| {
        let violations = judged.violations(standard);
        let detail = || format!("PodSecurity {}: {}", standard.title(), in_detail(&violations));
        (!violations.is_empty()).then(detail)
    };
    let enforced = Some(Standard::enforced(namespace)).filter(|_| object.kind == Kind::Pod);
    if let Some(what) = enforced.and_then(&told) {
        let why = format!("violates {what}");
        return Err(StatusError::forbidden(object.kind, &object.meta.name, &why));
    }
    Ok(told(Standard::warned(namespace)).map(|what| format!("would violate {what}")))
}

fn in_detail(violations: &[Violation]) -> String {
    let texts: Vec<String> =
        violations.iter().map(|one| format!("{} ({})", one.reason, one.detail)).collect();
    texts.join(", ")
}

/// The template of pods in an object.
fn template(object: &Object) -> Option<&Value> {
    let template = match object.kind {
        Kind::PodTemplate => object.body.get("template"),
        Kind::CronJob => object.spec().at("jobTemplate.spec.template"),
        Kind::DaemonSet
        | Kind::Deployment
        | Kind::Job
        | Kind::ReplicaSet
        | Kind::ReplicationController
        | Kind::StatefulSet => object.spec().get("template"),
        _ => return None,
    };
    Some(template).filter(|template| !template.is_null())
}

/// Refuses a namespace whose labels name no level or no version.
#[inline(never)]
fn check_labels(namespace: &Object) -> Result<(), StatusError> {
    let faults = standard::faults(namespace);
    match faults.is_empty() {
        true => Ok(()),
        false => Err(StatusError::invalid(namespace.kind, &namespace.meta.name, faults)),
    }
}

/// What is to be warned of when another standard is enforced in a namespace, unless it is only a
/// milder one: the pods that it has and would not admit any more.  Faults that it had before are
/// left to it.
#[inline(never)]
fn review(store: &Store, before: &Object, namespace: &Object) -> Result<Vec<String>, StatusError> {
    if standard::faults(namespace) != standard::faults(before) {
        check_labels(namespace)?;
    }
    let (old, new) = (Standard::enforced(before), Standard::enforced(namespace));
    if new == old || (new.version == old.version && new.level <= old.level) {
        return Ok(Vec::new());
    }
    let mut pods: Vec<(String, Vec<&str>)> = Vec::new();
    for pod in store.list(Kind::Pod, Some(&namespace.meta.name)) {
        let violations = Judged::of(pod).map(|judged| judged.violations(new)).unwrap_or_default();
        let reasons: Vec<&str> = violations.iter().map(|one| one.reason).collect();
        let text = reasons.join(", ");
        match pods.iter_mut().find(|(same, _)| *same == text) {
            _ if text.is_empty() => {}
            Some((_, names)) => names.push(&pod.meta.name),
            None => pods.push((text, vec![&pod.meta.name])),
        }
    }
    if pods.is_empty() {
        return Ok(Vec::new());
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
    let first = format!(
        "existing pods in namespace \"{}\" violate the new PodSecurity enforce level {}",
        namespace.meta.name,
        new.title()
    );
    warnings.insert(0, first);
    Ok(warnings)
}
