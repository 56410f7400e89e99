//! The annotations of a pod that the API server understands.

use super::mounts::descending;
use super::path::Path;
use super::report::Report;
use crate::api::pod::{DELETION_COST, read_deletion_cost};
use crate::api::{Map, Object, Value};

const MIRROR: &str = "kubernetes.io/config.mirror";
/// Before they had fields, profiles stood in annotations.
const APP_ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";
const SECCOMP: &str = "container.seccomp.security.alpha.kubernetes.io/";
const SECCOMP_OF_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";

/// The annotations of a pod with this spec, or of a template (`ValidatePodSpecificAnnotations`).
pub fn annotations(report: &mut Report, path: Path, annotations: &Map, spec: &Value) {
    for (key, value) in annotations.iter() {
        let place = path.key(key);
        if key == MIRROR && spec.get("nodeName").str().is_empty() {
            let why = "must set spec.nodeName if mirror pod annotation is set";
            report.invalid(place, value, why);
        } else if key == DELETION_COST && read_deletion_cost(value.str()).is_none() {
            report.invalid(place, value, "must be a 32bit integer");
        } else if key == SECCOMP_OF_POD || key.starts_with(SECCOMP) {
            seccomp(report, path.field(key), value);
        } else if let Some(container) = key.strip_prefix(APP_ARMOR) {
            app_armor(report, place, spec, container, value.str());
        }
    }
}

fn seccomp(report: &mut Report, place: Path, profile: &Value) {
    match profile.str() {
        "runtime/default" | "docker/default" | "unconfined" => {}
        name => match name.strip_prefix("localhost/") {
            Some(file) => descending(report, place, &Value::from(file)),
            None => report.invalid(place, profile, "must be a valid seccomp profile"),
        },
    }
}

fn app_armor(report: &mut Report, place: Path, spec: &Value, container: &str, profile: &str) {
    let lists = ["containers", "initContainers", "ephemeralContainers"];
    let mut all = lists.iter().flat_map(|list| spec.get(list).items());
    if !all.any(|known| known.get("name").str() == container) {
        report.invalid(place, &Value::from(container), "container not found");
    }
    let known = ["", "runtime/default", "unconfined"];
    if !known.contains(&profile) && !profile.starts_with("localhost/") {
        let why = format!("invalid AppArmor profile name: \"{profile}\"");
        report.invalid(place, &Value::from(profile), why);
    }
}

/// What annotations and fields both say of profiles must be the same
/// (`validateSeccompAnnotationsAndFields`, `validateAppArmorAnnotationsAndFieldsMatchOnCreate`).
pub fn match_fields(report: &mut Report, path: Path, annotations: &Map, spec: &Value) {
    if annotations.is_empty() || spec.at("os.name").str() == "windows" {
        return;
    }
    const FIELD: &str = "securityContext.seccompProfile";
    const APP_ARMOR_FIELD: &str = "securityContext.appArmorProfile";
    same(report, path.field(FIELD), "seccomp", annotations.get(SECCOMP_OF_POD), spec.at(FIELD));
    let mut of_containers = |what: &str, prefix: &str, field: &'static str, of_pod: &Value| {
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            for (index, container) in spec.get(list).items().iter().enumerate() {
                let key = format!("{prefix}{}", container.get("name").str());
                let own = container.at(field);
                let profile = if own.is_null() { of_pod } else { own };
                let list = path.field(list);
                let container = list.index(index);
                same(report, container.field(field), what, annotations.get(&key), profile);
            }
        }
    };
    of_containers("seccomp", SECCOMP, FIELD, &Value::Null);
    of_containers("apparmor", APP_ARMOR, APP_ARMOR_FIELD, spec.at(APP_ARMOR_FIELD));
}

fn same(report: &mut Report, place: Path, what: &str, annotation: &Value, profile: &Value) {
    if annotation.is_null() {
        return;
    }
    let file = annotation.str().strip_prefix("localhost/");
    let kind_fits = match profile.get("type").str() {
        "Unconfined" => annotation.str() == "unconfined",
        "RuntimeDefault" if annotation.str() == "docker/default" => what == "seccomp",
        "RuntimeDefault" => annotation.str() == "runtime/default",
        "Localhost" => file.is_some(),
        _ => true,
    };
    if !kind_fits {
        let why = format!("{what} type in annotation and field must match");
        report.forbidden(place.field("type"), why);
    } else if profile.get("type").str() == "Localhost"
        && file != profile.get("localhostProfile").as_str()
    {
        let why = format!("{what} profile in annotation and field must match");
        report.forbidden(place.field("localhostProfile"), why);
    }
}

/// What may not come, change or go (`ValidatePodSpecificAnnotationUpdates`).
pub fn update(report: &mut Report, pod: &Object, before: &Object) {
    let metadata = Path::root("metadata");
    let path = metadata.field("annotations");
    let what = |key: &str| match key {
        MIRROR => Some("mirror pod annotation"),
        _ => key.starts_with(APP_ARMOR).then_some("AppArmor annotations"),
    };
    let (new, old) = (&pod.meta.annotations, &before.meta.annotations);
    for (key, value) in old.iter() {
        if let Some(what) = what(key).filter(|_| new.get(key) != value) {
            report.forbidden(path.key(key), format!("may not remove or update {what}"));
        }
    }
    for (key, _) in new.iter() {
        if let Some(what) = what(key).filter(|_| old.get(key).is_null()) {
            report.forbidden(path.key(key), format!("may not add {what}"));
        }
    }
    // A changed spec has its annotations judged beside it.
    if new != old && pod.body == before.body {
        annotations(report, path, new, pod.spec());
    }
}
