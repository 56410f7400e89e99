//! `kubectl describe`: all that is known of objects, with the events about them.

use crate::api::{ErrorReason, Object, StatusError};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::printers::describe::{describe, describe_without_events};
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{ALL_NAMESPACES, FILENAME, Request, SELECTORS, Selection};
use crate::kubectl::verb::{Flow, Verb};
use std::rc::Rc;

static FLAGS: &[Flag] = &[
    flag("show-events", Takes::Switch, "Show the events; on unless `=false`."),
    flag("chunk-size", Takes::Number, "Accepted and without effect."),
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
    flags: &[FLAGS, FILENAME, SELECTORS, ALL_NAMESPACES],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let selection = Selection::read(&arguments.words, arguments, world)?;
    if selection.requests.is_empty() && selection.failures.is_empty() {
        return Err(Failure::plain(
            "You must specify the type of resource to describe. Use \"kubectl api-resources\" for \
             a complete list of supported resources.",
        ));
    }
    let mut failures = selection.failures.clone();
    let mut texts = Vec::new();
    for request in &selection.requests {
        let single = Selection { requests: vec![request.clone()], ..selection.clone() };
        for object in single.objects(&view(world)) {
            match object {
                Ok(object) => texts.push(text(arguments, world, &object)),
                Err(refusal) => {
                    let near = with_prefix(request, &refusal, world);
                    if near.is_empty() {
                        failures.push(Failure::server(&refusal));
                    }
                    texts.extend(near.iter().map(|object| text(arguments, world, object)));
                }
            }
        }
    }
    if texts.is_empty() && failures.is_empty() {
        world.output.error(selection.nothing_found());
    }
    world.output.push(Stream::Out, &texts.join("\n\n"));
    for failure in &failures {
        world.output.error(&failure.message);
    }
    Ok(Flow::Exit(failures.first().map_or(0, |failure| failure.exit)))
}

fn text(arguments: &Arguments, world: &World, object: &Object) -> String {
    match arguments.is_or("show-events", true) {
        true => describe(object, &view(world)),
        false => describe_without_events(object, &view(world)),
    }
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
