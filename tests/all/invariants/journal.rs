//! The journal: time goes on, and causes stand before what they caused.

use super::ensure;
use podarium::cluster::Fact;
use podarium::time::Time;

/// The law.
pub const NAME: &str = "the journal's causes form a forest, and its clock goes on";
/// More facts than this at one instant are an endless loop.
const MOST_AT_ONCE: usize = 5_000;

/// Judges a fact after `at_once` others of the same instant.
pub fn check(fact: &Fact, last: Option<Time>, at_once: usize) -> Result<(), String> {
    ensure(fact.cause.is_none_or(|cause| cause < fact.id), || "a cause after its effect".into())?;
    ensure(last.is_none_or(|last| last <= fact.at), || "time went back".into())?;
    ensure(at_once <= MOST_AT_ONCE, || format!("{at_once} facts at one instant"))
}
