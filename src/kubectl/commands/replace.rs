//! `kubectl replace`: objects exactly as files describe them.

use super::create::read;
use super::delete::{cascade, told};
use crate::api::{ErrorReason, Key, Object};
use crate::kubectl::edit::FIELD_MANAGER;
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::manifest::{self, Manifest};
use crate::kubectl::output::{DRY_RUN, DryRun, Format, OUTPUT};
use crate::kubectl::process::{Poll, Process, Stream, World};
use crate::kubectl::request::{request, view};
use crate::kubectl::resource::{FILENAME, shown};
use crate::kubectl::verb::{Flow, Verb};
use crate::store::DeleteOptions;
use crate::time::{MINUTE, SECOND, Time};
use std::collections::VecDeque;

static FLAGS: &[Flag] = &[
    flag("force", Takes::Switch, "Delete the object and make it anew."),
    flag("save-config", Takes::Switch, "Remember the manifest for a later `kubectl apply`."),
    flag("validate", Takes::Optional("strict"), "`strict`, `warn` or `ignore` unknown fields."),
    flag("grace-period", Takes::Number, "How many seconds a pod gets to stop, with `--force`."),
    flag("cascade", Takes::Optional("background"), "As for `kubectl delete`, with `--force`."),
    flag("timeout", Takes::Duration, "How long `--force` waits for the deletion."),
    flag("wait", Takes::Switch, "Accepted: `--force` always waits."),
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
    if !arguments.has("filename") && !arguments.has("kustomize") {
        return Err(Failure::error("must specify --filename or --raw"));
    }
    let given = |flag: &str| arguments.has(flag) && !arguments.is("force");
    if arguments.number("grace-period").is_some_and(|seconds| seconds >= 0 && given("grace-period"))
    {
        return Err(Failure::error("--grace-period must have --force specified"));
    }
    if arguments.duration("timeout").is_some_and(|length| length != 0 && given("timeout")) {
        return Err(Failure::error("--timeout must have --force specified"));
    }
    let dry_run = DryRun::read(arguments)?;
    let manifests = manifest::read_all(arguments, world)?;
    if manifests.is_empty() {
        return Err(Failure::error("no objects passed to replace"));
    }
    if arguments.is("force") && dry_run == DryRun::No {
        return force(arguments, world, manifests);
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
    read(arguments, world, manifest).map_err(refused)?;
    let object = object(arguments, manifest);
    let name = shown(&object);
    let after = request(world, |server| {
        let before = server.existing(&object.key())?;
        match dry_run {
            DryRun::No => server.update(object.clone()),
            _ => server.prepare_update(&before, object.clone()).map(std::rc::Rc::new),
        }
    })
    .map_err(refused)?;
    let text = match Format::read(arguments, world)? {
        Some(mut format) => format.print_object(&after)?,
        None => format!("{name} replaced{}\n", dry_run.suffix()),
    };
    world.output.push(Stream::Out, &text);
    Ok(())
}

/// The object as it is to be, which remembers its manifest if that is asked for.
fn object(arguments: &Arguments, manifest: &Manifest) -> Object {
    manifest.object(&match arguments.is("save-config") {
        true => manifest.value_to_apply(),
        false => manifest.value(),
    })
}

/// Deletes what the files describe; once all of it is gone, it is made anew.
fn force(
    arguments: &Arguments,
    world: &mut World,
    manifests: Vec<Result<Manifest, Failure>>,
) -> Result<Flow, Failure> {
    let options = DeleteOptions {
        propagation: cascade(arguments, world)?,
        grace_period_seconds: arguments
            .number("grace-period")
            .filter(|seconds| *seconds >= 0)
            .map(|seconds| seconds.max(1)),
        uid: None,
    };
    let mut failures = Vec::new();
    let mut manifests: VecDeque<Manifest> = manifests
        .into_iter()
        .filter_map(|manifest| manifest.map_err(|failure| failures.push(failure)).ok())
        .collect();
    for manifest in &manifests {
        match request(world, |server| server.delete(&manifest.key(), &options)) {
            Ok(_) => world.output.line(told(&manifest.key(), "deleted")),
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
    let patience = arguments.duration("timeout").filter(|length| *length > 0);
    Ok(Flow::Then(Box::new(Forced {
        arguments: arguments.clone(),
        waiting: manifests.iter().map(Manifest::key).collect(),
        left: std::mem::take(&mut manifests),
        next_look: now,
        deadline: now.plus(patience.unwrap_or(5 * MINUTE)),
    })))
}

/// Looks once a second whether what was deleted is gone, and makes it anew then.
#[derive(Clone)]
struct Forced {
    arguments: Arguments,
    waiting: VecDeque<Key>,
    left: VecDeque<Manifest>,
    next_look: Time,
    deadline: Time,
}

impl Process for Forced {
    fn poll(&mut self, world: &mut World) -> Poll {
        let now = world.cluster.now();
        if now < self.next_look {
            return Poll::Wait(Some(self.next_look));
        }
        while self.waiting.front().is_some_and(|key| view(world).get(key).is_none()) {
            self.waiting.pop_front();
        }
        if !self.waiting.is_empty() && now < self.deadline {
            self.next_look = now.plus(SECOND);
            return Poll::Wait(Some(self.next_look));
        }
        if !self.waiting.is_empty() {
            let why = Failure::error("timed out waiting for the condition");
            return Poll::Done(report(&[why], world.output));
        }
        let manifests = std::mem::take(&mut self.left);
        let made = manifests.iter().map(|manifest| make(&self.arguments, world, manifest));
        let failures: Vec<Failure> = made.filter_map(Result::err).collect();
        Poll::Done(report(&failures, world.output))
    }
}

fn make(arguments: &Arguments, world: &mut World, manifest: &Manifest) -> Result<(), Failure> {
    read(arguments, world, manifest)?;
    let object = object(arguments, manifest);
    let made = request(world, |server| server.create(object))?;
    let text = match Format::read(arguments, world)? {
        Some(mut format) => format.print_object(&made)?,
        None => format!("{} replaced\n", shown(&made)),
    };
    world.output.push(Stream::Out, &text);
    Ok(())
}
