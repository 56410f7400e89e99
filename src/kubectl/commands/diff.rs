//! `kubectl diff`: what applying files would change.

use super::apply::merged;
use crate::api::line_diff::unified;
use crate::api::text::to_yaml;
use crate::api::{FieldName, Kind, Map, Object, Value};
use crate::kubectl::edit::FIELD_MANAGER;
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::manifest::{self, LAST_APPLIED};
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{FILENAME, SELECTOR};
use crate::kubectl::verb::{Flow, Verb};
use crate::ordered::OrderedMap;

static FLAGS: &[Flag] = &[
    flag("server-side", Takes::Switch, "Let the API server merge."),
    flag("force-conflicts", Takes::Switch, "With `--server-side`: whatever others have set."),
    flag("concurrency", Takes::Number, "Accepted: one object is compared after the other."),
    flag("show-managed-fields", Takes::Switch, "Accepted: there are none."),
    flag("show-secret", Takes::Switch, "Show the data of Secrets."),
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
    let mut texts = OrderedMap::new();
    for manifest in manifest::read_all(arguments, world)? {
        let pair = manifest.and_then(|manifest| {
            let live = view(world).get(&manifest.key()).cloned();
            let mut merged = merged(arguments, world, &manifest)?;
            if !arguments.is("server-side") {
                remember(&mut merged, live.as_ref().and_then(|live| live.annotation(LAST_APPLIED)));
            }
            Ok((live, merged))
        });
        let (live, merged) = match pair {
            Ok(pair) => pair,
            Err(failure) => {
                failures.push(failure);
                continue;
            }
        };
        let mut before = live.map(|live| live.to_value());
        let mut after = merged.to_value();
        if merged.kind == Kind::Secret && !arguments.is("show-secret") {
            mask(before.as_mut(), &mut after);
        }
        let hunks = unified(&before.as_ref().map(to_yaml).unwrap_or_default(), &to_yaml(&after));
        if hunks.is_empty() {
            continue;
        }
        let kind = merged.kind.api_version().replace('/', ".");
        let (row, meta) = (merged.kind.row(), &merged.meta);
        let name = format!("{kind}.{}.{}.{}", row.name, meta.namespace, meta.name);
        let (live, merged) = (format!("/tmp/LIVE/{name}"), format!("/tmp/MERGED/{name}"));
        let text = format!("diff -u -N {live} {merged}\n--- {live}\n+++ {merged}\n{hunks}");
        texts.insert(name, text);
    }
    let exit = u8::from(!texts.is_empty());
    // `diff` compares directories, file by file.
    for text in texts.values() {
        world.output.push(Stream::Out, text);
    }
    let failed = report(&failures, world.output);
    Ok(Flow::Exit(if failed > 0 { failed + 1 } else { exit }))
}

/// kubectl compares without what `apply` would remember in the object.
fn remember(merged: &mut Object, live: Option<&str>) {
    match live {
        Some(text) => merged.meta.annotations.insert(FieldName::new(LAST_APPLIED), text),
        None => {
            merged.meta.annotations.remove(LAST_APPLIED);
        }
    }
}

/// Shows of a Secret's data only what differs (`Masker`).
fn mask(before: Option<&mut Value>, after: &mut Value) {
    let live = before.as_ref().map(|before| before.get("data").clone()).unwrap_or_default();
    let merged = after.get("data").clone();
    let masked = |own: &Value, other: &Value, differs: &str| -> Map {
        let word = |key: &str, value: &Value| match other.get(key) {
            there if there.is_null() || there == value => "***".to_owned(),
            _ => format!("*** ({differs})"),
        };
        let entries = own.entries().iter();
        entries.map(|(key, value)| (key.clone(), Value::from(word(key, value)))).collect()
    };
    if let Some(before) = before.filter(|_| !live.is_null()) {
        before.set("data", masked(&live, &merged, "before"));
    }
    if !merged.is_null() {
        after.set("data", masked(&merged, &live, "after"));
    }
}
