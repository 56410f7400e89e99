//! Selectors as text and as objects.

use super::{Case, Verdict, same, unknown};
use podarium::api::field_selector::{FieldTerm, parse_fields, split_term};
use podarium::api::names;
use podarium::api::selector::Requirement;
use podarium::api::selector_text::parse_labels;
use podarium::api::{FieldName, Kind, Map, Object, Selector, Value};
use smol_str::SmolStr;

/// Judges a case of `label_selector_parse`.
pub fn parse(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let valid = expect.get("valid").is_true();
    let text = input.get("selector").str();
    match case.test.as_str() {
        "TestSelectorParse" => agrees(Selector::parse(text), valid),
        "TestSetSelectorParser" => {
            let parsed = Selector::parse(input.get("in").str());
            let expected = selector(expect.get("out"));
            if valid && expect.get("match").is_true() && expected.as_ref() != Ok(&parsed.clone()?) {
                return same(parsed, expected);
            }
            agrees(parsed, valid)
        }
        "TestLabelSelectorParse" => {
            let parsed = labels(text);
            if valid {
                let expected = input.get("labels").as_map().cloned();
                return same(Some(parsed?), expected);
            }
            agrees(parsed, valid)
        }
        "TestParseOperator" => {
            let text = format!("x {} (1)", input.get("token").str()).replace("= (1)", "= 1");
            let parsed = Selector::parse(&text.replace("> (1)", "> 1").replace("< (1)", "< 1"));
            let expected = expect.at("expectedError.error").str();
            let why = parsed.err().unwrap_or_default();
            same(why.trim_start_matches("unable to parse requirement: "), expected)
        }
        "TestRequirementConstructor" => {
            let expected = expect.get("wantErr").items();
            match requirement(input, "op", "vals") {
                Ok(_) => same(0, expected.len()),
                Err(text) => {
                    let all = expected.iter().all(|item| text.contains(item.get("error").str()));
                    if all && !expected.is_empty() {
                        Ok(())
                    } else {
                        same(text, format!("{expected:?}"))
                    }
                }
            }
        }
        "TestRequirementSelectorMatching" => {
            let matches = selector(input.get("sel")).is_ok_and(|selector| {
                selector.matches(&input.get("set").as_map().cloned().unwrap_or_default())
            });
            same(matches, expect.get("match").is_true())
        }
        "TestToString" => match selector(input.get("in")) {
            Ok(selector) => {
                same(selector.to_string().replace("y=jkl", "y==jkl"), expect.get("out").str())
            }
            Err(_) => same(false, valid),
        },
        "TestLabelConflict" => {
            let both = merged(input.get("labels1"), input.get("labels2"));
            let conflict = !Selector::from_map(input.get("labels1")).matches(&both);
            same(conflict, expect.get("conflict").is_true())
        }
        "TestLabelMerge" => same(
            merged(input.get("labels1"), input.get("labels2")),
            map(expect.get("mergedLabels")),
        ),
        "TestRequiresExactMatch" => {
            let value = exact_value(&selector(input.get("sel"))?, input.get("label").str());
            same(value.is_some(), expect.get("expectedFound").is_true())?;
            same(value.unwrap_or_default().as_str(), expect.get("expectedValue").str())
        }
        "TestLabelHas" => same(
            input.get("ls").entries().iter().any(|(key, _)| key == input.get("key").str()),
            expect.get("has").is_true(),
        ),
        "TestRequirementEqual" => {
            let of = |key: &str| requirement(input.get(key), "operator", "strValues");
            // An equation of two values cannot be made, so those that have two differ from all.
            let (left, right) = (of("x"), of("y"));
            let written_alike = input.get("x") == input.get("y");
            same(left == right && written_alike, expect.get("want").is_true())
        }
        _ => unknown(case),
    }
}

fn agrees<Answer: std::fmt::Debug>(parsed: Result<Answer, String>, valid: bool) -> Verdict {
    if parsed.is_ok() == valid { Ok(()) } else { Err(format!("{parsed:?}")) }
}

/// Labels as a list of equations, where blanks do not count.
fn labels(text: &str) -> Result<Map, String> {
    if text.is_empty() {
        return Ok(Map::default());
    }
    let tight: String = text.chars().filter(|character| *character != ' ').collect();
    let labels = parse_labels(&tight)?;
    let faults = label_faults(&labels);
    if faults.is_empty() { Ok(labels) } else { Err(faults.join(", ")) }
}

fn label_faults(labels: &Map) -> Vec<String> {
    let faults = |(key, value): (&FieldName, &Value)| {
        [names::qualified_name(key), names::label_value(value.str())].concat()
    };
    labels.iter().flat_map(faults).collect()
}

/// The one value that a selector lets a label have, if it lets it have only one
/// (`RequiresExactMatch`): found by trying every value that it names, another one, and none.
fn exact_value(selector: &Selector, label: &str) -> Option<SmolStr> {
    let terms = selector.clone().into_terms();
    let values = |term: &Requirement| match term {
        Requirement::Equals(_, value) | Requirement::NotEquals(_, value) => vec![value.clone()],
        Requirement::In(_, values) | Requirement::NotIn(_, values) => values.clone(),
        _ => Vec::new(),
    };
    let (own, others): (Vec<_>, Vec<_>) = terms.iter().partition(|term| term.key() == label);
    let mut labels: Map = others
        .iter()
        .map(|term| (FieldName::new(term.key()), values(term).first().cloned().unwrap_or_default()))
        .collect();
    let mut allowed = Vec::new();
    if selector.matches(&labels) {
        return None;
    }
    for value in own.iter().flat_map(|term| values(term)).chain([SmolStr::new("another")]) {
        labels.insert(FieldName::new(label), value.clone());
        if selector.matches(&labels) && !allowed.contains(&value) {
            allowed.push(value);
        }
    }
    if allowed.len() == 1 { allowed.pop() } else { None }
}

