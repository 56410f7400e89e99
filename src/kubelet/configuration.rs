//! What a container's environment and volumes need of Secrets and ConfigMaps.

use crate::api::pod_resources::in_units;
use crate::api::{Key, Kind, Object, Pod, Quantity, Value, base64};
use crate::ordered::{OrderedMap, OrderedSet};
use crate::store::Store;

/// What keeps a container from being created: a Secret or ConfigMap that its environment needs.
pub fn missing_for_environment(store: &Store, pod: &Object, container: &Value) -> Option<String> {
    let whole = container.get("envFrom").items().iter();
    let single = container.get("env").items().iter().map(|item| item.get("valueFrom"));
    whole
        .filter_map(|item| missing(store, pod, item, "secretRef", "configMapRef"))
        .chain(
            single.filter_map(|item| missing(store, pod, item, "secretKeyRef", "configMapKeyRef")),
        )
        .next()
}

/// What keeps a container's volumes from being mounted into it: a path of unknown variables.
pub fn missing_for_mounts(store: &Store, pod: &Object, container: &Value) -> Option<String> {
    let mounts = container.get("volumeMounts").items().iter();
    let mut paths = mounts.filter_map(|mount| mount.get("subPathExpr").as_str()).peekable();
    paths.peek()?;
    let variables = environment(store, pod, container);
    paths.find_map(|path| sub_path(path, &variables).err())
}

fn missing(
    store: &Store,
    pod: &Object,
    item: &Value,
    secret: &str,
    config: &str,
) -> Option<String> {
    let sources = [(Kind::Secret, item.get(secret)), (Kind::ConfigMap, item.get(config))];
    sources
        .into_iter()
        .filter(|(_, source)| !source.is_null() && !source.get("optional").is_true())
        .find_map(|(kind, source)| missing_source(store, pod, kind, source))
}

fn missing_source(store: &Store, pod: &Object, kind: Kind, source: &Value) -> Option<String> {
    let name = source.get("name").str();
    let key = Key::new(kind, &pod.meta.namespace, name);
    let Some(object) = store.get(&key) else {
        return Some(format!("{} \"{name}\" not found", kind.row().singular));
    };
    let field = source.get("key").as_str()?;
    let found = ["data", "stringData", "binaryData"]
        .iter()
        .any(|data| !object.body.get(data).get(field).is_null());
    let place = format!("{} {}/{name}", kind.row().name, pod.meta.namespace);
    (!found).then(|| format!("couldn't find key {field} in {place}"))
}

/// What keeps a pod's volumes from being mounted: the volume's name, and why.
pub fn missing_for_volumes(store: &Store, pod: &Object) -> Option<(String, String)> {
    pod.spec().get("volumes").items().iter().find_map(|volume| {
        let sources = [
            (Kind::Secret, volume.get("secret"), "secretName"),
            (Kind::ConfigMap, volume.get("configMap"), "name"),
        ];
        let why = sources.into_iter().find_map(|(kind, source, name)| {
            let name = source.get(name).as_str()?;
            if source.get("optional").is_true() {
                return None;
            }
            let Some(object) = store.find(kind, &pod.meta.namespace, name) else {
                return Some(format!("{} \"{name}\" not found", kind.row().singular));
            };
            let missing = source
                .get("items")
                .items()
                .iter()
                .find(|item| object.body.get("data").get(item.get("key").str()).is_null())?;
            let what = if kind == Kind::Secret { "secret" } else { "config" };
            Some(format!("references non-existent {what} key: {}", missing.get("key").str()))
        })?;
        Some((volume.get("name").str().to_owned(), why))
    })
}

/// What the variables of a container may weigh altogether, and its words: Linux gives a process no
/// more room.
const ROOM: usize = 2 << 20;
/// How long one of them may be.
const LONGEST: usize = 128 << 10;

/// The variables of a container's environment, as far as they follow from objects and have room.
pub fn environment(store: &Store, pod: &Object, container: &Value) -> OrderedMap<String, String> {
    let hostname = pod.spec().get("hostname").as_str().unwrap_or(&pod.meta.name);
    let mut variables = OrderedMap::from([("HOSTNAME".to_owned(), hostname.to_owned())]);
    let mut room = ROOM;
    for item in container.get("envFrom").items() {
        let prefix = item.get("prefix").str();
        for (kind, field) in [(Kind::ConfigMap, "configMapRef"), (Kind::Secret, "secretRef")] {
            let Some(name) = item.get(field).get("name").as_str() else { continue };
            let Some(object) = store.find(kind, &pod.meta.namespace, name) else { continue };
            for (key, _) in object.body.get("data").entries() {
                let value = datum(object, key);
                if takes_room(&mut room, &value) {
                    variables.insert(format!("{prefix}{key}"), value);
                }
            }
        }
    }
    for item in container.get("env").items() {
        let value = match item.get("valueFrom") {
            Value::Null => expand(item.get("value").str(), &variables),
            source => from_source(store, pod, container, source),
        };
        if takes_room(&mut room, &value) {
            variables.insert(item.get("name").str().to_owned(), value);
        }
    }
    variables
}

