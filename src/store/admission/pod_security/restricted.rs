//! What the level `restricted` asks for besides: no more privileges than a process needs.

use super::Violation;
use super::baseline::added_capabilities;
use super::containers::{Containers, distinct, listed, quoted, setters};
use crate::api::Value;

/// The volumes that a pod may have.
const VOLUMES: [&str; 8] = [
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

/// What a pod lacks, or does that is forbidden.
pub fn violations(spec: &Value, containers: &Containers) -> Vec<Violation> {
    let checks = [
        escalation(containers),
        capabilities(containers),
        volumes(spec),
        non_root(spec, containers),
        user(spec, containers),
        seccomp(spec, containers),
    ];
    checks.into_iter().flatten().collect()
}

fn escalation(containers: &Containers) -> Option<Violation> {
    let may = |context: &Value| context.get("allowPrivilegeEscalation").as_bool() != Some(false);
    let who = containers.who(may)?;
    let detail = format!("{who} must set securityContext.allowPrivilegeEscalation=false");
    Some(Violation { reason: "allowPrivilegeEscalation != false", detail })
}

fn capabilities(containers: &Containers) -> Option<Violation> {
    let keeps = |context: &Value| {
        !context.at("capabilities.drop").items().iter().any(|name| name.str() == "ALL")
    };
    let kept = containers
        .who(keeps)
        .map(|who| format!("{who} must set securityContext.capabilities.drop=[\"ALL\"]"));
    let added = added_capabilities(containers, &["NET_BIND_SERVICE"]);
    let details: Vec<String> = kept.into_iter().chain(added).collect();
    (!details.is_empty())
        .then(|| Violation { reason: "unrestricted capabilities", detail: details.join("; ") })
}

fn volumes(spec: &Value) -> Option<Violation> {
    let is_restricted = |field: &&str| *field != "name" && !VOLUMES.contains(field);
    let volumes = spec.get("volumes").items().iter().filter_map(|volume| {
        let mut fields = volume.entries().iter().map(|(field, _)| field.as_str());
        Some((volume.get("name").str(), fields.find(is_restricted)?))
    });
    let (names, sorts): (Vec<&str>, Vec<&str>) = volumes.unzip();
    let who = listed("volume", &names)?;
    let sorts = distinct(sorts.into_iter());
    let uses = if names.len() == 1 { "uses" } else { "use" };
    let kinds = if sorts.len() == 1 { "type" } else { "types" };
    let detail = format!("{who} {uses} restricted volume {kinds} {}", quoted(&sorts));
    Some(Violation { reason: "restricted volume types", detail })
}

fn non_root(spec: &Value, containers: &Containers) -> Option<Violation> {
    let says = |context: &Value| context.get("runAsNonRoot").as_bool();
    let refused = setters(spec, containers, |context| says(context) == Some(false));
    let is_silent = |context: &Value| says(context).is_none();
    let detail = match refused {
        Some(who) => format!("{who} must not set securityContext.runAsNonRoot=false"),
        None if says(spec.get("securityContext")) == Some(true) => return None,
        None => {
            let who = containers.who(is_silent)?;
            format!("pod or {who} must set securityContext.runAsNonRoot=true")
        }
    };
    Some(Violation { reason: "runAsNonRoot != true", detail })
}

fn user(spec: &Value, containers: &Containers) -> Option<Violation> {
    let who = setters(spec, containers, |context| context.get("runAsUser").as_int() == Some(0))?;
    Some(Violation { reason: "runAsUser=0", detail: format!("{who} must not set runAsUser=0") })
}

fn seccomp(spec: &Value, containers: &Containers) -> Option<Violation> {
    let kind = |context: &Value| context.at("seccompProfile.type").clone();
    let is_good = |context: &Value| matches!(kind(context).str(), "RuntimeDefault" | "Localhost");
    let is_bad = |context: &Value| !kind(context).str().is_empty() && !is_good(context);
    let detail = match setters(spec, containers, is_bad) {
        Some(who) => {
            format!("{who} must not set securityContext.seccompProfile.type to \"Unconfined\"")
        }
        None if is_good(spec.get("securityContext")) => return None,
        None => {
            let who = containers.who(|context| kind(context).str().is_empty())?;
            format!(
                "pod or {who} must set securityContext.seccompProfile.type to \"RuntimeDefault\" \
                 or \"Localhost\""
            )
        }
    };
    Some(Violation { reason: "seccompProfile", detail })
}
