//! `kubectl port-forward`: which port of which pod a line leads to; from inside, since no machine
//! of a learner's own can be led into this cluster.

use crate::api::{Kind, Object, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::pods_of_word;
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubectl::resource::namespace;
use crate::kubectl::verb::{Flow, Verb};

static FLAGS: &[Flag] = &[
    flag("address", Takes::List, "Elsewhere the address of your machine that listens."),
    flag("pod-running-timeout", Takes::Duration, "How long to wait for a first pod; 60 s."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "port-forward",
    aliases: &[],
    summary: "Forward local ports to a pod; here it says how a port is reached instead.",
    usage: "(POD | TYPE/NAME) [LOCAL_PORT:]REMOTE_PORT…",
    examples: &["kubectl port-forward svc/web 8080:80"],
    flags: &[FLAGS],
    run: forward,
};

fn forward(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let [word, ports @ ..] = arguments.words.as_slice() else { return Err(nothing_said()) };
    let space = namespace(arguments, world);
    let pod = pods_of_word::pod_to_reach(word, arguments, world)?;
    let Some(first) = ports.first() else { return Err(nothing_said()) };
    let service = word.split_once('/').and_then(|(resource, name)| {
        let kind = Kind::from_resource(resource).filter(|kind| *kind == Kind::Service)?;
        view(world).find(kind, &space, name).cloned()
    });
    let mut remote = Vec::new();
    for pair in ports {
        let (local, port) = pair.split_once(':').unwrap_or((pair, pair));
        let number = match &service {
            Some(service) => port_behind(service, &pod, port)?,
            None => port_of(&pod, port)?,
        };
        // A port that stands alone is also the one of your machine.
        let local = match local == port {
            true => number.as_str(),
            false if local.is_empty() => "0",
            false => local,
        };
        check_number("local", local)?;
        check_number("remote", &number)?;
        remote.push(number);
    }
    let phase = pod.status().get("phase").str();
    if phase != "Running" {
        let text = "unable to forward port because pod is not running. Current status=";
        return Err(Failure::error(format!("{text}{phase}")));
    }
    let port = remote.first().unwrap_or(first);
    let name = &pod.meta.name;
    Err(Failure::error(format!(
        "no port of your own machine can lead into a simulated cluster.  From inside it answers: \
         kubectl exec {name} -- curl -s http://localhost:{port}"
    )))
}

/// Refuses what is no number of a port.
fn check_number(whose: &str, port: &str) -> Result<(), Failure> {
    let why = match port.parse::<u16>() {
        Ok(0) if whose == "remote" => {
            return Err(Failure::error("remote port must be > 0"));
        }
        Ok(_) => return Ok(()),
        Err(_) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => {
            "value out of range"
        }
        Err(_) => "invalid syntax",
    };
    Err(Failure::error(format!(
        "error parsing {whose} port '{port}': strconv.ParseUint: parsing \"{port}\": {why}"
    )))
}

fn nothing_said() -> Failure {
    Failure::usage("port-forward", "TYPE/NAME and list of ports are required for port-forward")
}

/// The number of a pod's port: itself, or that of the port of this name.
fn port_of(pod: &Object, port: &str) -> Result<String, Failure> {
    if port.parse::<u32>().is_ok() {
        return Ok(port.to_owned());
    }
    let lists = ["containers", "initContainers"].map(|field| pod.spec().get(field).items());
    let ports = lists.into_iter().flatten().flat_map(|container| container.get("ports").items());
    let found = ports.into_iter().find(|own| own.get("name").str() == port);
    let number = found.map(|own| own.get("containerPort").int().to_string());
    let name = &pod.meta.name;
    number
        .ok_or_else(|| Failure::error(format!("Pod '{name}' does not have a named port '{port}'")))
}

/// The port of the pod that a Service's port leads to.  One without an address of its own leads
/// to the very port that was asked for.
fn port_behind(service: &Object, pod: &Object, port: &str) -> Result<String, Failure> {
    let name = &service.meta.name;
    let ports = service.spec().get("ports").items();
    let number = port.parse::<i64>();
    let found = ports.iter().find(|own| match &number {
        Ok(number) => own.get("port").int() == *number,
        Err(_) => own.get("name").str() == port,
    });
    let Some(found) = found else {
        return Err(Failure::error(match number {
            Ok(number) => format!("Service {name} does not have a service port {number}"),
            Err(_) => format!("Service '{name}' does not have a named port '{port}'"),
        }));
    };
    let own = found.get("port").int().to_string();
    if service.spec().get("clusterIP").str() == "None" {
        return Ok(own);
    }
    match found.get("targetPort") {
        Value::Null | Value::Int(0) => Ok(own),
        Value::Int(number) => Ok(number.to_string()),
        target => port_of(pod, target.str()),
    }
}
