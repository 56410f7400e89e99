//! How the API server refuses a request: `metav1.Status` with its reason and its text.

use super::kind::Kind;
use super::object::Object;
use super::value::Value;
use crate::ordered::OrderedSet;
use std::fmt;

/// Why a request was refused, in the API's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorReason {
    /// 404.
    NotFound,
    /// 409 on creation.
    AlreadyExists,
    /// 409 on update.
    Conflict,
    /// 422.
    Invalid,
    /// 403.
    Forbidden,
    /// 400.
    BadRequest,
    /// 405.
    MethodNotAllowed,
    /// 429.
    TooManyRequests,
    /// 500.
    InternalError,
    /// 500, in the words of somebody behind the API server.
    Unknown,
}

/// A refusal by the API server.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusError {
    /// Its reason, which decides how kubectl prints it.
    pub reason: ErrorReason,
    /// Its text: `pods "web" not found`.
    pub message: String,
    /// The kind and name it speaks of, where it speaks of one.
    pub subject: Option<(Kind, String)>,
    /// What each field did wrong, when the reason is [`ErrorReason::Invalid`].
    pub causes: Vec<FieldError>,
}

/// One field's fault (`field.Error`): `spec.replicas: Invalid value: -1: must be …`.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldError {
    /// `spec.template.spec.containers[0].name`.
    pub path: String,
    /// `Invalid value`, `Required value`, `Unsupported value`, `Forbidden` and so on.
    pub kind: &'static str,
    /// The value as the message shows it, if it shows one.
    pub shown: Option<String>,
    /// What is wrong with it; may be empty.
    pub detail: String,
}

impl fmt::Display for FieldError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path, self.body())
    }
}

impl FieldError {
    /// A fault of a value that the message shows.
    #[cold]
    pub fn invalid(
        path: impl Into<String>,
        value: &Value,
        detail: impl Into<String>,
    ) -> FieldError {
        FieldError {
            path: path.into(),
            kind: "Invalid value",
            shown: Some(show(value)),
            detail: detail.into(),
        }
    }

    /// A fault of a value that the message leaves out.
    #[cold]
    pub fn invalid_unshown(path: impl Into<String>, detail: impl Into<String>) -> FieldError {
        FieldError { path: path.into(), kind: "Invalid value", shown: None, detail: detail.into() }
    }

    /// A value that must be there and is not.
    #[cold]
    pub fn required(path: impl Into<String>, detail: impl Into<String>) -> FieldError {
        FieldError { path: path.into(), kind: "Required value", shown: None, detail: detail.into() }
    }

    /// A value that must not be there.
    #[cold]
    pub fn forbidden(path: impl Into<String>, detail: impl Into<String>) -> FieldError {
        FieldError { path: path.into(), kind: "Forbidden", shown: None, detail: detail.into() }
    }

    /// A value that stands there twice.
    #[cold]
    pub fn duplicate(path: impl Into<String>, value: &Value) -> FieldError {
        FieldError {
            path: path.into(),
            kind: "Duplicate value",
            shown: Some(show(value)),
            detail: String::new(),
        }
    }

    /// A name of something that is not there.
    #[cold]
    pub fn not_found(path: impl Into<String>, value: &Value) -> FieldError {
        FieldError {
            path: path.into(),
            kind: "Not found",
            shown: Some(show(value)),
            detail: String::new(),
        }
    }

    /// A word that is none of the allowed ones, which are given in the order they are shown in.
    #[cold]
    pub fn unsupported(path: impl Into<String>, value: &Value, allowed: &[&str]) -> FieldError {
        let allowed: Vec<String> = allowed.iter().map(|word| format!("\"{word}\"")).collect();
        FieldError {
            path: path.into(),
            kind: "Unsupported value",
            shown: Some(show(value)),
            detail: format!("supported values: {}", allowed.join(", ")),
        }
    }

    /// A fault of a value that the message shows in a form of its own.
    #[cold]
    pub fn invalid_shown(
        path: impl Into<String>,
        shown: impl Into<String>,
        detail: impl Into<String>,
    ) -> FieldError {
        FieldError {
            path: path.into(),
            kind: "Invalid value",
            shown: Some(shown.into()),
            detail: detail.into(),
        }
    }

    /// A text of more bytes than are allowed.
    #[cold]
    pub fn too_long(path: impl Into<String>, limit: usize) -> FieldError {
        FieldError {
            path: path.into(),
            kind: "Too long",
            shown: None,
            detail: match limit {
                1 => "may not be more than 1 byte".to_owned(),
                _ => format!("may not be more than {limit} bytes"),
            },
        }
    }

    /// A list of more items than are allowed.
    #[cold]
    pub fn too_many(path: impl Into<String>, count: usize, limit: usize) -> FieldError {
        let items = if limit == 1 { "item" } else { "items" };
        FieldError {
            path: path.into(),
            kind: "Too many",
            shown: Some(count.to_string()),
            detail: format!("must have at most {limit} {items}"),
        }
    }

