//! The volumes of a pod or of a pod template, and the source of a persistent volume.

use super::lines::{Lines, quantity, shown};
use super::metadata;
use crate::api::{Quantity, Value};

/// Writes the volumes; `indent` comes before the heading, `name_indent` before each name.
pub fn write(out: &mut Lines, volumes: &[Value], indent: &str, name_indent: &str) {
    if volumes.is_empty() {
        out.line(0, format_args!("{indent}Volumes:\t<none>"));
        return;
    }
    out.line(0, format_args!("{indent}Volumes:"));
    for volume in volumes {
        out.line(1, format_args!("{name_indent}{}:", volume.get("name").str()));
        write_source(out, volume);
    }
}

/// Writes what a volume consists of.
pub fn write_source(out: &mut Lines, volume: &Value) {
    let source = volume.entries().iter().find(|(name, value)| name != "name" && !value.is_null());
    let Some((kind, source)) = source else {
        out.line(2, "<unknown>");
        return;
    };
    let mut fields = Fields { out, source };
    match kind.as_str() {
        "hostPath" => {
            fields.kind("HostPath (bare host directory volume)");
            fields.texts(&[("Path", "path"), ("HostPathType", "type")]);
        }
        "emptyDir" => {
            fields.kind("EmptyDir (a temporary directory that shares a pod's lifetime)");
            fields.texts(&[("Medium", "medium")]);
            let limit = source.get("sizeLimit");
            let limit = match Quantity::of(limit) > Quantity::new(0) {
                true => quantity(limit),
                false => "<unset>".to_owned(),
            };
            fields.out.field(2, "SizeLimit", limit);
        }
        "secret" => {
            fields.kind("Secret (a volume populated by a Secret)");
            fields.texts(&[("SecretName", "secretName")]);
            fields.truths(&[("Optional", "optional")]);
        }
        "configMap" => {
            fields.kind("ConfigMap (a volume populated by a ConfigMap)");
            fields.texts(&[("Name", "name")]);
            fields.truths(&[("Optional", "optional")]);
        }
        "persistentVolumeClaim" => {
            fields.kind(
                "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same \
                 namespace)",
            );
            fields.texts(&[("ClaimName", "claimName")]);
            fields.truths(&[("ReadOnly", "readOnly")]);
        }
        "nfs" => {
            fields.kind("NFS (an NFS mount that lasts the lifetime of a pod)");
            fields.texts(&[("Server", "server"), ("Path", "path")]);
            fields.truths(&[("ReadOnly", "readOnly")]);
        }
        "csi" => {
            fields.kind("CSI (a Container Storage Interface (CSI) volume source)");
            fields.texts(&[("Driver", "driver"), ("FSType", "fsType")]);
            // Only a volume of its own has one.
            if !source.get("volumeHandle").is_null() {
                fields.texts(&[("VolumeHandle", "volumeHandle")]);
            }
            fields.truths(&[("ReadOnly", "readOnly")]);
            let attributes = source.get("volumeAttributes").as_map().cloned().unwrap_or_default();
            match attributes.is_empty() {
                true => fields.out.field(2, "VolumeAttributes", "<none>"),
                false => metadata::nested_labels(fields.out, "VolumeAttributes", &attributes),
            }
        }
        "image" => {
            fields.kind("Image (a container image or OCI artifact)");
            fields.texts(&[("Reference", "reference"), ("PullPolicy", "pullPolicy")]);
        }
        "local" => {
            fields.kind("LocalVolume (a persistent volume backed by local storage on a node)");
            fields.texts(&[("Path", "path")]);
        }
        "downwardAPI" => {
            fields.kind("DownwardAPI (a volume populated by information about the pod)");
            fields.items();
        }
        "projected" => {
            fields.kind("Projected (a volume that contains injected data from multiple sources)");
            fields.projections();
        }
        "ephemeral" => {
            fields.kind(
                "EphemeralVolume (an inline specification for a volume that gets created and \
                 deleted with the pod)",
            );
            fields.claim();
        }
        _ => fields.out.line(2, "<unknown>"),
    }
}

struct Fields<'lines, 'value> {
    out: &'lines mut Lines,
    source: &'value Value,
}

impl Fields<'_, '_> {
    fn kind(&mut self, text: &str) {
        self.out.field(2, "Type", text);
    }

    fn texts(&mut self, fields: &[(&str, &str)]) {
        for (title, field) in fields {
            self.out.field(2, title, shown(self.source.get(field)).unwrap_or_default());
        }
    }

    fn truths(&mut self, fields: &[(&str, &str)]) {
        for (title, field) in fields {
            self.out.field(2, title, self.source.get(field).is_true());
        }
    }

    fn items(&mut self) {
        self.out.line(2, "Items:");
        for item in self.source.get("items").items() {
            let path = item.get("path").str();
            let field = item.at("fieldRef.fieldPath").str();
            let resource = item.at("resourceFieldRef.resource").str();
            let from = if field.is_empty() { resource } else { field };
            self.out.line(3, format_args!("{from} -> {path}"));
        }
    }

    /// What will be asked of the claim; it has no volume yet, and so neither size nor modes.
    fn claim(&mut self) {
        let template = self.source.get("volumeClaimTemplate");
        let (meta, spec) = (template.get("metadata"), template.get("spec"));
        if template.is_null() {
            return;
        }
        self.out.field(2, "StorageClass", spec.get("storageClassName").str());
        self.out.field(2, "Volume", spec.get("volumeName").str());
        let map = |field: &str| meta.get(field).as_map().cloned().unwrap_or_default();
        metadata::nested(self.out, &map("labels"), &map("annotations"));
        let bound = !spec.get("volumeName").str().is_empty();
        self.out.field(2, "Capacity", if bound { "0" } else { "" });
        self.out.field(2, "Access Modes", "");
        self.out.field_if_any(2, "VolumeMode", spec.get("volumeMode"));
    }

    fn projections(&mut self) {
        for part in self.source.get("sources").items() {
            let [secret, config_map, token, downward] =
                ["secret", "configMap", "serviceAccountToken", "downwardAPI"]
                    .map(|field| part.get(field));
            for (title, reference) in [("SecretName", secret), ("ConfigMapName", config_map)] {
                if !reference.is_null() {
                    self.out.field(2, title, reference.get("name").str());
                    self.out.field(2, "Optional", reference.get("optional").is_true());
                }
            }
            if !token.is_null() {
                let seconds = token.get("expirationSeconds").int();
                self.out.field(2, "TokenExpirationSeconds", seconds);
            }
            if !downward.is_null() {
                self.out.field(2, "DownwardAPI", true);
            }
        }
    }
}
