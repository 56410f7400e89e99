//! `kubectl auth`: who may do what, and who asks.

use crate::api::{Kind, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::output::{Format, OUTPUT};
use crate::kubectl::printers::tabwriter::TabWriter;
use crate::kubectl::process::{Kubeconfig, Stream, World};
use crate::kubectl::resource::ALL_NAMESPACES;
use crate::kubectl::verb::{Flow, Verb};
use crate::value;

/// The verbs that `can-i` knows for kinds, and those for paths.
static KNOWN_VERBS: [&[&str]; 2] = [
    &[
        "get",
        "list",
        "watch",
        "create",
        "update",
        "patch",
        "delete",
        "deletecollection",
        "use",
        "bind",
        "impersonate",
        "*",
        "approve",
        "sign",
        "escalate",
        "attest",
    ],
    &["get", "put", "post", "head", "options", "delete", "patch", "*"],
];

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
        return list(arguments, world);
    }
    let [verb, resource] = arguments.words.as_slice() else {
        return Err(Failure::error(
            "you must specify two arguments: verb resource or verb resource/resourceName.\nSee \
             'kubectl auth can-i -h' for help and examples.",
        ));
    };
    let is_path = resource.starts_with('/');
    if is_path && arguments.has("subresource") {
        return Err(Failure::error("--subresource can not be used with NonResourceURL"));
    }
    let mut warnings = Vec::new();
    if !is_path {
        let plural = resource.split('/').next().unwrap_or_default();
        warnings.extend(scope_warning(plural, arguments.is("all-namespaces")));
    }
    let asks_of_kinds = !is_path && !arguments.is("all-namespaces");
    if (is_path || asks_of_kinds) && !KNOWN_VERBS[usize::from(is_path)].contains(&verb.as_str()) {
        warnings.push(format!("verb '{verb}' is not a known verb"));
    }
    for warning in warnings {
        world.output.error(format!("Warning: {warning}\n"));
    }
    if arguments.is("no-headers") {
        return Err(Failure::error("--no-headers cannot be set without --list specified"));
    }
    let may = arguments.text("as").is_none_or(str::is_empty);
    if !arguments.is("quiet") {
        world.output.line(if may { "yes" } else { "no" });
    }
    Ok(Flow::Exit(u8::from(!may)))
}

/// Everything that one may do.
fn list(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    if !arguments.words.is_empty() {
        return Err(Failure::error("list option must be specified with no arguments"));
    }
    let others = ["quiet", "all-namespaces", "subresource"];
    if others.iter().any(|flag| arguments.has(flag)) {
        return Err(Failure::error(
            "list option can't be specified with neither quiet, all-namespaces nor subresource \
             options",
        ));
    }
    let headings = match arguments.is("no-headers") {
        true => "",
        false => "Resources\tNon-Resource URLs\tResource Names\tVerbs\n",
    };
    let text = format!("{headings}*.*\t[]\t[]\t[*]\n\t[*]\t[]\t[*]\n");
    let text = TabWriter::for_tables().align(&text);
    world.output.push(Stream::Out, &text);
    Ok(Flow::Done)
}

/// What is odd about asking for a kind: it is none, or it has no namespaces.
fn scope_warning(plural: &str, in_all_namespaces: bool) -> Option<String> {
    if plural.is_empty() || plural == "*" {
        return None;
    }
    let Some(row) = Kind::from_resource(&plural.to_lowercase()).map(Kind::row) else {
        // They can be impersonated, though no API serves them.
        if ["users", "groups"].contains(&plural) {
            return None;
        }
        let shown = match plural.split_once('.') {
            Some((plural, group)) => format!("'{plural}' in group '{group}'"),
            None => format!("'{plural}'"),
        };
        return Some(format!("the server doesn't have a resource type {shown}"));
    };
    let place = match row.group {
        "" => String::new(),
        group => format!(" in group '{group}'"),
    };
    let is_odd = !row.namespaced && !in_all_namespaces;
    is_odd.then(|| format!("resource '{}' is not namespace scoped{place}", row.plural))
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
        let groups = Kubeconfig::GROUPS.map(Value::from).to_vec();
        let user = value!({
            "apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview", "metadata": {},
            "status": { "userInfo": { "groups": (groups), "username": (Kubeconfig::USER) } }
        });
        let text = match Format::read(arguments, world)? {
            Some(Format::Name) => "selfsubjectreview.authentication.k8s.io/\n".to_owned(),
            Some(mut format) => format.print(&user)?,
            None => format!(
                "ATTRIBUTE   VALUE\nUsername    {}\nGroups      [{}]\n",
                Kubeconfig::USER,
                Kubeconfig::GROUPS.join(" ")
            ),
        };
        world.output.push(Stream::Out, &text);
        Ok(Flow::Done)
    },
};
