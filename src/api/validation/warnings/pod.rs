//! Pods and pod templates.

use super::{Path, fraction, labels, overlaps, ports, volumes};
use crate::api::value::NULL;
use crate::api::{FieldName, Value, addresses};
use crate::ordered::OrderedSet;

/// Annotations that have become fields, with since when they do nothing and which.
const OLD_ANNOTATIONS: [(&str, &str, &str); 4] = [
    ("scheduler.alpha.kubernetes.io/critical-pod", "v1.16", "priorityClassName"),
    ("seccomp.security.alpha.kubernetes.io/pod", "v1.27", "seccompProfile"),
    ("security.alpha.kubernetes.io/sysctls", "v1.11", "sysctls"),
    ("security.alpha.kubernetes.io/unsafe-sysctls", "v1.11", "sysctls"),
];
const OLD_SECCOMP: &str = "container.seccomp.security.alpha.kubernetes.io/";
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
    labels::choices(warnings, path, spec);
    let meta_root = Path::root("metadata");
    let meta_inner = place.as_ref().map(|place| place.field("metadata"));
    let meta = meta_inner.unwrap_or(meta_root);
    old_annotations(warnings, meta.field("annotations"), annotations, spec);
    if place.is_some() {
        apparmor(warnings, meta.field("annotations"), annotations, spec);
    }
    volumes::old_kinds(warnings, path.field("volumes"), spec.get("volumes").items());
    overlaps::of_volumes(warnings, spec.get("volumes").items());
    repeated_aliases(warnings, path.field("hostAliases"), spec.get("hostAliases").items());
    pull_secrets(warnings, path.field("imagePullSecrets"), spec.get("imagePullSecrets").items());
    for list in CONTAINER_LISTS {
        let list_path = path.field(list);
        for (index, container) in spec.get(list).items().iter().enumerate() {
            of_container(warnings, list_path.index(index), container);
        }
    }
    let overhead = path.field("overhead");
    for name in ["ephemeral-storage", "memory"] {
        fraction(warnings, overhead.key(name), spec.get("overhead").get(name));
    }
    if spec.get("terminationGracePeriodSeconds").int() < 0 {
        let field = path.field("terminationGracePeriodSeconds");
        warnings.push(format!(
            "{field}: must be >= 0; negative values are invalid and will be treated as 1"
        ));
    }
    ports::of_containers(warnings, path, spec, &CONTAINER_LISTS);
    odd_addresses(warnings, path, spec);
}

fn old_annotations(
    warnings: &mut Vec<String>,
    path: Path,
    annotations: &[(FieldName, Value)],
    spec: &Value,
) {
    for (key, _) in annotations {
        let known = OLD_ANNOTATIONS.iter().find(|(old, _, _)| **old == **key);
        let (since, field) = match (known, key.strip_prefix(OLD_SECCOMP)) {
            (Some((_, since, field)), _) => (*since, *field),
            (None, Some(_)) => ("v1.27", "seccompProfile"),
            (None, None) => continue,
        };
        let holder = match key.strip_prefix(OLD_SECCOMP) {
            Some(name) => container_named(spec, name),
            None => spec,
        };
        // An annotation beside the field that replaced it is no matter.
        if field == "seccompProfile" && !holder.at("securityContext.seccompProfile").is_null() {
            continue;
        }
        let place = path.key(key);
        warnings.push(format!(
            "{place}: non-functional in {since}+; use the \"{field}\" field instead"
        ));
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
    let mut seen = OrderedSet::new();
    for (index, secret) in secrets.iter().enumerate() {
        let name = secret.get("name").str();
        let place = path.index(index);
        if name.is_empty() {
            warnings.push(format!("{}: invalid empty name \"\"", place.field("name")));
        } else if !seen.insert(name) {
            warnings.push(format!("{}: duplicate name \"{name}\"", place.field("name")));
        }
    }
}

fn of_container(warnings: &mut Vec<String>, path: Path, container: &Value) {
    let resources = path.field("resources");
    for list in ["requests", "limits"] {
        let place = resources.field(list);
        for name in ["ephemeral-storage", "memory"] {
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

fn odd_address(warnings: &mut Vec<String>, path: Path, text: &str) {
    if let Some(canonical) = addresses::canonical(text)
        && canonical != text
    {
        warnings.push(format!(
            "{path}: non-standard IP address \"{text}\" is invalid: use \"{canonical}\""
        ));
    }
}
