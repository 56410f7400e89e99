//! `kubectl wait`: until a condition holds, a field has a value, or objects are there or gone.

use crate::api::{Key, Object};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::OUTPUT;
use crate::kubectl::printers::jsonpath::{self, Template};
use crate::kubectl::process::{Poll, Process, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{
    ALL, ALL_NAMESPACES, FILENAME, Request, SELECTORS, Selection, shown,
};
use crate::kubectl::verb::{Flow, Verb};
use crate::time::{Milliseconds, SECOND, Time};
use smol_str::SmolStr;

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
    flags: &[FLAGS, FILENAME, SELECTORS, ALL, ALL_NAMESPACES, OUTPUT],
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
    let selection = Selection::read(&arguments.words, arguments, world)?;
    selection.require_any()?;
    let is_bare_list =
        selection.requests.iter().any(|request| matches!(request, Request::List(..)));
    let is_narrowed = selection.labels.is_some() || !selection.fields.is_empty();
    if is_bare_list && !is_narrowed && !arguments.is("all") {
        return Err(Failure::error("resource(s) were provided, but no name was specified"));
    }
    let timeout = match arguments.duration("timeout") {
        None => USUAL_TIMEOUT,
        Some(length) if length < 0 => WEEK,
        Some(length) => length,
    };
    let deadline = world.cluster.now().plus(timeout);
    if matches!(all.first(), Some(Aim::Create)) {
        return Ok(Flow::Then(Box::new(Created { selection, deadline })));
    }
    let is_deletion = matches!(all.first(), Some(Aim::Delete));
    let mut waiting = Vec::new();
    for object in selection.objects(&view(world)) {
        match object {
            Ok(object) => waiting.push((object.key(), object.meta.uid.clone())),
            Err(_) if is_deletion => {}
            Err(refusal) => return Err(Failure::server(&refusal)),
        }
    }
    if waiting.is_empty() {
        return match is_deletion {
            true => Ok(Flow::Done),
            false => Err(Failure::error("no matching resources found")),
        };
    }
    Ok(Flow::Then(Box::new(Wait { waiting, aims: all, deadline, failed: Vec::new() })))
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

impl Aim {
    fn is_reached(&self, object: Option<&Object>) -> bool {
        let Some(object) = object else { return matches!(self, Aim::Delete) };
        match self {
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
                match (found.iter().flatten().collect::<Vec<_>>().as_slice(), wanted) {
                    ([], _) => false,
                    (_, None) => true,
                    ([only], Some(wanted)) => jsonpath::text_of(only).trim() == wanted.trim(),
                    _ => false,
                }
            }
        }
    }
}

/// Waits for objects, one after the other.
#[derive(Clone)]
struct Wait {
    waiting: Vec<(Key, SmolStr)>,
    aims: Vec<Aim>,
    deadline: Time,
    failed: Vec<String>,
}

impl Process for Wait {
    fn poll(&mut self, world: &mut World) -> Poll {
        while let Some((key, uid)) = self.waiting.first().cloned() {
            let object = view(world).get(&key).cloned();
            let object = object.filter(|object| object.meta.uid == uid);
            if self.aims.iter().all(|aim| aim.is_reached(object.as_deref())) {
                let name = format!("{}/{}", key.kind.singular_with_group(), key.name);
                world.output.line(format!("{name} condition met"));
            } else if self.deadline <= world.cluster.now() {
                self.failed.push(format!(
                    "timed out waiting for the condition on {}/{}",
                    key.kind.row().plural,
                    key.name
                ));
            } else {
                return Poll::Wait(Some(self.deadline));
            }
            self.waiting.remove(0);
        }
        match self.failed.as_slice() {
            [] => return Poll::Done(0),
            [only] => world.output.error(format!("error: {only}")),
            several => several.iter().for_each(|line| world.output.error(line)),
        }
        Poll::Done(1)
    }
}

/// Waits until objects are there.
#[derive(Clone)]
struct Created {
    selection: Selection,
    deadline: Time,
}

impl Process for Created {
    fn poll(&mut self, world: &mut World) -> Poll {
        let found = self.selection.objects(&view(world));
        if !found.is_empty() && found.iter().all(Result::is_ok) {
            for object in found.iter().flatten() {
                world.output.line(format!("{} condition met", shown(object)));
            }
            return Poll::Done(0);
        }
        if self.deadline > world.cluster.now() {
            return Poll::Wait(Some(self.deadline));
        }
        world.output.error("error: timed out waiting for the condition");
        Poll::Done(1)
    }
}
