//! `kubectl explain`: what a kind holds.

use crate::api::Kind;
use crate::api::other_kinds::OtherKind;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::printers::explain;
use crate::kubectl::process::{Stream, World};
use crate::kubectl::resource::kind;
use crate::kubectl::verb::{Flow, Verb};

static FLAGS: &[Flag] = &[
    short('r', "recursive", Takes::Switch, "All fields below, without their descriptions."),
    flag("api-version", Takes::Text, "The version of the kind: `apps/v1`; there is one of each."),
    short('o', "output", Takes::Text, "`plaintext`, which is the usual."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "explain",
    aliases: &[],
    summary: "Describe a kind, or the field at a path below it.",
    usage: "TYPE[.FIELD…] [--recursive]",
    examples: &["kubectl explain deployment.spec.strategy"],
    flags: &[FLAGS],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    if arguments.words.len() > 1 {
        return Err(Failure::error("We accept only this format: explain RESOURCE"));
    }
    let [word] = arguments.words.as_slice() else {
        return Err(Failure::error(
            "You must specify the type of resource to explain. Use \"kubectl api-resources\" for a complete list of supported resources.",
        ));
    };
    let output = arguments.text("output").unwrap_or_default();
    if !matches!(output, "" | "plaintext" | "plaintext-openapiv2") {
        return Err(Failure::error(format!("unrecognized format: {output}")));
    }
    let (resource, path) = explain::resource_and_fields(word);
    if Kind::from_resource(resource).is_none()
        && let Some(other) = OtherKind::from_resource(resource)
    {
        let plural = other.plural;
        return Err(Failure::error(format!(
            "{plural} are served and do nothing here, so they are not described either"
        )));
    }
    let kind = kind(resource)?;
    let version = arguments.text("api-version").filter(|text| !text.is_empty());
    if let Some(version) = version.filter(|version| *version != kind.api_version()) {
        let plural = kind.row().plural;
        return Err(Failure::error(format!(
            "couldn't find resource for \"{}{version}, Resource={plural}\"",
            if version.contains('/') { "" } else { "/" }
        )));
    }
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let text = explain::explain(kind, &path, arguments.is("recursive")).map_err(Failure::error)?;
    world.output.push(Stream::Out, &text);
    Ok(Flow::Done)
}
