//! What a namespace may hold in all (`ResourceQuota`).

use super::Store;
use crate::api::kind::KINDS;
use crate::api::pod_resources::{
    Resources, is_pod_level, pod_limits, pod_requests, qos_class, read,
};
use crate::api::{Kind, Object, Pod, Quantity, StatusError, Value};
use smol_str::SmolStr;

/// What the objects of a quota's namespace use of the resources that it bounds.
pub fn usage(store: &Store, quota: &Object) -> Resources {
    let hard = read(quota.spec().get("hard"));
    let mut used: Resources = hard.keys().map(|name| (name.clone(), Quantity::default())).collect();
    for kind in KINDS.iter().copied().filter(|kind| is_bounded(*kind, &hard)) {
        for object in store.list(kind, Some(&quota.meta.namespace)) {
            if in_scope(quota, object) {
                for (name, amount) in use_of(object, &hard) {
                    if let Some(sum) = used.get_mut(&name) {
                        *sum = *sum + amount;
                    }
                }
            }
        }
    }
    used
}

/// Whether objects of a kind use any of what is bounded.
fn is_bounded(kind: Kind, hard: &Resources) -> bool {
    let uses_more = matches!(kind, Kind::Pod | Kind::PersistentVolumeClaim | Kind::Service);
    kind.row().namespaced
        && (uses_more
            || COUNTED.iter().any(|(own, name)| *own == kind && hard.contains_key(*name))
            || hard.contains_key(&count_of(kind)))
}

/// The scope that is about claims; all others are about pods.
const CLAIM_SCOPE: &str = "VolumeAttributesClass";
/// The kinds whose objects are counted, with the name under which they are.
const COUNTED: [(Kind, &str); 7] = [
    (Kind::Pod, "pods"),
    (Kind::Service, "services"),
    (Kind::ConfigMap, "configmaps"),
    (Kind::Secret, "secrets"),
    (Kind::PersistentVolumeClaim, "persistentvolumeclaims"),
    (Kind::ReplicationController, "replicationcontrollers"),
    (Kind::ResourceQuota, "resourcequotas"),
];

pub(super) fn admit(store: &Store, object: &Object) -> Result<(), StatusError> {
    if object.kind == Kind::Event || !object.kind.row().namespaced {
        return Ok(());
    }
    let mut quotas = store.list(Kind::ResourceQuota, Some(&object.meta.namespace)).peekable();
    match quotas.peek() {
        Some(_) => check(store, object, None),
        None => Ok(()),
    }
}

/// Refuses a change by which an object would use more than there is room for.  Of what may change,
/// the ports of Services and the sizes of claims are counted.
pub(super) fn admit_update(
    store: &Store,
    before: &Object,
    object: &Object,
) -> Result<(), StatusError> {
    match object.kind {
        Kind::Service | Kind::PersistentVolumeClaim if object.spec() != before.spec() => {
            check(store, object, Some(before))
        }
        _ => Ok(()),
    }
}

/// A function of its own in the Wasm, too, so that it need not be there before there is a quota
/// (`tools/split`).
#[inline(never)]
fn check(store: &Store, object: &Object, before: Option<&Object>) -> Result<(), StatusError> {
    let quotas = store.list(Kind::ResourceQuota, Some(&object.meta.namespace));
    let quotas: Vec<&Object> =
        quotas.map(|quota| &**quota).filter(|quota| in_scope(quota, object)).collect();
    // No quota is looked at for its numbers before the object says to all of them what it needs.
    for quota in &quotas {
        let missing = missing(&read(quota.spec().get("hard")), object);
        if !missing.is_empty() {
            let why =
                format!("failed quota: {}: must specify {}", quota.meta.name, missing.join("; "));
            return Err(StatusError::forbidden(object.kind, &object.meta.name, &why));
        }
    }
    quotas.into_iter().try_for_each(|quota| check_room(store, quota, object, before))
}

