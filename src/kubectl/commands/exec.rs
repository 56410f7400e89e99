//! `kubectl exec` and `attach`: what is done within containers.

use super::logs;
use super::run::attended::HINT;
use crate::api::Object;
use crate::kubectl::default_container::{default_container, not_valid};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::pods_of_word;
use crate::kubectl::process::{Container, Leaving, Poll, Process, World};
use crate::kubectl::request::view;
use crate::kubectl::verb::{Flow, Verb};
use crate::kubelet::inside::is_attended;
use crate::kubelet::quote;
use std::rc::Rc;

static FLAGS: &[Flag] = &[
    short('c', "container", Takes::Text, "The container; the first one if none is named."),
    short('i', "stdin", Takes::Switch, "Pass what is piped in on to the command."),
    short('t', "tty", Takes::Switch, "As a terminal: a shell gets your next lines."),
    short('q', "quiet", Takes::Switch, "Print only what the command prints."),
    flag("pod-running-timeout", Takes::Duration, "How long to wait for a first pod; 60 s."),
];

static EXEC_FLAGS: &[Flag] =
    &[short('f', "filename", Takes::Texts, "Not supported: name the pod or its workload.")];

static ATTACH_FLAGS: &[Flag] = &[DETACH_KEYS];

/// The flag of the keys that leave a container.
pub const DETACH_KEYS: Flag =
    flag("detach-keys", Takes::Text, "Accepted: Ctrl-C leaves, and `exit` ends the shell.");

/// The row of `exec`.
pub static EXEC: Verb = Verb {
    name: "exec",
    aliases: &[],
    summary: "Execute a command in a container.",
    usage: "(POD | TYPE/NAME) [-c CONTAINER] [-i] [-t] -- COMMAND [args…]",
    examples: &[
        "kubectl exec web-0 -- hostname",
        "kubectl exec deploy/web -- curl -s http://web",
        "kubectl exec -it web-0 -- sh",
    ],
    flags: &[FLAGS, EXEC_FLAGS],
    run: exec,
};

/// The row of `attach`.
pub static ATTACH: Verb = Verb {
    name: "attach",
    aliases: &[],
    summary: "Attach to a running container: print what it prints until Ctrl-C, or type to its shell.",
    usage: "(POD | TYPE/NAME) [-c CONTAINER]",
    examples: &["kubectl attach counter", "kubectl attach tmp -it"],
    flags: &[FLAGS, ATTACH_FLAGS],
    run: |arguments, world| {
        if arguments.words.is_empty() {
            let why = "at least 1 argument is required for attach";
            return Err(Failure::usage("attach", why));
        }
        let (pod, name) = target("attach", arguments, world)?;
        let mut container = running(world, &pod, &name)?;
        let specs = pod.spec().get("containers").items();
        let spec = specs.iter().find(|own| own.get("name").str() == name);
        let types = arguments.is("stdin") && arguments.is("tty") && world.input.is_none();
        if types && spec.is_some_and(|spec| is_attended(&view(world), &pod, spec)) {
            if !arguments.is("quiet") {
                world.output.error(HINT);
            }
            container.leaving = Leaving::Told;
            *world.entered = Some(container);
            return Ok(Flow::Done);
        }
        Ok(Flow::Then(logs::follow(world, &pod, &name)))
    },
};

/// The pod and the container that a line means.
fn target(
    verb: &str,
    arguments: &Arguments,
    world: &mut World,
) -> Result<(Rc<Object>, String), Failure> {
    let Some(word) = arguments.words.first() else {
        let missing = "pod, type/name or --filename must be specified";
        return Err(Failure::error(missing));
    };
    let pod = pods_of_word::pod_to_reach(word, arguments, world)?;
    let phase = pod.status().get("phase").str();
    if matches!(phase, "Succeeded" | "Failed") {
        return Err(Failure::error(format!(
            "cannot {verb} a container in a completed pod; current phase is {phase}"
        )));
    }
    if pod.spec().get("nodeName").str().is_empty() {
        let name = &pod.meta.name;
        let message = format!("pod {name} does not have a host assigned");
        return Err(Failure::plain(format!("Error from server (BadRequest): {message}")));
    }
    let names: Vec<&str> =
        pod.spec().get("containers").items().iter().map(|own| own.get("name").str()).collect();
    let name = match arguments.text("container") {
        Some(name) if names.contains(&name) => name,
        Some(name) => return Err(Failure::error(not_valid(&pod, name))),
        None => {
            let (name, remark) = default_container(&pod);
            if let Some(remark) = remark.filter(|_| !arguments.is("quiet")) {
                world.output.error(remark);
            }
            name
        }
    };
    let name = name.to_owned();
    Ok((pod, name))
}

/// The container as it runs now.
fn running(world: &World, pod: &Object, name: &str) -> Result<Container, Failure> {
    Container::find(&view(world), pod, name).ok_or_else(|| {
        let text = format!("unable to upgrade connection: container not found (\"{name}\")");
        Failure::error(format!("Internal error occurred: {text}"))
    })
}

/// The line that is read as these words.
pub fn line_of(words: &[String]) -> String {
    words.iter().map(|word| quote(word)).collect::<Vec<_>>().join(" ")
}

fn exec(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    if arguments.has("filename") {
        return Err(Failure::error("name the pod or its workload: exec reads no files here"));
    }
    if arguments.words.len() > 1 {
        return Err(Failure::usage(
            "exec",
            "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead",
        ));
    }
    let (pod, name) = match (arguments.words.is_empty(), arguments.rest.as_slice()) {
        (false, []) => {
            return Err(Failure::error("you must specify at least one command for the container"));
        }
        _ => target("exec into", arguments, world)?,
    };
    let container = running(world, &pod, &name)?;
    let shells = ["sh", "bash", "ash"];
    let is_shell = match arguments.rest.as_slice() {
        [name] => shells.contains(&name.trim_start_matches("/bin/")),
        _ => false,
    };
    let is_open = arguments.is("stdin") || arguments.is("tty");
    if is_shell && is_open && world.input.is_none() {
        *world.entered = Some(container);
        return Ok(Flow::Done);
    }
    let line = line_of(&arguments.rest);
    let reads = is_open && world.input.is_some();
    Ok(Flow::Then(Box::new(Exec {
        container,
        line,
        piped: reads.then(String::new),
        running: None,
    })))
}

/// A command that waits for all of its input before it runs.
#[derive(Clone)]
struct Exec {
    container: Container,
    line: String,
    piped: Option<String>,
    running: Option<Box<dyn Process>>,
}

impl Process for Exec {
    fn poll(&mut self, world: &mut World) -> Poll {
        if let Some(piped) = &mut self.piped
            && self.running.is_none()
        {
            let Some(input) = world.input.take() else { return Poll::Wait(None) };
            piped.push_str(&input.text);
            if !input.ended {
                return Poll::Wait(None);
            }
            // The command reads it as a here-document, whose end no text can hold.
            self.line.push_str(&format!(" <<'\u{1}'\n{}\n\u{1}\n", piped.trim_end_matches('\n')));
        }
        let running = &mut self.running;
        let run = world.run_inside;
        running.get_or_insert_with(|| run(self.container.clone(), &self.line)).poll(world)
    }
}
