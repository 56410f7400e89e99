//! When a Job's failures and successes count.

use super::path::Path;
use super::report::Report;
use crate::api::json::to_json;
use crate::api::{FieldError, Value, names};
use crate::ordered::OrderedSet;

/// The most rules of a policy.
const MOST_RULES: usize = 20;
/// The most conditions of a rule.
const MOST_CONDITIONS: usize = 20;
/// The most exit codes of a rule.
const MOST_EXIT_CODES: usize = 255;
/// The longest list of indexes, in bytes.
const LONGEST_INDEXES: usize = 64 * 1024;

/// `podFailurePolicy` of a Job.
pub fn failure_policy(report: &mut Report, path: Path, spec: &Value) {
    let rules = spec.at("podFailurePolicy.rules").items();
    let list = path.field("rules");
    if rules.len() > MOST_RULES {
        report.push(FieldError::too_many(list, rules.len(), MOST_RULES));
    }
    for (index, rule) in rules.iter().enumerate() {
        failure_rule(report, list.index(index), rule, spec);
    }
}

fn failure_rule(report: &mut Report, path: Path, rule: &Value, spec: &Value) {
    let action = rule.get("action");
    let place = path.field("action");
    let known = ["Count", "FailIndex", "FailJob", "Ignore"];
    match action.str() {
        "FailIndex" if spec.get("backoffLimitPerIndex").is_null() => {
            report.invalid(place, action, "requires the backoffLimitPerIndex to be set");
        }
        _ => word(report, place, action, &known),
    }
    let (codes, conditions) = (rule.get("onExitCodes"), rule.get("onPodConditions").items());
    if !codes.is_null() {
        exit_codes(report, path.field("onExitCodes"), codes, spec);
    }
    let list = path.field("onPodConditions");
    if conditions.len() > MOST_CONDITIONS {
        report.push(FieldError::too_many(list, conditions.len(), MOST_CONDITIONS));
    }
    for (index, condition) in conditions.iter().enumerate() {
        pod_condition(report, list.index(index), condition);
    }
    let why = match (codes.is_null(), conditions.is_empty()) {
        (false, false) => "specifying both OnExitCodes and OnPodConditions is not supported",
        (true, true) => "specifying one of OnExitCodes and OnPodConditions is required",
        _ => return,
    };
    report.push(FieldError::invalid_unshown(path, why));
}

/// A word that must be there; where it is not, its choices are told.
fn word(report: &mut Report, path: Path, value: &Value, known: &[&str]) {
    if value.str().is_empty() {
        let words: Vec<String> = known.iter().map(|word| format!("\"{word}\"")).collect();
        report.required(path, format!("valid values: [{}]", words.join(" ")));
    } else {
        report.one_of(path, value, known);
    }
}

fn exit_codes(report: &mut Report, path: Path, codes: &Value, spec: &Value) {
    let operator = codes.get("operator");
    word(report, path.field("operator"), operator, &["In", "NotIn"]);
    let name = codes.get("containerName");
    let pod = spec.at("template.spec");
    let mut containers =
        ["containers", "initContainers"].into_iter().flat_map(|list| pod.get(list).items());
    if !name.is_null() && !containers.any(|container| container.get("name") == name) {
        let why = "must be one of the container or initContainer names in the pod template";
        report.invalid(path.field("containerName"), name, why);
    }
    let values = codes.get("values").items();
    let list = path.field("values");
    if values.is_empty() {
        let shown = to_json(codes.get("values"));
        report.invalid_shown(list, shown, "at least one value is required");
    } else if values.len() > MOST_EXIT_CODES {
        report.push(FieldError::too_many(list, values.len(), MOST_EXIT_CODES));
    }
    let mut taken = OrderedSet::new();
    for (index, value) in values.iter().enumerate() {
        if operator.str() == "In" && value.int() == 0 {
            report.invalid(list.index(index), value, "must not be 0 for the In operator");
        }
        if !taken.insert(value.int()) {
            report.duplicate(list.index(index), value);
        }
    }
    if !values.is_sorted_by_key(Value::int) {
        report.invalid(list, codes.get("values"), "must be ordered");
    }
}

fn pod_condition(report: &mut Report, path: Path, condition: &Value) {
    let kind = condition.get("type");
    report.invalid_each(path.field("type"), kind, names::qualified_name(kind.str()));
    let status = condition.get("status");
    word(report, path.field("status"), status, &["False", "True", "Unknown"]);
}

