//! The revisions of a workload, as `kubectl rollout history` shows them.

use super::describe::pod_template_text;
use super::tabwriter::TabWriter;
use crate::api::{Kind, Map, Object, Value};
use crate::store::View;

/// The annotation in which a Deployment keeps its newest revision.
pub const DEPLOYMENT_REVISION: &str = "deployment.kubernetes.io/revision";
/// The annotation in which a revision keeps why it came.
pub const CHANGE_CAUSE: &str = "kubernetes.io/change-cause";

/// A revision of a workload's pod template.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    /// Counts from 1.
    pub number: i64,
    /// What `kubernetes.io/change-cause` says; empty if it says nothing.
    pub change_cause: String,
    /// The pod template.
    pub template: Value,
    /// The annotations of the object that keeps it.
    pub annotations: Map,
    /// The object as of then, or the ReplicaSet that keeps it.
    pub whole: Value,
}

/// The revisions that are kept of a Deployment, a StatefulSet or a DaemonSet, oldest first.
pub fn revisions(object: &Object, view: &View) -> Vec<Revision> {
    let uid = &object.meta.uid;
    let mut revisions: Vec<Revision> = match object.kind {
        Kind::Deployment => view
            .controlled_by(Kind::ReplicaSet, uid)
            .filter_map(|set| {
                let number = set.annotation(DEPLOYMENT_REVISION)?.parse().ok()?;
                Some(revision(set, number, set.spec().get("template").clone(), set.to_value()))
            })
            .collect(),
        _ => view
            .controlled_by(Kind::ControllerRevision, uid)
            .map(|kept| {
                let mut template = kept.body.at("data.spec.template").clone();
                template.remove("$patch");
                let mut whole = object.to_value();
                whole.set("spec.template", template.clone());
                revision(kept, kept.body.get("revision").int(), template, whole)
            })
            .collect(),
    };
    crate::order::sort_by_key(&mut revisions, |revision| revision.number);
    revisions
}

fn revision(kept: &Object, number: i64, template: Value, whole: Value) -> Revision {
    let change_cause = kept.annotation(CHANGE_CAUSE).unwrap_or_default().to_owned();
    Revision { number, change_cause, template, annotations: kept.meta.annotations.clone(), whole }
}

/// The table of all revisions, with its headings.
pub fn table(revisions: &[Revision]) -> String {
    let mut text = "REVISION\tCHANGE-CAUSE\n".to_owned();
    for revision in revisions {
        let cause = super::labels::or_none(revision.change_cause.as_str());
        text.push_str(&format!("{}\t{cause}\n", revision.number));
    }
    TabWriter::for_description().align(&text)
}

/// What `--revision` shows of one: its pod template, in tabs that nobody aligns.  Among the
/// annotations of a Deployment's stands the cause of the change, if there is one.
pub fn detail(revision: &Revision) -> String {
    let mut template = revision.template.clone();
    let of_deployment = revision.whole.get("kind").str() == "ReplicaSet";
    if of_deployment && !revision.change_cause.is_empty() {
        let metadata = template.make_map().entry("metadata").make_map();
        let annotations = metadata.entry("annotations").make_map();
        annotations.insert(CHANGE_CAUSE, revision.change_cause.as_str());
    }
    pod_template_text(&template)
}
