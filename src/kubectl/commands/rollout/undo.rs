//! `kubectl rollout undo`: back to an earlier revision.

use super::{has_revisions, selected, without_revisions};
use crate::api::{Key, Kind, Map, Object, Value};
use crate::kubectl::edit::{Edit, edit_each};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::manifest::LAST_APPLIED;
use crate::kubectl::output::{DRY_RUN, DryRun, OUTPUT};
use crate::kubectl::printers::describe::pod_template_text;
use crate::kubectl::printers::rollout_history::{Revision, revisions};
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubectl::resource::{FILENAME, SELECTOR};
use crate::kubectl::verb::{Flow, Verb};
use crate::ordered::OrderedMap;

static FLAGS: &[Flag] = &[flag("to-revision", Takes::Number, "The revision; 0 is the last one.")];

/// What a Deployment and its ReplicaSets each have for themselves.
const OWN_ANNOTATIONS: &[&str] = &[
    LAST_APPLIED,
    "deployment.kubernetes.io/revision",
    "deployment.kubernetes.io/revision-history",
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to",
];

/// The row.
pub static VERB: Verb = Verb {
    name: "rollout undo",
    aliases: &[],
    summary: "Go back to an earlier revision.",
    usage: "(TYPE NAME | TYPE/NAME) [--to-revision=N]",
    examples: &["kubectl rollout undo deployment/web --to-revision=2"],
    flags: &[FLAGS, FILENAME, SELECTOR, OUTPUT, DRY_RUN],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let objects = selected(arguments, world)?;
    let wanted = arguments.number("to-revision").unwrap_or(0);
    for object in objects.iter().flatten() {
        if has_revisions(object.kind) && object.annotation(LAST_APPLIED).is_some() {
            world.output.error(format!(
                "Warning: resource {}/{} was previously managed with 'kubectl apply'. Rolling \
                 back will not update the {LAST_APPLIED} annotation, which may cause unexpected \
                 behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' \
                 with your previous configuration file instead.",
                object.kind.row().plural,
                object.meta.name
            ));
        }
    }
    let dry_run = DryRun::read(arguments)?;
    let kept: OrderedMap<Key, Vec<Revision>> = objects
        .iter()
        .flatten()
        .map(|object| (object.key(), revisions(object, &view(world))))
        .collect();
    let exit = edit_each(arguments, world, objects, |object| {
        let kept = kept.get(&object.key()).map(Vec::as_slice).unwrap_or_default();
        decide(object, wanted, dry_run, kept)
    })?;
    Ok(Flow::Exit(exit))
}

fn decide(
    object: &Object,
    wanted: i64,
    dry_run: DryRun,
    revisions: &[Revision],
) -> Result<Edit, Failure> {
    if !has_revisions(object.kind) {
        return Err(without_revisions(object.kind, "rollbacker", "rollbacker"));
    }
    let revision = choose(object, wanted, revisions)?;
    if dry_run == DryRun::Client {
        return Ok(Edit::Keep(pod_template_text(&revision.template)));
    }
    if object.spec().get("paused").is_true() && object.kind == Kind::Deployment {
        return Err(Failure::error(
            "you cannot rollback a paused deployment; resume it first with 'kubectl rollout \
             resume' and try again",
        ));
    }
    let template = without_hash(&revision.template);
    if template == without_hash(object.spec().get("template")) {
        return Ok(Edit::Keep(format!(
            "skipped rollback (current template already matches revision {wanted})"
        )));
    }
    let mut edited = object.clone();
    edited.body.set("spec.template", template);
    if object.kind == Kind::Deployment {
        edited.meta.annotations = annotations(object, revision);
    }
    Ok(Edit::ChangeUnseen(Box::new(edited), "rolled back".to_owned()))
}

/// The annotations of a Deployment that went back: the revision's, but for those that speak of
/// the Deployment as it is.
fn annotations(object: &Object, revision: &Revision) -> Map {
    let is_own = |key: &str| OWN_ANNOTATIONS.contains(&key);
    let own = object.meta.annotations.iter().filter(|(key, _)| is_own(key));
    let other = revision.annotations.iter().filter(|(key, _)| !is_own(key));
    own.chain(other).map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// The revision to go back to.
fn choose<'revisions>(
    object: &Object,
    wanted: i64,
    revisions: &'revisions [Revision],
) -> Result<&'revisions Revision, Failure> {
    if wanted != 0 {
        let found = revisions.iter().find(|revision| revision.number == wanted);
        return found.ok_or_else(|| {
            Failure::error(format!("unable to find specified revision {wanted} in history"))
        });
    }
    revisions.iter().rev().nth(1).ok_or_else(|| match object.kind {
        Kind::Deployment => Failure::error(format!(
            "no rollout history found for deployment \"{}\"",
            object.meta.name
        )),
        _ => Failure::error("no last revision to roll back to"),
    })
}

/// A template without the label that a Deployment's ReplicaSets add.
fn without_hash(template: &Value) -> Value {
    let mut template = template.clone();
    if let Some(metadata) = template.make_map().get_mut("metadata") {
        metadata.remove("labels.pod-template-hash");
        metadata.remove("creationTimestamp");
    }
    template
}
