//! Pods and pod templates.

use super::addresses::odd_address;
use super::{Path, fraction, labels, overlaps, ports, volumes};
use crate::api::value::NULL;
use crate::api::{FieldName, Value};
use crate::ordered::OrderedSet;

/// Annotations that have become fields, with since when they do nothing and which.
const OLD_ANNOTATIONS: [(&str, &str, &str); 3] = [
    ("scheduler.alpha.kubernetes.io/critical-pod", "v1.16", "priorityClassName"),
    ("security.alpha.kubernetes.io/sysctls", "v1.11", "sysctls"),
    ("security.alpha.kubernetes.io/unsafe-sysctls", "v1.11", "sysctls"),
];
const OLD_SECCOMP: &str = "seccomp.security.alpha.kubernetes.io/pod";
const OLD_CONTAINER_SECCOMP: &str = "container.seccomp.security.alpha.kubernetes.io/";
const OLD_APPARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

/// A pod's lists of containers, init containers first.
const CONTAINER_LISTS: [&str; 3] = ["initContainers", "containers", "ephemeralContainers"];

/// Everything about a pod, or about a template that stands at `place`.
pub fn of_pod(
    warnings: &mut Vec<String>,
    place: Option<Path>,
    annotations: &[(FieldName, Value)],
    spec: &Value,
) {
    let root = Path::root("spec");
    let inner = place.as_ref().map(|place| place.field("spec"));
    let path = inner.unwrap_or(root);
    labels::of_nodes(warnings, path, spec);
    let meta_root = Path::root("metadata");
    let meta_inner = place.as_ref().map(|place| place.field("metadata"));
    let meta = meta_inner.unwrap_or(meta_root);
    let meta = meta.field("annotations");
    for (key, since, field) in OLD_ANNOTATIONS {
        old_annotation(warnings, meta, annotations, key, (since, field));
    }
    volumes::old_kinds(warnings, path.field("volumes"), spec.get("volumes").items());
    overlaps::of_volumes(warnings, spec.get("volumes").items());
    repeated_aliases(warnings, path.field("hostAliases"), spec.get("hostAliases").items());
    pull_secrets(warnings, path.field("imagePullSecrets"), spec.get("imagePullSecrets").items());
    let overhead = path.field("overhead");
    for name in ["memory", "ephemeral-storage"] {
        fraction(warnings, overhead.key(name), spec.get("overhead").get(name));
    }
    seccomp(warnings, meta, annotations, OLD_SECCOMP, spec);
    if place.is_some() {
        apparmor(warnings, meta, annotations, spec);
    }
    for list in CONTAINER_LISTS {
        let list_path = path.field(list);
        for (index, container) in spec.get(list).items().iter().enumerate() {
            let key = format!("{OLD_CONTAINER_SECCOMP}{}", container.get("name").str());
            seccomp(warnings, meta, annotations, &key, container);
            of_container(warnings, list_path.index(index), container);
        }
    }
    ports::of_containers(warnings, path, spec, &CONTAINER_LISTS);
    if spec.get("terminationGracePeriodSeconds").int() < 0 {
        let field = path.field("terminationGracePeriodSeconds");
        warnings.push(format!(
            "{field}: must be >= 0; negative values are invalid and will be treated as 1"
        ));
    }
    labels::neighbours(warnings, path, spec);
    odd_addresses(warnings, path, spec);
}

fn old_annotation(
    warnings: &mut Vec<String>,
    path: Path,
    annotations: &[(FieldName, Value)],
    key: &str,
    (since, field): (&str, &str),
) {
    if annotations.iter().any(|(given, _)| given.as_str() == key) {
        let place = path.key(key);
        warnings.push(format!(
            "{place}: non-functional in {since}+; use the \"{field}\" field instead"
        ));
    }
}

/// An annotation beside the field that replaced it is no matter.
fn seccomp(
    warnings: &mut Vec<String>,
    path: Path,
    annotations: &[(FieldName, Value)],
    key: &str,
    holder: &Value,
) {
    if holder.at("securityContext.seccompProfile").is_null() {
        old_annotation(warnings, path, annotations, key, ("v1.27", "seccompProfile"));
    }
}

