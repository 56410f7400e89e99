//! `kubectl run`: a single pod.

use super::create::deployment::container;
use super::create::{GENERATOR, Named, generate};
use crate::api::selector_text::parse_labels;
use crate::api::{Kind, Map, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::verb::{Flow, Verb};
use crate::value;

static FLAGS: &[Flag] = &[
    flag("image", Takes::Text, "The image."),
    flag("command", Takes::Switch, "The words after `--` are the command, not its arguments."),
    flag("env", Takes::Texts, "A variable: `NAME=value`."),
    short('l', "labels", Takes::Text, "The labels: `app=web`; `run=NAME` if none are given."),
    flag("port", Takes::Number, "The port that the container listens on."),
    flag("restart", Takes::Text, "`Always`, `OnFailure` or `Never`."),
    flag("rm", Takes::Switch, "Not supported: delete the pod yourself."),
    short('i', "stdin", Takes::Switch, "Accepted: nobody is at the container's terminal."),
    short('t', "tty", Takes::Switch, "Accepted: nobody is at the container's terminal."),
    flag("image-pull-policy", Takes::Text, "When the image is pulled."),
    flag("overrides", Takes::Text, "JSON that is merged into the pod."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "run",
    aliases: &[],
    summary: "Create and run an image in a pod.",
    usage: "NAME --image=image [--env=key=value] [--port=port] -- [COMMAND] [args…]",
    examples: &[
        "kubectl run nginx --image=nginx",
        "kubectl run once --image=busybox --restart=Never -- echo hi",
    ],
    flags: &[FLAGS, GENERATOR, OUTPUT, DRY_RUN],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let Some((name, extra)) = arguments.words.split_first() else {
        return Err(Failure::usage("run", "NAME is required for run"));
    };
    let Some(image) = arguments.text("image").filter(|image| !image.is_empty()) else {
        return Err(Failure::error("required flag(s) \"image\" not set"));
    };
    let words: Vec<String> = extra.iter().chain(&arguments.rest).cloned().collect();
    let mut container = container(name, image, &[]);
    if !words.is_empty() {
        let field = if arguments.is("command") { "command" } else { "args" };
        container.set(field, words.iter().map(String::as_str).collect::<Vec<_>>());
    }
    let variables: Vec<Value> = arguments
        .texts("env")
        .iter()
        .map(|entry| match entry.split_once('=') {
            Some((key, text)) => Ok(value!({ "name": key, "value": text })),
            None => Err(Failure::error(format!("invalid env: {entry}"))),
        })
        .collect::<Result<_, _>>()?;
    if !variables.is_empty() {
        container.set("env", variables);
    }
    if let Some(port) = arguments.number("port") {
        container.set("ports", value!([{ "containerPort": port }]));
    }
    if let Some(policy) = arguments.text("image-pull-policy") {
        container.set("imagePullPolicy", policy);
    }
    let labels = match arguments.text("labels").filter(|text| !text.is_empty()) {
        Some(text) => parse_labels(text).map_err(Failure::error)?,
        None => Map::from_iter([("run", name.as_str())]),
    };
    let mut value = value!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": { "labels": labels, "name": (name.as_str()) },
        "spec": {
            "containers": [container], "dnsPolicy": "ClusterFirst",
            "restartPolicy": (arguments.text("restart").unwrap_or("Always"))
        },
        "status": {}
    });
    if let Some(text) = arguments.text("overrides") {
        let patch = crate::api::text::parse_value(text)
            .map_err(|error| Failure::error(format!("invalid overrides: {error}")))?;
        value = crate::api::patch::merge_patch(&value, &patch);
    }
    generate(arguments, world, Named { kind: Kind::Pod, value, verb: "created" })
}
