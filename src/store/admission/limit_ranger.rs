//! A namespace's LimitRanges fill in and bound what containers ask for (`LimitRanger`).

use super::Store;
use crate::api::pod_resources::{Resources, pod_limits, pod_requests, read};
use crate::api::{Kind, Object, Quantity, StatusError, Value};
use std::cmp::Ordering;

const CONTAINER_LISTS: [&str; 2] = ["containers", "initContainers"];

pub(super) fn admit(store: &Store, pod: &mut Object) {
    let namespace = pod.meta.namespace.clone();
    for range in store.list(Kind::LimitRange, Some(&namespace)) {
        for item in range.spec().get("limits").items() {
            if item.get("type").str() == "Container" {
                fill_in(item, pod);
            }
        }
    }
}

/// Refuses a valid pod that asks for more or less than its namespace's LimitRanges let it.
pub(super) fn check_pod(store: &Store, pod: &Object) -> Result<(), StatusError> {
    for range in store.list(Kind::LimitRange, Some(&pod.meta.namespace)) {
        let mut faults = Vec::new();
        for item in range.spec().get("limits").items() {
            check(item, pod, &mut faults);
        }
        refuse(pod, faults)?;
    }
    Ok(())
}

/// Refuses a claim that asks for more or less than its namespace's LimitRanges let it.
pub(super) fn check_claim(store: &Store, claim: &Object) -> Result<(), StatusError> {
    let asked = read(claim.spec().at("resources.requests"));
    for range in store.list(Kind::LimitRange, Some(&claim.meta.namespace)) {
        refuse(claim, claim_faults(range, &asked))?;
    }
    Ok(())
}

fn claim_faults(range: &Object, asked: &Resources) -> Vec<String> {
    let items = range.spec().get("limits").items().iter();
    let mut faults = Vec::new();
    for item in items.filter(|item| item.get("type").str() == "PersistentVolumeClaim") {
        for end in [MINIMUM, MAXIMUM] {
            check_end(item, &end, "PersistentVolumeClaim", &[("request", asked)], &mut faults);
        }
    }
    faults
}

/// Refuses for the faults that one LimitRange finds; the same is said once.
fn refuse(object: &Object, faults: Vec<String>) -> Result<(), StatusError> {
    let mut said: Vec<String> = Vec::new();
    for fault in faults {
        if !said.contains(&fault) {
            said.push(fault);
        }
    }
    let why = match said.as_slice() {
        [] => return Ok(()),
        [only] => only.clone(),
        several => format!("[{}]", several.join(", ")),
    };
    Err(StatusError::forbidden(object.kind, &object.meta.name, &why))
}

/// Writes what a container lacks, and notes it in an annotation.
fn fill_in(item: &Value, pod: &mut Object) {
    let mut notes = Vec::new();
    for list in CONTAINER_LISTS {
        let mut containers = pod.spec().get(list).items().to_vec();
        let kind = if list == "containers" { "container" } else { "init container" };
        let before = notes.len();
        for container in &mut containers {
            let name = container.get("name").str().to_owned();
            for (field, defaults, word) in
                [("requests", "defaultRequest", "request"), ("limits", "default", "limit")]
            {
                let mut added = fill_list(container, field, item.get(defaults));
                crate::order::sort(&mut added);
                if !added.is_empty() {
                    let resources = added.join(", ");
                    notes.push(format!("{resources} {word} for {kind} {name}"));
                }
            }
        }
        if notes.len() > before {
            pod.body.entry("spec").set(list, containers);
        }
    }
    if !notes.is_empty() {
        let note = format!("LimitRanger plugin set: {}", notes.join("; "));
        pod.meta.annotations.insert("kubernetes.io/limit-ranger", note);
    }
}

fn fill_list(container: &mut Value, field: &'static str, defaults: &Value) -> Vec<String> {
    let mut added = Vec::new();
    for (name, amount) in defaults.entries() {
        let list = container.make_map().entry("resources").make_map().entry(field);
        if list.get(name).is_null() {
            list.make_map().insert(name, amount);
            added.push(name.to_string());
        }
    }
    added
}

fn check(item: &Value, pod: &Object, faults: &mut Vec<String>) {
    match item.get("type").str() {
        "Container" => {
            for list in CONTAINER_LISTS {
                for container in pod.spec().get(list).items() {
                    let resources = container.get("resources");
                    let lists = [resources.get("requests"), resources.get("limits")].map(read);
                    check_bounds(item, "Container", &lists, faults);
                }
            }
        }
        "Pod" => {
            let spec = pod.spec();
            check_bounds(item, "Pod", &[pod_requests(spec), pod_limits(spec)], faults);
        }
        _ => {}
    }
}

/// One end of a range: what it is called, its field, and how what is beyond it compares with it.
struct End {
    word: &'static str,
    field: &'static str,
    beyond: Ordering,
}

const MINIMUM: End = End { word: "minimum", field: "min", beyond: Ordering::Less };
const MAXIMUM: End = End { word: "maximum", field: "max", beyond: Ordering::Greater };

/// Holds amounts against one end of a range: the first must be there, and none be beyond it.
fn check_end(
    item: &Value,
    end: &End,
    kind: &str,
    amounts: &[(&str, &Resources)],
    faults: &mut Vec<String>,
) {
    for (name, bound) in read(item.get(end.field)) {
        let begin = format!("{} {name} usage per {kind} is {bound}", end.word);
        let missing = amounts.first().filter(|(_, list)| !list.contains_key(&name));
        if let Some((noun, _)) = missing {
            faults.push(format!("{begin}.  No {noun} is specified"));
            continue;
        }
        let mut given = amounts.iter().filter_map(|(noun, list)| Some((noun, list.get(&name)?)));
        if let Some((noun, amount)) = given.find(|(_, amount)| amount.cmp(&&bound) == end.beyond) {
            faults.push(format!("{begin}, but {noun} is {amount}"));
        }
    }
}

fn check_bounds(
    item: &Value,
    kind: &str,
    [requests, limits]: &[Resources; 2],
    faults: &mut Vec<String>,
) {
    let (request, limit) = (("request", requests), ("limit", limits));
    check_end(item, &MINIMUM, kind, &[request, limit], faults);
    check_end(item, &MAXIMUM, kind, &[limit, request], faults);
    for (name, bound) in read(item.get("maxLimitRequestRatio")) {
        let begin = format!("{name} max limit to request ratio per {kind} is {bound}");
        let given = |amounts: &Resources| amounts.get(&name).filter(|one| !one.is_zero()).copied();
        let Some(asked) = given(requests) else {
            faults.push(format!("{begin}, but no request is specified or request is 0"));
            continue;
        };
        let Some(limit) = given(limits) else {
            faults.push(format!("{begin}, but no limit is specified or limit is 0"));
            continue;
        };
        let ratio = limit.approximate() / asked.approximate();
        if ratio > Quantity::approximate(bound) {
            faults.push(format!("{begin}, but provided ratio is {ratio:.6}"));
        }
    }
}
