//! `kubectl expose`: a Service for the pods of a workload.

use super::create::{GENERATOR, Named, OVERRIDES, generate, overridden};
use crate::api::selector_text::parse_labels;
use crate::api::{Kind, Map, Object, Value};
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubectl::resource::{FILENAME, Selection};
use crate::kubectl::verb::{Flow, Verb};
use crate::value;

static FLAGS: &[Flag] = &[
    flag("name", Takes::Text, "The Service's name; the workload's if not given."),
    flag("port", Takes::Text, "The port; the containers' if not given."),
    flag("target-port", Takes::Text, "The containers' port or its name."),
    flag(
        "load-balancer-ip",
        Takes::Text,
        "The address of the load balancer, for types that have one.",
    ),
    flag("protocol", Takes::Text, "`TCP`, `UDP` or `SCTP`."),
    flag("type", Takes::Text, "`ClusterIP`, `NodePort` or `LoadBalancer`."),
    flag("cluster-ip", Takes::Text, "The address; `None` for a headless Service."),
    flag("selector", Takes::Text, "The labels; the workload's if not given."),
    short('l', "labels", Takes::Text, "The Service's own labels."),
    flag("external-ip", Takes::Text, "An address outside of the cluster."),
    flag("session-affinity", Takes::Text, "`None` or `ClientIP`."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "expose",
    aliases: &[],
    summary: "Make a Service for the pods of a workload, a pod or another Service.",
    usage: "(-f FILE | TYPE NAME) [--port=port] [--target-port=number-or-name] [--type=type]",
    examples: &["kubectl expose deployment web --port=80 --target-port=8080"],
    flags: &[FLAGS, OVERRIDES, GENERATOR, FILENAME, OUTPUT, DRY_RUN],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    // `--selector` is not about which objects are meant, but about the Service's pods.
    let mut selection = Selection::read(&arguments.words, &arguments.without("selector"), world)?;
    // What stands in a file is exposed as it stands there.
    selection.trusts_files = true;
    selection.require_any()?;
    selection.require_named(arguments)?;
    let mut wish = Wish::default();
    let mut failures = Vec::new();
    for object in selection.found(&view(world)) {
        let exposed = object.and_then(|object| {
            let value = overridden(arguments, Kind::Service, wish.service(arguments, &object)?)?;
            generate(arguments, world, Named { kind: Kind::Service, value, verb: "exposed" })
        });
        failures.extend(exposed.err());
    }
    Ok(Flow::Exit(report(&failures, world.output)))
}

/// What the line does not say is read from the first object, and then holds for those behind it
/// as well, whatever they are: kubectl has one set of options for all.
#[derive(Default)]
struct Wish {
    selector: Option<Map>,
    numbers: Vec<i64>,
    labels: Map,
}

impl Wish {
    /// The Service of an object.
    fn service(&mut self, arguments: &Arguments, object: &Object) -> Result<Value, Failure> {
        let exposed = [
            Kind::Pod,
            Kind::Service,
            Kind::ReplicationController,
            Kind::Deployment,
            Kind::ReplicaSet,
        ];
        if !exposed.contains(&object.kind) {
            return Err(Failure::error(format!("cannot expose a {}", object.kind.group_kind())));
        }
        let selector = match self.selector.take() {
            Some(known) => known,
            None => selector(arguments, object)?,
        };
        self.selector = Some(selector.clone());
        if self.numbers.is_empty() {
            self.numbers = numbers(arguments, object)?;
        }
        if self.labels.is_empty() {
            self.labels = match arguments.text("labels") {
                Some(text) => parse_labels(text).map_err(Failure::error)?,
                None => object.meta.labels.clone(),
            };
        }
        let name = arguments.text("name").unwrap_or(&object.meta.name);
        let mut value = value!({
            "apiVersion": "v1", "kind": "Service", "metadata": { "name": name },
            "spec": { "selector": selector },
            "status": { "loadBalancer": {} }
        });
        let ports = ports(arguments, object, &self.numbers);
        if !ports.is_empty() {
            value.set("spec.ports", ports);
        }
        if !self.labels.is_empty() {
            value.set("metadata.labels", self.labels.clone());
        }
        set_options(arguments, &mut value)?;
        Ok(value)
    }
}

/// What the line says of the Service itself.
fn set_options(arguments: &Arguments, value: &mut Value) -> Result<(), Failure> {
    let is_balanced = arguments.text("type") == Some("LoadBalancer");
    if let Some(address) = arguments.text("load-balancer-ip").filter(|_| is_balanced) {
        value.set("spec.loadBalancerIP", address);
    }
    if let Some(address) = arguments.text("external-ip") {
        value.set("spec.externalIPs", vec![Value::from(address)]);
    }
    if let Some(affinity) = arguments.text("session-affinity").filter(|text| !text.is_empty())
        && !["None", "ClientIP"].contains(&affinity)
    {
        return Err(Failure::error(format!("unknown session affinity: {affinity}")));
    }
    let fields = [
        ("type", "spec.type"),
        ("cluster-ip", "spec.clusterIP"),
        ("session-affinity", "spec.sessionAffinity"),
    ];
    for (flag, field) in fields {
        if let Some(text) = arguments.text(flag) {
            value.set(field, text);
        }
    }
    Ok(())
}

fn selector(arguments: &Arguments, object: &Object) -> Result<Map, Failure> {
    if let Some(text) = arguments.text("selector") {
        return parse_labels(text).map_err(Failure::error);
    }
    let refuse = |why: &str| {
        let flag = "couldn't retrieve selectors via --selector flag or introspection";
        Failure::error(format!("{flag}: {why}"))
    };
    let expressions = object.spec().at("selector.matchExpressions").items();
    if !expressions.is_empty() {
        let shown: Vec<String> = expressions.iter().map(requirement).collect();
        return Err(refuse(&format!(
            "couldn't convert expressions - \"[{}]\" to map-based selector format",
            shown.join(" ")
        )));
    }
    let given = object.spec().get("selector");
    let (found, lacking) = match object.kind {
        Kind::Pod => (Some(&object.meta.labels), "the pod has no labels and cannot be exposed"),
        Kind::Service => (given.as_map(), "the service has no pod selector set"),
        Kind::ReplicationController => (given.as_map(), ""),
        _ => (given.get("matchLabels").as_map(), ""),
    };
    found.filter(|labels| !labels.is_empty()).cloned().ok_or_else(|| refuse(lacking))
}

/// An expression of a selector as Go prints it.
fn requirement(expression: &Value) -> String {
    let values: Vec<&str> = expression.get("values").items().iter().map(Value::str).collect();
    format!(
        "{{Key:{} Operator:{} Values:[{}]}}",
        expression.get("key").str(),
        expression.get("operator").str(),
        values.join(" ")
    )
}

/// The numbers of the Service's ports, those of `--port` or the object's own, each once.
fn numbers(arguments: &Arguments, object: &Object) -> Result<Vec<i64>, Failure> {
    if let Some(text) = arguments.text("port") {
        let why =
            |text| Failure::error(format!("strconv.Atoi: parsing \"{text}\": invalid syntax"));
        return text.split(',').map(|text| text.parse().map_err(|_| why(text))).collect();
    }
    let mut numbers: Vec<i64> = Vec::new();
    for (number, _) in own_ports(object) {
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    match numbers.is_empty() && arguments.text("cluster-ip") != Some("None") {
        true => Err(Failure::error("couldn't find port via --port flag or introspection")),
        false => Ok(numbers),
    }
}

/// The ports of the Service: of a number one for each protocol that the object has it for.
fn ports(arguments: &Arguments, object: &Object, numbers: &[i64]) -> Vec<Value> {
    let own = own_ports(object);
    let several = numbers.len() > 1;
    let mut made = Vec::new();
    for (index, number) in numbers.iter().enumerate() {
        let mut protocols: Vec<&str> =
            own.iter().filter(|(own, _)| own == number).map(|(_, name)| name.as_str()).collect();
        match arguments.text("protocol").filter(|text| !text.is_empty()) {
            Some(protocol) => protocols = vec![protocol],
            None if protocols.is_empty() => protocols = vec!["TCP"],
            None => {}
        }
        let target = match arguments.text("target-port") {
            Some(text) => text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from),
            None => Value::from(*number),
        };
        for protocol in &protocols {
            let mut port = value!({ "port": (*number), "protocol": (*protocol), "targetPort": (target.clone()) });
            let place = index + 1;
            if protocols.len() > 1 {
                port.set("name", format!("port-{place}-{}", protocol.to_lowercase()));
            } else if several {
                port.set("name", format!("port-{place}"));
            }
            made.push(port);
        }
    }
    made
}

/// The numbers of an object's ports with their protocols.
fn own_ports(object: &Object) -> Vec<(i64, String)> {
    let read = |port: &Value, field: &str| {
        let protocol = port.get("protocol").as_str().unwrap_or("TCP").to_owned();
        (port.get(field).int(), protocol)
    };
    let spec = match object.kind {
        Kind::Service => {
            let ports = object.spec().get("ports").items().iter();
            return ports.map(|port| read(port, "port")).collect();
        }
        Kind::Pod => object.spec(),
        _ => object.spec().at("template.spec"),
    };
    let containers = spec.get("containers").items().iter();
    let ports = containers.flat_map(|container| container.get("ports").items());
    ports.map(|port| read(port, "containerPort")).collect()
}