/// `successPolicy` of a Job.
pub fn success_policy(report: &mut Report, path: Path, spec: &Value) {
    let rules = spec.at("successPolicy.rules").items();
    if spec.get("completionMode").str() != "Indexed" {
        let shown = show_success_policy(spec.get("successPolicy"));
        report.invalid_shown(path, shown, "requires indexed completion mode");
        return;
    }
    let list = path.field("rules");
    if rules.is_empty() {
        let why = "at least one rules must be specified when the successPolicy is specified";
        report.required(list, why);
    }
    if rules.len() > MOST_RULES {
        report.push(FieldError::too_many(list, rules.len(), MOST_RULES));
    }
    for (index, rule) in rules.iter().enumerate() {
        success_rule(report, list.index(index), rule, spec.get("completions").int());
    }
}

/// A success policy as Go prints it.
pub fn show_success_policy(policy: &Value) -> String {
    if policy.is_null() {
        return "null".to_owned();
    }
    let texts: Vec<String> = policy
        .get("rules")
        .items()
        .iter()
        .map(|rule| {
            format!(
                "{{\"SucceededIndexes\":{},\"SucceededCount\":{}}}",
                to_json(rule.get("succeededIndexes")),
                to_json(rule.get("succeededCount"))
            )
        })
        .collect();
    format!("{{\"Rules\":[{}]}}", texts.join(","))
}

fn success_rule(report: &mut Report, path: Path, rule: &Value, completions: i64) {
    let (indexes, count) = (rule.get("succeededIndexes"), rule.get("succeededCount"));
    if indexes.is_null() && count.is_null() {
        let why = "at least one of succeededCount or succeededIndexes must be specified";
        report.required(path, why);
    }
    let mut total = None;
    if let Some(text) = indexes.as_str() {
        if text.len() > LONGEST_INDEXES {
            report.push(FieldError::too_long(path.field("succeededIndexes"), LONGEST_INDEXES));
        }
        match count_indexes(text, completions) {
            Ok(number) => total = Some(number),
            Err(why) => {
                let why = format!("error parsing succeededIndexes: {why}");
                report.invalid(path.field("succeededIndexes"), indexes, why);
            }
        }
    }
    let Some(number) = count.as_int() else { return };
    let place = path.field("succeededCount");
    report.not_negative(place, count);
    if number > completions {
        let why = format!(
            "must be less than or equal to {completions} (the number of specified completions)"
        );
        report.invalid(place, count, why);
    }
    if let Some(total) = total
        && number > total
    {
        let why = format!(
            "must be less than or equal to {total} (the number of indexes in the specified \
             succeededIndexes field)"
        );
        report.invalid(place, count, why);
    }
}

/// How many indexes a text such as `0,2-4` means.
///
/// # Errors
/// What is wrong with it.
pub fn count_indexes(text: &str, completions: i64) -> Result<i64, String> {
    let mut last: Option<i64> = None;
    let mut total = 0;
    if text.is_empty() {
        return Ok(0);
    }
    for fragment in text.split(',') {
        let (first, end) = read_interval(fragment, completions)?;
        if let Some(last) = last.filter(|last| *last >= first) {
            return Err(format!("non-increasing order, previous: {last}, current: {first}"));
        }
        total += end - first + 1;
        last = Some(end);
    }
    Ok(total)
}

/// The first and the last index of a part such as `2-4` or `2`.
///
/// # Errors
/// What is wrong with it.
pub fn read_interval(fragment: &str, completions: i64) -> Result<(i64, i64), String> {
    let parts: Vec<&str> = fragment.split('-').collect();
    if parts.len() > 2 {
        return Err(format!(
            "the fragment \"{fragment}\" violates the requirement that an index interval can have \
             at most two parts separated by '-'"
        ));
    }
    let first = index(parts[0], completions)?;
    let end = parts.get(1).map_or(Ok(first), |part| index(part, completions))?;
    if parts.len() == 2 && end <= first {
        return Err(format!("non-increasing order, previous: {first}, current: {end}"));
    }
    Ok((first, end))
}

fn index(text: &str, completions: i64) -> Result<i64, String> {
    let number: i64 = text
        .parse::<i32>()
        .map_err(|_| format!("cannot convert string to integer for index: \"{text}\""))?
        .into();
    if number >= completions {
        return Err(format!("too large index: \"{text}\""));
    }
    Ok(number)
}
