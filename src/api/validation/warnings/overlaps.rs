//! Files of a volume that lie in each other's way.

use super::MOST;
use crate::api::Value;

/// A file with where it comes from.
struct File {
    path: String,
    source: String,
}

/// The files of a pod's volumes.
pub(super) fn of_volumes(warnings: &mut Vec<String>, volumes: &[Value]) {
    for volume in volumes {
        let name = volume.get("name").str();
        let (map, secret) = (volume.get("configMap"), volume.get("secret"));
        let kinds = [
            (map, format!("ConfigMap \"{}\"", map.get("name").str())),
            (secret, format!("Secret \"{}\"", secret.get("secretName").str())),
            (volume.get("downwardAPI"), "DownwardAPI".to_owned()),
        ];
        for (source, shown) in kinds {
            let mut files = Vec::new();
            for file in items(source, "") {
                if warnings.len() >= MOST {
                    return;
                }
                for other in colliding(&files, &file.path) {
                    warnings.push(format!(
                        "volume \"{name}\" ({shown}): overlapping paths: \"{}\" with \"{}\"",
                        file.path, other.path
                    ));
                }
                files.push(file);
            }
        }
        projected(warnings, name, volume.get("projected"));
    }
}

fn projected(warnings: &mut Vec<String>, name: &str, projected: &Value) {
    let mut all: Vec<File> = Vec::new();
    for source in projected.get("sources").items() {
        if source.entries().is_empty() {
            warnings.push(format!("volume \"{name}\" (Projected) has no sources provided"));
        }
        for file in projected_files(source) {
            if warnings.len() >= MOST {
                return;
            }
            for other in colliding(&all, &file.path) {
                warnings.push(format!(
                    "volume \"{name}\" (Projected): overlapping paths: \"{}\" ({}) with \"{}\" ({})",
                    file.path, file.source, other.path, other.source
                ));
            }
            all.push(file);
        }
    }
}

fn projected_files(source: &Value) -> Vec<File> {
    let named = |kind: &str| format!("{kind} \"{}\"", source.get(&key(kind)).get("name").str());
    let mut files = items(source.get("configMap"), &named("ConfigMap"));
    files.extend(items(source.get("secret"), &named("Secret")));
    files.extend(items(source.get("downwardAPI"), "DownwardAPI"));
    let mut single = |path: &Value, source: String| {
        if !path.str().is_empty() {
            files.push(File { path: trimmed(path.str()), source });
        }
    };
    single(source.at("serviceAccountToken.path"), "ServiceAccountToken".to_owned());
    let bundle = source.get("clusterTrustBundle");
    let signer = bundle.get("signerName").str();
    let bundle_name = bundle.get("name").as_str().unwrap_or(signer);
    single(bundle.get("path"), format!("ClusterTrustBundle \"{bundle_name}\""));
    let certificate = source.get("podCertificate");
    for (field, what) in [
        ("certificateChainPath", "chain"),
        ("keyPath", "key"),
        ("credentialBundlePath", "credential bundle"),
    ] {
        single(certificate.get(field), format!("PodCertificate {what}"));
    }
    files
}

/// `ConfigMap` stands under `configMap`.
fn key(kind: &str) -> String {
    kind[..1].to_ascii_lowercase() + &kind[1..]
}

fn items(source: &Value, shown: &str) -> Vec<File> {
    source
        .get("items")
        .items()
        .iter()
        .map(|item| File { path: trimmed(item.get("path").str()), source: shown.to_owned() })
        .collect()
}

fn trimmed(path: &str) -> String {
    path.trim_end_matches('/').to_owned()
}

/// The files of which one is the other's folder, or the same.
fn colliding<'files>(files: &'files [File], path: &str) -> Vec<&'files File> {
    let within = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    files
        .iter()
        .filter(|file| !file.path.is_empty() && !path.is_empty())
        .filter(|file| within(&file.path, path) || within(path, &file.path))
        .collect()
}
