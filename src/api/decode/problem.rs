//! What is wrong with a field's name or type, in the API server's words.

use crate::api::schema::Type;
use crate::diagnostic::Span;
use std::fmt;

/// The most strict errors that the API server collects.
const MOST_STRICT: usize = 100;

/// A field that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which field: `spec.template.spec.containers[0].imagee`.
    pub path: String,
    /// Where it stands: the key of an unknown field, else the value.
    pub span: Span,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The type has no such field.
    UnknownField {
        /// The type whose fields were meant.
        within: Type,
    },
    /// The value has another type.
    Mismatch {
        /// What stands there, as Go names it: `string`, `number 1.5`, `object`.
        found: String,
        /// `DeploymentSpec.spec.replicas`.
        go_field: String,
        /// What should stand there, as Go names it: `int32`, `[]v1.Container`.
        wanted: String,
        /// Whether reading ends here, so that this is said rather than what was found before.
        ends: bool,
        /// Whether a number with a fraction stands there.
        fraction: bool,
    },
    /// The value has a text form that it does not keep: base64.
    Malformed(String),
    /// Another such form, whose fault ends the reading: a quantity, an instant.
    Refused(String),
}

impl Problem {
    /// Whether the API server refuses it only where it reads strictly, and drops it otherwise.
    pub fn is_strict(&self) -> bool {
        matches!(self.fault, Fault::UnknownField { .. })
    }

    /// Whether reading ends at it.
    fn ends_reading(&self) -> bool {
        matches!(self.fault, Fault::Refused(_) | Fault::Mismatch { ends: true, .. })
    }

    /// What the API server says of it in a patched object, which it reads in another way
    /// (`runtime.DefaultUnstructuredConverter`).
    pub fn conversion_text(&self) -> String {
        let (found, wanted, fraction) = match &self.fault {
            // What reads itself from JSON does so here as well, without knowing where it stands.
            Fault::Mismatch { found, wanted, ends: true, .. } => {
                return format!("json: cannot unmarshal {found} into Go value of type {wanted}");
            }
            Fault::Mismatch { found, wanted, fraction, .. } => (found, wanted, fraction),
            Fault::Malformed(text) => return format!("error decoding from json: {text}"),
            _ => return self.to_string(),
        };
        let number = if *fraction { "float64" } else { "int64" };
        let plain = |word: &str| word.split(' ').next().unwrap_or_default().to_owned();
        let wanted_kind = if wanted.starts_with("[]") {
            "slice"
        } else if wanted.starts_with("map[") || wanted.ends_with(".ResourceList") {
            "map"
        } else if super::go_names::is_text(wanted) {
            "string"
        } else if wanted.contains('.') {
            "struct"
        } else {
            wanted
        };
        match (plain(found).as_str(), wanted_kind) {
            ("object", "slice") => "cannot restore slice from map".to_owned(),
            ("array", "map") => "cannot restore map from slice".to_owned(),
            ("array", "struct") => "cannot restore struct from: slice".to_owned(),
            (found, "slice") => format!("cannot restore slice from {}", reflected(found, number)),
            (found, "map") => format!("cannot restore map from {}", reflected(found, number)),
            (found, "struct") => {
                format!("cannot restore struct from: {}", reflected(found, number))
            }
            // Go makes a sign of a whole number, which is not what is meant here.
            ("number", "string") if !fraction => format!("cannot convert int64 to {wanted}"),
            ("number", "int32" | "int64") => format!("cannot convert {number} to {wanted}"),
            (_, kind) => format!("unrecognized type: {kind}"),
        }
    }
}

/// How Go's reflection names what JSON calls a number.
fn reflected<'word>(found: &'word str, number: &'word str) -> &'word str {
    if found == "number" { number } else { found }
}

impl fmt::Display for Problem {
    /// `unknown field "spec.replica"`, or `json: cannot unmarshal string into …`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            Fault::UnknownField { .. } => write!(formatter, "unknown field \"{}\"", self.path),
            Fault::Mismatch { found, go_field, wanted, .. } => write!(
                formatter,
                "json: cannot unmarshal {found} into Go struct field {go_field} of type {wanted}"
            ),
            Fault::Malformed(text) | Fault::Refused(text) => formatter.write_str(text),
        }
    }
}

/// Why the API server refuses a manifest with these problems, in its words after
/// `Deployment in version "v1" cannot be handled as a Deployment: `; `None` if it takes it.
/// Unknown fields count only if it reads strictly.
pub fn refusal(problems: &[Problem], strict: bool) -> Option<String> {
    let ending = problems.iter().find(|problem| problem.ends_reading());
    let first = ending.or_else(|| problems.iter().find(|problem| !problem.is_strict()));
    if let Some(first) = first {
        return Some(first.to_string());
    }
    let unknown: Vec<String> = problems.iter().take(MOST_STRICT).map(Problem::to_string).collect();
    (strict && !unknown.is_empty())
        .then(|| format!("strict decoding error: {}", unknown.join(", ")))
}
