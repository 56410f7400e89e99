//! `kubectl run`: a single pod, perhaps with somebody at its terminal.

pub mod attended;

use super::create::deployment::container;
use super::create::{GENERATOR, Named, OVERRIDES, make, overridden};
use super::exec::DETACH_KEYS;
use crate::api::selector_text::parse_labels;
use crate::api::{Kind, Map, Value, image, names};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::output::{DRY_RUN, DryRun, OUTPUT};
use crate::kubectl::pods_of_word::patience;
use crate::kubectl::process::{Stream, World};
use crate::kubectl::resource::namespace;
use crate::kubectl::verb::{Flow, Verb};
use crate::value;
use attended::Attended;

static FLAGS: &[Flag] = &[
    flag("image", Takes::Text, "The image."),
    flag("command", Takes::Switch, "The words after `--` are the command, not its arguments."),
    flag("env", Takes::Texts, "A variable: `NAME=value`."),
    short('l', "labels", Takes::Text, "The labels: `app=web`; `run=NAME` if none are given."),
    flag("annotations", Takes::Texts, "An annotation: `key=value`."),
    flag("port", Takes::Text, "The port that the container listens on."),
    flag("expose", Takes::Switch, "Make a Service for the pod as well; needs `--port`."),
    flag("restart", Takes::Text, "`Always`, `OnFailure` or `Never`."),
    flag("rm", Takes::Switch, "Delete the pod when its command has ended or its shell is left."),
    short('i', "stdin", Takes::Switch, "Keep the container's input open, and attach to it."),
    short('t', "tty", Takes::Switch, "As a terminal: a shell gets your next lines."),
    flag("attach", Takes::Switch, "Wait for the pod and print what it prints."),
    short('q', "quiet", Takes::Switch, "Print only what the command prints."),
    DETACH_KEYS,
    flag("leave-stdin-open", Takes::Switch, "Accepted: the input ends with the session."),
    flag("pod-running-timeout", Takes::Duration, "How long to wait for the pod; a minute."),
    flag("privileged", Takes::Switch, "Run as root of the machine."),
    flag("image-pull-policy", Takes::Text, "When the image is pulled."),
    flag("grace-period", Takes::Number, "Of `--rm`: accepted, since what it removes has ended."),
    flag("force", Takes::Switch, "Of `--rm`: accepted, since it waits for nothing."),
    flag("timeout", Takes::Duration, "Of `--rm`: accepted, since it waits for nothing."),
    flag("wait", Takes::Switch, "Of `--rm`: accepted, since it waits for nothing."),
    flag("cascade", Takes::Optional("background"), "Of `--rm`: a pod has no dependents."),
    short('f', "filename", Takes::Texts, "Ignored: the pod is made of the line alone."),
    short('R', "recursive", Takes::Switch, "Ignored, as `--filename` is."),
    short('k', "kustomize", Takes::Text, "Ignored, as `--filename` is."),
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
        "kubectl run tmp --image=busybox --rm -it --restart=Never -- sh",
    ],
    flags: &[FLAGS, OVERRIDES, GENERATOR, OUTPUT, DRY_RUN],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    if !arguments.has("image") {
        return Err(Failure::error("required flag(s) \"image\" not set"));
    }
    let Some((name, extra)) = arguments.words.split_first() else {
        return Err(Failure::usage("run", "NAME is required for run"));
    };
    let attaches = arguments.is_or("attach", arguments.is("stdin"));
    check(arguments, attaches)?;
    let words: Vec<String> = extra.iter().chain(&arguments.rest).cloned().collect();
    let value = pod(arguments, name, &words)?;
    let pod = make(arguments, world, Named { kind: Kind::Pod, value, verb: "created" })?;
    let service = match arguments.is("expose") {
        true => make(arguments, world, service(arguments, name)?),
        false => Ok(String::new()),
    };
    if attaches {
        let space = namespace(arguments, world);
        return Ok(Flow::Then(Box::new(Attended::new(arguments, &space, name, words, world))));
    }
    let (service, refusal) = match service {
        Ok(text) => (text, None),
        Err(refusal) => (String::new(), Some(refusal)),
    };
    let parted = !service.is_empty() && arguments.text("output") == Some("yaml");
    world.output.push(Stream::Out, &service);
    world.output.push(Stream::Out, if parted { "---\n" } else { "" });
    world.output.push(Stream::Out, &pod);
    refusal.map_or(Ok(Flow::Done), Err)
}

