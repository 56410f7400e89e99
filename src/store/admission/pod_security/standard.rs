//! A level with the version whose rules are meant, as a namespace's labels tell it.

use crate::api::{FieldError, Object};

/// What the labels begin with.
const PREFIX: &str = "pod-security.kubernetes.io/";
/// The newest rules, which `latest` means.
const LATEST: u32 = 35;

/// How strict a namespace is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Privileged,
    Baseline,
    Restricted,
}

impl Level {
    fn read(text: &str) -> Option<Level> {
        Some(match text {
            "privileged" => Level::Privileged,
            "baseline" => Level::Baseline,
            "restricted" => Level::Restricted,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Level::Privileged => "privileged",
            Level::Baseline => "baseline",
            Level::Restricted => "restricted",
        }
    }
}

/// A level and a version of its rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standard {
    pub level: Level,
    /// The minor version; `None` is the latest.
    pub version: Option<u32>,
}

impl Standard {
    /// The one that is enforced.  A level that is none is the strictest.
    pub fn enforced(namespace: &Object) -> Standard {
        let level = namespace.label(&label("enforce"));
        let level = level.map(|text| Level::read(text).unwrap_or(Level::Restricted));
        let version = namespace.label(&label("enforce-version")).and_then(minor);
        Standard { level: level.unwrap_or(Level::Privileged), version: version.flatten() }
    }

    /// The one of which is warned: the enforced one where the labels tell of no other level.  A
    /// level that is none is the mildest.
    pub fn warned(namespace: &Object) -> Standard {
        let enforced = Standard::enforced(namespace);
        let is_level = namespace.label(&label("enforce")).and_then(Level::read).is_some();
        let of_own = namespace.label(&label("warn")).map(Level::read);
        let level = of_own.unwrap_or(Some(enforced.level).filter(|_| is_level));
        let version = match namespace.label(&label("warn-version")) {
            Some(text) => minor(text).flatten(),
            None if of_own.is_none() => enforced.version,
            None => None,
        };
        Standard { level: level.unwrap_or(Level::Privileged), version }
    }

    /// `"restricted:latest"`.
    pub fn title(&self) -> String {
        let version = self.version.map_or("latest".to_owned(), |minor| format!("v1.{minor}"));
        format!("\"{}:{version}\"", self.level.name())
    }

    /// The rules that are in force, by the minor version that brought them.
    pub fn rules(&self) -> u32 {
        self.version.unwrap_or(LATEST).min(LATEST)
    }
}

/// Whether a namespace's labels say anything of security.
pub fn is_guarded(namespace: &Object) -> bool {
    namespace.meta.labels.iter().any(|(label, _)| label.starts_with(PREFIX))
}

/// The labels that name no level or no version.
pub fn faults(namespace: &Object) -> Vec<FieldError> {
    let mut faults = Vec::new();
    for mode in ["enforce", "audit", "warn"] {
        let mut check = |name: &str, is_good: fn(&str) -> bool, why: &str| {
            let Some(text) = namespace.label(name).filter(|text| !is_good(text)) else { return };
            let path = format!("metadata.labels[{name}]");
            faults.push(FieldError::invalid(path, &text.into(), why));
        };
        let is_level = |text: &str| Level::read(text).is_some();
        check(&label(mode), is_level, "must be one of privileged, baseline, restricted");
        let is_version = |text: &str| minor(text).is_some();
        check(&label(&format!("{mode}-version")), is_version, "must be \"latest\" or \"v1.x\"");
    }
    faults
}

fn label(name: &str) -> String {
    format!("{PREFIX}{name}")
}

/// The minor version that a text names, `Some(None)` for the latest; `None` if it names none.
fn minor(text: &str) -> Option<Option<u32>> {
    if text == "latest" {
        return Some(None);
    }
    let digits = text.strip_prefix("v1.")?;
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = digits == "0" || !digits.starts_with('0');
    (is_number && is_plain).then(|| digits.parse().ok().map(Some))?
}
