//! Defaults of the small kinds of the core group.

use super::draft::Draft;
use super::resources;
use crate::api::{Map, Value, base64};
use crate::value;

/// The text of a secret's `stringData` goes into its `data`, in base 64.
pub(super) fn secret(body: &mut Draft) {
    body.fill_zero("type", "Opaque");
    let texts = body.get("stringData").clone();
    if !texts.entries().is_empty() {
        let encoded = texts
            .entries()
            .iter()
            .map(|(key, text)| (key.clone(), Value::from(base64::encode(text.str().as_bytes()))));
        // What `data` says of the same key counts no more.
        let data: Map = body.get("data").entries().iter().cloned().chain(encoded).collect();
        body.set("data", data);
    }
    body.remove("stringData");
}

pub(super) fn endpoint_subset(subset: &mut Draft) {
    subset.each("ports", |port| port.fill_zero("protocol", "TCP"));
}

/// A limit without a default takes the maximum, a request without one the default limit, then
/// the minimum.
pub(super) fn limit_range(spec: &mut Draft) {
    spec.each("limits", |item| {
        for list in ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"] {
            resources::canonical(item, list);
        }
        if item.get("type").str() != "Container" {
            return;
        }
        fill_list(item, "default", "max");
        fill_list(item, "defaultRequest", "default");
        fill_list(item, "defaultRequest", "min");
    });
}

fn fill_list(item: &mut Draft, target: &'static str, source: &str) {
    let source = item.get(source).clone();
    if source.entries().is_empty() {
        return;
    }
    item.edit(target, &mut |list| {
        for (name, amount) in source.entries() {
            list.fill(name, amount);
        }
    });
}

pub(super) fn resource_quota(body: &mut Draft) {
    body.within("spec", |spec| resources::canonical(spec, "hard"));
    body.within("status", |status| {
        resources::canonical(status, "hard");
        resources::canonical(status, "used");
    });
}

pub(super) fn node_status(status: &mut Draft) {
    resources::canonical(status, "capacity");
    let capacity = status.get("capacity").clone();
    if !capacity.entries().is_empty() {
        status.fill("allocatable", capacity);
    }
    resources::canonical(status, "allocatable");
    // What is told of a node before its kubelet has said anything.
    if status.get("nodeInfo").is_null() {
        status.fill("daemonEndpoints", value!({ "kubeletEndpoint": { "Port": 0 } }));
        status.set(
            "nodeInfo",
            value!({
                "architecture": "", "bootID": "", "containerRuntimeVersion": "",
                "kernelVersion": "", "kubeProxyVersion": "", "kubeletVersion": "",
                "machineID": "", "operatingSystem": "", "osImage": "", "systemUUID": ""
            }),
        );
    }
}

pub(super) fn priority_class(class: &mut Draft) {
    class.fill("preemptionPolicy", "PreemptLowerPriority");
    class.fill("value", 0);
}
