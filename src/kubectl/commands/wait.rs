//! `kubectl wait`: until a condition holds, a field has a value, or objects are there or gone.

use crate::api::{ErrorReason, Object, StatusError, Value};
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{Format, OUTPUT};
use crate::kubectl::printers::jsonpath::{self, Template};
use crate::kubectl::process::{Poll, Process, Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{
    ALL, ALL_NAMESPACES, FIELD_SELECTOR, FILENAME, SELECTOR, Selection, namespace, shown,
};
use crate::kubectl::verb::{Flow, Verb};
use crate::time::{Milliseconds, SECOND, Time};
use std::collections::VecDeque;
use std::rc::Rc;

static FLAGS: &[Flag] = &[
    flag(
        "for",
        Takes::Texts,
        "`condition=Ready`, `delete`, `create`, `jsonpath={.status.phase}=Running`.",
    ),
    flag("timeout", Takes::Duration, "How long to wait; 0 looks once, less than 0 waits a week."),
    flag("local", Takes::Switch, "Take the objects' names from files; labels choose none of them."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "wait",
    aliases: &[],
    summary: "Wait for a condition on one or many objects.",
    usage: "([-f FILE] | TYPE/NAME | TYPE [(-l label | --all)]) --for=CONDITION",
    examples: &[
        "kubectl wait --for=condition=Ready pod -l app=web --timeout=60s",
        "kubectl wait --for=jsonpath='{.status.readyReplicas}'=3 sts/db",
        "kubectl wait --for=delete pod/web-0",
    ],
    flags: &[FLAGS, FILENAME, FIELD_SELECTOR, SELECTOR, ALL, ALL_NAMESPACES, OUTPUT],
    run,
};

/// How long `kubectl wait` waits unless it is told.
const USUAL_TIMEOUT: Milliseconds = 30 * SECOND;
/// How long it waits when it is told a negative time.
const WEEK: Milliseconds = 7 * 24 * 60 * 60 * SECOND;

/// What is waited for.
#[derive(Clone)]
enum Aim {
    /// A condition of this type and status; both in lower case.
    Condition(String, String),
    /// A field that has this text, or is there at all.
    Field(Template, Option<String>),
    /// The objects are gone.
    Delete,
    /// The objects are there.
    Create,
}

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let aims = arguments.texts("for");
    let [first, rest @ ..] = aims else {
        return Err(Failure::error("unrecognized condition: []"));
    };
    let mut all = vec![read(first)?];
    for text in rest {
        all.push(read(text)?);
    }
    let format = Format::read(arguments, world)?;
    let selection = Selection::read(&arguments.words, arguments, world)?;
    selection.require_any()?;
    selection.require_named(arguments)?;
    let timeout = match arguments.duration("timeout") {
        None => USUAL_TIMEOUT,
        Some(length) if length < 0 => WEEK,
        Some(length) => length,
    };
    let deadline = world.cluster.now().plus(timeout);
    let waits_for_creation = all.iter().any(|aim| matches!(aim, Aim::Create));
    all.retain(|aim| !matches!(aim, Aim::Create));
    let wait =
        Wait { waiting: VecDeque::new(), aims: all, deadline, timeout, format, failed: vec![] };
    let current = namespace(arguments, world);
    if waits_for_creation {
        return Ok(Flow::Then(Box::new(Created { selection, current, wait, is_there: false })));
    }
    let is_deletion = wait.is_deletion();
    let objects = selection.found(&view(world)).into_iter();
    let stored = |object| stored(object, &current, world, is_deletion);
    let objects = objects.map(|object| object.and_then(stored));
    // What is to be gone need not have been there, but what cannot be read is something else.
    let is_gone = |object: &Awaited| {
        let absent = |failure: &Failure| failure.reason == Some(ErrorReason::NotFound);
        is_deletion && object.as_ref().is_err_and(absent)
    };
    let waiting: VecDeque<Awaited> = objects.filter(|object| !is_gone(object)).collect();
    if waiting.is_empty() {
        return match is_deletion {
            true => Ok(Flow::Done),
            false => Err(Failure::error("no matching resources found")),
        };
    }
    Ok(Flow::Then(Box::new(Wait { waiting, ..wait })))
}

/// The object that the API server has; with `--local` only its name is known.  What is to be gone
/// need not be there.
fn stored(object: Rc<Object>, current: &str, world: &World, is_deletion: bool) -> Awaited {
    let own = object.meta.namespace.as_str();
    let namespace = if own.is_empty() { current } else { own };
    match view(world).find(object.kind, namespace, &object.meta.name) {
        Some(stored) => Ok(stored.clone()),
        None if is_deletion => Ok(object),
        None => Err(StatusError::not_found(object.kind, &object.meta.name).into()),
    }
}

fn read(text: &str) -> Result<Aim, Failure> {
    let lower = text.to_lowercase();
    if lower == "delete" || lower == "create" {
        return Ok(if lower == "delete" { Aim::Delete } else { Aim::Create });
    }
    if let Some(condition) = text.strip_prefix("condition=") {
        let (kind, status) = condition.split_once('=').unwrap_or((condition, "true"));
        return Ok(Aim::Condition(kind.to_lowercase(), status.to_lowercase()));
    }
    match text.strip_prefix("jsonpath=") {
        Some(path) => read_path(path).map_err(Failure::error),
        None => Err(Failure::error(format!("unrecognized condition: {text:?}"))),
    }
}

/// `{.status.phase}=Running`, or only the path.
fn read_path(text: &str) -> Result<Aim, String> {
    if text.is_empty() {
        return Err("jsonpath expression cannot be empty".to_owned());
    }
    let parts = split_single(text);
    let (path, value) = match parts.as_slice() {
        [path] => (*path, None),
        [path, value] => (*path, Some(*value)),
        _ => {
            return Err("jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 \
                        or --for=jsonpath='{.status.readyReplicas}'"
                .to_owned());
        }
    };
    let path = jsonpath::relaxed(path)?;
    let value = value.map(|value| value.trim_matches(['"', '\'']).to_owned());
    if value.as_deref() == Some("") {
        return Err("jsonpath wait has to have a value after equal sign, like \
                    --for=jsonpath='{.status.readyReplicas}'=3"
            .to_owned());
    }
    Ok(Aim::Field(jsonpath::parse(&path)?, value))
}

/// Parts at single equal signs; two in a row compare something in the path.
fn split_single(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut signs = text.match_indices('=').map(|(index, _)| index).peekable();
    while let Some(index) = signs.next() {
        if signs.next_if_eq(&(index + 1)).is_none() {
            parts.push(&text[start..index]);
            start = index + 1;
        }
    }
    parts.push(&text[start..]);
    parts
}

/// An object as it was at first, or why there is none.
type Awaited = Result<Rc<Object>, Failure>;

impl Aim {
    /// Whether the object of this name is as it is waited for, or why that cannot be said.  `first`
    /// is the one that was there when the wait began.
    fn is_reached(&self, first: &Object, now: Option<&Object>) -> Result<bool, Failure> {
        let Some(object) = now else { return Ok(matches!(self, Aim::Delete)) };
        Ok(match self {
            Aim::Delete => object.meta.uid != first.meta.uid,
            Aim::Create => true,
            Aim::Condition(kind, status) => {
                let conditions = object.status().get("conditions").items();
                let found = conditions
                    .iter()
                    .find(|condition| condition.get("type").str().to_lowercase() == *kind);
                found.is_some_and(|condition| {
                    let observed = [condition, object.status()]
                        .iter()
                        .find_map(|holder| holder.get("observedGeneration").as_int());
                    condition.get("status").str().to_lowercase() == *status
                        && observed.is_none_or(|observed| observed >= object.meta.generation)
                })
            }
            Aim::Field(template, wanted) => {
                let found = jsonpath::find(template, &object.to_value()).unwrap_or_default();
                return is_at(&found, wanted.as_deref()).map_err(Failure::error);
            }
        })
    }
}

/// Whether a path leads to one plain value with this text, or to one at all.
fn is_at(found: &[Vec<Value>], wanted: Option<&str>) -> Result<bool, &'static str> {
    match (found, wanted) {
        ([] | [.., _], _) if found.first().is_none_or(Vec::is_empty) => Ok(false),
        ([_, _, ..], _) => Err("given jsonpath expression matches more than one list"),
        ([several], _) if several.len() > 1 => {
            Err("given jsonpath expression matches more than one value")
        }
        (_, None) => Ok(true),
        (_, Some(wanted)) => match &found[0][0] {
            Value::Map(_) | Value::List(_) => {
                Err("jsonpath leads to a nested object or list which is not supported")
            }
            only => Ok(jsonpath::text_of(only).trim() == wanted.trim()),
        },
    }
}

