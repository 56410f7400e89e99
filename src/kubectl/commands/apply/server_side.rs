//! `--server-side`: what the API server asks of a manifest that it merges itself.

use crate::api::Object;
use crate::api::patch::{clashes, undeclared};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::Arguments;
use crate::kubectl::managers;
use crate::kubectl::manifest::{LAST_APPLIED, Manifest};
use crate::kubectl::process::World;

/// Whether the API server itself goes on remembering what is applied in an object that kubectl
/// once applied: only for kubectl under its usual name.
pub fn keeps_memory(arguments: &Arguments, current: &Object) -> bool {
    arguments.is("server-side")
        && managers::applier(arguments) == managers::APPLIER
        && current.annotation(LAST_APPLIED).is_some()
}

/// Why the API server does not change what somebody else has set, unless it is forced to.
pub fn conflict(
    arguments: &Arguments,
    world: &World,
    manifest: &Manifest,
    current: &Object,
) -> Option<String> {
    if !arguments.is("server-side") || arguments.is("force-conflicts") {
        return None;
    }
    let places = clashes(manifest.kind, &manifest.value(), &current.to_value());
    managers::conflict(managers::applier(arguments), current, &places, world)
}

/// What kubectl says of a conflict, to the letter.
pub const WAYS_OUT: &str = "\
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
///
/// # Errors
/// A field that it has not.
pub fn check_declared(manifest: &Manifest) -> Result<(), Failure> {
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
