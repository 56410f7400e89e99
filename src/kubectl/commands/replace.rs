//! `kubectl replace`: objects exactly as files describe them.

use super::create::read;
use super::delete::{ANEW, cascade, told};
use crate::api::{ErrorReason, Key, Object};
use crate::kubectl::edit::FIELD_MANAGER;
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::manifest::{self, Manifest};
use crate::kubectl::output::{DRY_RUN, DryRun, Format, OUTPUT, RECORD};
use crate::kubectl::process::{Poll, Process, Stream, World};
use crate::kubectl::request::{request, view};
use crate::kubectl::resource::{FILENAME, shown};
use crate::kubectl::verb::{Flow, Verb};
use crate::store::DeleteOptions;
use crate::time::{MINUTE, SECOND, Time};
use std::collections::VecDeque;

static FLAGS: &[Flag] = &[
    flag("force", Takes::Switch, "Delete the objects, wait until they are gone, make them anew."),
    flag("save-config", Takes::Switch, "Remember the manifest for a later `kubectl apply`."),
    flag("validate", Takes::Optional("strict"), "`strict`, `warn` or `ignore` unknown fields."),
    flag("wait", Takes::Switch, "With `--force`: accepted, as nothing is made anew before."),
    flag("raw", Takes::Text, "Not supported: the manifest says where it belongs."),
    flag("subresource", Takes::Text, "Not supported: `kubectl patch --subresource` changes it."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "replace",
    aliases: &[],
    summary: "Replace objects by what files describe.",
    usage: "-f FILE",
    examples: &["kubectl replace -f web.yaml", "kubectl replace --force -f web.yaml"],
    flags: &[FLAGS, ANEW, FILENAME, OUTPUT, DRY_RUN, RECORD, FIELD_MANAGER],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    if let Some(flag) = ["raw", "subresource"].into_iter().find(|flag| arguments.has(flag)) {
        return Err(Failure::error(format!(
            "--{flag} is not supported here: whole objects are replaced by what files describe"
        )));
    }
    let dry_run = DryRun::read(arguments)?;
    let format = Format::read(arguments, world)?;
    let options = options(arguments, world)?;
    if !arguments.has("filename") && !arguments.has("kustomize") {
        return Err(Failure::error("must specify one of -f and -k"));
    }
    check(arguments, dry_run, &options)?;
    let manifests = manifest::read_all(arguments, world)?;
    if arguments.is("force") {
        return force(arguments, world, manifests, &options, format);
    }
    if manifests.is_empty() {
        return Err(Failure::error("no objects passed to replace"));
    }
    let (mut format, mut failures) = (format, Vec::new());
    for manifest in manifests {
        let replaced = manifest
            .and_then(|manifest| replace(arguments, world, &manifest, dry_run, &mut format));
        failures.extend(replaced.err());
    }
    Ok(Flow::Exit(report(&failures, world.output)))
}

/// Refuses what only goes with `--force`, and what does not go with it.
fn check(arguments: &Arguments, dry_run: DryRun, options: &DeleteOptions) -> Result<(), Failure> {
    let refusal = match arguments.is("force") {
        false if options.grace_period_seconds.is_some() => {
            "--grace-period must have --force specified"
        }
        false if arguments.duration("timeout").is_some_and(|length| length != 0) => {
            "--timeout must have --force specified"
        }
        true if dry_run != DryRun::No => "--dry-run can not be used when --force is set",
        _ => return Ok(()),
    };
    Err(Failure::error(refusal))
}

/// How `--force` deletes: a pod is left its time, other than where `kubectl delete` is forced.
fn options(arguments: &Arguments, world: &mut World) -> Result<DeleteOptions, Failure> {
    let grace = arguments.number("grace-period").filter(|seconds| *seconds >= 0);
    Ok(DeleteOptions {
        propagation: cascade(arguments, world)?,
        grace_period_seconds: grace.map(|seconds| seconds.max(1)),
        uid: None,
    })
}

fn replace(
    arguments: &Arguments,
    world: &mut World,
    manifest: &Manifest,
    dry_run: DryRun,
    format: &mut Option<Format>,
) -> Result<(), Failure> {
    let object = described(arguments, manifest);
    if dry_run == DryRun::Client {
        return print(world, &object, dry_run, format);
    }
    check_name(&object, "replacing", manifest)?;
    let prefix = format!("error when replacing \"{}\": ", manifest.source);
    let refused = |refusal| Failure::server_while(&prefix, &refusal);
    read(arguments, world, manifest).map_err(refused)?;
    let after = request(world, |server| {
        let before = server.existing(&object.key())?;
        match dry_run {
            DryRun::No => server.update(object.clone()),
            _ => server.prepare_update(&before, object.clone()).map(std::rc::Rc::new),
        }
    })
    .map_err(refused)?;
    print(world, &after, dry_run, format)
}

/// The object that a manifest describes.
fn described(arguments: &Arguments, manifest: &Manifest) -> Object {
    manifest.object(&match arguments.is("save-config") {
        true => manifest.value_to_apply(),
        false => manifest.value(),
    })
}

/// What has no name is asked for in vain, without a request.
fn check_name(object: &Object, doing: &str, manifest: &Manifest) -> Result<(), Failure> {
    match object.meta.name.is_empty() {
        true => Err(Failure::error(format!(
            "error when {doing} \"{}\": resource name may not be empty",
            manifest.source
        ))),
        false => Ok(()),
    }
}

fn print(
    world: &mut World,
    object: &Object,
    dry_run: DryRun,
    format: &mut Option<Format>,
) -> Result<(), Failure> {
    let text = match format {
        Some(format) => format.print_object(object)?,
        None => format!("{} replaced{}\n", shown(object), dry_run.suffix()),
    };
    world.output.push(Stream::Out, &text);
    Ok(())
}

/// Deletes what there is of the objects; they are made anew when all of them are gone.
fn force(
    arguments: &Arguments,
    world: &mut World,
    manifests: Vec<Result<Manifest, Failure>>,
    options: &DeleteOptions,
    format: Option<Format>,
) -> Result<Flow, Failure> {
    let (mut failures, mut read) = (Vec::new(), Vec::new());
    for manifest in manifests {
        let deleted = manifest.and_then(|manifest| {
            let object = manifest.object(&manifest.value());
            check_name(&object, "deleting", &manifest)?;
            delete(arguments, world, &manifest, &object, options)?;
            read.push(manifest);
            Ok(())
        });
        failures.extend(deleted.err());
    }
    if !failures.is_empty() {
        return Ok(Flow::Exit(report(&failures, world.output)));
    }
    if read.is_empty() {
        world.output.line("No resources found");
        return Err(Failure::error("no objects passed to replace"));
    }
    let (arguments, leaving) = (arguments.clone(), read.iter().map(Manifest::key).collect());
    let now = world.cluster.now();
    Ok(Flow::Then(Box::new(Anew {
        arguments,
        manifests: read,
        leaving,
        looks: now,
        since: now,
        format,
    })))
}

/// Deletes an object, if it is there.
fn delete(
    arguments: &Arguments,
    world: &mut World,
    manifest: &Manifest,
    object: &Object,
    options: &DeleteOptions,
) -> Result<(), Failure> {
    match request(world, |server| server.delete(&object.key(), options)) {
        Ok(_) => {
            world.output.line(match arguments.text("output") {
                Some("name") => shown(object),
                _ => told(&object.key(), "deleted"),
            });
            Ok(())
        }
        Err(refusal) if refusal.reason == ErrorReason::NotFound => Ok(()),
        Err(refusal) => {
            let prefix = format!("error when deleting \"{}\": ", manifest.source);
            Err(Failure::server_while(&prefix, &refusal))
        }
    }
}

/// Makes objects anew once those of their names are gone, for which it looks each second.
#[derive(Clone)]
struct Anew {
    arguments: Arguments,
    manifests: Vec<Manifest>,
    /// Those that may be there still, in order.
    leaving: VecDeque<Key>,
    /// When it looks next.
    looks: Time,
    /// Since when it waits for the first of them: each has its own time.
    since: Time,
    format: Option<Format>,
}

impl Process for Anew {
    fn poll(&mut self, world: &mut World) -> Poll {
        let timeout = self.arguments.duration("timeout").filter(|length| *length > 0);
        let now = world.cluster.now();
        while let Some(key) = self.leaving.front() {
            if now < self.looks {
                return Poll::Wait(Some(self.looks));
            }
            if view(world).get(key).is_none() {
                self.leaving.pop_front();
                self.since = now;
                continue;
            }
            if now >= self.since.plus(timeout.unwrap_or(5 * MINUTE)) {
                world.output.error("error: timed out waiting for the condition");
                return Poll::Done(1);
            }
            self.looks = now.plus(SECOND);
        }
        let mut failures = Vec::new();
        for manifest in &self.manifests {
            let made = read(&self.arguments, world, manifest).and_then(|()| {
                let object = described(&self.arguments, manifest);
                request(world, |server| server.create(object))
            });
            let done = made
                .map_err(|refusal| Failure::server(&refusal))
                .and_then(|object| print(world, &object, DryRun::No, &mut self.format));
            failures.extend(done.err());
        }
        Poll::Done(report(&failures, world.output))
    }
}
