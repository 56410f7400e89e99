//! The faults found so far, and the checks that recur in every kind.

use super::path::Path;
use crate::api::names;
use crate::api::{FieldError, Value};

/// The text for what may not be below zero.
pub const NEGATIVE: &str = "must be greater than or equal to 0";
/// The text for what may not change.
pub const IMMUTABLE: &str = "field is immutable";

/// So many faults are told, and no more after so many bytes of values: where each item of a long
/// list clashes with each other, or is shown with the whole list, no memory would hold them all.
const MOST_FAULTS: usize = 1_000;
const MOST_SHOWN: usize = 1 << 20;

/// Collects faults in the order in which they are found.
#[derive(Default)]
pub struct Report {
    /// The faults so far.
    pub faults: Vec<FieldError>,
    /// How many bytes of values they show.
    shown: usize,
}

impl Report {
    /// Whether no more faults are told.
    pub fn is_full(&self) -> bool {
        self.faults.len() >= MOST_FAULTS || self.shown >= MOST_SHOWN
    }

    /// A fault of its own form.
    pub fn push(&mut self, fault: FieldError) {
        if !self.is_full() {
            self.shown += fault.shown.as_ref().map_or(0, String::len);
            self.faults.push(fault);
        }
    }

    /// A value that may not be what it is.
    pub fn invalid(&mut self, path: Path, value: &Value, why: impl Into<String>) {
        if !self.is_full() {
            self.push(FieldError::invalid(path, value, why));
        }
    }

    /// As [`Report::invalid`], with the value in a form of its own.
    pub fn invalid_shown(&mut self, path: Path, shown: impl Into<String>, why: impl Into<String>) {
        if !self.is_full() {
            self.push(FieldError::invalid_shown(path, shown, why));
        }
    }

    /// A value that is missing.
    pub fn required(&mut self, path: Path, why: impl Into<String>) {
        self.push(FieldError::required(path, why));
    }

    /// A value that may not be there.
    pub fn forbidden(&mut self, path: Path, why: impl Into<String>) {
        self.push(FieldError::forbidden(path, why));
    }

    /// A value that is there twice.
    pub fn duplicate(&mut self, path: Path, value: &Value) {
        self.push(FieldError::duplicate(path, value));
    }

    /// One fault for each of these texts.  A value that is missing reads as an empty text.
    pub fn invalid_each(&mut self, path: Path, value: impl Into<Value>, texts: Vec<String>) {
        if texts.is_empty() {
            return;
        }
        let value = match value.into() {
            Value::Null => Value::from(""),
            value => value,
        };
        for text in texts {
            self.invalid(path, &value, text);
        }
    }

    /// A word that must be one of these, which are shown in their order.
    pub fn one_of(&mut self, path: Path, value: &Value, allowed: &[&str]) {
        if !allowed.contains(&value.str()) {
            self.push(FieldError::unsupported(path, value, allowed));
        }
    }

    /// As [`Report::one_of`], for a field that must be there.
    pub fn required_one_of(&mut self, path: Path, value: &Value, allowed: &[&str]) {
        match value.str() {
            "" => self.required(path, ""),
            _ => self.one_of(path, value, allowed),
        }
    }

    /// The protocol of a port.
    pub fn protocol(&mut self, path: Path, value: &Value) {
        self.required_one_of(path, value, &["SCTP", "TCP", "UDP"]);
    }

    /// As [`Report::one_of`], for a field that may be missing.
    pub fn one_of_if_set(&mut self, path: Path, value: &Value, allowed: &[&str]) {
        if !value.is_null() {
            self.one_of(path, value, allowed);
        }
    }

    /// A number, if there is one, that may not be below zero.
    pub fn not_negative(&mut self, path: Path, value: &Value) {
        if value.int() < 0 {
            self.invalid(path, value, NEGATIVE);
        }
    }

    /// A text that must be there and pass a rule.
    pub fn required_text(&mut self, path: Path, value: &Value, rule: fn(&str) -> Vec<String>) {
        if value.str().is_empty() {
            self.required(path, "");
        } else {
            self.invalid_each(path, value, rule(value.str()));
        }
    }

    /// A text that must pass a rule if it is there.
    pub fn text_if_set(&mut self, path: Path, value: &Value, rule: fn(&str) -> Vec<String>) {
        if !value.str().is_empty() {
            self.invalid_each(path, value, rule(value.str()));
        }
    }

    /// A text that must be there.
    pub fn filled(&mut self, path: Path, value: &Value) {
        if value.str().is_empty() {
            self.required(path, "");
        }
    }

    /// A port by its number or its name (`ValidatePortNumOrName`).
    pub fn port(&mut self, path: Path, value: &Value) {
        let faults = match value {
            Value::String(name) => names::port_name(name),
            _ => names::port_number(value.int()),
        };
        // A port that is missing shows as the number it reads as.
        let shown = if value.is_null() { &Value::Int(0) } else { value };
        self.invalid_each(path, shown, faults);
    }

    /// A number or a share, not below zero (`ValidatePositiveIntOrPercent`).
    pub fn number_or_percent(&mut self, path: Path, value: &Value) {
        match value {
            Value::String(text) => self.invalid_each(path, value, names::percent(text)),
            _ => self.not_negative(path, value),
        }
    }

    /// A share that may not be above the whole (`IsNotMoreThan100Percent`).
    pub fn at_most_100_percent(&mut self, path: Path, value: &Value) {
        let percent = value.as_str().and_then(|text| text.strip_suffix('%')?.parse::<i64>().ok());
        if percent.is_some_and(|percent| percent > 100) {
            self.invalid(path, value, "must not be greater than 100%");
        }
    }

    /// A value that must be the same as before (`ValidateImmutableField`).
    pub fn unchanged(&mut self, path: Path, value: &Value, before: &Value) {
        if value != before {
            self.invalid(path, value, IMMUTABLE);
        }
    }
}
