//! `kubectl replace`: objects exactly as files describe them.

use super::create::read;
use super::delete::told;
use crate::api::{ErrorReason, Key};
use crate::kubectl::edit::FIELD_MANAGER;
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::manifest::{self, Manifest};
use crate::kubectl::output::{DRY_RUN, DryRun, Format, OUTPUT};
use crate::kubectl::process::{Poll, Process, Stream, World};
use crate::kubectl::request::{propagation, request, view};
use crate::kubectl::resource::{FILENAME, shown};
use crate::kubectl::verb::{Flow, Verb};
use crate::store::DeleteOptions;
use crate::time::{Milliseconds, SECOND, Time};
use std::collections::VecDeque;

static FLAGS: &[Flag] = &[
    flag("force", Takes::Switch, "Delete the object and make it anew."),
    flag("save-config", Takes::Switch, "Remember the manifest for a later `kubectl apply`."),
    flag("validate", Takes::Optional("strict"), "`strict`, `warn` or `ignore` unknown fields."),
    flag("grace-period", Takes::Number, "With `--force`: how long a pod may take to stop."),
    flag("cascade", Takes::Optional("background"), "With `--force`: what becomes of its objects."),
    flag("timeout", Takes::Duration, "With `--force`: how long to wait until it is gone."),
    flag("wait", Takes::Switch, "Accepted: `--force` waits always."),
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
    flags: &[FLAGS, FILENAME, OUTPUT, DRY_RUN, FIELD_MANAGER],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    if let Some(flag) = ["raw", "subresource"].into_iter().find(|flag| arguments.has(flag)) {
        return Err(Failure::error(format!(
            "--{flag} is not supported here: whole objects are replaced by what files describe"
        )));
    }
    let force = arguments.is("force");
    if !arguments.has("filename") && !arguments.has("kustomize") {
        return Err(Failure::error("must specify one of -f and -k"));
    }
    let grace = arguments.number("grace-period").filter(|seconds| *seconds >= 0);
    if grace.is_some() && !force {
        return Err(Failure::error("--grace-period must have --force specified"));
    }
    let timeout = arguments.duration("timeout").filter(|length| *length != 0);
    if timeout.is_some() && !force {
        return Err(Failure::error("--timeout must have --force specified"));
    }
    let dry_run = DryRun::read(arguments)?;
    if force && dry_run != DryRun::No {
        return Err(Failure::error("--dry-run can not be used when --force is set"));
    }
    let manifests = manifest::read_all(arguments, world)?;
    if manifests.is_empty() {
        return Err(Failure::error("no objects passed to replace"));
    }
    if force {
        return delete_first(arguments, world, manifests, grace);
    }
    let mut failures = Vec::new();
    for manifest in manifests {
        let replaced = manifest.and_then(|manifest| replace(arguments, world, &manifest, dry_run));
        failures.extend(replaced.err());
    }
    Ok(Flow::Exit(report(&failures, world.output)))
}

fn replace(
    arguments: &Arguments,
    world: &mut World,
    manifest: &Manifest,
    dry_run: DryRun,
) -> Result<(), Failure> {
    let prefix = format!("error when replacing \"{}\": ", manifest.source);
    let refused = |refusal| Failure::server_while(&prefix, &refusal);
    if dry_run != DryRun::Client {
        read(arguments, world, manifest).map_err(refused)?;
    }
    let value = match arguments.is("save-config") {
        true => manifest.value_to_apply(),
        false => manifest.value(),
    };
    let object = manifest.object(&value);
    let name = shown(&object);
    let mut format = Format::read(arguments, world)?;
    if let (DryRun::Client, Some(format)) = (dry_run, &mut format) {
        let text = match format {
            Format::Name => format.print_object(&object)?,
            format => format.print(&value)?,
        };
        world.output.push(Stream::Out, &text);
        return Ok(());
    }
    let after = request(world, |server| {
        if dry_run == DryRun::Client {
            return Ok(std::rc::Rc::new(object.clone()));
        }
        let before = server.existing(&object.key())?;
        match dry_run {
            DryRun::No => server.update(object.clone()),
            _ => server.prepare_update(&before, object.clone()).map(std::rc::Rc::new),
        }
    })
    .map_err(refused)?;
    let text = match &mut format {
        Some(format) => format.print_object(&after)?,
        None => format!("{name} replaced{}\n", dry_run.suffix()),
    };
    world.output.push(Stream::Out, &text);
    Ok(())
}

