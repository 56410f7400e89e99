//! `kubectl describe`: all that is known of objects, with the events about them.

use crate::api::{ErrorReason, Object, StatusError};
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::printers::describe::{describe, describe_without_events};
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{ALL_NAMESPACES, FILENAME, Request, SELECTOR, Selection};
use crate::kubectl::verb::{Flow, Verb};
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
    for request in &selection.requests {
        for object in selection.objects_of(request, &view(world)) {
            match object {
                Ok(object) => found.push(object),
                Err(refusal) => {
                    let near = with_prefix(request, &refusal, world);
                    if near.is_empty() {
                        failures.push(Failure::server(&refusal));
                    }
                    found.extend(near);
                }
            }
        }
    }
    if found.is_empty() && failures.is_empty() {
        world.output.error(selection.nothing_found());
    }
    super::get::warn(&selection, world);
    // Of several objects kubectl shows no events unless it is told to.
    let with_events = arguments.is_or("show-events", found.len() == 1);
    let describe = if with_events { describe } else { describe_without_events };
    let texts: Vec<String> = found.iter().map(|object| describe(object, &view(world))).collect();
    world.output.push(Stream::Out, &texts.join("\n\n"));
    Ok(Flow::Exit(report(&failures, world.output)))
}

/// The objects whose names begin with a name that no object has.
fn with_prefix(request: &Request, refusal: &StatusError, world: &World) -> Vec<Rc<Object>> {
    match request {
        Request::Named(key) if refusal.reason == ErrorReason::NotFound => view(world)
            .list(key.kind, Some(&key.namespace))
            .filter(|object| object.meta.name.starts_with(key.name.as_str()))
            .cloned()
            .collect(),
        _ => Vec::new(),
    }
}
