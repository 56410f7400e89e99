//! `kubectl diff`: what applying files would change.

use super::apply::merged;
use crate::api::text::to_yaml;
use crate::kubectl::edit::FIELD_MANAGER;
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::manifest;
use crate::kubectl::printers::unified_diff::unified;
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{FILENAME, SELECTOR};
use crate::kubectl::verb::{Flow, Verb};

static FLAGS: &[Flag] = &[
    flag("server-side", Takes::Switch, "Let the API server merge."),
    flag("force-conflicts", Takes::Switch, "Goes with `--server-side`, where it is on."),
    flag("concurrency", Takes::Number, "Accepted: one object is compared after the other."),
    flag("show-managed-fields", Takes::Switch, "Accepted: there are none."),
    flag("prune", Takes::Switch, "Not supported, as with `apply`."),
    flag("prune-allowlist", Takes::Texts, "Goes with `--prune`."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "diff",
    aliases: &[],
    summary: "Show what applying files would change; the exit status is 1 if it is anything.",
    usage: "-f FILE",
    examples: &["kubectl diff -f web.yaml"],
    flags: &[FLAGS, FILENAME, SELECTOR, FIELD_MANAGER],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    if !arguments.has("filename") && !arguments.has("kustomize") {
        return Err(Failure::error("must specify one of -f and -k"));
    }
    if arguments.is("prune") {
        return Err(Failure::error(
            "--prune is not supported here; kubectl get shows what these files do not describe",
        ));
    }
    let mut failures = Vec::new();
    let mut exit = 0;
    for manifest in manifest::read_all(arguments, world)? {
        let texts = manifest.and_then(|manifest| {
            let live = view(world).get(&manifest.key()).map(|object| to_yaml(&object.to_value()));
            let merged = merged(arguments, world, &manifest)?;
            Ok((merged.clone(), live.unwrap_or_default(), to_yaml(&merged.to_value())))
        });
        let (object, live, wanted) = match texts {
            Ok(texts) => texts,
            Err(failure) => {
                failures.push(failure);
                continue;
            }
        };
        let hunks = unified(&live, &wanted);
        if hunks.is_empty() {
            continue;
        }
        exit = 1;
        let kind = object.kind.api_version().replace('/', ".");
        let (row, meta) = (object.kind.row(), &object.meta);
        let name = format!("{kind}.{}.{}.{}", row.name, meta.namespace, meta.name);
        let (live, merged) = (format!("/tmp/LIVE/{name}"), format!("/tmp/MERGED/{name}"));
        let text = format!("diff -u -N {live} {merged}\n--- {live}\n+++ {merged}\n{hunks}");
        world.output.push(Stream::Out, &text);
    }
    let failed = report(&failures, world.output);
    Ok(Flow::Exit(if failed > 0 { failed + 1 } else { exit }))
}
