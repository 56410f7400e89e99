//! `kubectl apply --prune`: what was applied before and stands in the files no more is deleted.

use crate::api::validation::deprecation;
use crate::api::{Key, Kind, Object, Selector};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::Arguments;
use crate::kubectl::manifest::{self, LAST_APPLIED};
use crate::kubectl::output::{DryRun, Format};
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::{request, view};
use crate::kubectl::resource::shown;
use crate::ordered::OrderedSet;
use crate::store::{DeleteOptions, Propagation};
use std::rc::Rc;

/// The kinds that are looked through unless the line names others, in this order.
const USUAL: &[Kind] = &[
    Kind::ConfigMap,
    Kind::Endpoints,
    Kind::PersistentVolumeClaim,
    Kind::Pod,
    Kind::ReplicationController,
    Kind::Secret,
    Kind::Service,
    Kind::Job,
    Kind::CronJob,
    Kind::Ingress,
    Kind::DaemonSet,
    Kind::Deployment,
    Kind::ReplicaSet,
    Kind::StatefulSet,
    Kind::Namespace,
    Kind::PersistentVolume,
];

/// The kinds that a line looks through: those of `--prune-allowlist`, or the usual ones.
///
/// # Errors
/// A word that names no kind.
pub fn kinds(arguments: &Arguments) -> Result<Vec<Kind>, Failure> {
    let words = arguments.texts("prune-allowlist");
    if words.is_empty() {
        return Ok(USUAL.to_vec());
    }
    words.iter().map(|word| kind(word)).collect()
}

/// The kind of `apps/v1/Deployment`, or of `core/v1/Pod`.
fn kind(word: &str) -> Result<Kind, Failure> {
    let parts: Vec<&str> = word.split('/').collect();
    let [group, version, name] = parts.as_slice() else {
        return Err(Failure::error(format!(
            "invalid GroupVersionKind format: {word}, please follow <group/version/kind>"
        )));
    };
    let api_version = match *group {
        "core" | "" => (*version).to_owned(),
        group => format!("{group}/{version}"),
    };
    Kind::of(&api_version, name).ok_or_else(|| {
        Failure::error(format!("no matches for kind \"{name}\" in version \"{api_version}\""))
    })
}

/// Deletes the objects of these kinds that were applied once, are chosen by the line's labels and
/// stand in none of its files: in the namespaces of what the files hold, and outside of all.
///
/// # Errors
/// Whatever a deletion is refused with.
pub fn prune(arguments: &Arguments, world: &mut World, kinds: &[Kind]) -> Result<(), Failure> {
    let dry_run = DryRun::read(arguments)?;
    let mut format = Format::read(arguments, world)?;
    let applied: OrderedSet<Key> = manifest::read_all(arguments, world)?
        .into_iter()
        .filter_map(|manifest| manifest.ok().map(|manifest| manifest.key()))
        .collect();
    let selector = match arguments.text("selector").filter(|text| !text.is_empty()) {
        Some(text) => Some(Selector::parse(text).map_err(Failure::error)?),
        None => None,
    };
    for (kind, namespace) in places(kinds, &applied) {
        if let Some(text) = deprecation(kind) {
            world.output.error(format!("Warning: {text}"));
        }
        let goes = |object: &&Rc<Object>| {
            object.annotation(LAST_APPLIED).is_some()
                && !applied.contains(&object.key())
                && selector.as_ref().is_none_or(|selector| selector.matches(&object.meta.labels))
        };
        let listed: Vec<Rc<Object>> =
            view(world).list(kind, namespace.as_deref()).filter(goes).cloned().collect();
        for object in listed {
            if dry_run == DryRun::No {
                delete(world, &object)?;
            }
            let text = match &mut format {
                Some(format) => format.print_object(&object)?,
                None => format!("{} pruned{}\n", shown(&object), dry_run.suffix()),
            };
            world.output.push(Stream::Out, &text);
        }
    }
    Ok(())
}

/// Each kind with each namespace in which it is looked for; kinds outside of namespaces last.
fn places(kinds: &[Kind], applied: &OrderedSet<Key>) -> Vec<(Kind, Option<String>)> {
    let namespaces: OrderedSet<String> = applied
        .iter()
        .filter(|key| !key.namespace.is_empty())
        .map(|key| key.namespace.to_string())
        .collect();
    let (inside, outside): (Vec<Kind>, Vec<Kind>) =
        kinds.iter().partition(|kind| kind.row().namespaced);
    let mut places = Vec::new();
    for namespace in namespaces.iter() {
        places.extend(inside.iter().map(|kind| (*kind, Some(namespace.clone()))));
    }
    places.extend(outside.into_iter().map(|kind| (kind, None)));
    places
}

fn delete(world: &mut World, object: &Object) -> Result<(), Failure> {
    let options = DeleteOptions {
        propagation: Propagation::Background,
        grace_period_seconds: None,
        uid: None,
    };
    request(world, |server| server.delete(&object.key(), &options)).map(drop).map_err(|refusal| {
        let (row, scope) = match object.meta.namespace.as_str() {
            "" => (object.kind.row(), "nonNamespaced"),
            _ => (object.kind.row(), "namespaced"),
        };
        Failure::error(format!(
            "error pruning {scope} object {}/{}, Kind={}: {}",
            row.group, row.version, row.name, refusal.message
        ))
    })
}
