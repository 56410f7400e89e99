//! Label selectors as text: `app=web,tier notin (db, cache),!old,count>3` (`labels.Parse`).

use super::names;
use super::selector::{Requirement, Selector};
use super::status_error::FieldError;
use super::value::{Map, Value};
use crate::ordered::OrderedSet;
use smol_str::SmolStr;

/// The operators between a key and its values, as error texts list them.
const OPERATORS: &str = "in, notin, =, ==, !=, gt, lt";
/// The symbols, longer ones first.
const SYMBOLS: [&str; 9] = ["==", "!=", "=", "!", "<", ">", "(", ")", ","];

impl Selector {
    /// Reads a selector's text; an empty one selects everything.
    ///
    /// # Errors
    /// Why it cannot be read, in the API's words.
    pub fn parse(text: &str) -> Result<Selector, String> {
        let mut words = Words { rest: text };
        let mut terms = Vec::new();
        loop {
            match words.peek() {
                Word::End => break,
                Word::Name(_) | Word::Symbol("!") => {}
                other => {
                    return Err(format!(
                        "found '{}', expected: !, identifier, or 'end of string'",
                        other.text()
                    ));
                }
            }
            let term = requirement(&mut words);
            terms.push(term.map_err(|why| format!("unable to parse requirement: {why}"))?);
            match words.next() {
                Word::End => break,
                Word::Symbol(",") => expect_key(&words)?,
                other => {
                    return Err(format!(
                        "found '{}', expected: ',' or 'end of string'",
                        other.text()
                    ));
                }
            }
        }
        crate::order::sort_by(&mut terms, |left, right| left.key().cmp(right.key()));
        Ok(Selector::Terms(terms))
    }
}

/// Reads `app=web,tier=db` (kubectl's `ParseLabels`).
///
/// # Errors
/// Which part is no pair, in kubectl's words.
pub fn parse_labels(text: &str) -> Result<Map, String> {
    if text.is_empty() {
        return Err("no label spec passed".to_owned());
    }
    let pair = |part: &str| match part.split_once('=') {
        Some(("", value)) if !value.contains('=') => Err("unexpected empty label key".to_owned()),
        Some((key, value)) if !value.contains('=') => Ok((SmolStr::new(key), Value::from(value))),
        _ => Err(format!("unexpected label spec: {part}")),
    };
    text.split(',')
        .map(pair)
        .collect::<Result<Vec<_>, _>>()
        .map(|pairs| pairs.into_iter().collect())
}

fn expect_key(words: &Words) -> Result<(), String> {
    match words.peek() {
        Word::Name(_) | Word::Symbol("!") => Ok(()),
        other => Err(format!("found '{}', expected: identifier after ','", other.text())),
    }
}

fn requirement(words: &mut Words) -> Result<Requirement, String> {
    let negated = words.peek() == Word::Symbol("!");
    if negated {
        words.next();
    }
    let Word::Name(key) = words.peek() else {
        return Err(format!("found '{}', expected: identifier", words.next().text()));
    };
    words.next();
    let faults = names::qualified_name(key);
    if !faults.is_empty() {
        // The parser knows no path, which Go prints like this.
        let fault = FieldError::invalid("<nil>", &Value::from(key), faults.join("; "));
        return Err(fault.to_string());
    }
    if negated || matches!(words.peek(), Word::End | Word::Symbol(",")) {
        return Requirement::new(key, if negated { "!" } else { "exists" }, Vec::new());
    }
    let operator = words.next().text();
    let values = match operator {
        "in" | "notin" => values(words)?,
        "=" | "==" | "!=" | ">" | "<" => exact_value(words)?,
        other => return Err(format!("found '{other}', expected: {OPERATORS}")),
    };
    Requirement::new(key, operator, values.into_iter().map(SmolStr::new).collect())
}

/// One value; nothing counts as the empty one.
fn exact_value<'text>(words: &mut Words<'text>) -> Result<OrderedSet<&'text str>, String> {
    match words.peek() {
        Word::End | Word::Symbol(",") => Ok([""].into()),
        Word::Name(value) => {
            words.next();
            Ok([value].into())
        }
        other => Err(format!("found '{}', expected: identifier", other.text())),
    }
}

/// A list in parentheses; where a value is missing, the empty one is meant.
fn values<'text>(words: &mut Words<'text>) -> Result<OrderedSet<&'text str>, String> {
    match words.next() {
        Word::Symbol("(") => {}
        other => return Err(format!("found '{}' expected: '('", other.text())),
    }
    let mut values = OrderedSet::new();
    match words.peek() {
        Word::Symbol(")") => {
            words.next();
            values.insert("");
            return Ok(values);
        }
        Word::Name(_) | Word::Symbol(",") => {}
        other => {
            return Err(format!("found '{}', expected: ',', ')' or identifier", other.text()));
        }
    }
    loop {
        match words.next() {
            Word::Name(value) => {
                values.insert(value);
                match words.peek() {
                    Word::Symbol(",") => {}
                    Word::Symbol(")") => break,
                    other => {
                        return Err(format!("found '{}', expected: ',' or ')'", other.text()));
                    }
                }
            }
            Word::Symbol(",") => {
                if values.is_empty() || matches!(words.peek(), Word::Symbol(")" | ",")) {
                    values.insert("");
                }
                if words.peek() == Word::Symbol(")") {
                    break;
                }
            }
            other => return Err(format!("found '{}', expected: ',', or identifier", other.text())),
        }
    }
    words.next();
    Ok(values)
}

