//! `kubectl apply`: makes objects as files describe them, or brings them nearer to it.

use super::create::{is_strict, read, tell_unknown, warn_of_unknown};
use super::delete::cascade;
use super::prune;
use crate::api::json::to_json;
use crate::api::patch::{clashes, shown_patch, strategic_merge, three_way, undeclared};
use crate::api::{ErrorReason, Kind, Object, StatusError, Value};
use crate::kubectl::edit::{FIELD_MANAGER, put};
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::managers;
use crate::kubectl::manifest::{self, LAST_APPLIED, Manifest, patch_problem};
use crate::kubectl::output::{DRY_RUN, DryRun, Format, OUTPUT, RECORD};
use crate::kubectl::process::{Poll, Process, Stream, World};
use crate::kubectl::request::{check_identity, request, view};
use crate::kubectl::resource::{ALL, FILENAME, SELECTOR, shown};
use crate::kubectl::verb::{Flow, Verb};
use crate::store::{DeleteOptions, Propagation};
use crate::time::Time;
use std::collections::VecDeque;
use std::rc::Rc;

static FLAGS: &[Flag] = &[
    flag("validate", Takes::Optional("strict"), "`strict`, `warn` or `ignore` unknown fields."),
    flag("overwrite", Takes::Switch, "Accepted and on."),
    flag("wait", Takes::Switch, "Accepted: nothing is waited for."),
    flag("server-side", Takes::Switch, "Let the API server merge."),
    flag("force-conflicts", Takes::Switch, "Also change what others have set."),
    flag("force", Takes::Switch, "Delete what may not be changed so, and make it anew."),
    flag("grace-period", Takes::Number, "With `--force`: how many seconds a pod gets to stop."),
    flag(
        "cascade",
        Takes::Optional("background"),
        "With `--force`: `background`, `foreground` or `orphan`.",
    ),
    flag("timeout", Takes::Duration, "With `--force`: how long to wait; 0 waits for ever."),
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
    let dry_run = DryRun::read(arguments)?;
    let format = Format::read(arguments, world)?;
    let propagation = cascade(arguments, world)?;
    manifest::check_validate(arguments)?;
    // It reads everything before it does anything.
    let (mut manifests, mut unread) = (VecDeque::new(), Vec::new());
    for manifest in manifest::read_all(arguments, world)? {
        match manifest {
            Ok(manifest) => manifests.push_back(manifest),
            Err(why) => unread.push(why),
        }
    }
    if manifests.is_empty() && unread.is_empty() {
        return Err(Failure::error("no objects passed to apply"));
    }
    let pruned = arguments.is("prune").then(|| prune::kinds(arguments)).transpose()?;
    let (arguments, objects, failures) = (arguments.clone(), Vec::new(), Vec::new());
    let line = Line { arguments, dry_run, format, propagation, pruned };
    let forced = None;
    Ok(Flow::Then(Box::new(Applying { line, manifests, unread, failures, objects, forced })))
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
    } else if arguments.is("force") && arguments.text("dry-run") == Some("server") {
        "--dry-run=server cannot be used with --force"
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

/// What the line asks for.
#[derive(Clone)]
struct Line {
    arguments: Arguments,
    dry_run: DryRun,
    format: Option<Format>,
    propagation: Propagation,
    /// The kinds of which what stands in no file goes, if that is asked for.
    pruned: Option<Vec<Kind>>,
}

/// Applies one manifest after the other; one that is refused stops no other.
#[derive(Clone)]
struct Applying {
    line: Line,
    /// Those that are to come.
    manifests: VecDeque<Manifest>,
    unread: Vec<Failure>,
    failures: Vec<Failure>,
    /// What is printed when all of it is applied.
    objects: Vec<Rc<Object>>,
    forced: Option<Forced>,
}

/// An object that could not be changed, and is made anew once it is gone.
#[derive(Clone)]
struct Forced {
    manifest: Manifest,
    original: Rc<Object>,
    deadline: Option<Time>,
}

/// What came of a manifest.
enum Applied {
    /// The object, and what is said of it.
    Done(Rc<Object>, &'static str),
    /// The object may not be changed so; it is being deleted.
    Deleted,
}

impl Process for Applying {
    fn poll(&mut self, world: &mut World) -> Poll {
        loop {
            let applied = if let Some(forced) = &self.forced {
                let now = world.cluster.now();
                let is_there = view(world).get(&forced.original.key()).is_some();
                if is_there && forced.deadline.is_none_or(|deadline| deadline > now) {
                    return Poll::Wait(forced.deadline);
                }
                let made =
                    if is_there { forced.late() } else { forced.make(&self.line.arguments, world) };
                self.forced = None;
                made.map(|object| (object, "configured"))
            } else {
                let Some(manifest) = self.manifests.pop_front() else { break };
                let original = view(world).get(&manifest.key()).cloned();
                match (apply(&self.line, world, &manifest, original.as_deref()), original) {
                    (Ok(Applied::Deleted), Some(original)) => {
                        let timeout = self.line.arguments.duration("timeout");
                        let timeout = timeout.filter(|length| *length > 0);
                        let deadline = timeout.map(|length| world.cluster.now().plus(length));
                        self.forced = Some(Forced { manifest, original, deadline });
                        continue;
                    }
                    (Ok(Applied::Done(object, verb)), _) => Ok((object, verb)),
                    (Ok(Applied::Deleted), None) => continue,
                    (Err(failure), _) => Err(failure),
                }
            };
            match applied {
                Ok((object, verb)) => self.tell(world, object, verb),
                Err(failure) => self.failures.push(failure),
            }
        }
        Poll::Done(self.end(world))
    }
}

impl Applying {
    /// Says what became of an object, or keeps it for the end.
    fn tell(&mut self, world: &mut World, object: Rc<Object>, verb: &str) {
        match self.line.format {
            None => {
                let suffix = self.line.dry_run.suffix();
                world.output.line(format!("{} {verb}{suffix}", shown(&object)));
            }
            Some(Format::Name) => world.output.line(shown(&object)),
            Some(_) => self.objects.push(object),
        }
    }

    /// Prints what was applied, unless something failed; the exit status.
    fn end(&mut self, world: &mut World) -> u8 {
        if self.unread.len() > 1 && !self.failures.is_empty() {
            self.unread = vec![Failure::group(&self.unread)];
        }
        self.unread.append(&mut self.failures);
        if self.unread.is_empty()
            && let Some(format) = &mut self.line.format
        {
            let printed = match self.objects.as_slice() {
                [] => Ok(String::new()),
                [only] => format.print_object(only),
                several => format.print_list(several.iter().map(|object| object.to_value())),
            };
            match printed {
                Ok(text) => world.output.push(Stream::Out, &text),
                Err(failure) => self.unread.push(failure),
            }
        }
        if self.unread.is_empty()
            && let Some(kinds) = &self.line.pruned
        {
            self.unread.extend(prune::prune(&self.line.arguments, world, kinds).err());
        }
        report(&self.unread, world.output)
    }
}

impl Forced {
    /// Makes the object as its manifest describes it, or else as it was.
    fn make(&self, arguments: &Arguments, world: &mut World) -> Result<Rc<Object>, Failure> {
        let object = self.manifest.object(&self.manifest.value_to_apply());
        let made = read(arguments, world, &self.manifest)
            .and_then(|()| request(world, |server| server.create(object)));
        made.map_err(|refusal| {
            let original = (*self.original).clone();
            match request(world, |server| server.create(original)) {
                Ok(_) => Failure::server_while(&self.prefix(), &refusal),
                Err(second) => Failure::error(format!(
                    "{}An error occurred force-replacing the existing object with the newly \
                     provided one:\n\n{}.\n\nAdditionally, an error occurred attempting to restore \
                     the original object:\n\n{}",
                    self.prefix(),
                    refusal.message,
                    second.message
                )),
            }
        })
    }

    /// What is said if the object does not go in time.
    fn late(&self) -> Result<Rc<Object>, Failure> {
        Err(Failure::error(format!("{}timed out waiting for the condition", self.prefix())))
    }

    /// What stands before a refusal.
    fn prefix(&self) -> String {
        let patch = format!("{}\n", to_json(&self.manifest.value_to_apply()));
        format!("{}: ", while_applying(&self.manifest, &self.original, &patch))
    }
}

fn apply(
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
        Some(current) => patch(line, world, manifest, current)?,
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
    let wanted = match arguments.is("server-side") {
        true => manifest.value(),
        false => manifest.modified(),
    };
    let (patch, merged) = difference(arguments, &current, &wanted)?;
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
    current: &Object,
    wanted: &Value,
) -> Result<(Value, Value), Failure> {
    let reads = !arguments.is("server-side") || keeps_memory(arguments, current);
    let remembered = current.annotation(LAST_APPLIED).filter(|_| reads);
    let original =
        remembered.and_then(|text| crate::api::text::parse_value(text).ok()).unwrap_or_default();
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

/// Refuses to change what somebody else has set.
fn check_managers(
    arguments: &Arguments,
    world: &World,
    manifest: &Manifest,
    current: &Object,
) -> Result<(), Failure> {
    let places = clashes(manifest.kind, &manifest.value(), &current.to_value());
    let applier = managers::applier(arguments);
    match managers::conflict(applier, current, &places, world) {
        Some(why) => Err(Failure::error(format!("{why}\n{WAYS_OUT}"))),
        None => Ok(()),
    }
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
    if arguments.is("server-side") && !arguments.is("force-conflicts") {
        check_managers(arguments, world, manifest, current)?;
    }
    let mut wanted = wanted(arguments, manifest);
    if keeps_memory(arguments, current) {
        let text = format!("{}\n", to_json(&wanted));
        let metadata = wanted.make_map().entry("metadata").make_map();
        metadata.entry("annotations").make_map().insert(LAST_APPLIED, text);
    }
    let (patch, merged) = difference(arguments, current, &wanted)?;
    if patch.entries().is_empty() {
        warn_if_deleting(world, current);
        return Ok(Applied::Done(Rc::new(current.clone()), "unchanged"));
    }
    if let Some(why) = patch_problem(current.kind, &merged, is_strict(arguments), true) {
        return Err(refuse_patch(&patch, &why));
    }
    warn_of_unknown(arguments, world, current.kind, &merged);
    let edited = manifest.object(&merged);
    let put = check_identity(current, &edited).and_then(|()| put(world, edited, line.dry_run));
    match put {
        Ok(object) => {
            warn_if_deleting(world, &object);
            Ok(Applied::Done(object, "configured"))
        }
        Err(refusal) if is_forced(arguments, &refusal) => {
            let options = DeleteOptions {
                propagation: line.propagation,
                grace_period_seconds: arguments.number("grace-period").filter(|grace| *grace >= 0),
                uid: None,
            };
            let wanted = format!("{}\n", to_json(&wanted));
            let prefix = format!("{}: ", while_applying(manifest, current, &wanted));
            request(world, |server| server.delete(&current.key(), &options))
                .map_err(|refusal| Failure::server_while(&prefix, &refusal))?;
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

/// Whether an object that may not be changed so is deleted and made anew.
fn is_forced(arguments: &Arguments, refusal: &StatusError) -> bool {
    arguments.is("force") && matches!(refusal.reason, ErrorReason::Conflict | ErrorReason::Invalid)
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
fn while_applying(manifest: &Manifest, current: &Object, patch: &str) -> String {
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