/// Refuses an object for which one quota has no room.
fn check_room(
    store: &Store,
    quota: &Object,
    object: &Object,
    before: Option<&Object>,
) -> Result<(), StatusError> {
    let hard = read(quota.spec().get("hard"));
    let mut asked = use_of(object, &hard);
    for (name, amount) in before.map(|before| use_of(before, &hard)).unwrap_or_default() {
        if let Some(more) = asked.get_mut(&name) {
            *more = if *more > amount { *more - amount } else { Quantity::default() };
        }
    }
    asked.retain(|_, amount| !amount.is_zero());
    // Each request that matters brings the status up to date.
    let used = match quota.status().get("used") {
        Value::Null => usage(store, quota),
        told => read(told),
    };
    let of = |amounts: &Resources, name: &str| amounts.get(name).copied().unwrap_or_default();
    let exceeded: Vec<&SmolStr> = asked
        .iter()
        .filter(|(name, amount)| of(&used, name) + **amount > of(&hard, name))
        .map(|(name, _)| name)
        .collect();
    if exceeded.is_empty() {
        return Ok(());
    }
    let text = |amounts: &Resources| {
        let parts: Vec<String> =
            exceeded.iter().map(|name| format!("{name}={}", of(amounts, name))).collect();
        parts.join(",")
    };
    let why = format!(
        "exceeded quota: {}, requested: {}, used: {}, limited: {}",
        quota.meta.name,
        text(&asked),
        text(&used),
        text(&hard)
    );
    Err(StatusError::forbidden(object.kind, &object.meta.name, &why))
}

/// A quota over a container's resources wants each container to speak of them, unless their pod
/// speaks for all: the resources, with the containers that do not.
fn missing(hard: &Resources, object: &Object) -> Vec<String> {
    if object.kind != Kind::Pod || speaks_for_all(object.spec()) {
        return Vec::new();
    }
    let lists = ["containers", "initContainers"].map(|list| object.spec().get(list).items());
    let mut missing = Vec::new();
    for name in hard.keys() {
        let Some((field, resource)) = container_field(name) else { continue };
        let mut silent: Vec<&str> = lists
            .into_iter()
            .flatten()
            .filter(|container| container.get("resources").get(field).get(resource).is_null())
            .map(|container| container.get("name").str())
            .collect();
        crate::order::sort(&mut silent);
        if !silent.is_empty() {
            missing.push(format!("{name} for: {}", silent.join(",")));
        }
    }
    missing
}

/// Whether a pod has resources of its own (`IsPodLevelResourcesSet`).
fn speaks_for_all(spec: &Value) -> bool {
    let own = ["requests", "limits"].map(|list| spec.get("resources").get(list).entries());
    own.into_iter().flatten().any(|(name, _)| is_pod_level(name))
}

fn container_field(name: &str) -> Option<(&'static str, &str)> {
    match name {
        "cpu" | "memory" => Some(("requests", name)),
        _ => match name.split_once('.')? {
            ("requests", resource @ ("cpu" | "memory")) => Some(("requests", resource)),
            ("limits", resource @ ("cpu" | "memory")) => Some(("limits", resource)),
            _ => None,
        },
    }
}

/// `count/deployments.apps`: the name under which any kind's objects may be counted.
fn count_of(kind: Kind) -> SmolStr {
    format!("count/{}", kind.group_resource()).into()
}

/// What one object adds to what is used of the bounded resources.
fn use_of(object: &Object, hard: &Resources) -> Resources {
    let one = Quantity::new(1);
    let mut used = Resources::new();
    let mut add = |name: &str, amount: Quantity| {
        if hard.contains_key(name) {
            used.insert(name.into(), amount);
        }
    };
    let is_count = |name: &SmolStr| name.starts_with("count/");
    if hard.keys().any(is_count) {
        add(&count_of(object.kind), one);
    }
    if object.kind == Kind::Pod && Pod(object).is_finished() {
        return used;
    }
    if let Some((_, name)) = COUNTED.iter().find(|(kind, _)| *kind == object.kind) {
        add(name, one);
    }
    match object.kind {
        // Most quotas only count pods, and what each asks for takes time to add up.
        Kind::Pod if hard.keys().any(|name| name != "pods" && !is_count(name)) => {
            for (name, amount) in pod_requests(object.spec()) {
                add(&format!("requests.{name}"), amount);
                add(&name, amount);
            }
            for (name, amount) in pod_limits(object.spec()) {
                add(&format!("limits.{name}"), amount);
            }
        }
        Kind::PersistentVolumeClaim => {
            let storage = Quantity::of(object.spec().at("resources.requests.storage"));
            add("requests.storage", storage);
            let class = object.spec().get("storageClassName").str();
            if !class.is_empty() {
                let prefix = format!("{class}.storageclass.storage.k8s.io");
                add(&format!("{prefix}/requests.storage"), storage);
                add(&format!("{prefix}/persistentvolumeclaims"), one);
            }
        }
        Kind::Service => {
            let kind = object.spec().get("type").str();
            let ports = object.spec().get("ports").items();
            let is_chosen = |port: &&Value| port.get("nodePort").int() != 0;
            let opens_none = object.spec().get("allocateLoadBalancerNodePorts").as_bool();
            let count = match (kind, opens_none) {
                ("LoadBalancer", Some(false)) => ports.iter().filter(is_chosen).count(),
                ("LoadBalancer" | "NodePort", _) => ports.len(),
                _ => 0,
            };
            add("services.nodeports", Quantity::new(count as i64));
            if kind == "LoadBalancer" {
                add("services.loadbalancers", one);
            }
        }
        _ => {}
    }
    used
}

