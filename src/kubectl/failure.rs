//! How kubectl says that something went wrong.

use super::printers::template_output::Fault;
use super::process::{Output, Stream};
use crate::api::{ErrorReason, StatusError};
use crate::time::Milliseconds;

/// The end of a command that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is printed to the standard error, without the last line break; may be empty.
    pub message: String,
    /// What is printed instead where it is one of several.
    among: Option<String>,
    /// Why the API server refused, if it did.
    pub reason: Option<ErrorReason>,
    /// What is printed to the standard output before; mostly nothing.
    pub printed: String,
    /// The exit status.
    pub exit: u8,
    /// How long the command is tried again before it ends like this.
    pub patience: Milliseconds,
}

impl Failure {
    /// Text as it is, and exit status 1.
    pub fn plain(message: impl Into<String>) -> Failure {
        Failure {
            message: message.into(),
            among: None,
            reason: None,
            printed: String::new(),
            exit: 1,
            patience: 0,
        }
    }

    /// The same, once it has been so for a while.
    pub fn after(self, patience: Milliseconds) -> Failure {
        Failure { patience, ..self }
    }

    /// `error: …`.
    pub fn error(message: impl AsRef<str>) -> Failure {
        Failure::plain(format!("error: {}", message.as_ref()))
    }

    /// `error: …`, also where it is one of several: the word is part of the complaint.  A line
    /// break at its end makes an empty line there.
    pub fn named_error(message: impl AsRef<str>) -> Failure {
        let Failure { message, .. } = Failure::error(message);
        Failure { among: Some(message.clone()), ..Failure::plain(message.trim_end()) }
    }

    /// `error: …`, and where help is to be found (`cmdutil.UsageErrorf`).
    pub fn usage(command: &str, message: impl AsRef<str>) -> Failure {
        Failure::error(message).with_help(command)
    }

    /// What is printed where it is one of several: kubectl's own complaints stand without the word
    /// `error` (`cmdutil.MultipleErrors`).
    fn among(&self) -> &str {
        let bare = self.message.strip_prefix("error: ").unwrap_or(&self.message);
        self.among.as_deref().unwrap_or(bare)
    }

    /// Several that count as one where they are among others.
    pub fn group(failures: &[Failure]) -> Failure {
        let texts: Vec<&str> = failures.iter().map(Failure::among).collect();
        Failure::plain(format!("[{}]", texts.join(", ")))
    }

    /// The same, and where help is to be found.
    pub fn with_help(mut self, command: &str) -> Failure {
        self.message.push_str(&format!("\nSee 'kubectl {command} -h' for help and examples"));
        self
    }

    /// A refusal by the API server.
    pub fn server(refusal: &StatusError) -> Failure {
        Failure::server_while("", refusal)
    }

    /// A refusal by the API server while something was done: `error when creating "web.yaml": `.
    pub fn server_while(prefix: &str, refusal: &StatusError) -> Failure {
        // Only what is alone is told fault by fault (`checkErr`, `StandardErrorMessage`).
        let among = format!("Error from server ({}): {prefix}{}", refusal.reason, refusal.message);
        let alone = Failure::alone(prefix, refusal);
        let is_same = alone.message == among || refusal.reason == ErrorReason::Unknown;
        Failure { among: (!is_same).then_some(among), reason: Some(refusal.reason), ..alone }
    }

    fn alone(prefix: &str, refusal: &StatusError) -> Failure {
        match (refusal.reason, &refusal.subject) {
            (ErrorReason::Invalid, Some((kind, name))) if !refusal.causes.is_empty() => {
                let mut texts = Vec::new();
                for cause in &refusal.causes {
                    let text = cause.to_string();
                    if !texts.contains(&text) {
                        texts.push(text);
                    }
                }
                let causes = match texts.as_slice() {
                    [only] => only.clone(),
                    several => several.iter().map(|text| format!("\n* {text}")).collect(),
                };
                Failure::plain(format!("The {} \"{name}\" is invalid: {causes}", kind.row().name))
            }
            (ErrorReason::Invalid, None) => {
                Failure::plain(format!("The request is invalid: {}", refusal.message))
            }
            (ErrorReason::Unknown, _) => {
                Failure::plain(format!("Error from server: {prefix}{}", refusal.message))
            }
            _ => Failure::plain(format!(
                "Error from server ({}): {prefix}{}",
                refusal.reason, refusal.message
            )),
        }
    }
}

/// Prints what went wrong, one thing after the other; the exit status for all of it.
pub fn report(failures: &[Failure], output: &mut Output) -> u8 {
    for failure in failures {
        output.push(Stream::Out, &failure.printed);
        output.error(if failures.len() > 1 { failure.among() } else { &failure.message });
    }
    failures.first().map_or(0, |failure| failure.exit)
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Failure {
        Failure { printed: fault.printed, ..Failure::error(fault.message) }
    }
}

impl From<StatusError> for Failure {
    fn from(refusal: StatusError) -> Failure {
        Failure::server(&refusal)
    }
}
