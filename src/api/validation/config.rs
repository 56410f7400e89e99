//! ConfigMaps and Secrets.

use super::path::Path;
use super::report::Report;
use crate::api::json_syntax::fault_of_object;
use crate::api::{FieldError, Object, Value, base64, names};

/// The most bytes of one object's data.
const MOST_BYTES: usize = 1024 * 1024;

/// A ConfigMap (`ValidateConfigMap`).
pub fn config_map(report: &mut Report, map: &Object) {
    let (texts, bytes) = (map.body.get("data"), map.body.get("binaryData"));
    let mut size = 0;
    let place = Path::root("data");
    for (key, value) in texts.entries() {
        let shown = Value::from(key);
        report.invalid_each(place.key(key), &shown, names::config_key(key));
        if !bytes.get(key).is_null() {
            report.invalid(place.key(key), &shown, "duplicate of key present in binaryData");
        }
        size += value.str().len();
    }
    let place = Path::root("binaryData");
    for (key, value) in bytes.entries() {
        report.invalid_each(place.key(key), Value::from(key), names::config_key(key));
        size += decoded_length(value);
    }
    if size > MOST_BYTES {
        // The fault is the whole object's, whose path is empty.
        report.push(FieldError::too_long("[]", MOST_BYTES));
    }
}

fn decoded_length(value: &Value) -> usize {
    let text = value.str();
    (text.len() / 4 * 3).saturating_sub(text.len() - text.trim_end_matches('=').len())
}

/// A Secret (`ValidateSecret`).
pub fn secret(report: &mut Report, secret: &Object) {
    let data = secret.body.get("data");
    let place = Path::root("data");
    let mut size = 0;
    for (key, value) in data.entries() {
        report.invalid_each(place.key(key), Value::from(key), names::config_key(key));
        size += decoded_length(value);
    }
    if size > MOST_BYTES {
        report.push(FieldError::too_long(place, MOST_BYTES));
    }
    let mut need = |keys: &[&str]| {
        for key in keys {
            if data.get(key).is_null() {
                report.required(place.key(key), "");
            }
        }
    };
    match secret.body.get("type").str() {
        "kubernetes.io/dockercfg" => docker(report, data, ".dockercfg"),
        "kubernetes.io/dockerconfigjson" => docker(report, data, ".dockerconfigjson"),
        // Either is enough.
        "kubernetes.io/basic-auth"
            if data.get("username").is_null() && data.get("password").is_null() =>
        {
            need(&["username", "password"]);
        }
        "kubernetes.io/ssh-auth" if data.get("ssh-privatekey").str().is_empty() => {
            report.required(place.key("ssh-privatekey"), "");
        }
        "kubernetes.io/tls" => need(&["tls.crt", "tls.key"]),
        "kubernetes.io/service-account-token" => {
            let name = "kubernetes.io/service-account.name";
            if secret.annotation(name).unwrap_or_default().is_empty() {
                report.required(Path::root("metadata.annotations").key(name), "");
            }
        }
        _ => {}
    }
}

fn docker(report: &mut Report, data: &Value, key: &str) {
    let place = Path::root("data");
    if data.get(key).is_null() {
        report.required(place.key(key), "");
        return;
    }
    let bytes = base64::decode(data.get(key).str()).unwrap_or_default();
    if let Some(why) = fault_of_object(&bytes) {
        report.invalid(place.key(key), &Value::from("<secret contents redacted>"), why);
    }
}

/// What may not change once `immutable` is set (`ValidateConfigMapUpdate`,
/// `ValidateSecretUpdate`).
pub fn update(report: &mut Report, object: &Object, before: &Object) {
    if object.kind == crate::api::Kind::Secret {
        let (new, old) = (object.body.get("type"), before.body.get("type"));
        report.unchanged(Path::root("type"), new, old);
    }
    if !before.body.get("immutable").is_true() {
        return;
    }
    let why = "field is immutable when `immutable` is set";
    if !object.body.get("immutable").is_true() {
        report.forbidden(Path::root("immutable"), why);
    }
    for field in ["data", "binaryData"] {
        if object.body.get(field) != before.body.get(field) {
            report.forbidden(Path::root(field), why);
        }
    }
}
