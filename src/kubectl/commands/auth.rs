//! `kubectl auth`: who may do what, and who asks.

use crate::api::Kind;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::output::{Format, OUTPUT};
use crate::kubectl::printers::tabwriter::TabWriter;
use crate::kubectl::process::{Kubeconfig, Stream, World};
use crate::kubectl::resource::ALL_NAMESPACES;
use crate::kubectl::verb::{Flow, Verb};
use crate::value;

static CAN_FLAGS: &[Flag] = &[
    short('q', "quiet", Takes::Switch, "Say nothing: the exit status tells."),
    flag("list", Takes::Switch, "Everything that you may do."),
    flag("no-headers", Takes::Switch, "Leave the headings of `--list` away."),
    flag("subresource", Takes::Text, "A part of the object: `log`, `scale`."),
];

/// The row of `auth can-i`.
pub static CAN_I: Verb = Verb {
    name: "auth can-i",
    aliases: &[],
    summary: "Tell whether you may do something: you administer this cluster.",
    usage: "VERB (TYPE | TYPE/NAME)",
    examples: &["kubectl auth can-i create deployments"],
    flags: &[CAN_FLAGS, ALL_NAMESPACES],
    run: can_i,
};

fn can_i(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    if arguments.is("list") {
        let headings = match arguments.is("no-headers") {
            true => "",
            false => "Resources\tNon-Resource URLs\tResource Names\tVerbs\n",
        };
        let text = format!("{headings}*.*\t[]\t[]\t[*]\n\t[*]\t[]\t[*]\n");
        let text = TabWriter::for_tables().align(&text);
        world.output.push(Stream::Out, &text);
        return Ok(Flow::Done);
    }
    let [_, resource] = arguments.words.as_slice() else {
        return Err(Failure::error(
            "you must specify two arguments: verb resource or verb resource/resourceName.\nSee \
             'kubectl auth can-i -h' for help and examples.",
        ));
    };
    if arguments.is("no-headers") {
        return Err(Failure::error("--no-headers cannot be set without --list specified"));
    }
    let plural = resource.split('/').next().unwrap_or_default();
    let warning = match Kind::from_resource(plural).map(Kind::row) {
        _ if plural.is_empty() || plural == "*" => None,
        None => {
            let shown = match plural.split_once('.') {
                Some((plural, group)) => format!("'{plural}' in group '{group}'"),
                None => format!("'{plural}'"),
            };
            Some(format!("the server doesn't have a resource type {shown}"))
        }
        Some(row) if row.namespaced => None,
        Some(row) if row.group.is_empty() => {
            Some(format!("resource '{}' is not namespace scoped", row.plural))
        }
        Some(row) => Some(format!(
            "resource '{}' is not namespace scoped in group '{}'",
            row.plural, row.group
        )),
    };
    if let Some(warning) = warning {
        world.output.error(format!("Warning: {warning}\n"));
    }
    let may = arguments.text("as").is_none_or(str::is_empty);
    if !arguments.is("quiet") {
        world.output.line(if may { "yes" } else { "no" });
    }
    Ok(Flow::Exit(u8::from(!may)))
}

/// The row of `auth whoami`.
pub static WHO_AM_I: Verb = Verb {
    name: "auth whoami",
    aliases: &[],
    summary: "Tell who you are.",
    usage: "",
    examples: &["kubectl auth whoami"],
    flags: &[OUTPUT],
    run: |arguments, world| {
        let user = value!({
            "apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview",
            "metadata": {}, "status": { "userInfo": { "username": (Kubeconfig::USER) } }
        });
        let text = match Format::read(arguments, world)? {
            Some(Format::Name) => "selfsubjectreview.authentication.k8s.io/\n".to_owned(),
            Some(mut format) => format.print(&user)?,
            None => format!("ATTRIBUTE   VALUE\nUsername    {}\n", Kubeconfig::USER),
        };
        world.output.push(Stream::Out, &text);
        Ok(Flow::Done)
    },
};
