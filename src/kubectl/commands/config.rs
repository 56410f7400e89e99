//! `kubectl config`: contexts, which differ in their namespace alone: there is one cluster.

use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::output::{Format, OUTPUT};
use crate::kubectl::printers::tabwriter::TabWriter;
use crate::kubectl::process::{Kubeconfig, Stream, World};
use crate::kubectl::verb::{Flow, Verb};
use crate::value;

/// Where a kubectl of one's own keeps all this.
const FILE: &str = "/home/learner/.kube/config";

/// A row of `kubectl config`.
const fn row(
    name: &'static str,
    summary: &'static str,
    usage: &'static str,
    flags: &'static [&'static [Flag]],
    run: fn(&Arguments, &mut World) -> Result<Flow, Failure>,
) -> Verb {
    Verb { name, aliases: &[], summary, usage, examples: &[], flags, run }
}

static SET_FLAGS: &[Flag] = &[flag("current", Takes::Switch, "The current context.")];

/// The row of `config set-context`.
pub static SET_CONTEXT: Verb = Verb {
    examples: &["kubectl config set-context --current --namespace=logging"],
    ..row(
        "config set-context",
        "Set the namespace that is meant when none is said, or make a context.",
        "(NAME | --current) [--namespace=NAME]",
        &[SET_FLAGS],
        set_context,
    )
};

fn set_context(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let config = &mut *world.config;
    let name = match (arguments.words.as_slice(), arguments.is("current")) {
        ([], true) => config.current.clone(),
        ([name], false) => name.clone(),
        (_, true) => {
            return Err(Failure::error("you cannot specify both a context name and --current"));
        }
        (words, false) => {
            return Err(Failure::usage("config set-context", unexpected(words)));
        }
    };
    let verb = if config.contexts.contains_key(&name) { "modified" } else { "created" };
    let namespace = config.contexts.entry(name.clone()).or_default();
    if let Some(wanted) = arguments.text("namespace") {
        *namespace = wanted.to_owned();
    }
    world.output.line(format!("Context \"{name}\" {verb}."));
    Ok(Flow::Done)
}

fn unexpected(words: &[String]) -> String {
    format!("Unexpected args: [{}]", words.join(" "))
}

static NAME_FLAGS: &[Flag] = &[
    short('o', "output", Takes::Text, "`name`: print only names."),
    flag("no-headers", Takes::Switch, "Leave the headings away."),
];

/// The row of `config get-contexts`.
pub static GET_CONTEXTS: Verb =
    row("config get-contexts", "Print the contexts.", "[NAME]", &[NAME_FLAGS], get_contexts);

fn get_contexts(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let only_names = match arguments.text("output") {
        None | Some("") => false,
        Some("name") => true,
        Some(_) => return Err(Failure::error("output must be one of '' or 'name'")),
    };
    let mut text = String::new();
    if !only_names && !arguments.is("no-headers") {
        text.push_str("CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n");
    }
    let mut failure = None;
    let wanted: Vec<&String> = match arguments.words.as_slice() {
        [] => world.config.contexts.keys().collect(),
        words => words.iter().collect(),
    };
    for name in wanted {
        let Some(namespace) = world.config.contexts.get(name) else {
            failure = Some(Failure::error(format!("context {name} not found")));
            continue;
        };
        if only_names {
            text.push_str(&format!("{name}\n"));
            continue;
        }
        let star = if *name == world.config.current { "*" } else { "" };
        let (cluster, user) = (Kubeconfig::CLUSTER, Kubeconfig::USER);
        text.push_str(&format!("{star}\t{name}\t{cluster}\t{user}\t{namespace}\n"));
    }
    let text = if only_names { text } else { TabWriter::for_tables().align(&text) };
    world.output.push(Stream::Out, &text);
    failure.map_or(Ok(Flow::Done), Err)
}

/// The row of `config current-context`.
pub static CURRENT_CONTEXT: Verb =
    row("config current-context", "Print the current context's name.", "", &[], |_, world| {
        let name = world.config.current.clone();
        world.output.line(name);
        Ok(Flow::Done)
    });

/// The one name that follows a verb, of a context that is there.
fn context(arguments: &Arguments) -> Result<&String, Failure> {
    match arguments.words.as_slice() {
        [name] => Ok(name),
        words => Err(Failure::usage(&arguments.command, unexpected(words))),
    }
}

/// The row of `config use-context`.
pub static USE_CONTEXT: Verb = Verb {
    aliases: &["use"],
    ..row("config use-context", "Choose a context.", "CONTEXT", &[], |arguments, world| {
        let name = context(arguments)?;
        if !world.config.contexts.contains_key(name) {
            let why = format!("no context exists with the name: \"{name}\"");
            return Err(Failure::error(why));
        }
        world.config.current.clone_from(name);
        world.output.line(format!("Switched to context \"{name}\"."));
        Ok(Flow::Done)
    })
};

/// The row of `config delete-context`.
pub static DELETE_CONTEXT: Verb =
    row("config delete-context", "Delete a context.", "CONTEXT", &[], |arguments, world| {
        let name = context(arguments)?;
        if world.config.contexts.remove(name).is_none() {
            let why = format!("cannot delete context {name}, not in {FILE}");
            return Err(Failure::error(why));
        }
        if *name == world.config.current {
            world.output.error(
                "warning: this removed your active context, use \"kubectl config use-context\" to \
                 select a different one",
            );
        }
        world.output.line(format!("deleted context {name} from {FILE}"));
        Ok(Flow::Done)
    });

