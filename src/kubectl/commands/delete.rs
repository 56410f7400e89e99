//! `kubectl delete`: begins the deletion of objects and waits until they are gone.

use crate::api::{ErrorReason, Key, Object};
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::output::{DRY_RUN, DryRun};
use crate::kubectl::process::{Poll, Process, Stream, World};
use crate::kubectl::request::{propagation, request, view};
use crate::kubectl::resource::{
    ALL, ALL_NAMESPACES, FIELD_SELECTOR, FILENAME, Request, SELECTOR, Selection, shown,
};
use crate::kubectl::verb::{Flow, Verb};
use crate::store::{DeleteOptions, Propagation};
use crate::time::Time;
use smol_str::SmolStr;
use std::collections::VecDeque;
use std::rc::Rc;

static FLAGS: &[Flag] = &[
    flag("cascade", Takes::Optional("background"), "`background`, `foreground` or `orphan`."),
    flag("force", Takes::Switch, "Do not wait for the kubelet; with `--grace-period=0`."),
    flag("grace-period", Takes::Number, "How many seconds a pod gets to stop."),
    flag("now", Takes::Switch, "As `--grace-period=1`."),
    flag("ignore-not-found", Takes::Switch, "What is gone already is no error."),
    flag("wait", Takes::Switch, "Wait until the objects are gone; on unless `=false`."),
    flag("timeout", Takes::Duration, "How long to wait; 0 waits for ever."),
    short('i', "interactive", Takes::Switch, "Not supported: nobody asks."),
    flag("raw", Takes::Text, "Not supported: name the object itself."),
    short('o', "output", Takes::Text, "`name`: print only names."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "delete",
    aliases: &[],
    summary: "Delete objects by files, by names, or by labels.",
    usage: "([-f FILE] | TYPE [(NAME | -l label | --all)])",
    examples: &[
        "kubectl delete -f web.yaml",
        "kubectl delete sts db --cascade=orphan",
        "kubectl delete pod web-0 --grace-period=0 --force",
    ],
    flags: &[FLAGS, FILENAME, FIELD_SELECTOR, SELECTOR, ALL, ALL_NAMESPACES, DRY_RUN],
    run,
};

/// What `--force` is warned about.
const FORCED: &str = "Warning: Immediate deletion does not wait for confirmation that the \
                      running resource has been terminated. The resource may continue to run on \
                      the cluster indefinitely.";

/// What is said once of objects in no namespace where the line names one.
const UNSCOPED: &str =
    "Warning: deleting cluster-scoped resources, not scoped to the provided namespace";

/// Refuses what would ask back, and addresses instead of names.
fn refuse_unsupported(arguments: &Arguments, world: &World) -> Result<(), Failure> {
    if arguments.is("interactive") && world.input.is_none() {
        return Err(Failure::error(
            "this terminal cannot ask back; --dry-run=client shows what the line would delete",
        ));
    }
    match arguments.has("raw") {
        true => Err(Failure::error("--raw is not supported here: name the kind and the object")),
        false => Ok(()),
    }
}

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let dry_run = DryRun::read(arguments)?;
    refuse_unsupported(arguments, world)?;
    let selection = Selection::read(&arguments.words, arguments, world)?;
    selection.require_any()?;
    check(arguments, &selection)?;
    let options = options(arguments, world)?;
    if arguments.is("force") {
        world.output.error(FORCED);
    }
    let ignores = arguments.is_or("ignore-not-found", selection.is_list());
    if arguments.is("interactive")
        && let Some(answer) = world.input.take()
    {
        let found = selection.found(&view(world)).into_iter().filter(|own| own.is_ok() || !ignores);
        let objects = found.collect::<Result<Vec<_>, Failure>>()?;
        if objects.is_empty() {
            world.output.line("No resources found");
            return Ok(Flow::Done);
        }
        if !is_agreed(&objects, &answer.text, world) {
            world.output.line("deletion is cancelled");
            return Ok(Flow::Done);
        }
    }
    let (waiting, failures) = delete_all(arguments, &selection, &options, dry_run, ignores, world);
    let exit = report(&failures, world.output);
    // Where something failed nobody waits for the others.
    if dry_run != DryRun::No || !failures.is_empty() || !arguments.is_or("wait", true) {
        return Ok(Flow::Exit(exit));
    }
    let timeout = arguments.duration("timeout").filter(|length| *length > 0);
    let deadline = timeout.map(|length| world.cluster.now().plus(length));
    Ok(Flow::Then(Box::new(Gone { waiting, deadline })))
}

/// Refuses what contradicts itself, or names nothing.
fn check(arguments: &Arguments, selection: &Selection) -> Result<(), Failure> {
    if arguments.is("all") && (selection.labels.is_some() || !selection.fields.is_empty()) {
        let why = "setting 'all' parameter but found a non empty selector. ";
        return Err(Failure::error(why));
    }
    if let Some(word) = arguments.text("output").filter(|word| !matches!(*word, "" | "name")) {
        return Err(Failure::error(format!(
            "unexpected -o output mode: {word}. We only support '-o name'"
        )));
    }
    selection.require_named(arguments)
}

