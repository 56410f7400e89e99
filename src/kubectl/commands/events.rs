//! `kubectl events`: what happened, oldest first.

use crate::api::{Kind, Object, Value};
use crate::cluster::FactId;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::output::{Format, OUTPUT};
use crate::kubectl::printers::events_table::{EventsTable, oldest_first};
use crate::kubectl::process::{Poll, Process, Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{ALL_NAMESPACES, namespace};
use crate::kubectl::verb::{Flow, Verb};
use crate::store::Verb as Change;
use crate::time::Time;
use crate::value;
use std::rc::Rc;

static FLAGS: &[Flag] = &[
    flag("for", Takes::Text, "Only about this object: `pod/web-0`."),
    flag("types", Takes::List, "Only of these types: `Normal`, `Warning`."),
    flag("no-headers", Takes::Switch, "Leave the headings away."),
    short('w', "watch", Takes::Switch, "Go on with what happens from now on, until Ctrl-C."),
    flag("chunk-size", Takes::Number, "Accepted: lists come in one piece."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "events",
    aliases: &[],
    summary: "List events, oldest first.",
    usage: "[--for TYPE/NAME] [--types=Normal,Warning]",
    examples: &["kubectl events --for pod/web-0", "kubectl events --types=Warning -A"],
    flags: &[FLAGS, OUTPUT, ALL_NAMESPACES],
    run,
};

/// Which events are meant.
#[derive(Clone)]
struct Wanted {
    namespace: Option<String>,
    about: Option<(Kind, String)>,
    types: Vec<String>,
}

impl Wanted {
    fn read(arguments: &Arguments, world: &World) -> Result<Wanted, Failure> {
        let about = match arguments.text("for") {
            None => None,
            Some(text) => {
                let (resource, name) = text
                    .split_once('/')
                    .ok_or_else(|| Failure::error("--for must be in resource/name form"))?;
                if name.contains('/') {
                    let why = "arguments in resource/name form may not have more than one slash";
                    return Err(Failure::error(why));
                }
                let resource = resource.to_lowercase();
                let kind = Kind::from_resource(&resource).ok_or_else(|| {
                    let resource = resource.split('.').next().unwrap_or_default();
                    Failure::plain(format!(
                        "the server doesn't have a resource type \"{resource}\""
                    ))
                })?;
                Some((kind, name.to_owned()))
            }
        };
        let types = arguments.texts("types").to_vec();
        let is_type = |word: &String| ["normal", "warning"].contains(&word.to_lowercase().as_str());
        if !types.iter().all(is_type) {
            return Err(Failure::error("valid --types are Normal or Warning"));
        }
        let all = arguments.is("all-namespaces");
        let namespace = (!all).then(|| namespace(arguments, world));
        Ok(Wanted { namespace, about, types })
    }

    fn has(&self, event: &Object) -> bool {
        let involved = event.body.get("involvedObject");
        let is_about = self.about.as_ref().is_none_or(|(kind, name)| {
            involved.get("kind").str() == kind.row().name && involved.get("name").str() == name
        });
        let kind = event.body.get("type").str();
        is_about
            && self.namespace.as_ref().is_none_or(|space| event.meta.namespace == space.as_str())
            && (self.types.is_empty()
                || self.types.iter().any(|word| word.eq_ignore_ascii_case(kind)))
    }
}

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let wanted = Wanted::read(arguments, world)?;
    let mut format = Format::read(arguments, world)?;
    let events: Vec<Rc<Object>> = view(world)
        .list(Kind::Event, wanted.namespace.as_deref())
        .filter(|event| wanted.has(event))
        .cloned()
        .collect();
    let watches = arguments.is("watch");
    if events.is_empty() && !watches {
        world.output.error(match &wanted.namespace {
            None => "No events found.".to_owned(),
            Some(space) => format!("No events found in {space} namespace."),
        });
        return Ok(Flow::Done);
    }
    // A watch has them as the API server does, by their names.
    let events = if watches { events } else { oldest_first(&events) };
    let mut table = EventsTable::new(wanted.namespace.is_none(), arguments.is("no-headers"));
    let text = match &mut format {
        Some(format) if watches => print_each(&events, format)?,
        // kubectl cannot name what is in this list, and does not say so.
        Some(Format::Name) => String::new(),
        Some(format) => {
            let items: Vec<Value> = events.iter().map(|event| event.to_value()).collect();
            format.print(&value!({
                "apiVersion": "v1", "items": items, "kind": "EventList", "metadata": {}
            }))?
        }
        None if watches => one_by_one(&events, &mut table, world.cluster.now()),
        None => table.print(&events, world.cluster.now()),
    };
    world.output.push(Stream::Out, &text);
    if !watches {
        return Ok(Flow::Done);
    }
    let seen = world.cluster.journal().end();
    Ok(Flow::Then(Box::new(Watch { wanted, format, table, seen })))
}

fn print_each(events: &[Rc<Object>], format: &mut Format) -> Result<String, Failure> {
    events.iter().map(|event| format.print_object(event)).collect()
}

/// Rows that are aligned as they come, each with those before it.
fn one_by_one(events: &[Rc<Object>], table: &mut EventsTable, now: Time) -> String {
    events.iter().map(|event| table.print(std::slice::from_ref(event), now)).collect()
}

/// `-w`: prints events as they come.
#[derive(Clone)]
struct Watch {
    wanted: Wanted,
    format: Option<Format>,
    table: EventsTable,
    seen: FactId,
}

impl Process for Watch {
    fn poll(&mut self, world: &mut World) -> Poll {
        let journal = world.cluster.journal();
        let facts = journal.since(self.seen);
        let facts = facts.filter(|fact| fact.happening.kind() == Some(Kind::Event));
        let changes = facts.filter_map(|fact| fact.happening.change());
        let events: Vec<Rc<Object>> = changes
            .filter(|change| change.verb != Change::Deleted)
            .map(|change| change.object)
            .filter(|event| self.wanted.has(event))
            .collect();
        self.seen = journal.end();
        let text = match &mut self.format {
            Some(format) => print_each(&events, format),
            None => Ok(one_by_one(&events, &mut self.table, world.cluster.now())),
        };
        match text {
            Ok(text) => world.output.push(Stream::Out, &text),
            Err(failure) => {
                world.output.error(failure.message);
                return Poll::Done(failure.exit);
            }
        }
        Poll::Wait(None)
    }
}
