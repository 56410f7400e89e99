//! `kubectl wait`: until a condition holds, a field has a value, or objects are there or gone.

use crate::api::{Object, Value};
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{Format, OUTPUT};
use crate::kubectl::printers::jsonpath::{self, Template};
use crate::kubectl::process::{Poll, Process, Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{
    ALL, ALL_NAMESPACES, FIELD_SELECTOR, FILENAME, SELECTOR, Selection, shown,
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
    if matches!(all.first(), Some(Aim::Create)) {
        return Ok(Flow::Then(Box::new(Created { selection, deadline, format })));
    }
    let is_deletion = matches!(all.first(), Some(Aim::Delete));
    let objects = selection.found(&view(world)).into_iter();
    let waiting: VecDeque<Awaited> =
        objects.filter(|object| object.is_ok() || !is_deletion).collect();
    if waiting.is_empty() {
        return match is_deletion {
            true => Ok(Flow::Done),
            false => Err(Failure::error("no matching resources found")),
        };
    }
    Ok(Flow::Then(Box::new(Wait { waiting, aims: all, deadline, format, failed: Vec::new() })))
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
    let parts = split_outside(text);
    let (path, value) = match parts.as_slice() {
        [path] => (*path, None),
        [path, value] => (*path, Some(*value)),
        _ => {
            return Err("jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 \
                        or --for=jsonpath='{.status.readyReplicas}'"
                .to_owned());
        }
    };
    if value == Some("") {
        return Err("jsonpath wait has to have a value after equal sign".to_owned());
    }
    let template = jsonpath::parse(&jsonpath::relaxed(path)?)?;
    let value = value.map(|value| value.trim_matches(['"', '\'']).to_owned());
    Ok(Aim::Field(template, value))
}

/// Parts at the equal signs that stand outside of brackets.
fn split_outside(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_i32);
    for (index, character) in text.char_indices() {
        match character {
            '[' | '(' => depth += 1,
            ']' | ')' => depth -= 1,
            '=' if depth <= 0 => {
                parts.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// An object as it was at first, or why there is none.
type Awaited = Result<Rc<Object>, Failure>;

impl Aim {
    /// Whether an object is as it is waited for, or why that cannot be said.
    fn is_reached(&self, object: Option<&Object>) -> Result<bool, Failure> {
        let Some(object) = object else { return Ok(matches!(self, Aim::Delete)) };
        Ok(match self {
            Aim::Delete => false,
            Aim::Create => true,
            Aim::Condition(kind, status) => {
                let conditions = object.status().get("conditions").items();
                let found = conditions
                    .iter()
                    .find(|condition| condition.get("type").str().to_lowercase() == *kind);
                found.is_some_and(|condition| {
                    let observed = condition.get("observedGeneration").as_int();
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
    format: Option<Format>,
    failed: Vec<Failure>,
}

impl Wait {
    /// An object for which all is reached, or nothing yet; a failure if it cannot be any more.
    fn look(&self, object: &Rc<Object>, world: &World) -> Result<Option<Rc<Object>>, Failure> {
        let now = view(world).get(&object.key()).cloned();
        let now = now.filter(|now| now.meta.uid == object.meta.uid);
        for aim in &self.aims {
            if !aim.is_reached(now.as_deref())? {
                if self.deadline > world.cluster.now() {
                    return Ok(None);
                }
                let (plural, name) = (object.kind.row().plural, &object.meta.name);
                return Err(Failure::error(format!(
                    "timed out waiting for the condition on {plural}/{name}"
                )));
            }
        }
        Ok(Some(now.unwrap_or_else(|| object.clone())))
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

/// Waits until objects are there.
#[derive(Clone)]
struct Created {
    selection: Selection,
    deadline: Time,
    format: Option<Format>,
}

impl Process for Created {
    fn poll(&mut self, world: &mut World) -> Poll {
        let found = self.selection.objects(&view(world));
        if !found.is_empty() && found.iter().all(Result::is_ok) {
            let printed = found.iter().flatten().map(|object| met(object, &mut self.format, world));
            let failures: Vec<Failure> = printed.filter_map(Result::err).collect();
            return Poll::Done(report(&failures, world.output));
        }
        if self.deadline > world.cluster.now() {
            return Poll::Wait(Some(self.deadline));
        }
        world.output.error("error: timed out waiting for the condition");
        Poll::Done(1)
    }
}
