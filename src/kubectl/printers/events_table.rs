//! `kubectl events`: events in the order in which they were last seen.

use super::describe::event_age;
use super::go_text::escape_terminal;
use super::tabwriter::TabWriter;
use crate::api::Object;
use crate::time::Time;
use std::rc::Rc;

/// The table of events, oldest first.
pub fn print(events: &[Rc<Object>], now: Time, with_namespace: bool, no_headers: bool) -> String {
    EventsTable::new(with_namespace, no_headers).print(&oldest_first(events), now)
}

/// Events in the order in which they were last seen.
pub fn oldest_first(events: &[Rc<Object>]) -> Vec<Rc<Object>> {
    let mut events = events.to_vec();
    crate::order::sort_by_key(&mut events, |event| {
        Time::parse(super::event::last_seen(event).str())
    });
    events
}

/// A table of events that grows.
#[derive(Clone)]
pub struct EventsTable {
    with_namespace: bool,
    wants_headings: bool,
    writer: TabWriter,
}

impl EventsTable {
    /// A table without rows.
    pub fn new(with_namespace: bool, no_headers: bool) -> EventsTable {
        EventsTable { with_namespace, wants_headings: !no_headers, writer: TabWriter::for_tables() }
    }

    /// The rows of more events below the headings if there were none yet.
    pub fn print(&mut self, events: &[Rc<Object>], now: Time) -> String {
        let mut text = String::new();
        if std::mem::take(&mut self.wants_headings) {
            text.push_str(if self.with_namespace { "NAMESPACE\t" } else { "" });
            text.push_str("LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n");
        }
        for event in events {
            if self.with_namespace {
                text.push_str(&format!("{}\t", event.meta.namespace));
            }
            let field = |path: &str| event.body.at(path).str();
            let object =
                format!("{}/{}", field("involvedObject.kind"), field("involvedObject.name"));
            let message = field("message").trim();
            let age = event_age(event, now);
            let cells = [&age, field("type"), field("reason"), &object, message];
            text.push_str(&escape_terminal(&cells.join("\t")));
            text.push('\n');
        }
        self.writer.align(&text)
    }
}