/// Refuses what kubectl itself refuses (`RunOptions.Validate`).
fn check(arguments: &Arguments, attaches: bool) -> Result<(), Failure> {
    let image = arguments.text("image").unwrap_or_default();
    let usage = |message: &str| Err(Failure::usage("run", message));
    patience(arguments).map_err(|failure| failure.with_help("run"))?;
    if image.is_empty() {
        return Err(Failure::error("--image is required"));
    }
    if image::tag(image).is_none() {
        return Err(Failure::error(format!(
            "Invalid image name \"{image}\": invalid reference format"
        )));
    }
    if arguments.is("tty") && !arguments.is("stdin") {
        return usage("-i/--stdin is required for containers with -t/--tty=true");
    }
    if arguments.is("expose") && !arguments.has("port") {
        return usage("--port must be set when exposing a service");
    }
    let restart = arguments.text("restart").unwrap_or_default();
    if !matches!(restart, "" | "Always" | "OnFailure" | "Never") {
        return usage(&format!("invalid restart policy: {restart}"));
    }
    if arguments.is("rm") && !attaches {
        return usage("--rm should only be used for attached containers");
    }
    if attaches && DryRun::read(arguments)? != DryRun::No {
        return usage(
            "--dry-run=[server|client] can't be used with attached containers options (--attach, \
             --stdin, or --tty)",
        );
    }
    let pull = arguments.text("image-pull-policy").unwrap_or_default();
    match pull {
        "" | "Always" | "IfNotPresent" | "Never" => Ok(()),
        _ => usage(&format!("invalid image pull policy: {pull}")),
    }
}

/// The pairs of a flag, or kubectl's complaint about one that is none.
fn pairs(texts: &[String], complaint: &str) -> Result<Map, Failure> {
    let pair = |text: &String| match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), Value::from(value))),
        _ => Err(Failure::error(format!("{complaint}: {text}"))),
    };
    texts.iter().map(pair).collect()
}

fn labels(arguments: &Arguments, name: &str) -> Result<Map, Failure> {
    match arguments.text("labels").filter(|text| !text.is_empty()) {
        Some(text) => parse_labels(text).map_err(Failure::error),
        None => Ok(Map::from_iter([("run", name)])),
    }
}

fn port(arguments: &Arguments) -> Result<Option<i64>, Failure> {
    let Some(text) = arguments.text("port").filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let number = text
        .parse()
        .map_err(|_| Failure::error(format!("strconv.Atoi: parsing \"{text}\": invalid syntax")));
    number.map(Some)
}

fn pod(arguments: &Arguments, name: &str, words: &[String]) -> Result<Value, Failure> {
    let mut container = container(name, arguments.text("image").unwrap_or_default(), &[]);
    if !words.is_empty() {
        let field = if arguments.is("command") { "command" } else { "args" };
        container.set(field, words.iter().map(String::as_str).collect::<Vec<_>>());
    }
    let texts = arguments.texts("env");
    let is_name = |text: &&String| {
        let name = text.split('=').next().unwrap_or_default();
        names::strict_variable_name(name).is_empty()
    };
    if let Some(text) = texts.iter().find(|text| !is_name(text)) {
        return Err(Failure::error(format!("invalid env: {text}")));
    }
    let variables: Vec<Value> = pairs(texts, "invalid env")?
        .iter()
        .map(|(key, text)| value!({ "name": (key.as_str()), "value": text }))
        .collect();
    if !variables.is_empty() {
        container.set("env", variables);
    }
    if let Some(port) = port(arguments)? {
        container.set("ports", value!([{ "containerPort": port }]));
    }
    if let Some(policy) = arguments.text("image-pull-policy") {
        container.set("imagePullPolicy", policy);
    }
    for (flag, field) in [("stdin", "stdin"), ("stdin", "stdinOnce"), ("tty", "tty")] {
        if arguments.is(flag) {
            container.set(field, true);
        }
    }
    if arguments.is("privileged") {
        container.set("securityContext.privileged", true);
    }
    let mut value = value!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": { "labels": (labels(arguments, name)?), "name": name },
        "spec": {
            "containers": [container], "dnsPolicy": "ClusterFirst",
            "restartPolicy": (arguments.text("restart").unwrap_or("Always"))
        },
        "status": {}
    });
    let annotations = pairs(arguments.texts("annotations"), "unexpected annotation format")?;
    if !annotations.is_empty() {
        value.set("metadata.annotations", annotations);
    }
    overridden(arguments, Kind::Pod, value)
}

/// The Service of `--expose`.
fn service(arguments: &Arguments, name: &str) -> Result<Named, Failure> {
    let port = port(arguments)?.unwrap_or_default();
    let mut value = value!({
        "apiVersion": "v1", "kind": "Service", "metadata": { "name": name },
        "spec": {
            "ports": [{ "port": port, "protocol": "TCP", "targetPort": port }],
            "selector": (labels(arguments, name)?)
        },
        "status": { "loadBalancer": {} }
    });
    if arguments.has("labels") {
        value.set("metadata.labels", labels(arguments, name)?);
    }
    Ok(Named { kind: Kind::Service, value, verb: "created" })
}
