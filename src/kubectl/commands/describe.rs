//! `kubectl describe`: all that is known of objects, with the events about them.

use crate::api::{ErrorReason, Object, StatusError};
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::printers::describe::{describe, describe_without_events};
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{ALL_NAMESPACES, FILENAME, Request, SELECTOR, Selection};
use crate::kubectl::verb::{Flow, Verb};
use crate::store::View;
use std::rc::Rc;

static FLAGS: &[Flag] = &[
    flag("show-events", Takes::Switch, "Show the events; on for a single object unless `=false`."),
    flag("chunk-size", Takes::Number, "Accepted: lists come in one piece."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "describe",
    aliases: &[],
    summary: "Show details of one or many objects, with the events about them.",
    usage: "(-f FILE | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)",
    examples: &[
        "kubectl describe pod web-0",
        "kubectl describe deploy/web",
        "kubectl describe nodes",
    ],
    flags: &[FLAGS, FILENAME, SELECTOR, ALL_NAMESPACES],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let selection = Selection::read(&arguments.words, arguments, world)?;
    if selection.is_empty() {
        return Err(Failure::error(
            "You must specify the type of resource to describe. Use \"kubectl api-resources\" for \
             a complete list of supported resources.",
        ));
    }
    let mut failures = selection.failures.clone();
    let mut found = Vec::new();
    let mut missing = Vec::new();
    for request in &selection.requests {
        for object in selection.objects_of(request, &view(world)) {
            match object {
                Ok(object) => found.push(object),
                Err(refusal) => missing.push((request, refusal)),
            }
        }
    }
    if let ([(request, refusal)], true) = (missing.as_slice(), failures.is_empty())
        && arguments.words.len() == 2
        && refusal.reason == ErrorReason::NotFound
    {
        return describe_matching(arguments, world, request, refusal);
    }
    failures.extend(missing.iter().map(|(_, refusal)| Failure::server(refusal)));
    if found.is_empty() && failures.is_empty() {
        world.output.error(selection.nothing_found());
    }
    super::get::warn(&selection, world);
    // Of several objects kubectl shows no events unless it is told to.
    let is_alone = found.len() == 1 && failures.is_empty();
    let describe = described(arguments.is_or("show-events", is_alone));
    let texts: Vec<String> = found.iter().map(|object| describe(object, &view(world))).collect();
    world.output.push(Stream::Out, &texts.join("\n\n"));
    Ok(Flow::Exit(report(&failures, world.output)))
}

fn described(with_events: bool) -> fn(&Object, &View) -> String {
    if with_events { describe } else { describe_without_events }
}

/// Describes the objects whose names begin with a name that no object has
/// (`DescribeMatchingResources`), without their events and with a line break after each.
fn describe_matching(
    arguments: &Arguments,
    world: &mut World,
    request: &Request,
    refusal: &StatusError,
) -> Result<Flow, Failure> {
    if arguments.words.first().is_some_and(|kinds| kinds.contains(',')) {
        return Err(Failure::error("you may only specify a single resource type"));
    }
    let found = with_prefix(request, world);
    if found.is_empty() {
        return Err(Failure::server(refusal));
    }
    let describe = described(arguments.is_or("show-events", false));
    for object in found {
        let text = describe(&object, &view(world));
        world.output.push(Stream::Out, &format!("{text}\n"));
    }
    Ok(Flow::Done)
}

fn with_prefix(request: &Request, world: &World) -> Vec<Rc<Object>> {
    match request {
        Request::Named(key) => view(world)
            .list(key.kind, Some(&key.namespace))
            .filter(|object| object.meta.name.starts_with(key.name.as_str()))
            .cloned()
            .collect(),
        _ => Vec::new(),
    }
}