/// Waits for objects, one after the other.
#[derive(Clone)]
struct Wait {
    waiting: VecDeque<Awaited>,
    aims: Vec<Aim>,
    deadline: Time,
    timeout: Milliseconds,
    format: Option<Format>,
    failed: Vec<Failure>,
}

impl Wait {
    fn is_deletion(&self) -> bool {
        self.aims.iter().any(|aim| matches!(aim, Aim::Delete))
    }

    /// An object for which all is reached, or nothing yet; a failure if it cannot be any more.
    /// Another object of the same name will do as well.
    fn look(&self, object: &Rc<Object>, world: &World) -> Result<Option<Rc<Object>>, Failure> {
        let now = view(world).get(&object.key()).cloned();
        for aim in &self.aims {
            if !aim.is_reached(object, now.as_deref())? {
                if self.deadline > world.cluster.now() {
                    return Ok(None);
                }
                let (plural, name) = (object.kind.row().plural, &object.meta.name);
                return Err(Failure::error(match self.timeout {
                    0 => format!("condition not met for {plural}/{name}"),
                    _ => format!("timed out waiting for the condition on {plural}/{name}"),
                }));
            }
        }
        Ok(Some(now.filter(|_| !self.is_deletion()).unwrap_or_else(|| object.clone())))
    }
}

