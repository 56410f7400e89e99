//! Label selectors: which objects a set of labels is meant for.

use super::value::{Map, Value};
use crate::api::FieldName;
use smol_str::SmolStr;
use std::fmt;

/// One term of a selector; all of a selector's terms must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// The label is there and has this value.
    Equals(SmolStr, SmolStr),
    /// The label is missing or has another value.
    NotEquals(SmolStr, SmolStr),
    /// The label is there and has one of these values.
    In(SmolStr, Vec<SmolStr>),
    /// The label is missing or has none of these values.
    NotIn(SmolStr, Vec<SmolStr>),
    /// The label is there.
    Exists(SmolStr),
    /// The label is missing.
    DoesNotExist(SmolStr),
    /// The label is an integer above this one.
    GreaterThan(SmolStr, i64),
    /// The label is an integer below this one.
    LessThan(SmolStr, i64),
}

/// Which labels are meant.
#[derive(Clone, Debug, PartialEq)]
pub enum Selector {
    /// No object at all: what a missing `LabelSelector` means.
    Nothing,
    /// Those that have each of these labels; without any, every object.
    Labels(Map),
    /// Those that meet every requirement; without any, every object.
    Terms(Vec<Requirement>),
}

impl Selector {
    /// Reads a `LabelSelector` (`matchLabels`, `matchExpressions`).  Null selects nothing, an
    /// empty one everything (`LabelSelectorAsSelector`).
    pub fn from_label_selector(selector: &Value) -> Selector {
        if selector.is_null() {
            return Selector::Nothing;
        }
        let labels = Selector::from_map(selector.get("matchLabels"));
        let expressions = selector.get("matchExpressions").items();
        if expressions.is_empty() {
            return labels;
        }
        let mut terms = labels.into_terms();
        for expression in expressions {
            let key = SmolStr::new(expression.get("key").str());
            let values: Vec<SmolStr> =
                expression.get("values").items().iter().map(|item| item.str().into()).collect();
            terms.push(match expression.get("operator").str() {
                "In" => Requirement::In(key, values),
                "NotIn" => Requirement::NotIn(key, values),
                "Exists" => Requirement::Exists(key),
                "DoesNotExist" => Requirement::DoesNotExist(key),
                _ => return Selector::Nothing,
            });
        }
        Selector::Terms(terms)
    }

    /// Reads a plain map, as a Service's `spec.selector` and a `nodeSelector` are: every label
    /// must be there with its value.
    pub fn from_map(labels: &Value) -> Selector {
        Selector::Labels(labels.as_map().cloned().unwrap_or_default())
    }

    /// Its requirements; what selects nothing has none.
    pub fn into_terms(self) -> Vec<Requirement> {
        match self {
            Selector::Nothing => Vec::new(),
            Selector::Labels(labels) => labels.iter().map(equals).collect(),
            Selector::Terms(terms) => terms,
        }
    }

    /// Whether these labels are meant.
    pub fn matches(&self, labels: &Map) -> bool {
        match self {
            Selector::Nothing => false,
            Selector::Labels(wanted) => {
                wanted.iter().all(|(key, value)| labels.get(key).as_str() == Some(value.str()))
            }
            Selector::Terms(terms) => terms.iter().all(|term| term.matches(labels)),
        }
    }
}

/// The requirement of a label with its value.
fn equals((key, value): (&FieldName, &Value)) -> Requirement {
    Requirement::Equals(key.into(), value.to_smol_str())
}

impl Requirement {
    /// Whether these labels meet the requirement.
    pub fn matches(&self, labels: &Map) -> bool {
        let number = |key: &str| labels.get(key).as_str()?.parse::<i64>().ok();
        match self {
            Requirement::Equals(key, value) => labels.get(key).as_str() == Some(value),
            Requirement::NotEquals(key, value) => labels.get(key).as_str() != Some(value),
            Requirement::In(key, values) => {
                labels.get(key).as_str().is_some_and(|label| values.iter().any(|v| v == label))
            }
            Requirement::NotIn(key, values) => {
                labels.get(key).as_str().is_none_or(|label| values.iter().all(|v| v != label))
            }
            Requirement::Exists(key) => labels.contains(key),
            Requirement::DoesNotExist(key) => !labels.contains(key),
            Requirement::GreaterThan(key, bound) => number(key).is_some_and(|n| n > *bound),
            Requirement::LessThan(key, bound) => number(key).is_some_and(|n| n < *bound),
        }
    }

    /// The label that it speaks of.
    pub fn key(&self) -> &str {
        match self {
            Requirement::Equals(key, _)
            | Requirement::NotEquals(key, _)
            | Requirement::In(key, _)
            | Requirement::NotIn(key, _)
            | Requirement::Exists(key)
            | Requirement::DoesNotExist(key)
            | Requirement::GreaterThan(key, _)
            | Requirement::LessThan(key, _) => key,
        }
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Requirement::Equals(key, value) => write!(formatter, "{key}={value}"),
            Requirement::NotEquals(key, value) => write!(formatter, "{key}!={value}"),
            Requirement::In(key, values) => write!(formatter, "{key} in ({})", values.join(",")),
            Requirement::NotIn(key, values) => {
                write!(formatter, "{key} notin ({})", values.join(","))
            }
            Requirement::Exists(key) => formatter.write_str(key),
            Requirement::DoesNotExist(key) => write!(formatter, "!{key}"),
            Requirement::GreaterThan(key, bound) => write!(formatter, "{key}>{bound}"),
            Requirement::LessThan(key, bound) => write!(formatter, "{key}<{bound}"),
        }
    }
}

impl fmt::Display for Selector {
    /// `app=web,tier in (a,b)`; what selects nothing or everything has no text.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let terms = self.clone().into_terms();
        let texts: Vec<String> = terms.iter().map(Requirement::to_string).collect();
        formatter.write_str(&texts.join(","))
    }
}

/// A `LabelSelector` as Go prints it in the texts of some controllers.
pub fn go_text(selector: &Value) -> String {
    if selector.is_null() {
        return "nil".to_owned();
    }
    let mut labels: Vec<String> = selector
        .get("matchLabels")
        .entries()
        .iter()
        .map(|(key, label)| format!("{key}: {},", label.str()))
        .collect();
    crate::order::sort(&mut labels);
    let expressions = selector.get("matchExpressions").items().iter().map(|expression| {
        let values: Vec<&str> =
            expression.get("values").items().iter().map(|value| value.str()).collect();
        format!(
            "LabelSelectorRequirement{{Key:{},Operator:{},Values:[{}],}},",
            expression.get("key").str(),
            expression.get("operator").str(),
            values.join(" ")
        )
    });
    format!(
        "&LabelSelector{{MatchLabels:map[string]string{{{}}},\
         MatchExpressions:[]LabelSelectorRequirement{{{}}},}}",
        labels.concat(),
        expressions.collect::<String>()
    )
}
