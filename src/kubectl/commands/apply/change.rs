//! What becomes of one manifest: its object is made, or changed.

use super::Line;
use super::forced::{delete, is_forced};
use super::server_side::{WAYS_OUT, check_declared, conflict, keeps_memory};
use crate::api::json::to_json;
use crate::api::patch::{shown_patch, strategic_merge, three_way};
use crate::api::{ErrorReason, Object, StatusError, Value};
use crate::kubectl::commands::create::{is_strict, read, tell_unknown, warn_of_unknown};
use crate::kubectl::edit::put;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::Arguments;
use crate::kubectl::managers;
use crate::kubectl::manifest::{LAST_APPLIED, Manifest, patch_problem};
use crate::kubectl::output::DryRun;
use crate::kubectl::process::World;
use crate::kubectl::request::{check_identity, request, view};
use std::rc::Rc;

/// What came of a manifest.
pub enum Applied {
    /// The object, and what is said of it.
    Done(Rc<Object>, &'static str),
    /// The object may not be changed so; it is being deleted.
    Deleted,
}

/// Makes the object of a manifest, or brings it nearer to that.
///
/// # Errors
/// Whatever the API server refuses it with.
pub fn apply(
    line: &Line,
    world: &mut World,
    manifest: &Manifest,
    current: Option<&Object>,
) -> Result<Applied, Failure> {
    let (arguments, dry_run) = (&line.arguments, line.dry_run);
    if manifest.key().name.is_empty() {
        return Err(unnamed(arguments, manifest));
    }
    if arguments.is("server-side") {
        check_declared(manifest)?;
    }
    let applied = match current {
        None => Applied::Done(Rc::new(create(arguments, world, manifest, dry_run)?), "created"),
        // On paper kubectl does not even look for what would change.
        Some(current) if dry_run == DryRun::Client => {
            Applied::Done(Rc::new(current.clone()), "configured")
        }
        Some(current) => {
            let applied = patch(line, world, manifest, current)?;
            if let Applied::Done(object, _) = &applied {
                warn_if_deleting(world, object);
            }
            applied
        }
    };
    Ok(match applied {
        Applied::Done(object, _) if arguments.is("server-side") => {
            Applied::Done(object, "serverside-applied")
        }
        applied => applied,
    })
}

/// What an object would be after its manifest is applied, without changing it.
///
/// # Errors
/// Whatever applying it would be refused with.
pub fn merged(
    arguments: &Arguments,
    world: &mut World,
    manifest: &Manifest,
) -> Result<Object, Failure> {
    let Some(current) = view(world).get(&manifest.key()).cloned() else {
        manifest.readable(false)?;
        let value = manifest.value();
        tell_unknown(world, manifest.kind, &value);
        let mut object = manifest.object(&value);
        request(world, |server| server.prepare_creation(&mut object))?;
        return Ok(object);
    };
    if let Some(why) = conflict(arguments, world, manifest, &current) {
        return Err(Failure::plain(format!("Error from server (Conflict): {why}")));
    }
    let wanted = match arguments.is("server-side") {
        true => manifest.value(),
        false => manifest.modified(),
    };
    let (patch, merged) = difference(arguments, world, &current, &wanted)?;
    if patch.entries().is_empty() {
        return Ok((*current).clone());
    }
    if let Some(why) = patch_problem(current.kind, &merged, false, true) {
        return Err(refuse_patch(&patch, &why));
    }
    tell_unknown(world, current.kind, &merged);
    let edited = manifest.object(&merged);
    let prefix = format!("error when patching \"{}\": ", manifest.source);
    let refused = |refusal: StatusError| Failure::server_while(&prefix, &refusal);
    check_identity(&current, &edited).map_err(refused)?;
    let object = put(world, edited, DryRun::Server).map_err(refused)?;
    Ok((*object).clone())
}

/// The patch that brings an object to what is wanted, and what comes of it.
fn difference(
    arguments: &Arguments,
    world: &World,
    current: &Object,
    wanted: &Value,
) -> Result<(Value, Value), Failure> {
    let reads = !arguments.is("server-side") || keeps_memory(arguments, current);
    let remembered = current.annotation(LAST_APPLIED).filter(|_| reads);
    let original = match remembered {
        Some(text) => crate::api::text::parse_value(text).unwrap_or_default(),
        None if arguments.is("server-side") => {
            managers::own(managers::applier(arguments), current, world)
        }
        None => Value::Null,
    };
    let present = current.to_value();
    let patch = three_way(current.kind, &original, wanted, &present)
        .map_err(|error| Failure::error(format!("error when creating patch with:\n{error}")))?;
    let merged = strategic_merge(current.kind, &present, &patch)
        .map_err(|error| refuse_patch(&patch, &error.to_string()))?;
    Ok((patch, merged))
}

/// What is applied; only kubectl's own merging remembers the manifest in the object.
fn wanted(arguments: &Arguments, manifest: &Manifest) -> Value {
    match arguments.is("server-side") {
        true => manifest.value(),
        false => manifest.value_to_apply(),
    }
}

/// A manifest without a name cannot be looked up, and one whose name is made anew each time least
/// of all.
fn unnamed(arguments: &Arguments, manifest: &Manifest) -> Failure {
    let value = manifest.value();
    let start = value.at("metadata.generateName").str();
    if !start.is_empty() {
        return Failure::error(format!("from {start}: cannot use generate name with apply"));
    }
    if arguments.is("server-side") {
        return Failure::error("resource name may not be empty");
    }
    let row = manifest.kind.row();
    let api_version = format!("{}/{}", row.group, row.version);
    Failure::error(format!(
        "error when retrieving current configuration of:\nResource: \"{api_version}, \
         Resource={}\", GroupVersionKind: \"{api_version}, Kind={}\"\nName: \"\", Namespace: \
         \"{}\"\nfrom server for: \"{}\": resource name may not be empty",
        row.plural,
        manifest.unregistered_kind().unwrap_or(row.name),
        manifest.namespace,
        manifest.source
    ))
}

fn create(
    arguments: &Arguments,
    world: &mut World,
    manifest: &Manifest,
    dry_run: DryRun,
) -> Result<Object, Failure> {
    // What the API server merges is refused in its own words alone.
    let prefix = match arguments.is("server-side") {
        true => String::new(),
        false => format!("error when creating \"{}\": ", manifest.source),
    };
    let refused = |refusal: StatusError| Failure::server_while(&prefix, &refusal);
    let mut object = manifest.object(&wanted(arguments, manifest));
    if dry_run == DryRun::Client {
        return Ok(object);
    }
    read(arguments, world, manifest).map_err(refused)?;
    if dry_run == DryRun::Server {
        request(world, |server| server.prepare_creation(&mut object)).map_err(refused)?;
        return Ok(object);
    }
    let made = request(world, |server| server.create(object)).map_err(refused)?;
    Ok((*made).clone())
}

/// Brings an object nearer to its manifest; what was never applied stays as it is.
fn patch(
    line: &Line,
    world: &mut World,
    manifest: &Manifest,
    current: &Object,
) -> Result<Applied, Failure> {
    let arguments = &line.arguments;
    let name = format!("{}/{}", current.kind.row().plural, current.meta.name);
    let last = current.annotation(LAST_APPLIED);
    if last.is_none() && !arguments.is("server-side") {
        world.output.error(format!(
            "Warning: resource {name} is missing the {LAST_APPLIED} annotation which is required \
             by kubectl apply. kubectl apply should only be used on resources created \
             declaratively by either kubectl create --save-config or kubectl apply. The missing \
             annotation will be patched automatically."
        ));
    }
    if manifest.unregistered_kind().is_some() {
        return Err(Failure::error(format!(
            "{}: error when patching \"{}\": At least one of apiVersion, kind and name was changed",
            while_applying(manifest, current, ""),
            manifest.source
        )));
    }
    if let Some(why) = conflict(arguments, world, manifest, current) {
        return Err(Failure::error(format!("{why}\n{WAYS_OUT}")));
    }
    let mut wanted = wanted(arguments, manifest);
    if keeps_memory(arguments, current) {
        let text = format!("{}\n", to_json(&wanted));
        let metadata = wanted.make_map().entry("metadata").make_map();
        metadata.entry("annotations").make_map().insert(LAST_APPLIED, text);
    }
    let (patch, merged) = difference(arguments, world, current, &wanted)?;
    if patch.entries().is_empty() {
        return Ok(Applied::Done(Rc::new(current.clone()), "unchanged"));
    }
    if let Some(why) = patch_problem(current.kind, &merged, is_strict(arguments), true) {
        return Err(refuse_patch(&patch, &why));
    }
    warn_of_unknown(arguments, world, current.kind, &merged);
    let edited = manifest.object(&merged);
    let put = check_identity(current, &edited).and_then(|()| put(world, edited, line.dry_run));
    match put {
        Ok(object) => Ok(Applied::Done(object, "configured")),
        Err(refusal) if is_forced(arguments, &refusal) => {
            delete(line, world, manifest, current)?;
            Ok(Applied::Deleted)
        }
        Err(refusal) if arguments.is("server-side") => Err(Failure::server(&refusal)),
        Err(refusal) => {
            let source = &manifest.source;
            let place = while_applying(manifest, current, &to_json(&patch));
            let prefix = format!("{place}: error when patching \"{source}\": ");
            Err(Failure::server_while(&prefix, &refusal))
        }
    }
}

fn warn_if_deleting(world: &mut World, object: &Object) {
    if object.is_deleting() {
        world.output.error(format!(
            "Warning: Detected changes to resource {} which is currently being deleted.",
            object.meta.name
        ));
    }
}

/// What stands before a refusal of a patch: the patch, and whose it is.
pub fn while_applying(manifest: &Manifest, current: &Object, patch: &str) -> String {
    let (row, meta, source) = (current.kind.row(), &current.meta, &manifest.source);
    let api_version = format!("{}/{}", row.group, row.version);
    format!(
        "error when applying patch:\n{patch}\nto:\nResource: \"{api_version}, Resource={}\", \
         GroupVersionKind: \"{api_version}, Kind={}\"\nName: \"{}\", Namespace: \"{}\"\nfor: \
         \"{source}\"",
        row.plural, row.name, meta.name, meta.namespace
    )
}

/// How the API server refuses a patch that it cannot read.
fn refuse_patch(patch: &Value, why: &str) -> Failure {
    let shown = shown_patch(patch);
    Failure::server(&StatusError::new(
        ErrorReason::Invalid,
        format!("patch: Invalid value: {shown:?}: {why}"),
    ))
}
