//! The verbs: one file each, one row each.

mod apply;
mod create;
mod delete;
mod get;
mod scale;

use super::verb::Verb;

/// All verbs, in the order in which help lists them.
pub static VERBS: &[&Verb] =
    &[&create::VERB, &get::VERB, &apply::VERB, &delete::VERB, &scale::VERB];
