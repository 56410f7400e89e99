//! The events at the end of a description.

use super::lines::Lines;
use crate::api::{Kind, Object};
use crate::kubectl::printers::duration::age_of;
use crate::kubectl::printers::event::{count, first_seen};
use crate::store::View;
use crate::time::Time;
use std::rc::Rc;

/// Writes the events about an object, in the order in which they were last seen.
pub fn write(out: &mut Lines, object: &Object, view: &View) {
    let mut events: Vec<&Rc<Object>> =
        view.list(Kind::Event, None).filter(|event| is_about(event, object)).collect();
    if events.is_empty() {
        out.line(0, "Events:\t<none>");
        return;
    }
    crate::order::sort_by_key(&mut events, |event| {
        Time::parse(event.body.get("lastTimestamp").str())
    });
    out.line(0, "Events:");
    // There are four dashes below `Age`, so that the column is never narrower.
    out.line(1, "Type\tReason\tAge\tFrom\tMessage");
    out.line(1, "----\t------\t----\t----\t-------");
    for event in events {
        out.line(1, row(event, view.now).join("\t"));
    }
}

/// Events about nodes may name the node where the uid should stand.
fn is_about(event: &Object, object: &Object) -> bool {
    let involved = event.body.get("involvedObject");
    let text = |field: &str| involved.get(field).str();
    let uid = text("uid");
    text("name") == object.meta.name
        && text("kind") == object.kind.row().name
        && text("namespace") == object.meta.namespace
        && (uid.is_empty() || uid == object.meta.uid || uid == object.meta.name)
}

fn row(event: &Object, now: Time) -> Vec<String> {
    let body = &event.body;
    let text = |path: &str| body.at(path).str();
    let source = match text("source.component") {
        "" => text("reportingComponent"),
        component => component,
    };
    let message = match text("involvedObject.fieldPath") {
        "" => text("message").trim().to_owned(),
        path => format!("{path}: {}", text("message").trim()),
    };
    vec![
        text("type").to_owned(),
        text("reason").to_owned(),
        age(event, now),
        source.to_owned(),
        message,
    ]
}

/// `5s`, or `5s (x7 over 2m10s)` for what was seen again.
pub fn age(event: &Object, now: Time) -> String {
    let body = &event.body;
    let started = match body.get("eventTime") {
        time if time.str().is_empty() => first_seen(event),
        time => time,
    };
    let started = age_of(started, now);
    let last = match body.get("series") {
        series if !series.is_null() => series.get("lastObservedTime"),
        _ if body.get("count").int() > 1 => body.get("lastTimestamp"),
        _ => return started,
    };
    format!("{} (x{} over {started})", age_of(last, now), count(event))
}
