//! Event.

use super::layout::{Layout, column, name, wide};
use crate::kubectl::printers::duration::age_of;
use crate::kubectl::printers::event::{count, first_seen, last_seen, regarding, source};

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
