//! `kubectl create deployment`.

use super::{GENERATOR, Named, generate};
use crate::api::{Kind, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::request::request;
use crate::kubectl::verb::{Flow, Verb};
use crate::value;

static FLAGS: &[Flag] = &[
    flag("image", Takes::List, "The image; several make several containers."),
    flag("port", Takes::Number, "The port that the container listens on."),
    short('r', "replicas", Takes::Number, "How many pods; 1 if not given."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "create deployment",
    aliases: &["deploy", "dep"],
    summary: "Create a deployment with the specified name.",
    usage: "NAME --image=image -- [COMMAND] [args…]",
    examples: &[
        "kubectl create deployment web --image=nginx --replicas=3",
        "kubectl create deployment web --image=nginx --dry-run=client -o yaml > web.yaml",
    ],
    flags: &[FLAGS, GENERATOR, OUTPUT, DRY_RUN],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let images = arguments.texts("image");
    if !arguments.has("image") {
        return Err(Failure::error("required flag(s) \"image\" not set"));
    }
    let name = super::one_name(arguments, "create deployment")?;
    if images.len() > 1 && arguments.has_rest {
        return Err(Failure::error("cannot specify multiple --image options and command"));
    }
    let mut containers = Vec::new();
    for image in images {
        containers.push(container(&container_name(world, image), image, &arguments.rest));
    }
    let port = arguments.number("port").filter(|port| *port >= 0);
    if let (Some(port), Some(first)) = (port, containers.first_mut()) {
        first.set("ports", value!([{ "containerPort": port }]));
    }
    let value = value!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": { "labels": { "app": name }, "name": name },
        "spec": {
            "replicas": (arguments.number("replicas").unwrap_or(1)),
            "selector": { "matchLabels": { "app": name } },
            "strategy": {},
            "template": {
                "metadata": { "labels": { "app": name } },
                "spec": { "containers": containers }
            }
        },
        "status": {}
    });
    generate(arguments, world, Named { kind: Kind::Deployment, value, verb: "created" })
}

/// A container as kubectl writes it.
pub fn container(name: &str, image: &str, command: &[String]) -> Value {
    let mut container = value!({ "image": image, "name": name, "resources": {} });
    if !command.is_empty() {
        container.set("command", command.iter().map(String::as_str).collect::<Vec<_>>());
    }
    container
}

/// `nginx` for `docker.io/library/nginx:1.27`; what cannot stand in a name so is replaced, and
/// five letters keep the names of two such images apart.
fn container_name(world: &mut World, image: &str) -> String {
    let name = image.rsplit('/').next().unwrap_or(image);
    let name = name.split([':', '@']).next().unwrap_or(name);
    if !name.contains(['_', '.']) {
        return name.to_owned();
    }
    let suffix = request(world, |server| server.suffix());
    format!("{}-{suffix}", name.replace(['_', '.'], "-"))
}
