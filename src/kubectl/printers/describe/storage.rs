//! PersistentVolumeClaim, PersistentVolume, StorageClass.

use super::conditions;
use super::lines::{Lines, capitalised, joined, quantity};
use super::{metadata, volumes};
use crate::api::default_class::is_default_class;
use crate::api::{Kind, Object, Value};
use crate::kubectl::printers::duration::age;
use crate::kubectl::printers::labels::{format_label_map, format_labels, or_none};
use crate::kubectl::printers::table::{access_modes, storage_class};
use crate::store::View;

/// The sources of a volume that are described, by their fields in `spec`.
const SOURCES: [&str; 4] = ["hostPath", "local", "nfs", "csi"];

/// Describes a claim.
pub fn describe_claim(claim: &Object, view: &View, out: &mut Lines) {
    let spec = claim.spec();
    metadata::name_and_namespace(out, claim);
    out.field(0, "StorageClass", storage_class(claim));
    write_phase(out, claim, view);
    let volume = spec.get("volumeName").str();
    out.field(0, "Volume", volume);
    metadata::labels_and_annotations(out, claim);
    write_finalizers(out, claim);
    let bound = !volume.is_empty();
    let status = if bound { claim.status() } else { crate::api::value::NULL };
    let capacity = status.at("capacity.storage");
    let capacity = match capacity.is_null() {
        true if bound => "0".to_owned(),
        true => String::new(),
        false => quantity(capacity),
    };
    out.field(0, "Capacity", capacity);
    out.field(0, "Access Modes", access_modes(status.get("accessModes")));
    out.field_if_any(0, "VolumeMode", spec.get("volumeMode"));
    let source = spec.get("dataSource");
    if !source.is_null() {
        out.line(0, "DataSource:");
        for (title, field) in [("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name")] {
            out.field_if_any(1, title, source.get(field));
        }
    }
    metadata::multiline(out, "", "Used By", pods_using(claim, view));
    let conditions = claim.status().get("conditions").items();
    conditions::write(out, conditions, "lastProbeTime");
}

/// The names of the pods that mount a claim.
pub fn pods_using(claim: &Object, view: &View) -> Vec<String> {
    let uses = |pod: &Object| {
        let volumes = pod.spec().get("volumes").items().iter();
        let owns = claim.meta.owner_references.iter().any(|owner| owner.uid == pod.meta.uid);
        owns || volumes.clone().any(|volume| {
            let generated = format!("{}-{}", pod.meta.name, volume.get("name").str());
            volume.at("persistentVolumeClaim.claimName").str() == claim.meta.name
                || (!volume.get("ephemeral").is_null() && generated == claim.meta.name)
        })
    };
    let pods = view.list(Kind::Pod, Some(&claim.meta.namespace)).filter(|pod| uses(pod));
    pods.map(|pod| pod.meta.name.to_string()).collect()
}

fn write_phase(out: &mut Lines, object: &Object, view: &View) {
    match object.meta.deletion_timestamp {
        Some(time) => {
            let lasts = age(Some(time), view.now);
            out.field(0, "Status", format_args!("Terminating (lasts {lasts})"));
        }
        None => out.field(0, "Status", object.status().get("phase").str()),
    }
}

fn write_finalizers(out: &mut Lines, object: &Object) {
    out.field(0, "Finalizers", format_args!("[{}]", object.meta.finalizers.join(" ")));
}

/// Describes a volume.
pub fn describe_volume(volume: &Object, view: &View, out: &mut Lines) {
    let spec = volume.spec();
    out.field(0, "Name", &volume.meta.name);
    metadata::labels_and_annotations(out, volume);
    write_finalizers(out, volume);
    out.field(0, "StorageClass", storage_class(volume));
    write_phase(out, volume, view);
    let claim = spec.get("claimRef");
    match claim.get("name").str() {
        "" => out.field(0, "Claim", ""),
        name => out.field(0, "Claim", format_args!("{}/{name}", claim.get("namespace").str())),
    }
    out.field(0, "Reclaim Policy", spec.get("persistentVolumeReclaimPolicy").str());
    out.field(0, "Access Modes", access_modes(spec.get("accessModes")));
    out.field_if_any(0, "VolumeMode", spec.get("volumeMode"));
    out.field(0, "Capacity", quantity(spec.at("capacity.storage")));
    write_node_affinity(out, spec.get("nodeAffinity"));
    out.field(0, "Message", volume.status().get("message").str());
    out.line(0, "Source:");
    let source = spec.entries().iter().filter(|(field, _)| SOURCES.contains(&field.as_str()));
    let source = source.map(|(field, source)| (field.clone(), source.clone()));
    volumes::write_source(out, &Value::Map(source.collect()));
}

fn write_node_affinity(out: &mut Lines, affinity: &Value) {
    let required = affinity.get("required");
    if required.is_null() {
        out.line(0, "Node Affinity:\t<none>");
        return;
    }
    out.line(0, "Node Affinity:\t");
    let terms = required.get("nodeSelectorTerms").items();
    out.line(1, if terms.is_empty() { "Required Terms:\t<none>" } else { "Required Terms:\t" });
    write_terms(out, "    ", terms, "matchExpressions");
}

/// Each term of what a node or a place must have; `field` holds a term's expressions.
fn write_terms(out: &mut Lines, indent: &str, terms: &[Value], field: &str) {
    for (index, term) in terms.iter().enumerate() {
        let expressions = term.get(field).items().iter().map(|expression| {
            // Of places nothing else can be said.
            let operator = expression.get("operator").as_str().unwrap_or("In").to_lowercase();
            let values = joined(expression.get("values"), ", ");
            let values = if values.is_empty() { values } else { format!(" [{values}]") };
            format!("{} {operator}{values}", expression.get("key").str())
        });
        metadata::multiline(out, indent, &format!("Term {index}"), expressions.collect());
    }
}

/// Describes a StorageClass.
pub fn describe_class(class: &Object, _view: &View, out: &mut Lines) {
    let field = |name: &str| class.body.get(name);
    out.field(0, "Name", &class.meta.name);
    out.field(0, "IsDefaultClass", if is_default_class(class) { "Yes" } else { "No" });
    out.field(0, "Annotations", format_labels(&class.meta.annotations));
    out.field(0, "Provisioner", field("provisioner").str());
    out.field(0, "Parameters", or_none(format_label_map(field("parameters"))));
    match field("allowVolumeExpansion").as_bool() {
        Some(allowed) => out.field(0, "AllowVolumeExpansion", capitalised(allowed)),
        None => out.field(0, "AllowVolumeExpansion", "<unset>"),
    }
    let options = joined(field("mountOptions"), "\n  ");
    match options.is_empty() {
        true => out.field(0, "MountOptions", "<none>"),
        false => out.line(0, format_args!("MountOptions:\n  {options}")),
    }
    out.field_if_any(0, "ReclaimPolicy", field("reclaimPolicy"));
    out.field_if_any(0, "VolumeBindingMode", field("volumeBindingMode"));
    let places = field("allowedTopologies").items();
    if !places.is_empty() {
        out.line(0, "AllowedTopologies:\t");
        write_terms(out, "  ", places, "matchLabelExpressions");
    }
}
