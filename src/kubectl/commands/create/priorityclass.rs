//! `kubectl create priorityclass`.

use super::{GENERATOR, Named, generate, one_name};
use crate::api::Kind;
use crate::kubectl::flags::{Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::verb::Verb;
use crate::value;

static FLAGS: &[Flag] = &[
    flag("value", Takes::Number, "The priority."),
    flag("global-default", Takes::Switch, "For pods that name no class."),
    flag("description", Takes::Text, "What it is for."),
    flag("preemption-policy", Takes::Text, "`PreemptLowerPriority` or `Never`."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "create priorityclass",
    aliases: &["pc"],
    summary: "Create a priority class with the specified name.",
    usage: "NAME --value=VALUE [--global-default=BOOL]",
    examples: &["kubectl create priorityclass high --value=1000"],
    flags: &[FLAGS, GENERATOR, OUTPUT, DRY_RUN],
    run: |arguments, world| {
        let name = one_name(arguments, "create priorityclass")?;
        let mut value = value!({
            "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass",
            "metadata": { "name": name }, "value": (arguments.number("value").unwrap_or(0)),
            "preemptionPolicy":
                (arguments.text("preemption-policy").unwrap_or("PreemptLowerPriority"))
        });
        if arguments.is("global-default") {
            value.set("globalDefault", true);
        }
        if let Some(description) = arguments.text("description") {
            value.set("description", description);
        }
        generate(arguments, world, Named { kind: Kind::PriorityClass, value, verb: "created" })
    },
};
