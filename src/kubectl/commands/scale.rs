//! `kubectl scale`: another number of replicas.

use crate::api::Object;
use crate::kubectl::edit::record;
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, DryRun, Format, OUTPUT, RECORD};
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::{change, view};
use crate::kubectl::resource::{ALL, FILENAME, SELECTOR, Selection, shown};
use crate::kubectl::subresource::Subresource;
use crate::kubectl::verb::{Flow, Verb};

static FLAGS: &[Flag] = &[
    flag("replicas", Takes::Number, "The new number of replicas."),
    flag("current-replicas", Takes::Number, "Only if this is the number now."),
    flag("resource-version", Takes::Text, "Only if this is the resource version now."),
    flag("timeout", Takes::Duration, "Accepted and without effect."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "scale",
    aliases: &[],
    summary: "Set a new number of replicas for a Deployment, StatefulSet, ReplicaSet or \
              ReplicationController.",
    usage: "[--current-replicas=N] --replicas=N (-f FILE | TYPE NAME)",
    examples: &[
        "kubectl scale deployment/web --replicas=5",
        "kubectl scale --current-replicas=2 --replicas=3 sts/db",
    ],
    flags: &[FLAGS, FILENAME, SELECTOR, ALL, OUTPUT, DRY_RUN, RECORD],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let Some(replicas) = arguments.number("replicas") else {
        return Err(Failure::error("required flag(s) \"replicas\" not set"));
    };
    if replicas < 0 {
        return Err(Failure::error(
            "The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0",
        ));
    }
    let dry_run = DryRun::read(arguments)?;
    let selection = Selection::read(&arguments.words, arguments, world)?;
    selection.require_any()?;
    let found = selection.objects(&view(world));
    if found.is_empty() && selection.failures.is_empty() {
        return Err(Failure::error("no objects passed to scale"));
    }
    if arguments.text("resource-version").is_some_and(|text| !text.is_empty()) && found.len() > 1 {
        return Err(Failure::error("cannot use --resource-version with multiple resources"));
    }
    let mut format = Format::read(arguments, world)?;
    // What is missing does not keep the others from being scaled.
    let mut failures = selection.failures.clone();
    for object in found {
        let object = match object {
            Ok(object) => object,
            Err(refusal) => {
                failures.push(Failure::server(&refusal));
                continue;
            }
        };
        scale(arguments, world, &object, replicas, dry_run)?;
        match &mut format {
            None => world.output.line(format!("{} scaled{}", shown(&object), dry_run.suffix())),
            Some(format) => {
                let now = view(world).get(&object.key()).cloned().unwrap_or(object);
                let text = format.print_object(&now)?;
                world.output.push(Stream::Out, &text);
            }
        }
    }
    Ok(Flow::Exit(report(&failures, world.output)))
}

fn scale(
    arguments: &Arguments,
    world: &mut World,
    object: &Object,
    replicas: i64,
    dry_run: DryRun,
) -> Result<(), Failure> {
    Subresource::Scale.require(object.kind)?;
    let current = object.spec().get("replicas").as_int().unwrap_or(1);
    if let Some(expected) = arguments.number("current-replicas").filter(|number| *number >= 0)
        && expected != current
    {
        return Err(Failure::error(format!("Expected replicas to be {expected}, was {current}")));
    }
    if let Some(expected) = arguments.text("resource-version").filter(|text| !text.is_empty())
        && expected != object.meta.resource_version.to_string()
    {
        return Err(Failure::error(format!(
            "Expected resource version to be {expected}, was {}",
            object.meta.resource_version
        )));
    }
    if replicas > i64::from(i32::MAX) {
        return Err(Failure::plain(format!(
            "Error from server (BadRequest): Scale in version \"v1\" cannot be handled as a Scale: \
             json: cannot unmarshal number {replicas} into Go struct field \
             ScaleSpec.spec.replicas of type int32"
        )));
    }
    if dry_run == DryRun::No {
        change(world, &object.key(), |object| {
            object.body.set("spec.replicas", replicas);
            record(arguments, object);
        })?;
    }
    Ok(())
}
