//! `kubectl create quota`.

use super::{GENERATOR, Named, generate, one_name};
use crate::api::value::Map;
use crate::api::{FieldName, Kind, Quantity};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::verb::Verb;
use crate::value;

static FLAGS: &[Flag] = &[
    flag("hard", Takes::List, "The limits: `pods=10,requests.cpu=4`."),
    flag("scopes", Takes::List, "Which objects it counts: `BestEffort`."),
];

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
            if Quantity::parse(amount).is_err() {
                return Err(Failure::error(
                    "quantities must match the regular expression \
                     '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
                ));
            }
            hard.insert(FieldName::new(key), amount);
        }
        let mut value = value!({
            "apiVersion": "v1", "kind": "ResourceQuota", "metadata": { "name": name },
            "spec": {}, "status": {}
        });
        if !hard.is_empty() {
            value.set("spec.hard", hard);
        }
        let scopes: Vec<&str> = arguments.texts("scopes").iter().map(String::as_str).collect();
        if !scopes.is_empty() {
            value.set("spec.scopes", scopes);
        }
        generate(arguments, world, Named { kind: Kind::ResourceQuota, value, verb: "created" })
    },
};
