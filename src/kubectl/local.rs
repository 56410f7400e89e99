//! `--local`: objects as files describe them, changed and printed without asking the API server.

use super::edit::pod_spec_path;
use super::failure::Failure;
use super::flags::{Arguments, Flag, Takes, flag};
use super::output::DryRun;
use crate::api::{Kind, Object, Value};
use crate::value;

/// `--local`.
pub static LOCAL: &[Flag] =
    &[flag("local", Takes::Switch, "Change what the files say and print it; ask no server.")];

/// Refuses `--local` beside what only a server can answer (`resource.LocalResourceError`).
///
/// # Errors
/// Objects are named, or no file is.
pub fn check(arguments: &Arguments, words: &[String]) -> Result<(), Failure> {
    if !arguments.is("local") {
        return Ok(());
    }
    if DryRun::read(arguments)? == DryRun::Server {
        return Err(Failure::error(
            "cannot specify --local and --dry-run=server - did you mean --dry-run=client?",
        ));
    }
    match words.is_empty() && arguments.has("filename") {
        true => Ok(()),
        false => Err(Failure::error(
            "you must specify resources by --filename when --local is set.\nExample resource \
             specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'",
        )),
    }
}

/// An object as `kubectl set` prints it: its own types write some fields though they are empty.
pub fn typed(object: &Object) -> Value {
    let mut value = object.to_value();
    let strategy = match object.kind {
        Kind::Deployment => "spec.strategy",
        Kind::DaemonSet | Kind::StatefulSet => "spec.updateStrategy",
        _ => "status",
    };
    if object.kind == Kind::Service && value.at("status.loadBalancer").is_null() {
        value.set("status.loadBalancer", value!({}));
    }
    for field in [strategy, "status"] {
        if value.at(field).is_null() {
            value.set(field, value!({}));
        }
    }
    if let Some(path) = pod_spec_path(object) {
        for field in ["containers", "initContainers"].map(|field| format!("{path}.{field}")) {
            let mut containers = value.at(&field).items().to_vec();
            let is_bare = |container: &&mut Value| container.get("resources").is_null();
            for container in containers.iter_mut().filter(is_bare) {
                container.set("resources", value!({}));
            }
            if !containers.is_empty() {
                value.set_given(&field, containers);
            }
        }
    }
    value
}