fn map(value: &Value) -> Map {
    value.as_map().cloned().unwrap_or_default()
}

/// The first labels with the second ones laid over them.
fn merged(first: &Value, second: &Value) -> Map {
    let mut labels = map(first);
    for (key, value) in second.entries() {
        labels.insert(key, value.clone());
    }
    labels
}

pub fn selector(requirements: &Value) -> Result<Selector, String> {
    let terms: Result<Vec<Requirement>, String> = requirements
        .items()
        .iter()
        .map(|item| requirement(item, "operator", "strValues"))
        .collect();
    Ok(Selector::Terms(terms?))
}

fn requirement(item: &Value, operator: &str, values: &str) -> Result<Requirement, String> {
    let values = item.get(values).items().iter().map(|value| value.str().into()).collect();
    Requirement::new(item.get("key").str(), item.get(operator).str(), values)
}

/// Judges a case of `label_selector_objects`.
pub fn objects(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    match case.test.as_str() {
        "TestLabelSelectorAsSelector" => {
            let selector = Selector::from_label_selector(input.get("in"));
            let faults = podarium::api::validation::faults_of_selector(input.get("in"), "x");
            same(!faults.is_empty(), expect.get("expectErr").is_true())?;
            if faults.is_empty() {
                let selector = match selector {
                    Selector::Labels(_) => Selector::Terms(selector.into_terms()),
                    other => other,
                };
                return same(Ok(selector), self::selector(expect.get("out")));
            }
            Ok(())
        }
        "TestLabelSelectorMatchExpression" => {
            let selector = input.get("labelSelector");
            let faults = podarium::api::validation::faults_of_selector(selector, "x");
            same(faults.len() as i64, expect.get("wantErrorNumber").int())
        }
        "TestLabelSelectorAsMap" => {
            let selector = Selector::from_label_selector(input.get("in"));
            match equations(&selector) {
                Some(labels) => {
                    same(expect.get("errString").str(), "")?;
                    same(labels, map(expect.get("out")))
                }
                None if expect.get("errString").str().is_empty() => Err("no map".to_owned()),
                None => Ok(()),
            }
        }
        "TestValidateLabels" => {
            let faults = label_faults(&map(input.get("labels")));
            let expected = expect.get("expect").str();
            if faults.join(", ").contains(expected) {
                Ok(())
            } else {
                same(faults.join(", "), expected)
            }
        }
        _ => unknown(case),
    }
}

/// The labels that a selector asks for, if it asks for nothing else.
fn equations(selector: &Selector) -> Option<Map> {
    let equation =
        |term: &Requirement| Some((term.key().to_owned(), exact_value(selector, term.key())?));
    selector.clone().into_terms().iter().map(equation).collect()
}

/// Judges a case of `field_selector_parse`.
pub fn fields(case: &Case) -> Verdict {
    match case.test.as_str() {
        "TestSelectorParse" => agrees(
            parse_fields(case.input.get("selector").str()),
            case.expect.get("valid").is_true(),
        ),
        // The case leaves out its term: it is made of its parts, and one that has none has no
        // operator.
        "TestSplitTerm" => {
            let text = |key: &str| case.expect.get(key).str();
            let parts = (text("lhs"), text("op"), text("rhs"));
            let term = format!("{}{}{}", parts.0, parts.1, parts.2);
            same(split_term(&term), case.expect.get("ok").is_true().then_some(parts))
        }
        "TestRequiresExactMatch" => {
            let value =
                exact_field(&field_terms(case.input.get("s")), case.input.get("label").str());
            same(value.is_some(), case.expect.get("found").is_true())?;
            same(value.unwrap_or_default().as_str(), case.expect.get("value").str())
        }
        "TestFieldHas" => same(
            case.input
                .get("ls")
                .entries()
                .iter()
                .any(|(key, _)| key == case.input.get("key").str()),
            case.expect.get("has").is_true(),
        ),
        _ => unknown(case),
    }
}

/// One term, or a list of terms and lists.
fn field_terms(terms: &Value) -> Vec<FieldTerm> {
    match terms {
        Value::Null => Vec::new(),
        Value::List(items) => items.as_slice().iter().flat_map(field_terms).collect(),
        term => {
            let text = |key: &str| term.get(key).str().to_owned();
            vec![FieldTerm { field: text("field"), value: text("value"), equal: true }]
        }
    }
}

/// The one value that a field may have, if it is asked for.
fn exact_field(terms: &[FieldTerm], field: &str) -> Option<String> {
    let with = |value: &str| {
        let mut object = Object::new(Kind::Pod, "default", "web");
        object.body.set_given(field, value);
        terms.iter().filter(|term| term.field == field).all(|term| term.matches(&object))
    };
    let named = terms.iter().filter(|term| term.field == field).map(|term| term.value.clone());
    let mut allowed: Vec<String> = named.filter(|value| with(value)).collect();
    if with("another") { None } else { allowed.pop() }
}
