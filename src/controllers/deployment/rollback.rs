//! The old way back: an annotation that names the revision to return to.  (`kubectl rollout undo`
//! today copies the template itself.)

use super::view::{Deployment, ReplicaSet, Sets, is_same_template};
use crate::store::{EventNote, Step, Write};

/// The annotation that asks for a revision; 0 asks for the one before the newest.
pub const ROLLBACK_TO: &str = "deprecated.deployment.rollback.to";

/// The steps that return to the revision asked for, if one is; the request is taken away in any
/// case (`rollback`).
pub fn steps(deployment: Deployment, sets: &Sets) -> Option<Vec<Step>> {
    let asked = deployment.0.annotation(ROLLBACK_TO)?;
    let revision: i64 = asked.parse().unwrap_or(0);
    let mut after = deployment.0.clone();
    after.meta.annotations.remove(ROLLBACK_TO);
    let note = match target(sets, revision) {
        None if revision == 0 => EventNote::warning(
            deployment.0,
            "DeploymentRollbackRevisionNotFound",
            "Unable to find last revision.",
        ),
        None => EventNote::warning(
            deployment.0,
            "DeploymentRollbackRevisionNotFound",
            "Unable to find the revision to rollback to.",
        ),
        Some(set) if is_same_template(deployment.template(), set.0.spec().get("template")) => {
            EventNote::warning(
                deployment.0,
                "DeploymentRollbackTemplateUnchanged",
                format!(
                    "The rollback revision contains the same template as current deployment \"{}\"",
                    deployment.0.meta.name
                ),
            )
        }
        Some(set) => {
            let mut template = set.0.spec().get("template").clone();
            let labels = template.make_map().entry("metadata").make_map().entry("labels");
            labels.make_map().remove(super::super::template_hash::POD_TEMPLATE_HASH);
            after.body.set("spec.template", template);
            let (name, number) = (&deployment.0.meta.name, set.revision());
            let message = format!("Rolled back deployment \"{name}\" to revision {number}");
            EventNote::normal(deployment.0, "DeploymentRollback", message)
        }
    };
    Some(vec![Step::told(Write::Update(after), Some(note), None)])
}

/// The ReplicaSet of a revision; of 0, that of the second highest number.
fn target(sets: &Sets, revision: i64) -> Option<ReplicaSet<'_>> {
    let mut all: Vec<ReplicaSet> = sets.all().collect();
    crate::order::sort_by_key(&mut all, |set| set.revision());
    if revision == 0 {
        return all.iter().rev().nth(1).copied();
    }
    all.into_iter().find(|set| set.revision() == revision)
}
