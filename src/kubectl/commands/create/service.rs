//! `kubectl create service`: of each of the four types.

use super::{GENERATOR, Named, generate, one_name};
use crate::api::{Kind, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::verb::{Flow, Verb};
use crate::value;

static TCP: &[Flag] = &[flag("tcp", Takes::List, "A port and the target's port: `5678:8080`.")];
static ADDRESS: &[Flag] =
    &[flag("clusterip", Takes::Text, "The address; `None` for a headless service.")];
static PORT: &[Flag] = &[flag("node-port", Takes::Number, "The port on every node.")];
static OUTSIDE: &[Flag] =
    &[flag("external-name", Takes::Text, "The name that the service stands for.")];

macro_rules! row {
    ($row:ident $name:literal $kind:literal [$($own:ident)?] $usage:literal $summary:literal) => {
        /// The row.
        pub static $row: Verb = Verb {
            name: concat!("create service ", $name),
            aliases: &[],
            summary: $summary,
            usage: concat!("NAME ", $usage, " [--dry-run=server|client|none]"),
            examples: &[concat!("kubectl create service ", $name, " web ", $usage)],
            flags: &[TCP, $($own,)? GENERATOR, OUTPUT, DRY_RUN],
            run: |arguments, world| run(arguments, world, $name, $kind),
        };
    };
}

row! { CLUSTER_IP "clusterip" "ClusterIP" [ADDRESS] "--tcp=80:8080"
"Create a service with an address in the cluster." }
row! { NODE_PORT "nodeport" "NodePort" [PORT] "--tcp=80:8080"
"Create a service with a port on every node." }
row! { LOAD_BALANCER "loadbalancer" "LoadBalancer" [] "--tcp=80:8080"
"Create a service with a load balancer." }
row! { EXTERNAL_NAME "externalname" "ExternalName" [OUTSIDE] "--external-name=example.com"
"Create a service for a name outside." }

fn run(arguments: &Arguments, world: &mut World, word: &str, kind: &str) -> Result<Flow, Failure> {
    let name = one_name(arguments, &format!("create service {word}"))?;
    if kind == "ExternalName" && !arguments.has("external-name") {
        return Err(Failure::error("required flag(s) \"external-name\" not set"));
    }
    let mut spec = value!({ "selector": { "app": name }, "type": kind });
    let mut ports = Vec::new();
    for text in arguments.texts("tcp") {
        ports.push(port(text, arguments.number("node-port"))?);
    }
    let is_headless = arguments.text("clusterip") == Some("None");
    if ports.is_empty() && !is_headless && kind != "ExternalName" {
        return Err(Failure::error("at least one tcp port specifier must be provided"));
    }
    if !ports.is_empty() {
        spec.set("ports", ports);
    }
    if let Some(address) = arguments.text("clusterip") {
        spec.set("clusterIP", address);
    }
    if let Some(external) = arguments.text("external-name") {
        spec.set("externalName", external);
    }
    let value = value!({
        "apiVersion": "v1", "kind": "Service",
        "metadata": { "labels": { "app": name }, "name": name },
        "spec": spec, "status": { "loadBalancer": {} }
    });
    generate(arguments, world, Named { kind: Kind::Service, value, verb: "created" })
}

/// `80` or `80:8080`; the name is the text with a dash.
fn port(text: &str, node_port: Option<i64>) -> Result<Value, Failure> {
    let (port, target) = text.split_once(':').unwrap_or((text, text));
    let number: i64 = port.parse().map_err(|_| {
        Failure::error(format!("strconv.ParseUint: parsing \"{port}\": invalid syntax"))
    })?;
    let target = target.parse::<i64>().map_or_else(|_| Value::from(target), Value::from);
    let mut entry = value!({
        "name": (text.replace(':', "-")), "port": number, "protocol": "TCP", "targetPort": target
    });
    if let Some(node_port) = node_port {
        entry.set("nodePort", node_port);
    }
    Ok(entry)
}
