//! `kubectl scale`: another number of replicas.

use crate::api::{Key, Object, StatusError};
use crate::kubectl::edit::record;
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, DryRun, Format, OUTPUT, RECORD};
use crate::kubectl::process::{Poll, Process, Stream, World};
use crate::kubectl::request::{change, view};
use crate::kubectl::resource::{ALL, FILENAME, SELECTOR, Selection, shown};
use crate::kubectl::subresource::Subresource;
use crate::kubectl::verb::{Flow, Verb};
use crate::time::{Milliseconds, Time};
use std::collections::VecDeque;
use std::rc::Rc;

static FLAGS: &[Flag] = &[
    flag("replicas", Takes::Number, "The new number of replicas."),
    flag("current-replicas", Takes::Number, "Only if this is the number now."),
    flag("resource-version", Takes::Text, "Only if this is the resource version now."),
    flag(
        "timeout",
        Takes::Duration,
        "How long to wait until there are as many; 0, the usual, does not.",
    ),
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
    if arguments.number("current-replicas").is_some_and(|number| number < -1) {
        let why = "The --current-replicas must specify an integer of -1 or greater";
        return Err(Failure::error(why));
    }
    let dry_run = DryRun::read(arguments)?;
    let mut selection = Selection::read(&arguments.words, arguments, world)?;
    // What stands in a file is asked for only when it is scaled.
    selection.trusts_files = true;
    selection.require_any()?;
    selection.require_named(arguments)?;
    // What is missing does not keep the others from being scaled.
    let (found, failures) = selection.parted(&view(world));
    if found.is_empty() && failures.is_empty() {
        return Err(Failure::error("no objects passed to scale"));
    }
    if arguments.text("resource-version").is_some_and(|text| !text.is_empty()) && found.len() > 1 {
        return Err(Failure::error("cannot use --resource-version with multiple resources"));
    }
    let patience = arguments.duration("timeout").filter(|length| *length > 0);
    Ok(Flow::Then(Box::new(Scaling {
        arguments: arguments.clone(),
        replicas,
        dry_run,
        patience: patience.filter(|_| dry_run == DryRun::No),
        format: Format::read(arguments, world)?,
        left: found.into(),
        awaited: None,
        failures,
    })))
}

/// Scales one object after the other; with `--timeout` it waits for each.
#[derive(Clone)]
struct Scaling {
    arguments: Arguments,
    replicas: i64,
    dry_run: DryRun,
    patience: Option<Milliseconds>,
    format: Option<Format>,
    left: VecDeque<Rc<Object>>,
    /// The object that does not have its pods yet, and until when it may take.
    awaited: Option<(Rc<Object>, Time)>,
    failures: Vec<Failure>,
}

impl Scaling {
    /// Whether an object has as many pods as were asked for, or is to have others by now.
    fn is_reached(&self, key: &Key, world: &World) -> bool {
        view(world).get(key).is_none_or(|object| {
            let wanted = object.spec().get("replicas").int();
            wanted != self.replicas || object.status().get("replicas").int() == wanted
        })
    }

    fn tell(&mut self, object: Rc<Object>, world: &mut World) -> Result<(), Failure> {
        let text = match &mut self.format {
            None => format!("{} scaled{}\n", shown(&object), self.dry_run.suffix()),
            // As it was found.
            Some(format) => format.print_object(&object)?,
        };
        world.output.push(Stream::Out, &text);
        Ok(())
    }

    /// Goes on as far as nothing is awaited; until when it waits otherwise.
    fn go_on(&mut self, world: &mut World) -> Result<Option<Time>, Failure> {
        loop {
            if let Some((object, deadline)) = self.awaited.take() {
                if !self.is_reached(&object.key(), world) {
                    if deadline <= world.cluster.now() {
                        let name = &object.meta.name;
                        let why = format!("timed out waiting for \"{name}\" to be synced");
                        return Err(Failure::error(why));
                    }
                    self.awaited = Some((object, deadline));
                    return Ok(Some(deadline));
                }
                self.tell(object, world)?;
            }
            let Some(object) = self.left.pop_front() else { return Ok(None) };
            if self.dry_run != DryRun::Client {
                scale(&self.arguments, world, &object, self.replicas, self.dry_run)?;
            }
            match self.patience {
                Some(patience) => {
                    self.awaited = Some((object, world.cluster.now().plus(patience)));
                }
                None => self.tell(object, world)?,
            }
        }
    }
}

impl Process for Scaling {
    fn poll(&mut self, world: &mut World) -> Poll {
        match self.go_on(world) {
            Ok(Some(deadline)) => Poll::Wait(Some(deadline)),
            Ok(None) => Poll::Done(report(&self.failures, world.output)),
            Err(failure) => Poll::Done(report(&[failure], world.output)),
        }
    }
}

fn scale(
    arguments: &Arguments,
    world: &mut World,
    object: &Object,
    replicas: i64,
    dry_run: DryRun,
) -> Result<(), Failure> {
    Subresource::Scale.require(object.kind)?;
    let Some(object) = view(world).get(&object.key()).cloned() else {
        return Err(Failure::server(&StatusError::not_found(object.kind, &object.meta.name)));
    };
    let current = object.spec().get("replicas").as_int().unwrap_or(1);
    if let Some(expected) = arguments.number("current-replicas").filter(|number| *number >= 0)
        && expected != current
    {
        return Err(Failure::error(format!("Expected replicas to be {expected}, was {current}")));
    }
    if let Some(expected) = arguments.text("resource-version").filter(|text| !text.is_empty())
        && expected != object.resource_version.to_string()
    {
        return Err(Failure::error(format!(
            "Expected resource version to be {expected}, was {}",
            object.resource_version
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
