//! Selectors as text and as objects.

use super::{Case, Verdict, same, unknown};
use podarium::api::field_selector::parse_fields;
use podarium::api::names;
use podarium::api::selector::Requirement;
use podarium::api::{Selector, Value};

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
            let parsed = Selector::parse(text).and_then(|selector| labels(&selector));
            if valid {
                let expected: Vec<(String, String)> = input
                    .get("labels")
                    .entries()
                    .iter()
                    .map(|(key, value)| (key.to_string(), value.str().to_owned()))
                    .collect();
                return same(parsed?, expected);
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

/// Only equations make labels.
fn labels(selector: &Selector) -> Result<Vec<(String, String)>, String> {
    let Selector::Terms(terms) = selector else { return Err("nothing".to_owned()) };
    terms
        .iter()
        .map(|term| match term {
            Requirement::Equals(key, value) if !term.to_string().contains("==") => {
                Ok((key.to_string(), value.to_string()))
            }
            other => Err(format!("{other} is no label")),
        })
        .collect()
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
                return same(Ok(selector), self::selector(expect.get("out")));
            }
            Ok(())
        }
        "TestLabelSelectorMatchExpression" => {
            let selector = input.get("labelSelector");
            let faults = podarium::api::validation::faults_of_selector(selector, "x");
            same(faults.len() as i64, expect.get("wantErrorNumber").int())
        }
        "TestValidateLabels" => {
            let faults: Vec<String> = input
                .get("labels")
                .entries()
                .iter()
                .flat_map(|(key, value)| {
                    [names::qualified_name(key), names::label_value(value.str())].concat()
                })
                .collect();
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

/// Judges a case of `field_selector_parse`.
pub fn fields(case: &Case) -> Verdict {
    match case.test.as_str() {
        "TestSelectorParse" => agrees(
            parse_fields(case.input.get("selector").str()),
            case.expect.get("valid").is_true(),
        ),
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
