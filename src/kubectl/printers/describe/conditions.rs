//! The conditions of a node or a claim, with the time at which each was last looked at.

use super::lines::{Lines, long_time};
use crate::api::Value;

/// Writes the table of conditions; nothing if there are none.  `looked_at` is the field that says
/// when a condition was last looked at: `lastHeartbeatTime`, `lastProbeTime`.  All cells but the
/// last end with a space, as kubectl writes them.
pub fn write(out: &mut Lines, conditions: &[Value], looked_at: &str) {
    if conditions.is_empty() {
        return;
    }
    out.line(0, "Conditions:");
    let row = |condition: &Value| {
        let text = |field: &str| format!("{} ", condition.get(field).str());
        let time = |field: &str| format!("{} ", long_time(condition.get(field)));
        vec![
            text("type"),
            text("status"),
            time(looked_at),
            time("lastTransitionTime"),
            text("reason"),
            condition.get("message").str().to_owned(),
        ]
    };
    let heading = looked_at.replacen("last", "Last", 1);
    let headings = ["Type", "Status", &heading, "LastTransitionTime", "Reason", "Message"];
    out.table(1, &headings, &conditions.iter().map(row).collect::<Vec<_>>());
}
