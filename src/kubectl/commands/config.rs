//! `kubectl config`: the current namespace, and the one context there is.

use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Flag, Takes, flag};
use crate::kubectl::verb::{Flow, Verb};

/// The one context's name.
const CONTEXT: &str = "podarium";

static SET_FLAGS: &[Flag] = &[flag("current", Takes::Switch, "The current context.")];

/// The row of `config set-context`.
pub static SET_CONTEXT: Verb = Verb {
    name: "config set-context",
    aliases: &[],
    summary: "Set the namespace that is meant when none is said.",
    usage: "--current --namespace=NAME",
    examples: &["kubectl config set-context --current --namespace=logging"],
    flags: &[SET_FLAGS],
    run: |arguments, world| {
        let name = arguments.words.first().map(String::as_str);
        if !arguments.is("current") && name.is_none() {
            return Err(Failure::error("one of --current or a context name must be set"));
        }
        if name.is_some_and(|name| name != CONTEXT) {
            return Err(Failure::error(format!("there is only one context here: {CONTEXT}")));
        }
        if let Some(namespace) = arguments.text("namespace") {
            world.config.namespace = namespace.to_owned();
        }
        world.output.line(format!("Context \"{CONTEXT}\" modified."));
        Ok(Flow::Done)
    },
};

/// The row of `config get-contexts`.
pub static GET_CONTEXTS: Verb = Verb {
    name: "config get-contexts",
    aliases: &[],
    summary: "Print the one context.",
    usage: "",
    examples: &["kubectl config get-contexts"],
    flags: &[],
    run: |_, world| {
        let namespace = match world.config.namespace.as_str() {
            "default" => "",
            namespace => namespace,
        };
        world.output.line("CURRENT   NAME       CLUSTER    AUTHINFO   NAMESPACE");
        world.output.line(format!("*         {CONTEXT}   {CONTEXT}   learner    {namespace}"));
        Ok(Flow::Done)
    },
};

/// The row of `config current-context`.
pub static CURRENT_CONTEXT: Verb = Verb {
    name: "config current-context",
    aliases: &[],
    summary: "Print the current context's name.",
    usage: "",
    examples: &["kubectl config current-context"],
    flags: &[],
    run: |_, world| {
        world.output.line(CONTEXT);
        Ok(Flow::Done)
    },
};

/// The row of `config use-context`.
pub static USE_CONTEXT: Verb = Verb {
    name: "config use-context",
    aliases: &["use"],
    summary: "Choose a context; there is one.",
    usage: "NAME",
    examples: &["kubectl config use-context podarium"],
    flags: &[],
    run: |arguments, world| match arguments.words.as_slice() {
        [name] if name == CONTEXT => {
            world.output.line(format!("Switched to context \"{CONTEXT}\"."));
            Ok(Flow::Done)
        }
        [name] => Err(Failure::error(format!("no context exists with the name: \"{name}\""))),
        _ => Err(Failure::usage("config use-context", "Unexpected args: []")),
    },
};

/// The row of `config view`.
pub static VIEW: Verb = Verb {
    name: "config view",
    aliases: &[],
    summary: "Print what is configured.",
    usage: "[--minify]",
    examples: &["kubectl config view --minify"],
    flags: &[VIEW_FLAGS],
    run: |_, world| {
        let value = crate::value!({
            "apiVersion": "v1", "kind": "Config", "current-context": CONTEXT,
            "contexts": [{
                "name": CONTEXT,
                "context": {
                    "cluster": CONTEXT, "user": "learner",
                    "namespace": (world.config.namespace.as_str())
                }
            }]
        });
        let text = crate::api::text::to_yaml(&value);
        world.output.push(crate::kubectl::process::Stream::Out, &text);
        Ok(Flow::Done)
    },
};

static VIEW_FLAGS: &[Flag] = &[
    flag("minify", Takes::Switch, "Accepted: there is one context."),
    crate::kubectl::flags::short('o', "output", Takes::Text, "Accepted: YAML is printed."),
];
