//! `kubectl create cronjob`.

use super::deployment::container;
use super::{GENERATOR, Named, generate, one_name};
use crate::api::Kind;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::verb::{Flow, Verb};
use crate::value;

static FLAGS: &[Flag] = &[
    flag("image", Takes::Text, "The image."),
    flag("schedule", Takes::Text, "When, as cron has it: `0 2 * * *`."),
    flag("restart", Takes::Text, "The restart policy: `OnFailure` or `Never`."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "create cronjob",
    aliases: &["cj"],
    summary: "Create a cron job with the specified name.",
    usage: "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args…]",
    examples: &["kubectl create cronjob nightly --image=busybox --schedule='0 2 * * *' -- date"],
    flags: &[FLAGS, GENERATOR, OUTPUT, DRY_RUN],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let missing: Vec<String> = ["image", "schedule"]
        .iter()
        .filter(|name| !arguments.has(name))
        .map(|name| format!("\"{name}\""))
        .collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        return Err(Failure::error(format!("required flag(s) {missing} not set")));
    }
    let name = one_name(arguments, "create cronjob")?;
    let image = arguments.text("image").unwrap_or_default();
    let value = value!({
        "apiVersion": "batch/v1", "kind": "CronJob", "metadata": { "name": name },
        "spec": {
            "jobTemplate": {
                "metadata": { "name": name },
                "spec": { "template": {
                    "metadata": {},
                    "spec": {
                        "containers": [(container(name, image, &arguments.rest))],
                        "restartPolicy": (arguments.text("restart").unwrap_or("OnFailure"))
                    }
                } }
            },
            "schedule": (arguments.text("schedule").unwrap_or_default())
        },
        "status": {}
    });
    generate(arguments, world, Named { kind: Kind::CronJob, value, verb: "created" })
}
