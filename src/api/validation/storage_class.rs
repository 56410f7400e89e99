//! Classes of storage.

use super::labels::text;
use super::path::Path;
use super::report::Report;
use crate::api::{Object, Value, names};
use crate::ordered::{OrderedMap, OrderedSet};

/// A class of storage (`ValidateStorageClass`).
pub fn class(report: &mut Report, class: &Object) {
    let provisioner = class.body.get("provisioner");
    if provisioner.str().is_empty() {
        report.required(Path::root("provisioner"), "");
    } else {
        let faults = names::qualified_name(&provisioner.str().to_ascii_lowercase());
        report.invalid_each(Path::root("provisioner"), provisioner, faults);
    }
    if class.body.get("parameters").get("").as_str().is_some() {
        let why = "field can not be empty.";
        report.invalid(Path::root("parameters"), &Value::from(""), why);
    }
    let policies = ["Delete", "Retain"];
    let policy = class.body.get("reclaimPolicy");
    report.one_of_if_set(Path::root("reclaimPolicy"), policy, &policies);
    let mode = class.body.get("volumeBindingMode");
    let modes = ["Immediate", "WaitForFirstConsumer"];
    if mode.is_null() {
        report.required(Path::root("volumeBindingMode"), "");
    } else {
        report.one_of(Path::root("volumeBindingMode"), mode, &modes);
    }
    topologies(report, Path::root("allowedTopologies"), class.body.get("allowedTopologies"));
}

/// Where a volume may be made (`validateAllowedTopologies`): no place is told twice.
fn topologies(report: &mut Report, path: Path, terms: &Value) {
    let mut seen: Vec<OrderedMap<&str, OrderedSet<&str>>> = Vec::new();
    for (index, term) in terms.items().iter().enumerate() {
        let place = path.index(index);
        let list = place.field("matchLabelExpressions");
        let expressions = expressions(report, list, term.get("matchLabelExpressions"));
        if seen.contains(&expressions) {
            report.duplicate(list, &Value::from(""));
        }
        seen.push(expressions);
    }
}

/// The values of every label, of which each is told once.
fn expressions<'term>(
    report: &mut Report,
    list: Path,
    expressions: &'term Value,
) -> OrderedMap<&'term str, OrderedSet<&'term str>> {
    let mut found = OrderedMap::new();
    for (index, expression) in expressions.items().iter().enumerate() {
        let place = list.index(index);
        let (key, values) = (expression.get("key"), expression.get("values"));
        let values_path = place.field("values");
        if values.items().is_empty() {
            report.required(values_path, "");
        }
        let mut told = OrderedSet::new();
        for (index, value) in values.items().iter().enumerate() {
            if !told.insert(value.str()) {
                report.duplicate(values_path.index(index), value);
            }
        }
        report.invalid_each(place.field("key"), text(key), names::qualified_name(key.str()));
        if found.insert(key.str(), told).is_some() {
            report.duplicate(place.field("key"), key);
        }
    }
    found
}
