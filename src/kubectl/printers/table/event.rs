//! Event.

use super::layout::{Layout, column, name, wide};
use crate::api::{Object, Value};
use crate::kubectl::printers::duration::age_of;

pub const LAYOUT: Layout = Layout {
    columns: &[
        column("LAST SEEN"),
        column("TYPE"),
        column("REASON"),
        column("OBJECT"),
        wide("SUBOBJECT"),
        wide("SOURCE"),
        column("MESSAGE"),
        wide("FIRST SEEN"),
        wide("COUNT"),
        wide("NAME"),
    ],
    cells: |event, context| {
        let body = &event.body;
        let involved = body.get("involvedObject");
        vec![
            age_of(last_seen(event), context.now),
            body.get("type").str().to_owned(),
            body.get("reason").str().to_owned(),
            regarding(involved),
            involved.get("fieldPath").str().to_owned(),
            source(event),
            body.get("message").str().trim().to_owned(),
            age_of(first_seen(event), context.now),
            count(event).to_string(),
            name(event),
        ]
    },
};

/// `pod/web-0`.
pub(in crate::kubectl) fn regarding(involved: &Value) -> String {
    let kind = involved.get("kind").str().to_lowercase();
    match involved.get("name").str() {
        "" => kind,
        name => format!("{kind}/{name}"),
    }
}

/// When the event was first recorded.
pub(in crate::kubectl) fn first_seen(event: &Object) -> &Value {
    given(event.body.get("firstTimestamp")).unwrap_or(event.body.get("eventTime"))
}

/// When the event was last recorded.
pub(in crate::kubectl) fn last_seen(event: &Object) -> &Value {
    given(event.body.at("series.lastObservedTime"))
        .or_else(|| given(event.body.get("lastTimestamp")))
        .unwrap_or_else(|| first_seen(event))
}

/// How often the event was recorded.
pub(in crate::kubectl) fn count(event: &Object) -> i64 {
    let series = event.body.get("series");
    match (series.is_null(), event.body.get("count").int()) {
        (false, _) => series.get("count").int(),
        (true, count) => count.max(1),
    }
}

/// `kubelet, node-1`.
fn source(event: &Object) -> String {
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
