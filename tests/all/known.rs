//! The one list of what is known to differ from Kubernetes, each with its reason.

use crate::cases::Case;
use podarium::api::json::to_json;
use serde::Deserialize;
use std::sync::OnceLock;

const PATH: &str = "tests/known-differences.yaml";

/// `tests/known-differences.yaml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Cases that do not agree.
    pub cases: Vec<KnownCase>,
    /// Commands of recordings that print something else.
    pub recordings: Vec<KnownCommand>,
}

/// Some cases of a file, with one reason.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownCase {
    /// `quantity`; empty for every one.
    #[serde(default)]
    pub file: String,
    /// The upstream table they come from; empty for every one.
    #[serde(default)]
    pub test: String,
    /// Texts of which one stands in their input, as JSON; none if all of the table's differ.
    #[serde(default)]
    pub inputs: Vec<String>,
    /// What their judge says: `not served: …`.
    #[serde(default)]
    pub says: String,
    /// The cases themselves, where nothing in them tells them from those that agree.
    #[serde(default)]
    pub ids: Vec<String>,
    /// Why they differ.
    pub why: String,
}

impl KnownCase {
    /// Whether this is the reason of a case that differs.
    pub fn covers(&self, file: &str, case: &Case, difference: &str) -> bool {
        let is = |wanted: &str, found: &str| wanted.is_empty() || wanted == found;
        is(&self.file, file)
            && is(&self.test, &case.test)
            && difference.contains(&self.says)
            && (self.ids.is_empty() || self.ids.contains(&case.id))
            && (self.inputs.is_empty() || {
                let input = to_json(&case.input);
                self.inputs.iter().any(|text| input.contains(text))
            })
    }
}

/// Some commands of a recording, with one reason.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownCommand {
    /// `a1-statefulset-mysql.md`.
    pub session: String,
    /// How their lines begin, one of these; none if all of the session's differ for this reason.
    #[serde(default)]
    pub lines: Vec<String>,
    /// Why they differ.
    pub why: String,
}

impl KnownCommand {
    /// Whether this is the reason of a command whose output differs.
    pub fn covers(&self, session: &str, line: &str) -> bool {
        self.session == session
            && (self.lines.is_empty() || self.lines.iter().any(|begin| line.starts_with(begin)))
    }
}

/// The list.
///
/// # Panics
/// When it cannot be read.
pub fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let text = std::fs::read_to_string(PATH).unwrap_or_else(|why| panic!("{PATH}: {why}"));
        serde_yaml::from_str(&text).unwrap_or_else(|why| panic!("{PATH}: {why}"))
    })
}
