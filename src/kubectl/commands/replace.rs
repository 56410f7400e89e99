//! `kubectl replace`: objects exactly as files describe them.

use super::create::read;
use super::delete::told;
use crate::kubectl::edit::FIELD_MANAGER;
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::manifest::{self, Manifest};
use crate::kubectl::output::{DRY_RUN, DryRun, Format, OUTPUT};
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::request;
use crate::kubectl::resource::{FILENAME, shown};
use crate::kubectl::verb::{Flow, Verb};
use crate::store::{DeleteOptions, Propagation};

static FLAGS: &[Flag] = &[
    flag("force", Takes::Switch, "Delete the object and make it anew."),
    flag("save-config", Takes::Switch, "Remember the manifest for a later `kubectl apply`."),
    flag("validate", Takes::Optional("strict"), "`strict`, `warn` or `ignore` unknown fields."),
    flag("grace-period", Takes::Number, "Accepted with `--force`."),
    flag("cascade", Takes::Optional("background"), "Accepted with `--force`."),
    flag("timeout", Takes::Duration, "Accepted with `--force`, which waits for nothing."),
    flag("wait", Takes::Switch, "Accepted with `--force`, which waits for nothing."),
    flag("raw", Takes::Text, "Not supported: the manifest says where it belongs."),
    flag("subresource", Takes::Text, "Not supported: `kubectl patch --subresource` changes it."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "replace",
    aliases: &[],
    summary: "Replace objects by what files describe.",
    usage: "-f FILE",
    examples: &["kubectl replace -f web.yaml", "kubectl replace --force -f web.yaml"],
    flags: &[FLAGS, FILENAME, OUTPUT, DRY_RUN, FIELD_MANAGER],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    if let Some(flag) = ["raw", "subresource"].into_iter().find(|flag| arguments.has(flag)) {
        return Err(Failure::error(format!(
            "--{flag} is not supported here: whole objects are replaced by what files describe"
        )));
    }
    if !arguments.has("filename") && !arguments.has("kustomize") {
        return Err(Failure::error("must specify --filename or --raw"));
    }
    let given = |flag: &str| arguments.has(flag) && !arguments.is("force");
    if arguments.number("grace-period").is_some_and(|seconds| seconds >= 0 && given("grace-period"))
    {
        return Err(Failure::error("--grace-period must have --force specified"));
    }
    if arguments.duration("timeout").is_some_and(|length| length != 0 && given("timeout")) {
        return Err(Failure::error("--timeout must have --force specified"));
    }
    let dry_run = DryRun::read(arguments)?;
    let manifests = manifest::read_all(arguments, world)?;
    if manifests.is_empty() {
        return Err(Failure::error("no objects passed to replace"));
    }
    let mut failures = Vec::new();
    for manifest in manifests {
        let replaced = manifest.and_then(|manifest| replace(arguments, world, &manifest, dry_run));
        failures.extend(replaced.err());
    }
    Ok(Flow::Exit(report(&failures, world.output)))
}

fn replace(
    arguments: &Arguments,
    world: &mut World,
    manifest: &Manifest,
    dry_run: DryRun,
) -> Result<(), Failure> {
    let prefix = format!("error when replacing \"{}\": ", manifest.source);
    let refused = |refusal| Failure::server_while(&prefix, &refusal);
    read(arguments, world, manifest).map_err(refused)?;
    let value = match arguments.is("save-config") {
        true => manifest.value_to_apply(),
        false => manifest.value(),
    };
    let object = manifest.object(&value);
    let name = shown(&object);
    if arguments.is("force") && dry_run == DryRun::No {
        let options = DeleteOptions {
            propagation: Propagation::Background,
            grace_period_seconds: Some(0),
            uid: None,
        };
        let deleted = request(world, |server| server.delete(&object.key(), &options));
        if deleted.is_ok() {
            world.output.line(told(&object, "deleted"));
        }
        request(world, |server| server.create(object)).map_err(refused)?;
        world.output.line(format!("{name} replaced"));
        return Ok(());
    }
    let after = request(world, |server| {
        let before = server.existing(&object.key())?;
        match dry_run {
            DryRun::No => server.update(object.clone()),
            _ => server.prepare_update(&before, object.clone()).map(std::rc::Rc::new),
        }
    })
    .map_err(refused)?;
    let text = match Format::read(arguments, world)? {
        Some(mut format) => format.print_object(&after)?,
        None => format!("{name} replaced{}\n", dry_run.suffix()),
    };
    world.output.push(Stream::Out, &text);
    Ok(())
}
