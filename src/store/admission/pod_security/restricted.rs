//! What the level `restricted` asks for besides: no more privileges than a process needs.

use super::baseline::{added_capabilities, bad_seccomp, proc_mount};
use super::containers::{Containers, distinct, listed, quoted};
use super::{Judged, Violation};
use crate::api::Value;

/// The volumes that a pod may have.
const VOLUMES: [&str; 9] = [
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

/// What a pod lacks, or does that is forbidden.
pub fn violations(pod: &Judged, rules: u32) -> Vec<Violation> {
    let is_exempt = pod.is_for_windows() && rules >= 25;
    let is_relaxed = pod.has_own_users() && rules >= 35;
    let checks = [
        escalation(&pod.containers).filter(|_| rules >= 8 && !is_exempt),
        capabilities(&pod.containers).filter(|_| rules >= 22 && !is_exempt),
        proc_mount(&pod.containers).filter(|_| rules >= 35),
        volumes(pod.spec),
        non_root(pod).filter(|_| !is_relaxed),
        user(pod).filter(|_| rules >= 23 && !is_relaxed),
        seccomp(pod).filter(|_| rules >= 19 && !is_exempt),
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

fn non_root(pod: &Judged) -> Option<Violation> {
    let says = |context: &Value| context.get("runAsNonRoot").as_bool();
    let refused = pod.setters(|context| says(context) == Some(false));
    let detail = match refused {
        Some(who) => format!("{who} must not set securityContext.runAsNonRoot=false"),
        None if says(pod.spec.get("securityContext")) == Some(true) => return None,
        None => {
            let who = pod.containers.who(|context| says(context).is_none())?;
            format!("pod or {who} must set securityContext.runAsNonRoot=true")
        }
    };
    Some(Violation { reason: "runAsNonRoot != true", detail })
}

fn user(pod: &Judged) -> Option<Violation> {
    let who = pod.setters(|context| context.get("runAsUser").as_int() == Some(0))?;
    Some(Violation { reason: "runAsUser=0", detail: format!("{who} must not set runAsUser=0") })
}

fn seccomp(pod: &Judged) -> Option<Violation> {
    if let Some(violation) = bad_seccomp(pod) {
        return Some(violation);
    }
    let is_silent = |context: &Value| context.get("seccompProfile").is_null();
    if !is_silent(pod.spec.get("securityContext")) {
        return None;
    }
    let who = pod.containers.who(is_silent)?;
    let detail = format!(
        "pod or {who} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \
         \"Localhost\""
    );
    Some(Violation { reason: "seccompProfile", detail })
}
