//! What the descriptions of workloads share: the phases of their pods, and conditions.

use super::lines::Lines;
use crate::api::{Kind, Object};
use crate::store::View;

/// `Pods Status:  3 Running / 0 Waiting / 0 Succeeded / 0 Failed`: the pods that it manages.
pub fn pods_status(out: &mut Lines, object: &Object, view: &View) {
    let [mut running, mut waiting, mut succeeded, mut failed] = [0_usize; 4];
    for pod in view.controlled_by(Kind::Pod, &object.meta.uid) {
        match pod.status().get("phase").str() {
            "Running" => running += 1,
            "Pending" => waiting += 1,
            "Succeeded" => succeeded += 1,
            "Failed" => failed += 1,
            _ => {}
        }
    }
    let text =
        format!("{running} Running / {waiting} Waiting / {succeeded} Succeeded / {failed} Failed");
    out.field(0, "Pods Status", text);
}

/// Type, status and reason of each condition; nothing if there are none.
pub fn conditions(out: &mut Lines, object: &Object) {
    let conditions = object.status().get("conditions").items();
    if conditions.is_empty() {
        return;
    }
    out.line(0, "Conditions:");
    let rows: Vec<Vec<String>> = conditions
        .iter()
        .map(|condition| {
            let text = |field: &str| condition.get(field).str();
            vec![format!("{} ", text("type")), text("status").to_owned(), text("reason").to_owned()]
        })
        .collect();
    out.table(1, &["Type", "Status", "Reason"], &rows);
}
