//! `kubectl create serviceaccount`.

use super::{GENERATOR, Named, generate, one_name};
use crate::api::Kind;
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::verb::Verb;
use crate::value;

/// The row.
pub static VERB: Verb = Verb {
    name: "create serviceaccount",
    aliases: &["sa"],
    summary: "Create a service account with the specified name.",
    usage: "NAME",
    examples: &["kubectl create serviceaccount robot"],
    flags: &[GENERATOR, OUTPUT, DRY_RUN],
    run: |arguments, world| {
        let name = one_name(arguments, "create serviceaccount")?;
        let value = value!({
            "apiVersion": "v1", "kind": "ServiceAccount", "metadata": { "name": name }
        });
        generate(arguments, world, Named { kind: Kind::ServiceAccount, value, verb: "created" })
    },
};
