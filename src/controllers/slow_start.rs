//! Many creations at once, carefully: 1, 2, 4 … at a time, so that a reason to refuse them all is
//! met only once (`slowStartBatch`).

use crate::store::Step;

/// Groups steps into batches of 1, 2, 4 …; a refusal in one ends the list after that batch.
pub fn slow_start(steps: Vec<Step>) -> Vec<Step> {
    let mut rest = steps.into_iter().peekable();
    let mut batches = Vec::new();
    let mut size = 1;
    while rest.peek().is_some() {
        batches.push(Step::Together(rest.by_ref().take(size).collect()));
        size *= 2;
    }
    batches
}