/// Deletes one object after the other; answers those that are on their way, and what failed.
fn delete_all(
    arguments: &Arguments,
    selection: &Selection,
    options: &DeleteOptions,
    dry_run: DryRun,
    ignores: bool,
    world: &mut World,
) -> (VecDeque<(Key, SmolStr)>, Vec<Failure>) {
    let mut failures = selection.failures.clone();
    let mut waiting = VecDeque::new();
    let mut found_any = false;
    let mut is_misled = arguments.text("namespace").is_some_and(|name| !name.is_empty());
    // What is found is found before the first of it goes.
    let found: Vec<_> = selection
        .requests
        .iter()
        .flat_map(|request| {
            let objects = selection.objects_of(request, &view(world));
            objects.into_iter().map(move |object| (request, object))
        })
        .collect();
    for (request, object) in found {
        let deleted = object.and_then(|object| {
            found_any = true;
            if is_misled && object.meta.namespace.is_empty() {
                world.output.error(UNSCOPED);
                is_misled = false;
            }
            delete(arguments, world, &object, options, dry_run)?;
            Ok(object)
        });
        match deleted {
            Ok(object) => waiting.push_back((object.key(), object.meta.uid.clone())),
            Err(refusal) if refusal.reason == ErrorReason::NotFound && ignores => {}
            Err(refusal) => {
                let prefix = match request {
                    Request::Described(manifest) => {
                        format!("error when deleting \"{}\": ", manifest.source)
                    }
                    _ => String::new(),
                };
                failures.push(Failure::server_while(&prefix, &refusal));
            }
        }
    }
    let may_be_nothing = selection.is_list() || selection.requests.is_empty();
    if !found_any && may_be_nothing && failures.is_empty() {
        world.output.line("No resources found");
    }
    (waiting, failures)
}

/// Shows what would be deleted; whether a pipe said that it may be.
fn is_agreed(objects: &[Rc<Object>], answer: &str, world: &mut World) -> bool {
    let count = objects.len();
    world.output.line(format!("You are about to delete the following {count} resource(s):"));
    for object in objects {
        world.output.line(shown(object));
    }
    world.output.push(Stream::Out, "Do you want to continue? (y/N): ");
    answer.lines().next().is_some_and(|line| line.trim().eq_ignore_ascii_case("y"))
}

/// How a deletion goes that makes room for an object of the same name.
pub static ANEW: &[Flag] = &[
    flag("grace-period", Takes::Number, "With `--force`: how many seconds a pod gets to stop."),
    flag(
        "cascade",
        Takes::Optional("background"),
        "With `--force`: `background`, `foreground` or `orphan`.",
    ),
    flag("timeout", Takes::Duration, "With `--force`: how long to wait."),
];

/// What `--cascade` says becomes of what an object owns.
///
/// # Errors
/// A word that nobody knows.
pub fn cascade(arguments: &Arguments, world: &mut World) -> Result<Propagation, Failure> {
    let word = arguments.text("cascade").unwrap_or("background");
    if let Some(other) = [("true", "background"), ("false", "orphan")]
        .iter()
        .find_map(|(old, new)| (*old == word).then_some(new))
    {
        world.output.error(format!(
            "warning: --cascade={word} is deprecated (boolean value) and can be replaced with \
             --cascade={other}."
        ));
    }
    propagation(word).ok_or_else(|| {
        Failure::error(format!(
            "invalid cascade value ({word}). Must be \"background\", \"foreground\", or \"orphan\""
        ))
    })
}

fn options(arguments: &Arguments, world: &mut World) -> Result<DeleteOptions, Failure> {
    let propagation = cascade(arguments, world)?;
    let mut grace = arguments.number("grace-period").filter(|seconds| *seconds >= 0);
    if arguments.is("now") {
        if grace.is_some() {
            return Err(Failure::error("--now and --grace-period cannot be specified together"));
        }
        grace = Some(1);
    }
    if arguments.is("force") {
        if grace.is_some_and(|seconds| seconds > 0) {
            return Err(Failure::error(
                "--force and --grace-period greater than 0 cannot be specified together",
            ));
        }
        grace = Some(0);
    } else if grace == Some(0) {
        // Without --force, kubectl does not take a pod away before its kubelet has.
        grace = Some(1);
    }
    Ok(DeleteOptions { propagation, grace_period_seconds: grace, uid: None })
}

fn delete(
    arguments: &Arguments,
    world: &mut World,
    object: &Object,
    options: &DeleteOptions,
    dry_run: DryRun,
) -> Result<(), crate::api::StatusError> {
    if dry_run == DryRun::No {
        request(world, |server| server.delete(&object.key(), options))?;
    }
    if arguments.text("output") == Some("name") {
        world.output.line(shown(object));
        return Ok(());
    }
    let verb = if arguments.is("force") { "force deleted" } else { "deleted" };
    world.output.line(format!("{}{}", told(&object.key(), verb), dry_run.suffix()));
    Ok(())
}

/// How kubectl tells that an object is deleted.
pub fn told(key: &Key, verb: &str) -> String {
    let place = match key.namespace.as_str() {
        "" => String::new(),
        namespace => format!(" from {namespace} namespace"),
    };
    format!("{} \"{}\" {verb}{place}", key.kind.singular_with_group(), key.name)
}

/// Waits until objects are gone.
#[derive(Clone)]
struct Gone {
    waiting: VecDeque<(Key, SmolStr)>,
    deadline: Option<Time>,
}

impl Process for Gone {
    fn poll(&mut self, world: &mut World) -> Poll {
        while let Some((key, uid)) = self.waiting.front() {
            let present = view(world).get(key).cloned();
            if present.is_some_and(|object| object.meta.uid == *uid) {
                break;
            }
            self.waiting.pop_front();
        }
        let Some((key, _)) = self.waiting.front() else { return Poll::Done(0) };
        if self.deadline.is_some_and(|deadline| deadline <= world.cluster.now()) {
            world.output.error(format!(
                "error: timed out waiting for the condition on {}/{}",
                key.kind.row().plural,
                key.name
            ));
            return Poll::Done(1);
        }
        Poll::Wait(self.deadline)
    }
}