impl Selector {
    /// The first thing that is wrong with a `LabelSelector` (`LabelSelectorAsSelector`).
    pub fn fault(selector: &Value) -> Option<String> {
        let equations = selector.get("matchLabels").entries().iter();
        let mut equations =
            equations.map(|(key, value)| Requirement::new(key, "=", vec![value.str().into()]));
        let expressions = selector.get("matchExpressions").items().iter();
        let mut expressions = expressions.map(|expression| {
            let operator = match expression.get("operator").str() {
                "In" => "in",
                "NotIn" => "notin",
                "Exists" => "exists",
                "DoesNotExist" => "!",
                other => return Err(format!("{other:?} is not a valid label selector operator")),
            };
            let values = expression.get("values").items().iter().map(|value| value.str().into());
            Requirement::new(expression.get("key").str(), operator, values.collect())
        });
        equations.find_map(Result::err).or_else(|| expressions.find_map(Result::err))
    }
}

impl Requirement {
    /// A requirement from its parts as they are written: `in`, `=`, `!`, `exists`, `gt` and so on.
    ///
    /// # Errors
    /// What is wrong with the parts, in the API's words (`labels.NewRequirement`).
    pub fn new(key: &str, operator: &str, values: Vec<SmolStr>) -> Result<Requirement, String> {
        Requirement::checked("", key, operator, values)
            .map_err(|faults| FieldError::aggregate(&faults))
    }

    /// The same for parts that stand at `path`, which ends in a dot unless it is empty.
    ///
    /// # Errors
    /// Each thing that is wrong with the parts.
    pub fn checked(
        path: &str,
        key: &str,
        operator: &str,
        values: Vec<SmolStr>,
    ) -> Result<Requirement, Vec<FieldError>> {
        let mut faults = Vec::new();
        let key_faults = names::qualified_name(key);
        if !key_faults.is_empty() {
            faults.push(FieldError::invalid(
                format!("{path}key"),
                &Value::from(key),
                key_faults.join("; "),
            ));
        }
        let wrong_number = match operator {
            "in" | "notin" if values.is_empty() => {
                Some("for 'in', 'notin' operators, values set can't be empty")
            }
            "=" | "==" | "!=" if values.len() != 1 => {
                Some("exact-match compatibility requires one single value")
            }
            "exists" | "!" if !values.is_empty() => {
                Some("values set must be empty for exists and does not exist")
            }
            "gt" | "lt" | ">" | "<" if values.len() != 1 => {
                Some("for 'Gt', 'Lt' operators, exactly one value is required")
            }
            _ => None,
        };
        if let Some(why) = wrong_number {
            faults.push(FieldError::invalid(
                format!("{path}values"),
                &Value::from(values.clone()),
                why,
            ));
        }
        let number = values.first().and_then(|value| value.parse::<i64>().ok());
        if matches!(operator, "gt" | "lt" | ">" | "<") && wrong_number.is_none() && number.is_none()
        {
            let why = "for 'Gt', 'Lt' operators, the value must be an integer";
            faults.push(FieldError::invalid(
                format!("{path}values[0]"),
                &Value::from(values[0].clone()),
                why,
            ));
        }
        for (index, value) in values.iter().enumerate() {
            let value_faults = names::label_value(value);
            if !value_faults.is_empty() {
                let path = format!("{path}values[{index}][{key}]");
                faults.push(FieldError::invalid(path, &value.into(), value_faults.join("; ")));
            }
        }
        let key = SmolStr::new(key);
        let first = || values.first().cloned().unwrap_or_default();
        let made = match operator {
            "in" => Requirement::In(key, values),
            "notin" => Requirement::NotIn(key, values),
            "=" | "==" => Requirement::Equals(key, first()),
            "!=" => Requirement::NotEquals(key, first()),
            "exists" => Requirement::Exists(key),
            "!" => Requirement::DoesNotExist(key),
            "gt" | ">" => Requirement::GreaterThan(key, number.unwrap_or_default()),
            "lt" | "<" => Requirement::LessThan(key, number.unwrap_or_default()),
            other => {
                let known = ["=", "!=", "==", "in", "notin", "exists", "!", "gt", "lt"];
                faults.push(FieldError::unsupported(
                    format!("{path}operator"),
                    &Value::from(other),
                    &known,
                ));
                Requirement::Exists(key)
            }
        };
        if faults.is_empty() { Ok(made) } else { Err(faults) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word<'text> {
    Name(&'text str),
    Symbol(&'static str),
    End,
}

impl<'text> Word<'text> {
    fn text(self) -> &'text str {
        match self {
            Word::Name(text) => text,
            Word::Symbol(text) => text,
            Word::End => "",
        }
    }
}

struct Words<'text> {
    rest: &'text str,
}

impl<'text> Words<'text> {
    fn next(&mut self) -> Word<'text> {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
        if self.rest.is_empty() {
            return Word::End;
        }
        for symbol in SYMBOLS {
            if let Some(rest) = self.rest.strip_prefix(symbol) {
                self.rest = rest;
                return Word::Symbol(symbol);
            }
        }
        let end = self.rest.find([' ', '\t', '\r', '\n', '=', '!', '<', '>', '(', ')', ',']);
        let (name, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        Word::Name(name)
    }

    fn peek(&self) -> Word<'text> {
        Words { rest: self.rest }.next()
    }
}
