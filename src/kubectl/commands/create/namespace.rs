//! `kubectl create namespace`.

use super::{GENERATOR, Named, generate, one_name};
use crate::api::Kind;
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::verb::Verb;
use crate::value;

/// The row.
pub static VERB: Verb = Verb {
    name: "create namespace",
    aliases: &["ns"],
    summary: "Create a namespace with the specified name.",
    usage: "NAME",
    examples: &["kubectl create namespace logging"],
    flags: &[GENERATOR, OUTPUT, DRY_RUN],
    run: |arguments, world| {
        let name = one_name(arguments, "create namespace")?;
        let value = value!({
            "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": name },
            "spec": {}, "status": {}
        });
        generate(arguments, world, Named { kind: Kind::Namespace, value, verb: "created" })
    },
};
