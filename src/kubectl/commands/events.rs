//! `kubectl events`: what happened, oldest first.

use crate::api::{Kind, Object};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::printers::events_table;
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{ALL_NAMESPACES, namespace};
use crate::kubectl::verb::{Flow, Verb};
use std::rc::Rc;

static FLAGS: &[Flag] = &[
    flag("for", Takes::Text, "Only about this object: `pod/web-0`."),
    flag("types", Takes::List, "Only of these types: `Normal`, `Warning`."),
    flag("no-headers", Takes::Switch, "Leave the headings away."),
    short('w', "watch", Takes::Switch, "Accepted: what there is is printed."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "events",
    aliases: &[],
    summary: "List events, oldest first.",
    usage: "[--for TYPE/NAME] [--types=Normal,Warning]",
    examples: &["kubectl events --for pod/web-0", "kubectl events --types=Warning -A"],
    flags: &[FLAGS, ALL_NAMESPACES],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let all = arguments.is("all-namespaces");
    let space = namespace(arguments, world);
    let about = match arguments.text("for") {
        None => None,
        Some(text) => {
            let (resource, name) = text
                .split_once('/')
                .ok_or_else(|| Failure::error("--for must be in resource/name form"))?;
            Some((crate::kubectl::resource::kind(resource)?, name.to_owned()))
        }
    };
    let types = arguments.texts("types");
    let is_type = |word: &String| ["normal", "warning"].contains(&word.to_lowercase().as_str());
    if !types.iter().all(is_type) {
        return Err(Failure::error("valid --types are Normal or Warning"));
    }
    let events: Vec<Rc<Object>> = view(world)
        .list(Kind::Event, (!all).then_some(space.as_str()))
        .filter(|event| {
            let involved = event.body.get("involvedObject");
            let is_about = about.as_ref().is_none_or(|(kind, name)| {
                involved.get("kind").str() == kind.row().name && involved.get("name").str() == name
            });
            let kind = event.body.get("type").str();
            is_about
                && (types.is_empty() || types.iter().any(|word| word.eq_ignore_ascii_case(kind)))
        })
        .cloned()
        .collect();
    if events.is_empty() {
        world.output.error(match all {
            true => "No events found.".to_owned(),
            false => format!("No events found in {space} namespace."),
        });
        return Ok(Flow::Done);
    }
    let now = world.cluster.now();
    let text = events_table::print(&events, now, all, arguments.is("no-headers"));
    world.output.push(Stream::Out, &text);
    Ok(Flow::Done)
}