    /// Several errors as one text, each said once (`utilerrors.Aggregate`).
    pub fn aggregate(faults: &[FieldError]) -> String {
        let mut texts: Vec<String> = Vec::new();
        let mut said = OrderedSet::new();
        for text in faults.iter().map(FieldError::to_string) {
            if said.insert(text.clone()) {
                texts.push(text);
            }
        }
        if texts.len() == 1 { texts.concat() } else { format!("[{}]", texts.join(", ")) }
    }

    /// Everything after the path.
    pub fn body(&self) -> String {
        let mut text = self.kind.to_owned();
        for part in [self.shown.as_deref().unwrap_or_default(), &self.detail] {
            if !part.is_empty() {
                text.push_str(": ");
                text.push_str(part);
            }
        }
        text
    }
}

/// A value as a message shows it: texts as Go quotes them, everything else as JSON.
fn show(value: &Value) -> String {
    match value {
        Value::String(text) => quote(text),
        other => super::json::to_json(other),
    }
}

/// A text in double quotes as Go's `%q` writes it.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\0'..='\u{1f}' | '\u{7f}' => {
                quoted.push_str(&format!("\\x{:02x}", u32::from(character)));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

impl StatusError {
    /// A refusal with a text of its own.
    #[cold]
    pub fn new(reason: ErrorReason, message: impl Into<String>) -> StatusError {
        StatusError { reason, message: message.into(), subject: None, causes: Vec::new() }
    }

    /// `pods "web" not found`.
    #[cold]
    pub fn not_found(kind: Kind, name: &str) -> StatusError {
        StatusError {
            subject: Some((kind, name.to_owned())),
            ..StatusError::new(
                ErrorReason::NotFound,
                format!("{} \"{name}\" not found", kind.group_resource()),
            )
        }
    }

    /// `pods "web" already exists`.
    #[cold]
    pub fn already_exists(kind: Kind, name: &str) -> StatusError {
        StatusError {
            subject: Some((kind, name.to_owned())),
            ..StatusError::new(
                ErrorReason::AlreadyExists,
                format!("{} \"{name}\" already exists", kind.group_resource()),
            )
        }
    }

    /// The object was changed by somebody else in between.
    #[cold]
    pub fn conflict(kind: Kind, name: &str) -> StatusError {
        StatusError {
            subject: Some((kind, name.to_owned())),
            ..StatusError::new(
                ErrorReason::Conflict,
                format!(
                    "Operation cannot be fulfilled on {} \"{name}\": the object has been \
                     modified; please apply your changes to the latest version and try again",
                    kind.group_resource()
                ),
            )
        }
    }

    /// The object of this name is not the one that was meant, in the words of etcd's client.
    #[cold]
    pub fn other_uid(there: &Object, meant: &str) -> StatusError {
        let (kind, meta) = (there.kind, &there.meta);
        let folder = match kind {
            Kind::Endpoints => "services/endpoints",
            Kind::Ingress => "ingress",
            Kind::Node => "minions",
            Kind::ReplicationController => "controllers",
            Kind::Service => "services/specs",
            _ => kind.row().plural,
        };
        let place = match meta.namespace.as_str() {
            "" => meta.name.to_string(),
            namespace => format!("{namespace}/{}", meta.name),
        };
        StatusError {
            subject: Some((kind, meta.name.to_string())),
            ..StatusError::new(
                ErrorReason::Conflict,
                format!(
                    "Operation cannot be fulfilled on {} \"{}\": StorageError: invalid object, \
                     Code: 4, Key: /registry/{folder}/{place}, ResourceVersion: 0, \
                     AdditionalErrorMsg: Precondition failed: UID in precondition: {meant}, UID \
                     in object meta: {}",
                    kind.group_resource(),
                    meta.name,
                    meta.uid
                ),
            )
        }
    }

    /// `Deployment.apps "web" is invalid: …`; several causes stand in brackets.
    #[cold]
    pub fn invalid(kind: Kind, name: &str, causes: Vec<FieldError>) -> StatusError {
        let causes_text = FieldError::aggregate(&causes);
        StatusError {
            reason: ErrorReason::Invalid,
            message: format!("{} \"{name}\" is invalid: {causes_text}", kind.group_kind()),
            subject: Some((kind, name.to_owned())),
            causes,
        }
    }

    /// `pods "web" is forbidden: …`.
    #[cold]
    pub fn forbidden(kind: Kind, name: &str, why: &str) -> StatusError {
        StatusError {
            subject: Some((kind, name.to_owned())),
            ..StatusError::new(
                ErrorReason::Forbidden,
                format!("{} \"{name}\" is forbidden: {why}", kind.group_resource()),
            )
        }
    }
}

impl fmt::Display for ErrorReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self:?}")
    }
}

impl fmt::Display for StatusError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}
