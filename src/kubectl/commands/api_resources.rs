//! `kubectl api-resources` and `api-versions`: what kinds there are.

use crate::api::Value;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{Format, OUTPUT};
use crate::kubectl::printers::api_resources::{Resource, print, resources};
use crate::kubectl::process::{Stream, World};
use crate::kubectl::verb::{Flow, Verb};
use crate::value;

static FLAGS: &[Flag] = &[
    flag("api-group", Takes::Text, "Only of this group; empty is the core group."),
    flag(
        "namespaced",
        Takes::Switch,
        "Only those that live in namespaces, or `=false` those that do not.",
    ),
    flag("no-headers", Takes::Switch, "Leave the headings away."),
    flag("verbs", Takes::List, "Only those with which all of this can be done: `list,delete`."),
    flag("sort-by", Takes::Text, "`name` or `kind`."),
    flag("categories", Takes::List, "Only those of these groups: `all`."),
    flag("cached", Takes::Switch, "Accepted: what is known is always current."),
];

/// The row of `api-resources`.
pub static VERB: Verb = Verb {
    name: "api-resources",
    aliases: &[],
    summary: "Print the kinds of objects that this cluster has.",
    usage: "[--namespaced=true] [--api-group=GROUP]",
    examples: &["kubectl api-resources", "kubectl api-resources --api-group=apps"],
    flags: &[FLAGS, OUTPUT],
    run,
};

/// The row of `api-versions`.
pub static VERSIONS: Verb = Verb {
    name: "api-versions",
    aliases: &[],
    summary: "Print the API versions that this cluster has.",
    usage: "",
    examples: &["kubectl api-versions"],
    flags: &[],
    run: |arguments, world| {
        refuse_words(arguments)?;
        let mut versions: Vec<&str> =
            resources().into_iter().map(|resource| resource.api_version).collect();
        // The one version that is served besides a newer one of the same kind.
        versions.push("autoscaling/v1");
        crate::order::sort(&mut versions);
        versions.dedup();
        for version in versions {
            world.output.line(version);
        }
        Ok(Flow::Done)
    },
};

/// Refuses words where none belongs.
fn refuse_words(arguments: &Arguments) -> Result<(), Failure> {
    match arguments.words.as_slice() {
        [] => Ok(()),
        words => {
            let why = format!("unexpected arguments: [{}]", words.join(" "));
            Err(Failure::usage(&arguments.command, why))
        }
    }
}

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    refuse_words(arguments)?;
    let output = arguments.text("output").unwrap_or_default();
    if !matches!(output, "" | "name" | "wide" | "json" | "yaml" | "kyaml") {
        return Err(Failure::error(format!(
            "unable to match a printer suitable for the output format {output:?}, allowed formats \
             are: json,kyaml,name,wide,yaml"
        )));
    }
    if !matches!(arguments.text("sort-by"), None | Some("" | "name" | "kind")) {
        return Err(Failure::error("--sort-by accepts only name or kind"));
    }
    let namespaced = arguments.has("namespaced").then(|| arguments.is("namespaced"));
    let group = arguments.text("api-group");
    let (verbs, categories) = (arguments.texts("verbs"), arguments.texts("categories"));
    let can = |resource: &Resource, verb: &String| resource.verbs.split(',').any(|can| can == verb);
    let mut resources: Vec<Resource> = resources()
        .into_iter()
        .filter(|resource| group.is_none_or(|group| resource.group == group))
        .filter(|resource| namespaced.is_none_or(|wanted| resource.namespaced == wanted))
        .filter(|own| categories.iter().all(|group| group == own.category))
        .filter(|resource| verbs.iter().all(|verb| can(resource, verb)))
        .collect();
    match arguments.text("sort-by") {
        Some("name") => crate::order::sort_by_key(&mut resources, |resource| resource.plural),
        Some("kind") => crate::order::sort_by_key(&mut resources, |resource| resource.name),
        _ => {}
    }
    if matches!(output, "json" | "yaml" | "kyaml")
        && let Some(mut format) = Format::read(arguments, world)?
    {
        let text = format.print(&list(&resources))?;
        world.output.push(Stream::Out, &text);
        return Ok(Flow::Done);
    }
    if output == "name" {
        for resource in resources {
            world.output.line(resource.full_name());
        }
        return Ok(Flow::Done);
    }
    let text = print(&resources, output == "wide", arguments.is("no-headers"));
    world.output.push(Stream::Out, &text);
    Ok(Flow::Done)
}

/// The kinds as the API server lists them.
fn list(resources: &[Resource]) -> Value {
    let listed = resources.iter().map(|resource| {
        let version = resource.api_version.rsplit('/').next().unwrap_or_default();
        let words = |text: &str| -> Value {
            text.split(',').filter(|word| !word.is_empty()).collect::<Vec<_>>().into()
        };
        let mut value = value!({
            "kind": (resource.name),
            "name": (resource.plural),
            "namespaced": (resource.namespaced),
            "singularName": (resource.name.to_lowercase()),
            "verbs": (words(resource.verbs)),
            "version": version
        });
        for (key, text) in
            [("categories", resource.category), ("shortNames", &resource.short_names)]
        {
            if !text.is_empty() {
                value.set(key, words(text));
            }
        }
        if !resource.group.is_empty() {
            value.set("group", resource.group);
        }
        value
    });
    value!({
        "apiVersion": "v1",
        "groupVersion": "",
        "kind": "APIResourceList",
        "resources": (listed.collect::<Vec<_>>())
    })
}
