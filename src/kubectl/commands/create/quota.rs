//! `kubectl create quota`.

use super::{GENERATOR, Named, generate, one_name};
use crate::api::Kind;
use crate::api::value::Map;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::verb::Verb;
use crate::value;

static FLAGS: &[Flag] = &[flag("hard", Takes::List, "The limits: `pods=10,requests.cpu=4`.")];

/// The row.
pub static VERB: Verb = Verb {
    name: "create quota",
    aliases: &["resourcequota"],
    summary: "Create a resource quota with the specified name.",
    usage: "NAME [--hard=key1=value1,key2=value2]",
    examples: &["kubectl create quota small --hard=pods=10,requests.cpu=4"],
    flags: &[FLAGS, GENERATOR, OUTPUT, DRY_RUN],
    run: |arguments, world| {
        let name = one_name(arguments, "create quota")?;
        let mut hard = Map::default();
        for entry in arguments.texts("hard") {
            let (key, amount) = entry.split_once('=').ok_or_else(|| {
                Failure::error(format!(
                    "Invalid argument syntax {entry}, expected <resource>=<value>"
                ))
            })?;
            hard.insert(key, amount);
        }
        let value = value!({
            "apiVersion": "v1", "kind": "ResourceQuota", "metadata": { "name": name },
            "spec": { "hard": hard }, "status": {}
        });
        generate(arguments, world, Named { kind: Kind::ResourceQuota, value, verb: "created" })
    },
};
