//! ControllerRevisions.

use super::path::Path;
use super::report::Report;
use crate::api::{Object, Value};

/// A ControllerRevision (`ValidateControllerRevision`).
pub fn revision(report: &mut Report, revision: &Object) {
    let place = Path::root("data");
    match revision.body.get("data") {
        Value::Null => report.required(place, "data is mandatory"),
        Value::Map(_) => {}
        _ => report.invalid(place, &"<value omitted>".into(), "data must be a valid JSON object"),
    }
    report.not_negative(Path::root("revision"), revision.body.get("revision"));
}