impl Process for Wait {
    fn poll(&mut self, world: &mut World) -> Poll {
        while let Some(awaited) = self.waiting.front().cloned() {
            match awaited.and_then(|object| self.look(&object, world)) {
                Ok(None) => return Poll::Wait(Some(self.deadline)),
                Ok(Some(object)) => {
                    let printed = met(&object, &mut self.format, world);
                    self.failed.extend(printed.err());
                }
                Err(failure) => self.failed.push(failure),
            }
            self.waiting.pop_front();
        }
        Poll::Done(report(&self.failed, world.output))
    }
}

/// Says that an object is as it was waited for.
fn met(object: &Object, format: &mut Option<Format>, world: &mut World) -> Result<(), Failure> {
    let text = match format {
        Some(format) => format.print_object(object)?,
        None => format!("{} condition met\n", shown(object)),
    };
    world.output.push(Stream::Out, &text);
    Ok(())
}

/// Waits until objects are there, and then for all else.
#[derive(Clone)]
struct Created {
    selection: Selection,
    current: String,
    wait: Wait,
    is_there: bool,
}

impl Process for Created {
    fn poll(&mut self, world: &mut World) -> Poll {
        if !self.is_there {
            let found = self.selection.objects(&view(world));
            self.is_there = !found.is_empty() && found.iter().all(Result::is_ok);
            let stored = |object| stored(object, &self.current, world, self.wait.is_deletion());
            let found = found.into_iter().map(|object| stored(object?));
            self.wait.waiting = found.collect();
        }
        if self.is_there {
            return self.wait.poll(world);
        }
        if self.wait.deadline > world.cluster.now() {
            return Poll::Wait(Some(self.wait.deadline));
        }
        world.output.error("error: timed out waiting for the condition");
        Poll::Done(1)
    }
}
