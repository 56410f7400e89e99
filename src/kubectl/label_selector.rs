//! A selector in a word, as objects hold it (`ParseToLabelSelector`).

use super::failure::Failure;
use crate::api::selector::Requirement;
use crate::api::{Map, Selector, Value};
use crate::value;
use smol_str::SmolStr;

/// What a selector asks for.
#[derive(Default)]
pub struct Terms {
    /// Labels with their values.
    pub labels: Map,
    /// A key, an operator and its values.
    pub expressions: Vec<(SmolStr, &'static str, Vec<SmolStr>)>,
}

impl Terms {
    /// Reads `app=web,track in (stable)`.
    ///
    /// # Errors
    /// It is none, or compares numbers.
    pub fn read(text: &str) -> Result<Terms, Failure> {
        let read = Selector::parse(text).map_err(|why| {
            Failure::error(format!("couldn't parse the selector string \"{text}\": {why}"))
        })?;
        let mut terms = Terms::default();
        let Selector::Terms(found) = read else { return Ok(terms) };
        for term in found {
            let (key, operator, values) = match term {
                Requirement::Equals(key, value) => {
                    terms.labels.insert(key, value.as_str());
                    continue;
                }
                Requirement::NotEquals(key, value) => (key, "NotIn", vec![value]),
                Requirement::In(key, values) => (key, "In", values),
                Requirement::NotIn(key, values) => (key, "NotIn", values),
                Requirement::Exists(key) => (key, "Exists", Vec::new()),
                Requirement::DoesNotExist(key) => (key, "DoesNotExist", Vec::new()),
                Requirement::GreaterThan(..) => return Err(unsupported("gt")),
                Requirement::LessThan(..) => return Err(unsupported("lt")),
            };
            terms.expressions.push((key, operator, values));
        }
        Ok(terms)
    }

    /// The selector of an object.
    pub fn value(self) -> Value {
        let mut selector = value!({});
        if !self.labels.is_empty() {
            selector.set("matchLabels", self.labels);
        }
        let expression = |(key, operator, values): (SmolStr, &'static str, Vec<SmolStr>)| {
            let mut expression = value!({ "key": (key.as_str()), "operator": operator });
            if !values.is_empty() {
                let values: Vec<Value> = values.iter().map(|value| value.as_str().into()).collect();
                expression.set("values", values);
            }
            expression
        };
        if !self.expressions.is_empty() {
            let expressions: Vec<Value> = self.expressions.into_iter().map(expression).collect();
            selector.set("matchExpressions", expressions);
        }
        selector
    }
}

fn unsupported(sign: &str) -> Failure {
    Failure::error(format!("\"{sign}\" isn't supported in label selectors"))
}
