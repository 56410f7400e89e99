//! `kubectl apply view-last-applied`, `set-last-applied`, `edit-last-applied`: what `kubectl apply`
//! remembers in an object of the manifest that it was last given.

use crate::api::json::{to_json, to_json_pretty};
use crate::api::text::{parse_value, to_yaml};
use crate::api::{Object, StatusError};
use crate::kubectl::edit::put;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::manifest::{self, LAST_APPLIED, Manifest};
use crate::kubectl::output::{DRY_RUN, DryRun, Format, OUTPUT};
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{ALL, FILENAME, NOTHING_SAID, SELECTOR, Selection, shown};
use crate::kubectl::verb::{Flow, Verb};
use std::rc::Rc;

/// The row of `apply view-last-applied`.
pub static VIEW: Verb = Verb {
    name: "apply view-last-applied",
    aliases: &[],
    summary: "Print what objects were last given by `kubectl apply`.",
    usage: "(TYPE [NAME | -l label] | TYPE/NAME | -f FILE)",
    examples: &["kubectl apply view-last-applied deployment/web"],
    flags: &[VIEW_FLAGS, FILENAME, SELECTOR, ALL],
    run: view_last,
};

static VIEW_FLAGS: &[Flag] = &[short('o', "output", Takes::Text, "`yaml` or `json`.")];

/// The row of `apply set-last-applied`.
pub static SET: Verb = Verb {
    name: "apply set-last-applied",
    aliases: &[],
    summary: "Let `kubectl apply` remember a file as what it was last given, and change nothing else.",
    usage: "-f FILE",
    examples: &["kubectl apply set-last-applied -f web.yaml --create-annotation"],
    flags: &[SET_FLAGS, OUTPUT, DRY_RUN],
    run: set,
};

static SET_FLAGS: &[Flag] = &[
    short('f', "filename", Takes::Texts, "A file to read; `-` reads what is piped in."),
    flag("create-annotation", Takes::Switch, "Also for objects that remember nothing yet."),
];

/// The row of `apply edit-last-applied`.
pub static EDIT: Verb = Verb {
    name: "apply edit-last-applied",
    aliases: &[],
    summary: "Open what an object was last given by `kubectl apply` in the editor.",
    usage: "(TYPE NAME | TYPE/NAME | -f FILE)",
    examples: &["kubectl apply edit-last-applied deployment/web"],
    flags: &[FILENAME, OUTPUT],
    run: edit,
};

/// The objects that a line names.
fn selected(arguments: &Arguments, world: &mut World) -> Result<Vec<Rc<Object>>, Failure> {
    let selection = Selection::read(&arguments.words, arguments, world)?;
    selection.require_any()?;
    selection.require(&view(world))
}

fn view_last(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let selection = Selection::read(&arguments.words, arguments, world)?;
    selection.require_any()?;
    selection.require_named(arguments)?;
    let objects = selection.require(&view(world))?;
    let mut texts = Vec::new();
    for object in &objects {
        match (object.annotation(LAST_APPLIED), arguments.text("filename")) {
            (Some(text), _) => texts.push(text),
            // An object that was named and remembers nothing is passed over without a word.
            (None, None) => {}
            (None, Some(file)) => {
                return Err(Failure::error(format!(
                    "error when no last-applied-configuration annotation found on resource: {}\n \
                     \"{file}\": <nil>",
                    object.meta.name
                )));
            }
        }
    }
    for text in texts {
        let value = parse_value(text).unwrap_or_default();
        let text = match arguments.text("output") {
            None | Some("yaml") => to_yaml(&value),
            Some("json") => {
                let end = if text.ends_with('\n') { "\n" } else { "" };
                // Two spaces a level, where `get -o json` has four.
                let lines = to_json_pretty(&value);
                let lines = lines.lines().map(|line| {
                    let spaces = line.len() - line.trim_start().len();
                    &line[spaces / 2..]
                });
                format!("{}{end}", lines.collect::<Vec<_>>().join("\n"))
            }
            Some(word) => {
                let why = format!(
                    "Unexpected -o output mode: {word}, the flag 'output' must be one of yaml|json"
                );
                return Err(Failure::usage("apply view-last-applied", why));
            }
        };
        world.output.push(Stream::Out, &text);
    }
    Ok(Flow::Done)
}

fn set(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let dry_run = DryRun::read(arguments)?;
    let mut format = Format::read(arguments, world)?;
    if !arguments.has("filename") {
        return Err(Failure::error(NOTHING_SAID));
    }
    // All files are looked at before the first object changes.
    let mut changed = Vec::new();
    for manifest in manifest::read_all(arguments, world)? {
        changed.extend(remembering(arguments, world, &manifest?)?);
    }
    for object in changed {
        let object = put(world, object, dry_run).map_err(|refusal| Failure::server(&refusal))?;
        let text = match &mut format {
            Some(format) => format.print_object(&object)?,
            None => format!("{} configured{}\n", shown(&object), dry_run.suffix()),
        };
        world.output.push(Stream::Out, &text);
    }
    Ok(Flow::Done)
}

/// The object of a manifest with that manifest in its memory; `None` if it is there already.
fn remembering(
    arguments: &Arguments,
    world: &mut World,
    manifest: &Manifest,
) -> Result<Option<Object>, Failure> {
    let key = manifest.key();
    let Some(current) = view(world).get(&key).cloned() else {
        return Err(StatusError::not_found(key.kind, &key.name).into());
    };
    let last = current.annotation(LAST_APPLIED);
    if last.is_none() && !arguments.is("create-annotation") {
        return Err(Failure::error(format!(
            "no last-applied-configuration annotation found on resource: {}, to create the \
             annotation, run the command with --create-annotation",
            key.name
        )));
    }
    let wanted = manifest.value();
    if last.and_then(|text| parse_value(text).ok()).as_ref() == Some(&wanted) {
        world.output.line(format!("set-last-applied {}: no changes required.", key.name));
        return Ok(None);
    }
    let mut object = (*current).clone();
    object.meta.annotations.insert(LAST_APPLIED, to_json(&wanted));
    Ok(Some(object))
}

fn edit(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let objects = selected(arguments, world)?;
    let mut found = false;
    for object in objects {
        let Some(text) = object.annotation(LAST_APPLIED) else { continue };
        found = true;
        let name = format!("last-applied-{}-{}.yaml", object.kind.row().singular, object.meta.name);
        let text = to_yaml(&parse_value(text).unwrap_or_default());
        world.files.insert(name.clone(), text);
        *world.shown = Some(name.clone());
        world.output.line(format!(
            "{name} is in the editor now; change it there, save it, and type: kubectl apply \
             set-last-applied -f {name}"
        ));
    }
    if !found {
        return Err(Failure::error(
            "no last-applied-configuration annotation found on resources, to create the \
             annotation, use command `kubectl apply set-last-applied --create-annotation`",
        ));
    }
    Ok(Flow::Done)
}
