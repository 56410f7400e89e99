//! The one list of what is known to differ from Kubernetes, each with its reason.

use serde::Deserialize;
use std::sync::OnceLock;

const PATH: &str = "tests/known-differences.yaml";

/// `tests/known-differences.yaml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Cases that do not agree.
    pub cases: Vec<KnownCase>,
}

/// Some cases of a file, with one reason.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownCase {
    /// `quantity`.
    pub file: String,
    /// The upstream table they come from; empty for every one.
    #[serde(default)]
    pub test: String,
    /// Texts of which one stands in their input, as JSON; none if all of the table's differ.
    #[serde(default)]
    pub inputs: Vec<String>,
    /// The cases themselves, where nothing in them tells them from those that agree.
    #[serde(default)]
    pub ids: Vec<String>,
    /// Why they differ.
    pub why: String,
}

impl KnownCase {
    /// Whether a case of this file is meant.
    pub fn covers(&self, id: &str, test: &str, input: &str) -> bool {
        (self.test.is_empty() || self.test == test)
            && (self.ids.is_empty() || self.ids.iter().any(|known| known == id))
            && (self.inputs.is_empty() || self.inputs.iter().any(|text| input.contains(text)))
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
