//! ConfigMap, Secret, ServiceAccount.

use super::lines::Lines;
use super::metadata;
use crate::api::{Object, Value, base64};
use crate::kubectl::printers::labels::or_none;
use crate::store::View;

/// Describes a ConfigMap.
pub fn describe_config_map(map: &Object, _view: &View, out: &mut Lines) {
    metadata::name_and_namespace(out, map);
    metadata::labels_and_annotations(out, map);
    write_heading(out, "Data");
    for (key, text) in map.body.get("data").entries() {
        out.line(0, format_args!("{key}:\n----\n{}\n", text.str()));
    }
    write_heading(out, "BinaryData");
    for (key, data) in map.body.get("binaryData").entries() {
        out.line(0, format_args!("{key}: {} bytes", decoded_length(data)));
    }
    out.line(0, "");
}

/// Describes a Secret: how long each of its data is, never what.
pub fn describe_secret(secret: &Object, _view: &View, out: &mut Lines) {
    metadata::name_and_namespace(out, secret);
    metadata::labels_and_annotations(out, secret);
    out.line(0, "");
    out.field(0, "Type", secret.body.get("type").str());
    write_heading(out, "Data");
    for (key, data) in secret.body.get("data").entries() {
        out.field(0, key, format_args!("{} bytes", decoded_length(data)));
    }
}

/// Describes a ServiceAccount.
pub fn describe_service_account(account: &Object, _view: &View, out: &mut Lines) {
    metadata::name_and_namespace(out, account);
    metadata::labels_and_annotations(out, account);
    let names = |field: &str| -> Vec<String> {
        let items = account.body.get(field).items().iter();
        items.map(|item| or_none(item.get("name").str())).collect()
    };
    metadata::multiline(out, "", "Image pull secrets", names("imagePullSecrets"));
    metadata::multiline(out, "", "Mountable secrets", names("secrets"));
    metadata::multiline(out, "", "Tokens", Vec::new());
}

fn write_heading(out: &mut Lines, title: &str) {
    out.line(0, format_args!("\n{title}\n===="));
}

fn decoded_length(data: &Value) -> usize {
    base64::decode(data.str()).map_or(0, |bytes| bytes.len())
}
