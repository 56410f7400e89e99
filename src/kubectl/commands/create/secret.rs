//! `kubectl create secret generic`.

use super::configmap::SOURCES;
use super::{GENERATOR, Named, generate, literals, one_name};
use crate::api::value::Map;
use crate::api::{Kind, Value, base64};
use crate::kubectl::flags::{Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::verb::Verb;
use crate::value;

static FLAGS: &[Flag] = &[flag("type", Takes::Text, "The type; `Opaque` if none is given.")];

/// The row.
pub static VERB: Verb = Verb {
    name: "create secret generic",
    aliases: &[],
    summary: "Create a secret from literals or files.",
    usage: "NAME [--type=string] [--from-literal=key=value] [--from-file=[key=]file]",
    examples: &["kubectl create secret generic mysql-secret --from-literal=password=s3cret"],
    flags: &[FLAGS, GENERATOR, SOURCES, OUTPUT, DRY_RUN],
    run: |arguments, world| {
        let name = one_name(arguments, "create secret generic")?;
        let mut value = value!({
            "apiVersion": "v1", "kind": "Secret", "metadata": { "name": name }
        });
        let entries = literals(arguments, world)?;
        if !entries.is_empty() {
            let encoded: Map = entries
                .iter()
                .map(|(key, text)| {
                    (key.clone(), Value::from(base64::encode(text.str().as_bytes())))
                })
                .collect();
            value.set("data", encoded);
        }
        if let Some(kind) = arguments.text("type") {
            value.set("type", kind);
        }
        generate(arguments, world, Named { kind: Kind::Secret, value, verb: "created" })
    },
};
