//! `kubectl create configmap`.

use super::append_hash::{APPEND_HASH, append_hash};
use super::{GENERATOR, Named, generate, literals, one_name};
use crate::api::Kind;
use crate::kubectl::flags::{Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::verb::Verb;
use crate::value;

/// Where the entries come from.
pub static SOURCES: &[Flag] = &[
    flag("from-literal", Takes::Texts, "An entry: `key=value`."),
    flag("from-file", Takes::Texts, "A file's text as an entry: `[key=]file`."),
    flag("from-env-file", Takes::Texts, "A file of lines `key=value`."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "create configmap",
    aliases: &["cm"],
    summary: "Create a config map from literals or files.",
    usage: "NAME [--from-literal=key=value] [--from-file=[key=]file]",
    examples: &["kubectl create configmap settings --from-literal=colour=blue"],
    flags: &[GENERATOR, SOURCES, APPEND_HASH, OUTPUT, DRY_RUN],
    run: |arguments, world| {
        let name = one_name(arguments, "create configmap")?;
        let mut value = value!({
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": name }
        });
        let entries = literals(arguments, world)?;
        if !entries.is_empty() {
            value.set("data", entries);
        }
        append_hash(arguments, &mut value);
        generate(arguments, world, Named { kind: Kind::ConfigMap, value, verb: "created" })
    },
};
