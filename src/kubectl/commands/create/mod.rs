//! `kubectl create`: what files describe, all of it new; and objects from flags, a file a kind.

mod append_hash;
pub mod configmap;
pub mod cronjob;
pub mod deployment;
mod generate;
pub mod ingress;
pub mod job;
pub mod namespace;
pub mod poddisruptionbudget;
pub mod priorityclass;
pub mod quota;
pub mod role;
pub mod rolebinding;
pub mod secret;
pub mod service;
pub mod serviceaccount;
pub mod token;

pub use generate::{GENERATOR, Named, OVERRIDES, generate, literals, make, one_name, overridden};

use crate::api::{Kind, StatusError, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::manifest::{self, Manifest, unknown_fields};
use crate::kubectl::output::{DRY_RUN, DryRun, Format, OUTPUT, RECORD};
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::request;
use crate::kubectl::resource::{FILENAME, SELECTOR, shown};
use crate::kubectl::verb::{Flow, Verb};

/// `--validate` and `--save-config`.
pub static FLAGS: &[Flag] = &[
    flag("validate", Takes::Optional("strict"), "`strict`, `warn` or `ignore` unknown fields."),
    flag("save-config", Takes::Switch, "Remember the manifest for a later `kubectl apply`."),
    flag("edit", Takes::Switch, "Not supported: write the file in the page's editor."),
    flag("raw", Takes::Text, "Not supported: the manifest says where it belongs."),
    flag("windows-line-endings", Takes::Switch, "Goes with `--edit`."),
    flag("field-manager", Takes::Text, "Who is said to have made it; nobody remembers here."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "create",
    aliases: &[],
    summary: "Create objects from files, or with a subcommand from flags.",
    usage: "-f FILE",
    examples: &["kubectl create -f web.yaml", "kubectl create deployment web --image=nginx"],
    flags: &[FLAGS, FILENAME, SELECTOR, OUTPUT, DRY_RUN, RECORD],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    if !arguments.words.is_empty() {
        let words = arguments.words.join(" ");
        return Err(Failure::usage("create", format!("Unexpected args: [{words}]")));
    }
    if let Some(flag) = ["edit", "raw"].into_iter().find(|flag| arguments.has(flag)) {
        return Err(Failure::error(format!(
            "--{flag} is not supported here: write the file in the editor and name it with -f"
        )));
    }
    if !arguments.has("filename") && !arguments.has("kustomize") {
        return Err(Failure::error("must specify one of -f and -k"));
    }
    manifest::each("create", arguments, world, create)
}

fn create(
    arguments: &Arguments,
    world: &mut World,
    manifest: &Manifest,
    dry_run: DryRun,
    format: &mut Option<Format>,
) -> Result<(), Failure> {
    let prefix = format!("error when creating \"{}\": ", manifest.source);
    let refused = |refusal| Failure::server_while(&prefix, &refusal);
    let value = match arguments.is("save-config") {
        true => manifest.value_to_apply(),
        false => manifest.value(),
    };
    let mut object = manifest.object(&value);
    if dry_run != DryRun::Client {
        read(arguments, world, manifest).map_err(refused)?;
    }
    match dry_run {
        DryRun::Client => {}
        DryRun::Server => {
            request(world, |server| server.prepare_creation(&mut object)).map_err(refused)?
        }
        DryRun::No => {
            let made = request(world, |server| server.create(object)).map_err(refused)?;
            object = (*made).clone();
        }
    }
    let text = match format {
        Some(Format::Name) => format!("{}\n", shown(&object)),
        Some(format) if dry_run == DryRun::Client => format.print(&value)?,
        Some(format) => format.print_object(&object)?,
        None => format!("{} created{}\n", shown(&object), dry_run.suffix()),
    };
    world.output.push(Stream::Out, &text);
    Ok(())
}

/// Reads a manifest as the API server does, which refuses unknown fields or warns of them.
///
/// # Errors
/// `BadRequest`.
pub fn read(
    arguments: &Arguments,
    world: &mut World,
    manifest: &Manifest,
) -> Result<(), StatusError> {
    manifest.readable(is_strict(arguments))?;
    warn_of_unknown(arguments, world, manifest.kind, &manifest.value());
    Ok(())
}

/// With `--validate=warn` unknown fields are told of and left out.
pub fn warn_of_unknown(arguments: &Arguments, world: &mut World, kind: Kind, value: &Value) {
    if arguments.text("validate") == Some("warn") {
        tell_unknown(world, kind, value);
    }
}

/// What the API server says of unknown fields when nobody asks for more.
pub fn tell_unknown(world: &mut World, kind: Kind, value: &Value) {
    for field in unknown_fields(kind, value) {
        world.output.error(format!("Warning: {field}"));
    }
}

/// Whether unknown fields are refused.
pub fn is_strict(arguments: &Arguments) -> bool {
    !matches!(arguments.text("validate"), Some("false" | "ignore" | "warn"))
}