fn container_named<'spec>(spec: &'spec Value, name: &str) -> &'spec Value {
    let mut containers = CONTAINER_LISTS.iter().flat_map(|list| spec.get(list).items());
    containers.find(|container| container.get("name").str() == name).unwrap_or(NULL)
}

/// An old annotation is no matter where the field that replaces it stands beside it.
fn apparmor(
    warnings: &mut Vec<String>,
    path: Path,
    annotations: &[(FieldName, Value)],
    spec: &Value,
) {
    for (key, value) in annotations {
        let Some(name) = key.strip_prefix(OLD_APPARMOR) else { continue };
        let profile = |holder: &Value| holder.at("securityContext.appArmorProfile").clone();
        let own = profile(container_named(spec, name));
        let field = if own.is_null() { profile(spec) } else { own };
        let says = match field.get("type").str() {
            "Unconfined" => "unconfined".to_owned(),
            "RuntimeDefault" => "runtime/default".to_owned(),
            "Localhost" => format!("localhost/{}", field.get("localhostProfile").str()),
            _ => String::new(),
        };
        if says != value.str() {
            let place = path.key(key);
            warnings.push(format!(
                "{place}: deprecated since v1.30; use the \"appArmorProfile\" field instead"
            ));
        }
    }
}

fn repeated_aliases(warnings: &mut Vec<String>, path: Path, aliases: &[Value]) {
    let mut seen = OrderedSet::new();
    for (index, alias) in aliases.iter().enumerate() {
        let ip = alias.get("ip").str();
        if !seen.insert(ip) && !ip.is_empty() {
            let place = path.index(index);
            warnings.push(format!("{}: duplicate ip \"{ip}\"", place.field("ip")));
        }
    }
}

fn pull_secrets(warnings: &mut Vec<String>, path: Path, secrets: &[Value]) {
    let name = |secret: &Value| secret.get("name").str().to_owned();
    let mut seen = OrderedSet::new();
    for (index, secret) in secrets.iter().enumerate() {
        if !seen.insert(name(secret)) {
            let place = path.index(index);
            warnings.push(format!("{}: duplicate name \"{}\"", place.field("name"), name(secret)));
        }
    }
    for (index, _) in secrets.iter().enumerate().filter(|(_, secret)| name(secret).is_empty()) {
        let place = path.index(index);
        warnings.push(format!("{}: invalid empty name \"\"", place.field("name")));
    }
}

fn of_container(warnings: &mut Vec<String>, path: Path, container: &Value) {
    let resources = path.field("resources");
    for name in ["memory", "ephemeral-storage"] {
        for list in ["limits", "requests"] {
            let place = resources.field(list);
            let amount = container.get("resources").get(list).get(name);
            fraction(warnings, place.key(name), amount);
        }
    }
    let list = path.field("env");
    let mut seen = OrderedSet::new();
    for (index, variable) in container.get("env").items().iter().enumerate() {
        let name = variable.get("name").str();
        if seen.insert(name) {
            continue;
        }
        // A later value that builds on the earlier one is meant.
        let reference = format!("$({name})");
        let value = variable.get("value").str();
        let hides = !variable.get("valueFrom").is_null()
            || value == reference
            || !value.contains(&reference);
        if hides {
            warnings.push(format!(
                "{}: hides previous definition of \"{name}\", which may be dropped when using apply",
                list.index(index)
            ));
        }
    }
}

/// Addresses that are written in another way than their one form.
fn odd_addresses(warnings: &mut Vec<String>, path: Path, spec: &Value) {
    let config = path.field("dnsConfig");
    let list = config.field("nameservers");
    for (index, server) in spec.at("dnsConfig.nameservers").items().iter().enumerate() {
        odd_address(warnings, list.index(index), server.str());
    }
    let list = path.field("hostAliases");
    for (index, alias) in spec.get("hostAliases").items().iter().enumerate() {
        let place = list.index(index);
        odd_address(warnings, place.field("ip"), alias.get("ip").str());
    }
}
