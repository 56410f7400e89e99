//! `kubectl logs`: what a container wrote.

use crate::api::{Object, Pod, Selector};
use crate::kubectl::default_container::{default_container, not_valid};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::pods_of_word::{LOGS, matching, object_of_word, of_word, patience};
use crate::kubectl::process::{Container, Poll, Process, Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{SELECTOR, namespace};
use crate::kubectl::verb::{Flow, Verb};
use crate::kubelet::{LogLine, logs};
use crate::time::{SECOND, Time};
use std::rc::Rc;

static FLAGS: &[Flag] = &[
    short('c', "container", Takes::Text, "The container."),
    short('p', "previous", Takes::Switch, "Of the run before the last restart."),
    short('f', "follow", Takes::Switch, "Go on with what is printed from now on, until Ctrl-C."),
    flag("tail", Takes::Number, "Only the last lines."),
    flag("timestamps", Takes::Switch, "With the time of each line."),
    flag("since", Takes::Duration, "Only lines younger than this."),
    flag("all-containers", Takes::Switch, "Of all containers."),
    flag("prefix", Takes::Switch, "With the pod and the container before each line."),
    flag("max-log-requests", Takes::Number, "How many containers can be followed; 5."),
    flag("since-time", Takes::Text, "Only lines after this time: `2026-01-01T00:00:00Z`."),
    flag("limit-bytes", Takes::Number, "Only so many bytes of each container."),
    flag("all-pods", Takes::Switch, "Of all pods of a workload, with `--prefix`."),
    flag("pod-running-timeout", Takes::Duration, "How long to wait for a first pod; 20 s."),
    flag("insecure-skip-tls-verify-backend", Takes::Switch, "No connection is made here."),
    flag("ignore-errors", Takes::Switch, "A container without logs does not end the line."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "logs",
    aliases: &["log"],
    summary: "Print the logs of a container in a pod.",
    usage: "[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]",
    examples: &["kubectl logs web-0", "kubectl logs job/backup", "kubectl logs -l app=web"],
    flags: &[FLAGS, SELECTOR],
    run,
};

const USAGE: &str = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.
POD or TYPE/NAME is a required argument for the logs command";

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let space = namespace(arguments, world);
    complete(arguments, &space, world)?;
    check(arguments)?;
    let pods = match (arguments.words.as_slice(), arguments.text("selector")) {
        ([], Some(text)) => {
            let selector = Selector::parse(text).map_err(Failure::error)?;
            let pods = matching(&selector, &space, world);
            if pods.is_empty() {
                world.output.error(format!("No resources found in {space} namespace."));
                return Ok(Flow::Done);
            }
            pods
        }
        ([name], None) => {
            let pods = of_word(name, &space, arguments, world, &LOGS)?;
            let name = name.as_str();
            if pods.len() > 1 && !arguments.is("all-pods") {
                chosen(&pods, name, world);
                pods.into_iter().take(1).collect()
            } else {
                pods
            }
        }
        ([name, container], None) => {
            let pods = of_word(name, &space, arguments, world, &LOGS)?;
            chosen(&pods, name, world);
            let Some(pod) = pods.into_iter().next() else { return Ok(Flow::Done) };
            print(arguments, world, &pod, container)?;
            return Ok(goes_on(arguments, world, vec![(pod, container.clone())]));
        }
        _ => return Err(Failure::usage("logs", USAGE)),
    };
    let mut followed = Vec::new();
    for pod in pods {
        for container in containers(arguments, world, &pod)? {
            followed.push((pod.clone(), container));
        }
    }
    let most = arguments.number("max-log-requests").unwrap_or(5);
    let count = followed.len();
    if arguments.is("follow") && count > 1 && i64::try_from(count).is_ok_and(|count| count > most) {
        return Err(Failure::error(format!(
            "you are attempting to follow {count} log streams, but maximum allowed concurrency \
             is {most}, use --max-log-requests to increase the limit"
        )));
    }
    for (pod, container) in &followed {
        match print(arguments, world, pod, container) {
            Ok(()) => {}
            Err(failure) => {
                // Only what the API server says of a log.
                let refused = failure.message.split_once("Error from server (BadRequest): ");
                match refused.filter(|_| arguments.is("ignore-errors")) {
                    Some((_, why)) => world.output.line(format!("error: {why}")),
                    None => return Err(failure),
                }
            }
        }
    }
    Ok(goes_on(arguments, world, followed))
}

/// Refuses what says nothing or too much, and names nothing that is there
/// (`LogsOptions.Complete`).
fn complete(arguments: &Arguments, space: &str, world: &World) -> Result<(), Failure> {
    let selector = arguments.text("selector").filter(|text| !text.is_empty());
    match (arguments.words.len(), selector) {
        (0, None) | (3.., _) => return Err(Failure::usage("logs", USAGE)),
        (1, Some(_)) => {
            let why = "only a selector (-l) or a POD name is allowed";
            return Err(Failure::usage("logs", why));
        }
        _ => {}
    }
    patience(arguments)?;
    if let Some(text) = arguments.text("since-time")
        && Time::parse(text).is_none()
    {
        return Err(Failure::error(format!(
            "parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"{text}\" as \
             \"2006\""
        )));
    }
    match arguments.words.first() {
        Some(word) => object_of_word(word, space, world, &LOGS).map(|_| ()),
        None => Ok(()),
    }
}

/// Refuses flags that make no sense (`LogsOptions.Validate`).
fn check(arguments: &Arguments) -> Result<(), Failure> {
    let inline = arguments.words.get(1).map(String::as_str);
    let refusal = if arguments.has("since") && arguments.has("since-time") {
        "at most one of `sinceTime` or `sinceSeconds` may be specified"
    } else if arguments.is("all-containers")
        && let Some(name) = inline.or(arguments.text("container"))
    {
        return Err(Failure::error(format!(
            "--all-containers=true should not be specified with container name {name}"
        )));
    } else if inline.is_some() && arguments.has("container") {
        "only one of -c or an inline [CONTAINER] arg is allowed"
    } else if arguments.number("limit-bytes").is_some_and(|limit| limit < 0) {
        "--limit-bytes must be greater than 0"
    } else if arguments.duration("since").is_some_and(|since| since < 0) {
        "--since must be greater than 0"
    } else if arguments.number("tail").is_some_and(|tail| tail < -1) {
        "--tail must be greater than or equal to -1"
    } else {
        return Ok(());
    };
    Err(Failure::error(refusal))
}

/// Says which of several pods is read.
fn chosen(pods: &[Rc<Object>], word: &str, world: &mut World) {
    if let [first, _, ..] = pods
        && word.contains('/')
    {
        let count = pods.len();
        world.output.error(format!("Found {count} pods, using pod/{}", first.meta.name));
    }
}

/// With `-f` the containers are followed.
fn goes_on(arguments: &Arguments, world: &World, pods: Vec<(Rc<Object>, String)>) -> Flow {
    if !arguments.is("follow") {
        return Flow::Done;
    }
    let now = world.cluster.now();
    let followed = pods.into_iter().map(|(pod, container)| {
        let waits = is_starting(&pod, &container);
        Followed { pod, container, waits, seen: (!waits).then_some(now) }
    });
    Flow::Then(Box::new(Follow { all: followed.collect(), shape: shape(arguments) }))
}

/// What a container prints from now on.
pub fn follow(world: &World, pod: &Rc<Object>, container: &str) -> Box<dyn Process> {
    since(pod, container, Some(world.cluster.now()))
}

/// What a container has printed and prints until it ends.
pub fn whole(pod: &Rc<Object>, container: &str) -> Box<dyn Process> {
    since(pod, container, None)
}

fn since(pod: &Rc<Object>, container: &str, seen: Option<Time>) -> Box<dyn Process> {
    let one = Followed { pod: pod.clone(), container: container.to_owned(), waits: false, seen };
    Box::new(Follow { all: vec![one], shape: [false; 2] })
}

/// Follows containers until the last of them ends.
#[derive(Clone)]
struct Follow {
    all: Vec<Followed>,
    shape: [bool; 2],
}

/// A container that is followed.
#[derive(Clone)]
struct Followed {
    pod: Rc<Object>,
    container: String,
    /// Whether its start is waited for.
    waits: bool,
    /// Everything up to this instant is printed; `None` if nothing is.
    seen: Option<Time>,
}

impl Process for Follow {
    fn poll(&mut self, world: &mut World) -> Poll {
        let now = world.cluster.now();
        let shape = self.shape;
        let mut text = String::new();
        self.all.retain_mut(|Followed { pod, container, waits, seen }| {
            let view = world.cluster.view();
            let Some(pod) = view.get(&pod.key()).filter(|found| found.meta.uid == pod.meta.uid)
            else {
                return false;
            };
            *waits = *waits && is_starting(pod, container);
            if *waits {
                return true;
            }
            let mut lines = logs(&view, pod, container, false).unwrap_or_default();
            lines.retain(|line| seen.is_none_or(|seen| line.at > seen));
            write_lines(&mut text, &lines, shape, pod, container);
            *seen = Some(now);
            Container::find(&view, pod, container).is_some()
        });
        world.output.push(Stream::Out, &text);
        if self.all.is_empty() { Poll::Done(0) } else { Poll::Wait(Some(now.plus(SECOND))) }
    }
}

/// Whether a container has yet to start: whoever follows it waits for that.
fn is_starting(pod: &Object, container: &str) -> bool {
    let lists = ["containerStatuses", "initContainerStatuses"];
    let mut statuses = lists.iter().flat_map(|list| pod.status().get(list).items());
    let own = statuses.find(|status| status.get("name").str() == container);
    match own {
        Some(status) => {
            let why = status.at("state.waiting.reason").str();
            matches!(why, "ContainerCreating" | "PodInitializing")
        }
        None => Pod(pod).phase() == "Pending" && !Pod(pod).node_name().is_empty(),
    }
}

fn containers(
    arguments: &Arguments,
    world: &mut World,
    pod: &Object,
) -> Result<Vec<String>, Failure> {
    let names = |field: &str| -> Vec<String> {
        let containers = pod.spec().get(field).items().iter();
        containers.map(|container| container.get("name").str().to_owned()).collect()
    };
    if arguments.is("all-containers") {
        return Ok([names("initContainers"), names("containers")].concat());
    }
    if let Some(name) = arguments.text("container") {
        return Ok(vec![name.to_owned()]);
    }
    let (name, remark) = default_container(pod);
    if let Some(remark) = remark {
        world.output.error(remark);
    }
    Ok(vec![name.to_owned()])
}

fn print(
    arguments: &Arguments,
    world: &mut World,
    pod: &Object,
    container: &str,
) -> Result<(), Failure> {
    if !has_container(pod, container) {
        return Err(Failure::error(not_valid(pod, container)));
    }
    let waits = arguments.is("follow") && is_starting(pod, container);
    if pod.spec().get("nodeName").str().is_empty() || waits {
        return Ok(());
    }
    let now = world.cluster.now();
    let previous = arguments.is("previous");
    let lines = logs(&view(world), pod, container, previous);
    let mut lines = lines.map_err(|refusal| Failure::server(&refusal))?;
    if let Some(since) = arguments.duration("since") {
        lines.retain(|line| now.since(line.at) <= since);
    }
    if let Some(since) = arguments.text("since-time").and_then(Time::parse) {
        lines.retain(|line| line.at >= since);
    }
    // Of several pods only the ends are wanted, unless the line says how much.
    let usual = arguments.has("selector").then_some(10);
    let tail = arguments.number("tail").or(usual);
    if let Some(tail) = tail.and_then(|tail| usize::try_from(tail).ok()) {
        lines.drain(..lines.len().saturating_sub(tail));
    }
    let mut text = String::new();
    write_lines(&mut text, &lines, shape(arguments), pod, container);
    if let Some(limit) = arguments.number("limit-bytes").and_then(|n| usize::try_from(n).ok()) {
        let end = (0..=limit.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
        text.truncate(end.unwrap_or_default());
    }
    world.output.push(Stream::Out, &text);
    Ok(())
}

/// Whether each line has its container's name and its time before it.
fn shape(arguments: &Arguments) -> [bool; 2] {
    let prefix = arguments.is("prefix") || arguments.is("all-pods");
    [prefix, arguments.is("timestamps")]
}

/// Writes lines, with the container's name and with the time before each if `shape` says so.
fn write_lines(
    text: &mut String,
    lines: &[LogLine],
    [prefix, timestamps]: [bool; 2],
    pod: &Object,
    container: &str,
) {
    for line in lines {
        if prefix {
            text.push_str(&format!("[pod/{}/{container}] ", pod.meta.name));
        }
        if timestamps {
            text.push_str(&format!("{} ", line.at.rfc3339_micro()));
        }
        text.push_str(&line.text);
        text.push('\n');
    }
}

fn has_container(pod: &Object, name: &str) -> bool {
    let fields = ["containers", "initContainers", "ephemeralContainers"];
    let mut containers = fields.iter().flat_map(|field| pod.spec().get(field).items());
    containers.any(|container| container.get("name").str() == name)
}
