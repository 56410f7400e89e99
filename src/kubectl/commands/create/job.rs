//! `kubectl create job`: from an image, or from a CronJob's template.

use super::deployment::container;
use super::{GENERATOR, Named, generate, one_name};
use crate::api::{Kind, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubectl::resource;
use crate::kubectl::verb::{Flow, Verb};
use crate::value;

static FLAGS: &[Flag] = &[
    flag("image", Takes::Text, "The image."),
    flag("from", Takes::Text, "The CronJob to take the template from: `cronjob/backup`."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "create job",
    aliases: &[],
    summary: "Create a job with the specified name.",
    usage: "NAME --image=image [--from=cronjob/name] -- [COMMAND] [args…]",
    examples: &[
        "kubectl create job hello --image=busybox -- echo hello",
        "kubectl create job test --from=cronjob/backup",
    ],
    flags: &[FLAGS, GENERATOR, OUTPUT, DRY_RUN],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let name = one_name(arguments, "create job")?;
    let value = match (arguments.text("image"), arguments.text("from")) {
        (None, None) => return Err(Failure::error("either --image or --from must be specified")),
        (Some(_), Some(_)) => {
            return Err(Failure::error("either --image or --from must be specified"));
        }
        (Some(image), None) => value!({
            "apiVersion": "batch/v1", "kind": "Job", "metadata": { "name": name },
            "spec": { "template": {
                "metadata": {},
                "spec": {
                    "containers": [(container(name, image, &arguments.rest))],
                    "restartPolicy": "Never"
                }
            } },
            "status": {}
        }),
        (None, Some(source)) => from_cron_job(arguments, world, name, source)?,
    };
    generate(arguments, world, Named { kind: Kind::Job, value, verb: "created" })
}

fn from_cron_job(
    arguments: &Arguments,
    world: &World,
    name: &str,
    source: &str,
) -> Result<Value, Failure> {
    if !arguments.rest.is_empty() {
        return Err(Failure::error("cannot specify --from and command"));
    }
    let (kind, from) = source.split_once('/').unwrap_or((source, ""));
    let kind = resource::kind(kind)?;
    if from.is_empty() {
        let why = "resource(s) were provided, but no name was specified";
        return Err(Failure::error(why));
    }
    let found = view(world).find(kind, &resource::namespace(arguments, world), from).cloned();
    let cron_job =
        found.ok_or_else(|| Failure::server(&crate::api::StatusError::not_found(kind, from)))?;
    if kind != Kind::CronJob {
        return Err(Failure::error("from must be an existing cronjob"));
    }
    let template = cron_job.spec().get("jobTemplate");
    let mut value = value!({
        "apiVersion": "batch/v1", "kind": "Job", "metadata": { "name": name },
        "spec": (template.get("spec")), "status": {}
    });
    let owner = value!({
        "apiVersion": "batch/v1", "controller": true, "kind": "CronJob", "name": from,
        "uid": (&cron_job.meta.uid)
    });
    value.set("metadata.ownerReferences", vec![owner]);
    let mut annotations = template.at("metadata.annotations").clone();
    annotations.make_map().insert("cronjob.kubernetes.io/instantiate", "manual");
    value.set("metadata.annotations", annotations);
    if let labels @ Value::Map(_) = template.at("metadata.labels") {
        value.set("metadata.labels", labels);
    }
    Ok(value)
}