/// How long `--force` waits for an object to be gone, unless `--timeout` says otherwise.
const PATIENCE: Milliseconds = 5 * 60 * SECOND;

/// Deletes all objects, and makes them anew once they are gone.
fn delete_first(
    arguments: &Arguments,
    world: &mut World,
    manifests: Vec<Result<Manifest, Failure>>,
    grace: Option<i64>,
) -> Result<Flow, Failure> {
    let word = arguments.text("cascade").unwrap_or("background");
    let Some(propagation) = propagation(word) else {
        return Err(Failure::error(format!(
            "invalid cascade value ({word}). Must be \"background\", \"foreground\", or \"orphan\""
        )));
    };
    let mut failures = Vec::new();
    let mut described = Vec::new();
    for manifest in manifests {
        match manifest {
            Ok(manifest) => described.push(manifest),
            Err(failure) => failures.push(failure),
        }
    }
    // A kubelet gets its second, so that nothing is there twice.
    let options =
        DeleteOptions { propagation, grace_period_seconds: grace.map(|own| own.max(1)), uid: None };
    for manifest in &described {
        let object = manifest.object(&manifest.value());
        match request(world, |server| server.delete(&object.key(), &options)) {
            Ok(_) if arguments.text("output") == Some("name") => {
                world.output.line(shown(&object));
            }
            Ok(_) => world.output.line(told(&object, "deleted")),
            Err(refusal) if refusal.reason == ErrorReason::NotFound => {}
            Err(refusal) => {
                let prefix = format!("error when deleting \"{}\": ", manifest.source);
                failures.push(Failure::server_while(&prefix, &refusal));
            }
        }
    }
    if !failures.is_empty() {
        return Ok(Flow::Exit(report(&failures, world.output)));
    }
    let now = world.cluster.now();
    Ok(Flow::Then(Box::new(Anew {
        arguments: arguments.clone(),
        leaving: described.iter().map(Manifest::key).collect(),
        manifests: described,
        looks: now,
        since: now,
    })))
}

/// Makes objects anew once those of their names are gone, which is looked for each second.
#[derive(Clone)]
struct Anew {
    arguments: Arguments,
    manifests: Vec<Manifest>,
    leaving: VecDeque<Key>,
    /// When it looks next.
    looks: Time,
    /// Since when it waits for the first of those that are left.
    since: Time,
}

impl Anew {
    fn create(&self, world: &mut World) -> u8 {
        let mut failures = Vec::new();
        for manifest in &self.manifests {
            failures.extend(self.create_one(manifest, world).err());
        }
        report(&failures, world.output)
    }

    fn create_one(&self, manifest: &Manifest, world: &mut World) -> Result<(), Failure> {
        read(&self.arguments, world, manifest)?;
        let value = match self.arguments.is("save-config") {
            true => manifest.value_to_apply(),
            false => manifest.value(),
        };
        let object = manifest.object(&value);
        let made = request(world, |server| server.create(object))?;
        let text = match Format::read(&self.arguments, world)? {
            Some(mut format) => format.print_object(&made)?,
            None => format!("{} replaced\n", shown(&made)),
        };
        world.output.push(Stream::Out, &text);
        Ok(())
    }
}

impl Process for Anew {
    fn poll(&mut self, world: &mut World) -> Poll {
        let now = world.cluster.now();
        let timeout = self.arguments.duration("timeout").filter(|length| *length > 0);
        while let Some(key) = self.leaving.front() {
            if now < self.looks {
                return Poll::Wait(Some(self.looks));
            }
            if view(world).get(key).is_none() {
                self.leaving.pop_front();
                self.since = now;
                continue;
            }
            if now >= self.since.plus(timeout.unwrap_or(PATIENCE)) {
                world.output.error("error: context deadline exceeded");
                return Poll::Done(1);
            }
            self.looks = self.looks.plus(SECOND);
        }
        Poll::Done(self.create(world))
    }
}