/// Whether a quota speaks of this object: its scopes are about pods, or about claims.
fn in_scope(quota: &Object, object: &Object) -> bool {
    let scopes = quota.spec().get("scopes").items();
    let terms = quota.spec().at("scopeSelector.matchExpressions").items();
    let concerns = |scope: &str| match object.kind {
        Kind::Pod => scope != CLAIM_SCOPE,
        Kind::PersistentVolumeClaim => scope == CLAIM_SCOPE,
        _ => false,
    };
    let has = |scope: &Value| concerns(scope.str()) && has_scope(object, scope.str());
    let matches =
        |term: &Value| concerns(term.get("scopeName").str()) && matches_term(object, term);
    scopes.iter().all(has) && terms.iter().all(matches)
}

fn matches_term(object: &Object, term: &Value) -> bool {
    let scope = term.get("scopeName").str();
    let classes = classes(object);
    let is_listed = |class: &&Value| term.get("values").items().contains(class);
    match (scope, term.get("operator").str()) {
        ("PriorityClass" | CLAIM_SCOPE, "In") => classes.iter().any(is_listed),
        ("PriorityClass" | CLAIM_SCOPE, "NotIn") => {
            classes.is_empty() || classes.iter().any(|class| !is_listed(class))
        }
        (scope, "DoesNotExist") => !has_scope(object, scope),
        (scope, _) => has_scope(object, scope),
    }
}

/// The classes that an object names: a pod that of its priority, a claim those of its volume's
/// attributes as it wants them, has them, and is given them.
fn classes(object: &Object) -> Vec<&Value> {
    let (spec, status) = (object.spec(), object.status());
    let named = match object.kind {
        Kind::Pod => vec![spec.get("priorityClassName")],
        _ => vec![
            spec.get("volumeAttributesClassName"),
            status.get("currentVolumeAttributesClassName"),
            status.get("modifyVolumeStatus").get("targetVolumeAttributesClassName"),
        ],
    };
    named.into_iter().filter(|class| !class.str().is_empty()).collect()
}

fn has_scope(pod: &Object, scope: &str) -> bool {
    let best_effort = || qos_class(pod.spec()) == "BestEffort";
    let terminating = || !pod.spec().get("activeDeadlineSeconds").is_null();
    match scope {
        "BestEffort" => best_effort(),
        "NotBestEffort" => !best_effort(),
        "Terminating" => terminating(),
        "NotTerminating" => !terminating(),
        "PriorityClass" | CLAIM_SCOPE => !classes(pod).is_empty(),
        "CrossNamespacePodAffinity" => looks_elsewhere(pod.spec()),
        _ => true,
    }
}

/// Whether a pod's affinity is to pods of namespaces that it names.
fn looks_elsewhere(spec: &Value) -> bool {
    let names = |term: &Value| {
        !term.get("namespaces").items().is_empty() || !term.get("namespaceSelector").is_null()
    };
    ["podAffinity", "podAntiAffinity"].iter().any(|kind| {
        let affinity = spec.get("affinity").get(kind);
        let hard = affinity.get("requiredDuringSchedulingIgnoredDuringExecution").items();
        let soft = affinity.get("preferredDuringSchedulingIgnoredDuringExecution").items();
        hard.iter().chain(soft.iter().map(|term| term.get("podAffinityTerm"))).any(names)
    })
}
