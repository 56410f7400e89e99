//! Taints and what pods put up with.

use super::labels::text;
use super::path::Path;
use super::report::Report;
use crate::api::{FieldError, Value, names};
use crate::ordered::OrderedSet;

/// The effects of taints, in the order in which messages list them.
const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/// `tolerations` of a pod (`ValidateTolerations`).
pub fn tolerations(report: &mut Report, path: Path, tolerations: &[Value]) {
    for (index, toleration) in tolerations.iter().enumerate() {
        one(report, path.index(index), toleration);
    }
}

fn one(report: &mut Report, place: Path, toleration: &Value) {
    let field = |name: &str| toleration.get(name);
    let (key, operator, value) = (field("key"), field("operator"), field("value"));
    let effect = field("effect");
    report.text_if_set(place.field("key"), key, names::qualified_name);
    if key.str().is_empty() && operator.str() != "Exists" {
        let why = "operator must be Exists when `key` is empty, which means \"match all values \
                   and all keys\"";
        report.invalid(place.field("operator"), &text(operator), why);
    }
    if !field("tolerationSeconds").is_null() && effect.str() != "NoExecute" {
        let why = "effect must be 'NoExecute' when `tolerationSeconds` is set";
        report.invalid(place.field("effect"), &text(effect), why);
    }
    match operator.str() {
        "" | "Equal" => {
            let faults = names::label_value(value.str());
            if !faults.is_empty() {
                report.invalid(place.field("operator"), value, faults.join(";"));
            }
        }
        "Exists" => {
            if !value.str().is_empty() {
                let why = "value must be empty when `operator` is 'Exists'";
                report.invalid(place.field("operator"), value, why);
            }
        }
        // They are known, and not allowed.
        "Lt" | "Gt" => report.push(FieldError::unsupported(
            place.field("operator"),
            operator,
            &["Equal", "Exists", "Lt", "Gt"],
        )),
        _ => report.one_of(place.field("operator"), operator, &["Equal", "Exists"]),
    }
    if !effect.str().is_empty() {
        report.one_of(place.field("effect"), effect, &EFFECTS);
    }
}

/// `taints` of a node (`validateNodeTaints`).
pub fn taints(report: &mut Report, path: Path, taints: &[Value]) {
    let mut taken = OrderedSet::new();
    for (index, taint) in taints.iter().enumerate() {
        let place = path.index(index);
        let (key, effect) = (taint.get("key"), taint.get("effect"));
        report.invalid_each(place.field("key"), text(key), names::qualified_name(key.str()));
        let value = taint.get("value");
        let faults = names::label_value(value.str());
        if !faults.is_empty() {
            report.invalid(place.field("value"), value, faults.join(";"));
        }
        report.required_one_of(place.field("effect"), effect, &EFFECTS);
        if !taken.insert((key.str(), effect.str())) {
            let mut fault = FieldError::duplicate(place, &Value::Null);
            fault.shown = Some(show_taint(taint));
            fault.detail = "taints must be unique by key and effect pair".to_owned();
            report.push(fault);
        }
    }
}

/// A taint as Go prints it.
fn show_taint(taint: &Value) -> String {
    let word = |key: &str| crate::api::status_error::quote(taint.get(key).str());
    let time = match taint.get("timeAdded") {
        Value::Null => "null".to_owned(),
        time => crate::api::status_error::quote(time.str()),
    };
    format!(
        "{{\"Key\":{},\"Value\":{},\"Effect\":{},\"TimeAdded\":{time}}}",
        word("key"),
        word("value"),
        word("effect")
    )
}
