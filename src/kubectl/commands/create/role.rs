//! `kubectl create role` and `kubectl create clusterrole`.

use super::{GENERATOR, Named, generate, one_name};
use crate::api::other_kinds::OtherKind;
use crate::api::{FieldName, Kind, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::verb::{Flow, Verb};
use crate::ordered::OrderedMap;
use crate::value;

static FLAGS: &[Flag] = &[
    flag("verb", Takes::List, "What may be done: `get,list,watch`."),
    flag("resource", Takes::List, "With what: `pods,deployments.apps,pods/log`."),
    flag("resource-name", Takes::Texts, "With which of them."),
];

static CLUSTER_FLAGS: &[Flag] = &[
    flag("non-resource-url", Takes::List, "With which addresses of the API: `/healthz`."),
    flag("aggregation-rule", Takes::List, "Take the rules of the roles with these labels."),
];

/// The row of `create role`.
pub static ROLE: Verb = Verb {
    name: "create role",
    aliases: &[],
    summary: "Create a role with a single rule.",
    usage: "NAME --verb=verb --resource=resource.group/subresource [--resource-name=name]",
    examples: &["kubectl create role pod-reader --verb=get,list,watch --resource=pods"],
    flags: &[FLAGS, GENERATOR, OUTPUT, DRY_RUN],
    run: role,
};

/// The row of `create clusterrole`.
pub static CLUSTER_ROLE: Verb = Verb {
    name: "create clusterrole",
    aliases: &[],
    summary: "Create a cluster role.",
    usage: "NAME --verb=verb --resource=resource.group [--resource-name=name]",
    examples: &[
        "kubectl create clusterrole pod-reader --verb=get,list,watch --resource=pods",
        "kubectl create clusterrole health --verb=get --non-resource-url=/healthz",
    ],
    flags: &[FLAGS, CLUSTER_FLAGS, GENERATOR, OUTPUT, DRY_RUN],
    run: cluster_role,
};

/// The verbs of which kubectl knows that they mean something.
const VERBS: [&str; 14] = [
    "*",
    "get",
    "delete",
    "list",
    "create",
    "update",
    "patch",
    "watch",
    "proxy",
    "deletecollection",
    "use",
    "bind",
    "escalate",
    "impersonate",
];

/// The verbs of addresses.
const METHODS: [&str; 8] = ["*", "get", "post", "put", "delete", "patch", "head", "options"];

/// What a few verbs can only be done with.
const SPECIAL: [(&str, &[&str]); 4] = [
    ("use", &[]),
    ("bind", &["roles.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io"]),
    ("escalate", &["roles.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io"]),
    ("impersonate", &["users.", "serviceaccounts.", "groups.", "userextras.authentication.k8s.io"]),
];

/// A word of `--resource`, read.
struct Resource<'word> {
    word: &'word str,
    group: &'word str,
    part: Option<&'word str>,
}

fn role(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let name = one_name(arguments, &arguments.command)?;
    let (verbs, resources) = (verbs(arguments), resources(arguments));
    if verbs.is_empty() {
        return Err(Failure::error("at least one verb must be specified"));
    }
    warn(&verbs, world);
    if resources.is_empty() {
        return Err(Failure::error("at least one resource must be specified"));
    }
    check(&resources, &verbs)?;
    let rules = rules(arguments, &verbs, &resources);
    let value = value!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role",
        "metadata": { "name": name }, "rules": rules
    });
    generate(arguments, world, Named { kind: Kind::Role, value, verb: "created" })
}

fn cluster_role(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let name = one_name(arguments, &arguments.command)?;
    let (verbs, resources) = (verbs(arguments), resources(arguments));
    let mut value = value!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
        "metadata": { "name": name }, "rules": null
    });
    let labels = arguments.texts("aggregation-rule");
    let urls = distinct(arguments.texts("non-resource-url"));
    if !labels.is_empty() {
        let others = ["verb", "resource", "resource-name", "non-resource-url"];
        if others.into_iter().any(|flag| arguments.has(flag)) {
            return Err(Failure::error(
                "aggregation rule must be specified without nonResourceURLs, verbs, resources or \
                 resourceNames",
            ));
        }
        value.set("aggregationRule", aggregation(labels)?);
    } else {
        if verbs.is_empty() {
            return Err(Failure::error("at least one verb must be specified"));
        }
        if resources.is_empty() && urls.is_empty() {
            return Err(Failure::error("one of resource or nonResourceURL must be specified"));
        }
        if !resources.is_empty() {
            warn(&verbs, world);
            check(&resources, &verbs)?;
        }
        let mut rules = rules(arguments, &verbs, &resources);
        if !urls.is_empty() {
            check_urls(&urls, &verbs)?;
            rules.push(value!({ "nonResourceURLs": urls, "verbs": verbs }));
        }
        value.set("rules", rules);
    }
    generate(arguments, world, Named { kind: Kind::ClusterRole, value, verb: "created" })
}

fn distinct(texts: &[String]) -> Vec<&str> {
    let mut distinct: Vec<&str> = Vec::new();
    for text in texts {
        if !distinct.contains(&text.as_str()) {
            distinct.push(text);
        }
    }
    distinct
}