/// Takes a text's room from what is left; `false` if that is too little.
fn takes_room(room: &mut usize, text: &str) -> bool {
    let left = room.checked_sub(text.len());
    *room = left.unwrap_or(*room);
    left.is_some()
}

fn from_source(store: &Store, pod: &Object, container: &Value, source: &Value) -> String {
    let resource = source.get("resourceFieldRef");
    if !resource.is_null() {
        return resource_amount(store, pod, container, resource).to_string();
    }
    if let Some(path) = source.get("fieldRef").get("fieldPath").as_str() {
        return field(pod, path);
    }
    let places = [(Kind::ConfigMap, "configMapKeyRef"), (Kind::Secret, "secretKeyRef")];
    let found = places.into_iter().find_map(|(kind, reference)| {
        let reference = source.get(reference);
        let object = store.find(kind, &pod.meta.namespace, reference.get("name").as_str()?)?;
        Some(datum(object, reference.get("key").str()))
    });
    found.unwrap_or_default()
}

/// What a container requests or may use.  Without a limit that is what its node has.
fn resource_amount(store: &Store, pod: &Object, container: &Value, wanted: &Value) -> i64 {
    let other = wanted.get("containerName").str();
    let named = |container: &&Value| container.get("name").str() == other;
    let container = Pod(pod).containers().iter().find(named).unwrap_or(container);
    let (list, name) = wanted.get("resource").str().split_once('.').unwrap_or_default();
    let mut amount = Quantity::of(container.get("resources").get(list).get(name));
    if amount.is_zero() && list == "limits" {
        let node = store.find(Kind::Node, "", Pod(pod).node_name());
        amount =
            node.map_or(amount, |node| Quantity::of(node.status().get("allocatable").get(name)));
    }
    in_units(amount, wanted.get("divisor"))
}

/// A field of a pod that its containers may ask for.
pub fn field(pod: &Object, path: &str) -> String {
    let keyed = |prefix: &str| path.strip_prefix(prefix)?.strip_suffix("']");
    if let Some(key) = keyed("metadata.labels['") {
        return pod.label(key).unwrap_or_default().to_owned();
    }
    if let Some(key) = keyed("metadata.annotations['") {
        return pod.annotation(key).unwrap_or_default().to_owned();
    }
    match path {
        "metadata.name" => pod.meta.name.to_string(),
        "metadata.namespace" => pod.meta.namespace.to_string(),
        "metadata.uid" => pod.meta.uid.to_string(),
        "spec.nodeName" => Pod(pod).node_name().to_owned(),
        "status.podIP" | "status.podIPs" => pod.status().get("podIP").str().to_owned(),
        "status.hostIP" => pod.status().get("hostIP").str().to_owned(),
        "spec.serviceAccountName" => pod.spec().get("serviceAccountName").str().to_owned(),
        _ => String::new(),
    }
}

/// An entry of a ConfigMap's or Secret's data as text.
pub fn datum(object: &Object, key: &str) -> String {
    let text = object.body.get("data").get(key).str();
    match object.kind {
        Kind::Secret => {
            let bytes = base64::decode(text).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        }
        _ => text.to_owned(),
    }
}

/// Replaces `$(NAME)` by the variable's value where there is one; `$$(NAME)` stands for itself
/// (`expansion.Expand`).
pub fn expand(text: &str, variables: &OrderedMap<String, String>) -> String {
    expand_by(text, |name| variables.get(name).cloned())
}

/// A `subPathExpr` with its variables replaced.  All of them must be there, and not empty.
///
/// # Errors
/// Which are not.
pub fn sub_path(text: &str, variables: &OrderedMap<String, String>) -> Result<String, String> {
    let mut missing = OrderedSet::new();
    let path = expand_by(text, |name| {
        let value = variables.get(name).filter(|value| !value.is_empty());
        if value.is_none() {
            missing.insert(name.to_owned());
        }
        value.cloned()
    });
    let names: Vec<String> = missing.into_iter().collect();
    if names.is_empty() { Ok(path) } else { Err(format!("missing value for {}", names.join(", "))) }
}

/// Replaces variables until the text has become too long.
fn expand_by(text: &str, mut value: impl FnMut(&str) -> Option<String>) -> String {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some(place) = rest.find('$').filter(|_| expanded.len() < LONGEST) {
        expanded.push_str(&rest[..place]);
        rest = &rest[place + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            expanded.push('$');
            rest = after;
            continue;
        }
        let name = rest.strip_prefix('(').and_then(|inner| inner.split_once(')'));
        match name {
            Some((name, after)) => {
                expanded.push_str(&value(name).unwrap_or_else(|| format!("$({name})")));
                rest = after;
            }
            None => expanded.push('$'),
        }
    }
    expanded.push_str(rest);
    expanded
}

/// The `command` and `args` of a container, with variables replaced, as far as they have room.
pub fn command(container: &Value, variables: &OrderedMap<String, String>) -> [Vec<String>; 2] {
    let mut room = ROOM;
    ["command", "args"].map(|field| {
        let words = container.get(field).items().iter().map(|word| expand(word.str(), variables));
        words.take_while(|word| takes_room(&mut room, word)).collect()
    })
}
