//! What the API server accepts and warns of.

mod addresses;
mod labels;
mod overlaps;
mod pod;
mod ports;
mod service;
mod storage;
mod volumes;

pub use pod::of_pod;

use super::path::Path;
use crate::api::{Kind, Object, Quantity, Value, base64, names};

/// So many warnings are given of what clashes: where each item of a long list clashes with each
/// other, no memory would hold them all.
const MOST: usize = 1_000;

/// An annotation that has no future.
const MOUNTABLE: &str = "kubernetes.io/enforce-mountable-secrets";

/// What the API server says to whatever is done with a kind that should be used no more.
pub fn deprecation(kind: Kind) -> Option<&'static str> {
    (kind == Kind::Endpoints)
        .then_some("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice")
}

/// What the API server warns of in a new object; kubectl prints each after `Warning: `.
pub fn warnings(object: &Object) -> Vec<String> {
    let mut warnings: Vec<String> =
        deprecation(object.kind).map(str::to_owned).into_iter().collect();
    name(&mut warnings, object);
    if !is_plain(object) {
        contents(&mut warnings, object);
    }
    if object.kind == Kind::EndpointSlice && object.body.get("addressType").str() == "FQDN" {
        warnings.push("spec.addressType: FQDN endpoints are deprecated".to_owned());
    }
    warnings
}

/// What every cluster has tells nothing that one is warned of, and needs nobody to look.
fn is_plain(object: &Object) -> bool {
    match object.kind {
        Kind::ConfigMap | Kind::Lease => true,
        Kind::Node => {
            let spec = object.spec();
            spec.get("configSource").is_null() && spec.get("externalID").str().is_empty()
        }
        Kind::ServiceAccount => object.annotation(MOUNTABLE).is_none(),
        _ => false,
    }
}

/// What the API server warns of in a changed object: workloads if they have a new generation, pods
/// and Ingresses not at all, all others whatever has changed.
pub fn update_warnings(object: &Object, before: &Object) -> Vec<String> {
    let mut warnings: Vec<String> =
        deprecation(object.kind).map(str::to_owned).into_iter().collect();
    let is_told = match object.kind {
        Kind::Pod | Kind::Ingress => false,
        Kind::ServiceAccount => before.annotation(MOUNTABLE).is_none() && !is_plain(object),
        kind if kind.row().has_generation => object.meta.generation != before.meta.generation,
        _ => true,
    };
    if is_told {
        contents(&mut warnings, object);
    }
    warnings
}

/// Pods carry their owner's name on, as part of a host's name.
fn name(warnings: &mut Vec<String>, object: &Object) {
    let place = match object.kind {
        Kind::Pod => "in the Pod's hostname",
        Kind::Deployment
        | Kind::ReplicaSet
        | Kind::ReplicationController
        | Kind::Job
        | Kind::CronJob => "in Pod names and hostnames",
        _ => return,
    };
    let faults = names::dns_label(&object.meta.name);
    if !faults.is_empty() {
        warnings.push(format!(
            "metadata.name: this is used {place}, which can result in surprising behavior; a DNS \
             label is recommended: [{}]",
            faults.join(" ")
        ));
    }
}

