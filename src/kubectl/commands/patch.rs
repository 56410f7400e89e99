//! `kubectl patch`: parts of an object, in one of three ways.

use crate::api::patch::{json_patch, merge_patch, strategic_merge};
use crate::api::text::parse_value;
use crate::api::{ErrorReason, Object, StatusError, Value, decode, json};
use crate::kubectl::edit::{FIELD_MANAGER, put, record};
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::local::LOCAL;
use crate::kubectl::manifest::{patch_problem, unknown_fields};
use crate::kubectl::output::{DRY_RUN, DryRun, Format, OUTPUT, RECORD};
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::{check_identity, request, view};
use crate::kubectl::resource::{FILENAME, Selection, shown};
use crate::kubectl::subresource::{self, Subresource, scale, shown_scale};
use crate::kubectl::verb::{Flow, Verb};
use std::rc::Rc;

static FLAGS: &[Flag] = &[
    short('p', "patch", Takes::Text, "The patch, as JSON or YAML."),
    flag("patch-file", Takes::Text, "A file with the patch."),
    flag("type", Takes::Text, "`strategic` (the usual), `merge` or `json`."),
    flag("subresource", Takes::Text, "`status` or `scale`."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "patch",
    aliases: &[],
    summary: "Update fields of an object with a patch.",
    usage: "(-f FILE | TYPE NAME) [-p PATCH | --patch-file FILE]",
    examples: &[
        "kubectl patch deploy web -p '{\"spec\":{\"replicas\":3}}'",
        "kubectl patch sts db --type=json -p '[{\"op\":\"remove\",\"path\":\"/spec/replicas\"}]'",
    ],
    flags: &[FLAGS, FILENAME, OUTPUT, DRY_RUN, RECORD, LOCAL, FIELD_MANAGER],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let kind = arguments.text("type").unwrap_or("strategic");
    if !matches!(kind, "strategic" | "merge" | "json") {
        return Err(Failure::error(format!(
            "--type must be one of [json merge strategic], not \"{kind}\""
        )));
    }
    let part = subresource::read(arguments)?;
    if part == Some(Subresource::Resize) {
        return Err(Failure::error(
            "pods are not resized in place here; change the resources of their template, and \
             other pods come",
        ));
    }
    let text = text(arguments, world)?;
    let is_local = arguments.is("local");
    if is_local && !arguments.words.is_empty() {
        return Err(Failure::error("cannot specify --local and server resources"));
    }
    let selection = Selection::read(&arguments.words, arguments, world)?;
    selection.require_any()?;
    selection.require_named(arguments)?;
    let (found, mut failures) = selection.parted(&view(world));
    if found.is_empty() {
        // Nobody reads the patch.
        return Ok(Flow::Exit(report(&failures, world.output)));
    }
    let value = parse_value(&text)
        .map_err(|error| Failure::error(format!("unable to parse {text:?}: {error}")))?;
    if !is_local {
        decodable(kind, &value)?;
    }
    let patch = Patch { kind, value, part, is_local, dry_run: DryRun::read(arguments)? };
    let mut format = Format::read(arguments, world)?;
    for object in found {
        let text = patch
            .apply(arguments, world, &object)
            .and_then(|after| patch.told(&object, &after, &mut format));
        match text {
            Ok(text) => world.output.push(Stream::Out, &text),
            Err(failure) => failures.push(failure),
        }
    }
    Ok(Flow::Exit(report(&failures, world.output)))
}

/// A patch, and how it is put over objects.
struct Patch<'line> {
    kind: &'line str,
    value: Value,
    part: Option<Subresource>,
    is_local: bool,
    dry_run: DryRun,
}

impl Patch<'_> {
    /// Puts the patch over an object; answers the object as it is then.
    fn apply(
        &self,
        arguments: &Arguments,
        world: &mut World,
        object: &Object,
    ) -> Result<Rc<Object>, Failure> {
        if let Some(part) = self.part {
            part.require(object.kind)?;
        }
        let mut edited = match self.part {
            Some(Subresource::Scale) => rescaled(object, self.kind, &self.value)?,
            _ => patched(object, self.kind, &self.value, world)?,
        };
        if !self.is_local {
            check_identity(object, &edited)?;
            edited.meta.namespace = object.meta.namespace.clone();
        }
        record(arguments, &mut edited);
        Ok(match self.part {
            _ if self.is_local => Rc::new(edited),
            Some(Subresource::Status) if self.dry_run == DryRun::No => {
                let status = edited.status().clone();
                request(world, |server| server.change_status(&object.key(), status))?
            }
            _ => put(world, edited, self.dry_run)?,
        })
    }

    /// What is printed of a patched object.
    fn told(
        &self,
        before: &Object,
        after: &Object,
        format: &mut Option<Format>,
    ) -> Result<String, Failure> {
        let scales = self.part == Some(Subresource::Scale);
        match format {
            Some(format) if scales => format.print(&scale(after)),
            Some(format) => format.print_object(after),
            None => {
                let same = after == before && self.dry_run == DryRun::No && !self.is_local;
                let said = if same { "patched (no change)" } else { "patched" };
                let name = if scales { shown_scale(after) } else { shown(after) };
                Ok(format!("{name} {said}{}\n", self.dry_run.suffix()))
            }
        }
    }
}