/// The row of `config rename-context`.
pub static RENAME_CONTEXT: Verb =
    row("config rename-context", "Rename a context.", "CONTEXT NEW_NAME", &[], rename);

fn rename(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let [old, new] = arguments.words.as_slice() else {
        return Err(Failure::usage("config rename-context", unexpected(&arguments.words)));
    };
    let config = &mut *world.config;
    if config.contexts.contains_key(new) && config.contexts.contains_key(old) {
        return Err(Failure::error(format!(
            "cannot rename the context \"{old}\", the context \"{new}\" already exists in {FILE}"
        )));
    }
    let Some(namespace) = config.contexts.remove(old) else {
        return Err(Failure::error(format!(
            "cannot rename the context \"{old}\", it's not in {FILE}"
        )));
    };
    config.contexts.insert(new.clone(), namespace);
    if config.current == *old {
        config.current.clone_from(new);
    }
    world.output.line(format!("Context \"{old}\" renamed to \"{new}\"."));
    Ok(Flow::Done)
}

/// The row of `config get-clusters`.
pub static GET_CLUSTERS: Verb =
    row("config get-clusters", "Print the one cluster.", "", &[], |_, world| {
        world.output.line(format!("NAME\n{}", Kubeconfig::CLUSTER));
        Ok(Flow::Done)
    });

/// The row of `config get-users`.
pub static GET_USERS: Verb = row("config get-users", "Print the one user.", "", &[], |_, world| {
    world.output.line(format!("NAME\n{}", Kubeconfig::USER));
    Ok(Flow::Done)
});

static VIEW_FLAGS: &[Flag] = &[
    flag("minify", Takes::Switch, "Only the current context."),
    flag("raw", Takes::Switch, "Accepted: nothing is hidden."),
    flag("merge", Takes::Switch, "Accepted: there is one file."),
    flag("flatten", Takes::Switch, "Accepted: nothing is in other files."),
];

/// The row of `config view`.
pub static VIEW: Verb = Verb {
    examples: &["kubectl config view --minify -o jsonpath='{..namespace}'"],
    ..row("config view", "Print what is configured.", "[--minify]", &[VIEW_FLAGS, OUTPUT], view)
};

fn view(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let (cluster, user) = (Kubeconfig::CLUSTER, Kubeconfig::USER);
    let config = &*world.config;
    let is_shown = |name: &str| !arguments.is("minify") || name == config.current;
    let contexts = config.contexts.iter().filter(|(name, _)| is_shown(name));
    let contexts: Vec<_> = contexts
        .map(|(name, namespace)| {
            let mut context = value!({ "cluster": cluster, "user": user });
            if !namespace.is_empty() {
                context.set("namespace", namespace.as_str());
            }
            value!({ "context": context, "name": (name.as_str()) })
        })
        .collect();
    let value = value!({
        "apiVersion": "v1",
        "clusters": [{
            "cluster": {
                "certificate-authority-data": "DATA+OMITTED", "server": "https://127.0.0.1:6443"
            },
            "name": cluster
        }],
        "contexts": contexts, "current-context": (config.current.as_str()), "kind": "Config",
        "users": [{
            "name": user,
            "user": {
                "client-certificate-data": "DATA+OMITTED", "client-key-data": "DATA+OMITTED"
            }
        }]
    });
    let mut format = Format::read(arguments, world)?.unwrap_or(Format::Yaml(0));
    let text = format.print(&value)?;
    world.output.push(Stream::Out, &text);
    Ok(Flow::Done)
}

/// What `config set-cluster` and `set-credentials` take besides the flags of every verb.
static REACH: &[Flag] = &[
    flag("embed-certs", Takes::Switch, "Elsewhere certificates are copied into the file."),
    flag("proxy-url", Takes::Text, "Elsewhere what stands between kubectl and the cluster."),
    flag("auth-provider", Takes::Text, "Elsewhere who tells who somebody is."),
    flag("auth-provider-arg", Takes::Texts, "Elsewhere what that is told."),
    flag("exec-command", Takes::Text, "Elsewhere a program that tells who somebody is."),
    flag("exec-api-version", Takes::Text, "Elsewhere how that program answers."),
    flag("exec-arg", Takes::Texts, "Elsewhere an argument of that program."),
    flag("exec-env", Takes::Texts, "Elsewhere a variable of that program."),
    flag("set-raw-bytes", Takes::Switch, "Elsewhere the value is no text."),
];

/// The row of `config set`.
pub static SET: Verb = Verb {
    aliases: &["unset", "set-cluster", "set-credentials", "delete-cluster", "delete-user"],
    ..row(
        "config set",
        "Change how a cluster is reached; here there is one, and it is reached as it is.",
        "PROPERTY VALUE",
        &[REACH],
        |_, _| {
            Err(Failure::error(
                "there is one cluster here and one user; of what kubectl config sets, only \
                 contexts and their namespaces can change: kubectl config set-context NAME \
                 --namespace=NAMESPACE",
            ))
        },
    )
};