/// A function of its own in the Wasm, too, so that it need not be there before somebody makes
/// something (`tools/split`).
#[inline(never)]
fn contents(warnings: &mut Vec<String>, object: &Object) {
    let spec = object.spec();
    let root = Path::root("spec");
    let template = root.field("template");
    match object.kind {
        Kind::Pod => {
            let meta = object.meta.annotations.as_slice();
            of_pod(warnings, None, meta, spec);
        }
        Kind::CronJob => {
            many_indexes(warnings, root.field("jobTemplate.spec"), spec.at("jobTemplate.spec"));
            let path = root.field("jobTemplate.spec.template");
            of_template(warnings, path, spec.at("jobTemplate.spec.template"));
        }
        Kind::Deployment | Kind::ReplicaSet | Kind::ReplicationController | Kind::DaemonSet => {
            of_template(warnings, template, spec.get("template"))
        }
        Kind::Job => {
            many_indexes(warnings, root, spec);
            of_template(warnings, template, spec.get("template"));
        }
        Kind::StatefulSet => {
            of_template(warnings, template, spec.get("template"));
            claim_templates(warnings, root, spec);
            if spec.get("revisionHistoryLimit").int() < 0 {
                warnings.push(
                    "spec.revisionHistoryLimit: a negative value retains all historical \
                     revisions; a value >= 0 is recommended"
                        .to_owned(),
                );
            }
        }
        Kind::PersistentVolumeClaim => storage::of_claim(warnings, object),
        Kind::PersistentVolume => storage::of_volume(warnings, object),
        Kind::StorageClass => storage::of_class(warnings, object),
        Kind::EndpointSlice => addresses::of_slice(warnings, object),
        Kind::Node => of_node(warnings, spec),
        Kind::ServiceAccount => warnings.push(format!(
            "metadata.annotations[{MOUNTABLE}]: deprecated in v1.32+; prefer separate namespaces \
             to isolate access to mounted secrets"
        )),
        Kind::Service => service::of_service(warnings, object),
        Kind::Secret => certificate(warnings, object),
        Kind::Ingress if object.annotation("kubernetes.io/ingress.class").is_some() => {
            warnings.push(
                "annotation \"kubernetes.io/ingress.class\" is deprecated, please use \
                 'spec.ingressClassName' instead"
                    .to_owned(),
            );
        }
        _ => {}
    }
}

fn of_node(warnings: &mut Vec<String>, spec: &Value) {
    if !spec.get("configSource").is_null() {
        warnings.push("spec.configSource: the feature is removed".to_owned());
    }
    if !spec.get("externalID").str().is_empty() {
        let text = "spec.externalID: this field is deprecated, and is unused by Kubernetes";
        warnings.push(text.to_owned());
    }
}

/// An indexed Job at `path` of which the status could grow beyond all measure.
fn many_indexes(warnings: &mut Vec<String>, path: Path, spec: &Value) {
    let indexed = spec.get("completionMode").str() == "Indexed";
    let most = (spec.get("completions").int(), spec.get("parallelism").int());
    if indexed && most.0 > 100_000 && most.1 > 10_000 {
        warnings.push(format!(
            "{path}: In Indexed Jobs with a number of completions higher than 10^5 and a \
             parallelism higher than 10^4, Kubernetes might not be able to track \
             completedIndexes when a big number of indexes fail"
        ));
    }
}

/// A pod template that stands at `path`.
fn of_template(warnings: &mut Vec<String>, path: Path, template: &Value) {
    let annotations = template.at("metadata.annotations").entries();
    of_pod(warnings, Some(path), annotations, template.get("spec"));
}

fn claim_templates(warnings: &mut Vec<String>, path: Path, spec: &Value) {
    let list = path.field("volumeClaimTemplates");
    for (index, template) in spec.get("volumeClaimTemplates").items().iter().enumerate() {
        let place = list.index(index);
        storage::claim_spec(warnings, place.field("spec"), template.get("spec"));
    }
}

fn fraction(warnings: &mut Vec<String>, path: Path, amount: &Value) {
    if amount.is_null() {
        return;
    }
    let quantity = Quantity::of(amount);
    if !quantity.is_whole() {
        warnings.push(format!(
            "{path}: fractional byte value \"{quantity}\" is invalid, must be an integer"
        ));
    }
}

fn certificate(warnings: &mut Vec<String>, secret: &Object) {
    if secret.body.get("type").str() != "kubernetes.io/tls" {
        return;
    }
    for (key, what) in [("tls.crt", "certificate"), ("tls.key", "key")] {
        let bytes = base64::decode(secret.body.get("data").get(key).str()).unwrap_or_default();
        if !String::from_utf8_lossy(&bytes).contains("-----BEGIN ") {
            warnings.push(format!("tls: failed to find any PEM data in {what} input"));
            return;
        }
    }
}