fn text(arguments: &Arguments, world: &World) -> Result<String, Failure> {
    let given = |name: &str| arguments.text(name).filter(|text| !text.is_empty());
    match (given("patch"), given("patch-file")) {
        (Some(_), Some(_)) => {
            Err(Failure::error("cannot specify --patch and --patch-file together"))
        }
        (Some(text), None) => Ok(text.to_owned()),
        (None, Some(name)) => world.files.get(name).cloned().ok_or_else(|| {
            Failure::error(format!(
                "unable to read patch file: open {name}: no such file or directory"
            ))
        }),
        (None, None) => Err(Failure::error(
            "must specify --patch or --patch-file containing the contents of the patch",
        )),
    }
}

/// Refuses a patch that is not of the shape that its way of merging reads.
fn decodable(kind: &str, patch: &Value) -> Result<(), Failure> {
    let misfit = match (kind, patch) {
        (_, Value::Null) | ("strategic" | "merge", Value::Map(_)) => return Ok(()),
        ("json", Value::List(operations)) => operations.as_slice().iter().find_map(misfit),
        ("json", _) => Some((json::kind_of(patch), "value of type []handlers.jsonPatchOp".into())),
        _ => Some((json::kind_of(patch), "value of type map[string]interface {}".into())),
    };
    let Some((found, wanted)) = misfit else { return Ok(()) };
    let step = if kind == "strategic" { "" } else { "error decoding patch: " };
    let why = format!("{step}json: cannot unmarshal {found} into Go {wanted}");
    Err(Failure::server(&StatusError::new(ErrorReason::BadRequest, why)))
}

/// What stands where a JSON patch has something else: what it is, and what it should be.
fn misfit(operation: &Value) -> Option<(&'static str, String)> {
    let Value::Map(fields) = operation else {
        let found = Some(json::kind_of(operation)).filter(|_| !operation.is_null())?;
        return Some((found, "value of type handlers.jsonPatchOp".to_owned()));
    };
    let is_text = |value: &Value| value.is_null() || value.as_str().is_some();
    let (name, value) = fields
        .iter()
        .find(|(name, value)| matches!(name.as_str(), "op" | "path" | "from") && !is_text(value))?;
    Some((json::kind_of(value), format!("struct field jsonPatchOp.{name} of type string")))
}

/// Warns of fields that operations of a JSON patch do not have.
fn warn_of_operations(patch: &Value, world: &mut World) {
    for (index, operation) in patch.items().iter().enumerate() {
        for (name, _) in operation.entries() {
            if !matches!(name.as_str(), "op" | "path" | "from" | "value") {
                let field = format!("json patch unknown field \"[{index}].{name}\"");
                world.output.error(format!("Warning: {field}"));
            }
        }
    }
}

/// The object with the patch put over it.
fn patched(
    object: &Object,
    kind: &str,
    patch: &Value,
    world: &mut World,
) -> Result<Object, Failure> {
    let before = object.to_value();
    let merged = match kind {
        // It asks for nothing.
        _ if patch.is_null() => Ok(before.clone()),
        "json" => json_patch(&before, patch),
        "merge" => Ok(merge_patch(&before, patch)),
        _ => strategic_merge(object.kind, &before, patch),
    };
    let merged = merged.map_err(|error| refused(kind, patch, &error))?;
    readable(object, kind, &merged, patch)?;
    if kind == "json" {
        warn_of_operations(patch, world);
    }
    for field in unknown_fields(object.kind, &merged) {
        world.output.error(format!("Warning: {field}"));
    }
    Ok(decode::object(object.kind, &merged))
}

/// The object with as many replicas as its `Scale` wants with the patch put over it.
fn rescaled(object: &Object, kind: &str, patch: &Value) -> Result<Object, Failure> {
    let before = scale(object);
    let merged = match kind {
        "json" => json_patch(&before, patch).map_err(|error| refused(kind, patch, &error))?,
        _ => merge_patch(&before, patch),
    };
    let mut edited = object.clone();
    edited.body.set("spec.replicas", merged.at("spec.replicas").clone());
    Ok(edited)
}

/// What the API server says of a patch that cannot be put over the object.
fn refused(kind: &str, patch: &Value, error: &impl ToString) -> Failure {
    let error = error.to_string();
    match (kind, patch) {
        // The server tells only that an operation failed, and not which.
        ("json", Value::List(_)) => Failure::plain(
            "The request is invalid: the server rejected our request due to an error in our \
             request",
        ),
        ("strategic", Value::Map(_)) => Failure::plain(format!("Error from server: {error}")),
        _ => Failure::server(&StatusError::new(ErrorReason::BadRequest, error)),
    }
}

/// Refuses a patch after which the object cannot be read.
fn readable(object: &Object, kind: &str, merged: &Value, patch: &Value) -> Result<(), Failure> {
    let strategic = kind == "strategic";
    let Some(problem) = patch_problem(object.kind, merged, false, strategic) else {
        return Ok(());
    };
    let shown = match kind {
        "strategic" => format!("{:?}", crate::api::patch::shown_patch(patch)),
        _ => format!("{:?}", json::to_json(merged)),
    };
    Err(Failure::server(&StatusError::new(
        ErrorReason::Invalid,
        format!("patch: Invalid value: {shown}: {problem}"),
    )))
}
