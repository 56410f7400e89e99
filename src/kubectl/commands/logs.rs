//! `kubectl logs`: what a container wrote.

use crate::api::{Kind, Object, Selector, StatusError, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::process::{Container, Poll, Process, Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{SELECTORS, kind, namespace};
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
    flag("max-log-requests", Takes::Number, "Accepted and without effect."),
    flag("ignore-errors", Takes::Switch, "Accepted and without effect."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "logs",
    aliases: &["log"],
    summary: "Print the logs of a container in a pod.",
    usage: "[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]",
    examples: &["kubectl logs web-0", "kubectl logs job/backup", "kubectl logs -l app=web"],
    flags: &[FLAGS, SELECTORS],
    run,
};

const USAGE: &str = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.
POD or TYPE/NAME is a required argument for the logs command";

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let space = namespace(arguments, world);
    let pods = match (arguments.words.as_slice(), arguments.text("selector")) {
        ([], None) => return Err(Failure::usage("logs", USAGE)),
        ([], Some(text)) => {
            let selector = Selector::parse(text).map_err(Failure::error)?;
            let pods = matching(&selector, &space, world);
            if pods.is_empty() {
                world.output.error(format!("No resources found in {space} namespace."));
                return Ok(Flow::Done);
            }
            pods
        }
        ([name], None) => vec![one(name, &space, world)?],
        ([name, container], None) => {
            let pod = one(name, &space, world)?;
            print(arguments, world, &pod, container)?;
            return Ok(goes_on(arguments, world, vec![(pod, container.clone())]));
        }
        _ => return Err(Failure::error("only a selector (-l) or a POD name is allowed")),
    };
    let mut followed = Vec::new();
    for pod in pods {
        for container in containers(arguments, world, &pod)? {
            print(arguments, world, &pod, &container)?;
            followed.push((pod.clone(), container));
        }
    }
    let most = arguments.number("max-log-requests").unwrap_or(5);
    let count = followed.len();
    if arguments.is("follow") && i64::try_from(count).is_ok_and(|count| count > most) {
        return Err(Failure::error(format!(
            "you are attempting to follow {count} log streams, but maximum allowed concurrency \
             is {most}, use --max-log-requests to increase the limit"
        )));
    }
    Ok(goes_on(arguments, world, followed))
}

/// With `-f` the containers are followed.
fn goes_on(arguments: &Arguments, world: &World, pods: Vec<(Rc<Object>, String)>) -> Flow {
    if !arguments.is("follow") {
        return Flow::Done;
    }
    let shape = [arguments.is("prefix"), arguments.is("timestamps")];
    Flow::Then(Box::new(Follow { pods, shape, seen: world.cluster.now() }))
}

/// What a container prints from now on.
pub fn follow(world: &World, pod: &Rc<Object>, container: &str) -> Box<dyn Process> {
    let pods = vec![(pod.clone(), container.to_owned())];
    Box::new(Follow { pods, shape: [false; 2], seen: world.cluster.now() })
}

/// Follows containers until the last of them ends.
#[derive(Clone)]
struct Follow {
    pods: Vec<(Rc<Object>, String)>,
    shape: [bool; 2],
    /// Everything up to this instant is printed.
    seen: Time,
}

impl Process for Follow {
    fn poll(&mut self, world: &mut World) -> Poll {
        let now = world.cluster.now();
        let seen = self.seen;
        let mut text = String::new();
        self.pods.retain(|(pod, container)| {
            let view = world.cluster.view();
            let Some(pod) = view.get(&pod.key()).filter(|found| found.meta.uid == pod.meta.uid)
            else {
                return false;
            };
            let mut lines = logs(&view, pod, container, false).unwrap_or_default();
            lines.retain(|line| line.at > seen);
            write_lines(&mut text, &lines, self.shape, pod, container);
            Container::find(&view, pod, container).is_some()
        });
        world.output.push(Stream::Out, &text);
        self.seen = now;
        if self.pods.is_empty() { Poll::Done(0) } else { Poll::Wait(Some(now.plus(SECOND))) }
    }
}

/// The pods of a namespace with these labels.
fn matching(selector: &Selector, space: &str, world: &World) -> Vec<Rc<Object>> {
    let view = view(world);
    view.list(Kind::Pod, Some(space))
        .filter(|pod| selector.matches(&pod.meta.labels))
        .cloned()
        .collect()
}

/// The pod of a name, or the first of a workload.
///
/// # Errors
/// There is no such object, or it has no pods.
pub fn one(word: &str, space: &str, world: &mut World) -> Result<Rc<Object>, Failure> {
    let (resource, name) = word.split_once('/').unwrap_or(("pod", word));
    let kind = kind(resource)?;
    let found = view(world).find(kind, space, name).cloned();
    let object = found.ok_or_else(|| match word.contains('/') {
        true => Failure::server(&StatusError::not_found(kind, name)),
        false => Failure::error(format!(
            "error from server (NotFound): pods \"{name}\" not found in namespace \"{space}\""
        )),
    })?;
    if kind == Kind::Pod {
        return Ok(object);
    }
    let selector = Selector::from_label_selector(match kind {
        Kind::Service | Kind::ReplicationController => &Value::Null,
        _ => object.spec().get("selector"),
    });
    let selector = match kind {
        Kind::Service | Kind::ReplicationController => {
            Selector::from_map(object.spec().get("selector"))
        }
        _ => selector,
    };
    let mut pods = matching(&selector, space, world);
    crate::order::sort_by_key(&mut pods, |pod| {
        (!pod.is_condition_true("Ready"), pod.meta.creation_timestamp)
    });
    let count = pods.len();
    let pod = pods.into_iter().next().ok_or_else(|| {
        Failure::error(format!("timed out waiting for the condition: no pods of {word}"))
    })?;
    if count > 1 {
        world.output.error(format!("Found {count} pods, using pod/{}", pod.meta.name));
    }
    Ok(pod)
}

fn containers(
    arguments: &Arguments,
    world: &mut World,
    pod: &Object,
) -> Result<Vec<String>, Failure> {
    let names: Vec<String> = pod
        .spec()
        .get("containers")
        .items()
        .iter()
        .map(|container| container.get("name").str().to_owned())
        .collect();
    if arguments.is("all-containers") {
        return Ok(names);
    }
    if let Some(name) = arguments.text("container") {
        return Ok(vec![name.to_owned()]);
    }
    let first = names.first().cloned().unwrap_or_default();
    if names.len() > 1 {
        world.output.error(format!("Defaulted container \"{first}\" out of: {}", names.join(", ")));
    }
    Ok(vec![first])
}

fn print(
    arguments: &Arguments,
    world: &mut World,
    pod: &Object,
    container: &str,
) -> Result<(), Failure> {
    if !has_container(pod, container) {
        let message = format!("container {container} is not valid for pod {}", pod.meta.name);
        return Err(Failure::error(message));
    }
    if pod.spec().get("nodeName").str().is_empty() {
        return Ok(());
    }
    let now = world.cluster.now();
    let previous = arguments.is("previous");
    let lines = logs(&view(world), pod, container, previous);
    let mut lines = lines.map_err(|refusal| Failure::server(&refusal))?;
    if let Some(since) = arguments.duration("since") {
        lines.retain(|line| now.since(line.at) <= since);
    }
    if let Some(tail) = arguments.number("tail").and_then(|tail| usize::try_from(tail).ok()) {
        lines.drain(..lines.len().saturating_sub(tail));
    }
    let mut text = String::new();
    let shape = [arguments.is("prefix"), arguments.is("timestamps")];
    write_lines(&mut text, &lines, shape, pod, container);
    world.output.push(Stream::Out, &text);
    Ok(())
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