/// Each verb once; a star stands for all of them.
fn verbs(arguments: &Arguments) -> Vec<&str> {
    let verbs = distinct(arguments.texts("verb"));
    if verbs.contains(&"*") { vec!["*"] } else { verbs }
}

/// The resources up to a star, which stands for all of them.
fn resources(arguments: &Arguments) -> Vec<Resource<'_>> {
    let mut resources = Vec::new();
    for text in arguments.texts("resource") {
        let (full, part) = match text.split_once('/') {
            Some((full, part)) => (full, Some(part)),
            None => (text.as_str(), None),
        };
        let (word, group) = full.split_once('.').unwrap_or((full, ""));
        if text == "*" {
            return vec![Resource { word, group, part }];
        }
        resources.push(Resource { word, group, part });
    }
    resources
}

fn warn(verbs: &[&str], world: &mut World) {
    for verb in verbs.iter().filter(|verb| !VERBS.contains(verb)) {
        world.output.error(format!("Warning: '{verb}' is not a standard resource verb"));
    }
}

fn check(resources: &[Resource], verbs: &[&str]) -> Result<(), Failure> {
    for resource in resources {
        if resource.word.is_empty() {
            return Err(Failure::error(
                "resource must be specified if apiGroup/subresource specified",
            ));
        }
        if resource.word == "*" {
            return Ok(());
        }
        let found = resource.find();
        let (plural, group) = found.clone().unwrap_or_else(|| resource.as_written());
        let full = format!("{plural}.{group}");
        let mut is_special = false;
        for (verb, targets) in SPECIAL.iter().filter(|(verb, _)| verbs.contains(verb)) {
            if !targets.contains(&full.as_str()) {
                return Err(Failure::error(format!(
                    "can not perform '{verb}' on '{plural}' in group '{group}'"
                )));
            }
            is_special = true;
        }
        if found.is_none() && !is_special {
            return Err(resource.unknown());
        }
    }
    Ok(())
}

/// A rule for each API group, in the order of their names.
fn rules(arguments: &Arguments, verbs: &[&str], resources: &[Resource]) -> Vec<Value> {
    let mut groups: OrderedMap<String, Vec<String>> = OrderedMap::default();
    for resource in resources {
        let (mut plural, group) = resource.find().unwrap_or_else(|| resource.as_written());
        if let Some(part) = resource.part.filter(|part| !part.is_empty()) {
            plural = format!("{plural}/{part}");
        }
        let plurals = groups.entry(group).or_default();
        if !plurals.contains(&plural) {
            plurals.push(plural);
        }
    }
    let names = distinct(arguments.texts("resource-name"));
    let rules = groups.iter().map(|(group, plurals)| {
        let mut rule = value!({
            "apiGroups": [(group.as_str())], "resources": (plurals.clone()), "verbs": (verbs.to_vec())
        });
        if !names.is_empty() {
            rule.set("resourceNames", names.clone());
        }
        rule
    });
    rules.collect()
}

fn check_urls(urls: &[&str], verbs: &[&str]) -> Result<(), Failure> {
    if let Some(verb) = verbs.iter().find(|verb| !METHODS.contains(verb)) {
        return Err(Failure::error(format!("invalid verb: '{verb}' for nonResourceURL")));
    }
    for url in urls.iter().filter(|url| **url != "*") {
        if !url.starts_with('/') {
            return Err(Failure::error("nonResourceURL should start with /"));
        }
        if url.strip_suffix('*').unwrap_or(url).contains('*') {
            return Err(Failure::error(
                "nonResourceURL only supports wildcard matches when '*' is at the end",
            ));
        }
    }
    Ok(())
}

fn aggregation(labels: &[String]) -> Result<Value, Failure> {
    let mut wanted = crate::api::Map::default();
    for label in labels {
        let (key, value) = label.split_once('=').ok_or_else(|| {
            Failure::error(format!(
                "invalid argument \"{}\" for \"--aggregation-rule\" flag: malformed pair, expect \
                 string=string\nSee 'kubectl create clusterrole --help' for usage.",
                labels.join(",")
            ))
        })?;
        wanted.insert(FieldName::new(key.trim()), value.trim());
    }
    Ok(value!({ "clusterRoleSelectors": [{ "matchLabels": wanted }] }))
}

impl Resource<'_> {
    /// Its plural and its group, if the API server serves it.
    fn find(&self) -> Option<(String, String)> {
        let full = match self.group {
            "" => self.word.to_owned(),
            group => format!("{}.{group}", self.word),
        };
        let known = Kind::from_resource(&full).map(|kind| (kind.row().plural, kind.row().group));
        let other = || OtherKind::from_resource(&full).map(|kind| (kind.plural, kind.group()));
        let (plural, group) = known.or_else(other)?;
        Some((plural.to_owned(), group.to_owned()))
    }

    fn as_written(&self) -> (String, String) {
        (self.word.to_owned(), self.group.to_owned())
    }

    fn unknown(&self) -> Failure {
        let group = match self.group {
            "" => String::new(),
            group => format!(" in group \"{group}\""),
        };
        let word = self.word;
        Failure::plain(format!("the server doesn't have a resource type \"{word}\"{group}"))
    }
}
