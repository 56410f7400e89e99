//! `kubectl apply`: makes objects as files describe them, or brings them nearer to it.

use super::create::{is_strict, read, tell_unknown, warn_of_unknown};
use super::prune;
use crate::api::json::to_json;
use crate::api::patch::{clashes, shown_patch, strategic_merge, three_way, undeclared};
use crate::api::{ErrorReason, Object, StatusError, Value};
use crate::kubectl::edit::{FIELD_MANAGER, put};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::managers;
use crate::kubectl::manifest::{self, LAST_APPLIED, Manifest, patch_problem};
use crate::kubectl::output::{DRY_RUN, DryRun, Format, OUTPUT, RECORD};
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::{check_identity, request, view};
use crate::kubectl::resource::{ALL, FILENAME, SELECTOR, shown};
use crate::kubectl::verb::{Flow, Verb};

static FLAGS: &[Flag] = &[
    flag("validate", Takes::Optional("strict"), "`strict`, `warn` or `ignore` unknown fields."),
    flag("overwrite", Takes::Switch, "Accepted and on."),
    flag("wait", Takes::Switch, "Accepted: nothing is waited for."),
    flag("server-side", Takes::Switch, "Let the API server merge."),
    flag("force-conflicts", Takes::Switch, "Also change what others have set."),
    flag("force", Takes::Switch, "Accepted: nothing stands in the way of a change."),
    flag("grace-period", Takes::Number, "Accepted with `--force`."),
    flag("cascade", Takes::Optional("background"), "Accepted with `--force`."),
    flag("timeout", Takes::Duration, "Accepted with `--force`."),
    flag("openapi-patch", Takes::Switch, "Accepted and on: the types of the API are known."),
    flag("subresource", Takes::Text, "Not supported: `kubectl patch --subresource` changes it."),
    flag("prune", Takes::Switch, "Delete what was applied once and stands in no file now."),
    flag("prune-allowlist", Takes::Texts, "Kinds to delete of: `apps/v1/Deployment`."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "apply",
    aliases: &[],
    summary: "Create or change objects so that they are as files describe them.",
    usage: "-f FILE",
    examples: &["kubectl apply -f web.yaml", "cat web.yaml | kubectl apply -f -"],
    flags: &[FLAGS, FILENAME, SELECTOR, ALL, OUTPUT, DRY_RUN, RECORD, FIELD_MANAGER],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    if let Some(word) = arguments.words.first() {
        return Err(Failure::usage("apply", format!("Unexpected args: [{word}]")));
    }
    if !arguments.has("filename") && !arguments.has("kustomize") {
        return Err(Failure::error("must specify one of -f and -k"));
    }
    check(arguments)?;
    if !arguments.is("prune") {
        return manifest::each("apply", arguments, world, apply);
    }
    let kinds = prune::kinds(arguments)?;
    let flow = manifest::each("apply", arguments, world, apply)?;
    if let Flow::Done | Flow::Exit(0) = flow {
        prune::prune(arguments, world, &kinds)?;
    }
    Ok(flow)
}

/// Refuses flags that do not go together.
fn check(arguments: &Arguments) -> Result<(), Failure> {
    let server_side = arguments.is("server-side");
    let refusal = if arguments.is("force-conflicts") && !server_side {
        "--force-conflicts only works with --server-side"
    } else if server_side && arguments.text("dry-run") == Some("client") {
        "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)"
    } else if server_side && arguments.is("force") {
        "--force cannot be used with --server-side"
    } else if arguments.is("prune") && arguments.is("all") && arguments.has("selector") {
        "cannot set --all and --selector at the same time"
    } else if arguments.is("prune") && !arguments.is("all") && !arguments.has("selector") {
        "all resources selected for prune without explicitly passing --all. To prune all \
         resources, pass the --all flag. If you did not mean to prune all resources, specify a \
         label selector"
    } else if arguments.has("subresource") {
        "--subresource is not supported here: files describe whole objects, and kubectl patch \
         --subresource changes a part of one"
    } else {
        return Ok(());
    };
    Err(Failure::error(refusal))
}

fn apply(
    arguments: &Arguments,
    world: &mut World,
    manifest: &Manifest,
    dry_run: DryRun,
    format: &mut Option<Format>,
) -> Result<(), Failure> {
    let key = manifest.key();
    if key.name.is_empty() {
        return Err(unnamed(arguments, manifest));
    }
    if arguments.is("server-side") {
        check_declared(manifest)?;
    }
    let (object, verb) = match view(world).get(&key).cloned() {
        None => (create(arguments, world, manifest, dry_run)?, "created"),
        // On paper kubectl does not even look for what would change.
        Some(current) if dry_run == DryRun::Client => ((*current).clone(), "configured"),
        Some(current) => patch(arguments, world, manifest, &current, dry_run)?,
    };
    let verb = if arguments.is("server-side") { "serverside-applied" } else { verb };
    let text = match format {
        Some(format) => format.print_object(&object)?,
        None => format!("{} {verb}{}\n", shown(&object), dry_run.suffix()),
    };
    world.output.push(Stream::Out, &text);
    Ok(())
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
    if arguments.is("server-side")
        && !arguments.is("force-conflicts")
        && let Some(why) = conflict(arguments, world, manifest, &current)
    {
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

/// Whether the API server itself goes on remembering what is applied in an object that kubectl
/// once applied: only for kubectl under its usual name.
fn keeps_memory(arguments: &Arguments, current: &Object) -> bool {
    arguments.is("server-side")
        && managers::applier(arguments) == managers::APPLIER
        && current.annotation(LAST_APPLIED).is_some()
}

/// Why the API server does not change what somebody else has set.
fn conflict(
    arguments: &Arguments,
    world: &World,
    manifest: &Manifest,
    current: &Object,
) -> Option<String> {
    let places = clashes(manifest.kind, &manifest.value(), &current.to_value());
    managers::conflict(managers::applier(arguments), current, &places, world)
}

/// What kubectl says of a conflict, to the letter.
const WAYS_OUT: &str = "\
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts";

/// The API server merges only what its type table has.
fn check_declared(manifest: &Manifest) -> Result<(), Failure> {
    let kind = manifest.unregistered_kind().unwrap_or(manifest.kind.row().name);
    let faults = match manifest.unregistered_kind() {
        Some(kind) => {
            let version = manifest.kind.api_version();
            vec![format!("no corresponding type for {version}, Kind={kind}")]
        }
        None => undeclared(manifest.kind, &manifest.value()),
    };
    let text = match faults.as_slice() {
        [] => return Ok(()),
        [only] => only.clone(),
        several => format!("errors:\n  {}", several.join("\n  ")),
    };
    let key = manifest.key();
    Err(Failure::plain(format!(
        "Error from server: failed to create typed patch object ({}/{}; {}, Kind={kind}): {text}",
        key.namespace,
        key.name,
        manifest.kind.api_version()
    )))
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
    arguments: &Arguments,
    world: &mut World,
    manifest: &Manifest,
    current: &Object,
    dry_run: DryRun,
) -> Result<(Object, &'static str), Failure> {
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
            "{}At least one of apiVersion, kind and name was changed",
            while_patching(manifest, current, "")
        )));
    }
    if arguments.is("server-side")
        && !arguments.is("force-conflicts")
        && let Some(why) = conflict(arguments, world, manifest, current)
    {
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
        return Ok((current.clone(), "unchanged"));
    }
    if let Some(why) = patch_problem(current.kind, &merged, is_strict(arguments), true) {
        return Err(refuse_patch(&patch, &why));
    }
    warn_of_unknown(arguments, world, current.kind, &merged);
    let edited = manifest.object(&merged);
    if current.is_deleting() {
        world.output.error(format!(
            "Warning: Detected changes to resource {} which is currently being deleted.",
            current.meta.name
        ));
    }
    let refused = |refusal| match arguments.is("server-side") {
        true => Failure::server(&refusal),
        false => {
            Failure::server_while(&while_patching(manifest, current, &to_json(&patch)), &refusal)
        }
    };
    check_identity(current, &edited).map_err(refused)?;
    let object = put(world, edited, dry_run).map_err(refused)?;
    Ok(((*object).clone(), "configured"))
}

/// What stands before a refusal of a patch: the patch, and whose it is.
fn while_patching(manifest: &Manifest, current: &Object, patch: &str) -> String {
    let (row, meta, source) = (current.kind.row(), &current.meta, &manifest.source);
    let api_version = format!("{}/{}", row.group, row.version);
    format!(
        "error when applying patch:\n{patch}\nto:\nResource: \"{api_version}, Resource={}\", \
         GroupVersionKind: \"{api_version}, Kind={}\"\nName: \"{}\", Namespace: \"{}\"\nfor: \
         \"{source}\": error when patching \"{source}\": ",
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
