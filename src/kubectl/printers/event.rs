//! When, how often, by whom and about what: an event as all its printers read it.

use crate::api::{Object, Value};

/// What an event is about, from its `involvedObject`: `pod/web-0`.
pub fn regarding(involved: &Value) -> String {
    let kind = involved.get("kind").str().to_lowercase();
    match involved.get("name").str() {
        "" => kind,
        name => format!("{kind}/{name}"),
    }
}

/// When the event was first recorded.
pub fn first_seen(event: &Object) -> &Value {
    given(event.body.get("firstTimestamp")).unwrap_or(event.body.get("eventTime"))
}

/// When the event was last recorded.
pub fn last_seen(event: &Object) -> &Value {
    given(event.body.at("series.lastObservedTime"))
        .or_else(|| given(event.body.get("lastTimestamp")))
        .unwrap_or_else(|| first_seen(event))
}

/// How often the event was recorded.
pub fn count(event: &Object) -> i64 {
    let series = event.body.get("series");
    match (series.is_null(), event.body.get("count").int()) {
        (false, _) => series.get("count").int(),
        (true, count) => count.max(1),
    }
}

/// Who recorded the event, and where: `kubelet, node-1`.
pub fn source(event: &Object) -> String {
    let reporter = first_text(event, ["source.component", "reportingComponent"]);
    let place = first_text(event, ["source.host", "reportingInstance"]);
    [reporter, place].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn first_text<'event>(event: &'event Object, paths: [&str; 2]) -> Option<&'event str> {
    paths.into_iter().map(|path| event.body.at(path).str()).find(|text| !text.is_empty())
}

fn given(time: &Value) -> Option<&Value> {
    (!time.str().is_empty()).then_some(time)
}
