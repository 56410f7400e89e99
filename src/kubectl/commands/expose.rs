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

/// The longest name that is taken from what is exposed.
const NAME_LENGTH: usize = 63;

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    // `--selector` is not about which objects are meant, but about the Service's pods.
    let mut selection = Selection::read(&arguments.words, &arguments.without("selector"), world)?;
    // What stands in a file is exposed as it stands there.
    selection.trusts_files = true;
    selection.require_any()?;
    selection.require_named(arguments)?;
    let mut exposure = Exposure::read(arguments)?;
    let mut failures = Vec::new();
    for found in selection.found(&view(world)) {
        let exposed = found.and_then(|object| {
            let value = exposure.service(arguments, &object)?;
            let value = overridden(arguments, Kind::Service, value)?;
            generate(arguments, world, Named { kind: Kind::Service, value, verb: "exposed" })
        });
        failures.extend(exposed.err());
    }
    Ok(Flow::Exit(report(&failures, world.output)))
}

/// What the flags say, or the objects so far: what the first of them has counts for the others as
/// well.
struct Exposure {
    selector: Option<Map>,
    labels: Option<Map>,
    numbers: Vec<i64>,
    protocols: Vec<(i64, String)>,
}

impl Exposure {
    fn read(arguments: &Arguments) -> Result<Exposure, Failure> {
        let text = |flag: &str| arguments.text(flag).filter(|text| !text.is_empty());
        let labels = |flag: &str| {
            text(flag).map(|text| parse_labels(text).map_err(Failure::error)).transpose()
        };
        let number = |text: &str| {
            let why = || format!("strconv.Atoi: parsing \"{text}\": invalid syntax");
            text.parse().map_err(|_| Failure::error(why()))
        };
        let numbers = text("port").map(|text| text.split(',').map(number).collect()).transpose()?;
        Ok(Exposure {
            selector: labels("selector")?,
            labels: labels("labels")?,
            numbers: numbers.unwrap_or_default(),
            protocols: Vec::new(),
        })
    }

    /// Learns from an object what is not known yet.
    fn learn(&mut self, arguments: &Arguments, object: &Object) -> Result<(), Failure> {
        if self.selector.as_ref().is_none_or(Map::is_empty) {
            self.selector = Some(selector(object).map_err(|why| {
                let flag = "couldn't retrieve selectors via --selector flag or introspection";
                Failure::error(format!("{flag}: {why}"))
            })?);
        }
        let own = own_ports(object);
        if self.numbers.is_empty() {
            for (number, _) in &own {
                if !self.numbers.contains(number) {
                    self.numbers.push(*number);
                }
            }
            if self.numbers.is_empty() && arguments.text("cluster-ip") != Some("None") {
                let why = "couldn't find port via --port flag or introspection";
                return Err(Failure::error(why));
            }
        }
        if !own.is_empty() {
            self.protocols = own;
        }
        if self.labels.as_ref().is_none_or(Map::is_empty) {
            self.labels = Some(object.meta.labels.clone());
        }
        match &self.selector {
            Some(selector) if !selector.is_empty() => Ok(()),
            _ => Err(Failure::error("selector must be specified")),
        }
    }

    /// The Service for an object.
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
        self.learn(arguments, object)?;
        let own_name: String = object.meta.name.chars().take(NAME_LENGTH).collect();
        let text = |flag: &str| arguments.text(flag).filter(|text| !text.is_empty());
        let mut value = value!({
            "apiVersion": "v1", "kind": "Service",
            "metadata": { "name": (text("name").unwrap_or(&own_name)) },
            "spec": { "selector": (self.selector.clone().unwrap_or_default()) },
            "status": { "loadBalancer": {} }
        });
        let ports = self.ports(arguments);
        if !ports.is_empty() {
            value.set("spec.ports", ports);
        }
        if let Some(labels) = self.labels.clone().filter(|labels| !labels.is_empty()) {
            value.set("metadata.labels", labels);
        }
        let is_balanced = text("type") == Some("LoadBalancer");
        if let Some(address) = text("load-balancer-ip").filter(|_| is_balanced) {
            value.set("spec.loadBalancerIP", address);
        }
        if let Some(address) = text("external-ip") {
            value.set("spec.externalIPs", vec![Value::from(address)]);
        }
        let fields = [
            ("type", "spec.type"),
            ("cluster-ip", "spec.clusterIP"),
            ("session-affinity", "spec.sessionAffinity"),
        ];
        for (flag, field) in fields {
            if let Some(text) = text(flag) {
                value.set(field, text);
            }
        }
        Ok(value)
    }

    /// The ports of the Service.
    fn ports(&self, arguments: &Arguments) -> Vec<Value> {
        let mut made = Vec::new();
        for (index, number) in self.numbers.iter().enumerate() {
            let own = self.protocols.iter().filter(|(own, _)| own == number);
            let mut protocols: Vec<&str> = own.map(|(_, name)| name.as_str()).collect();
            match arguments.text("protocol").filter(|text| !text.is_empty()) {
                Some(protocol) => protocols = vec![protocol],
                None if protocols.is_empty() => protocols = vec!["TCP"],
                None => {}
            }
            let target = match arguments.text("target-port").filter(|text| !text.is_empty()) {
                Some(text) => text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from),
                None => Value::from(*number),
            };
            for protocol in &protocols {
                let mut port = value!({
                    "port": (*number), "protocol": (*protocol), "targetPort": (target.clone())
                });
                let place = index + 1;
                if protocols.len() > 1 {
                    port.set("name", format!("port-{place}-{}", protocol.to_lowercase()));
                } else if self.numbers.len() > 1 {
                    port.set("name", format!("port-{place}"));
                }
                made.push(port);
            }
        }
        made
    }
}

/// The labels by which an object knows its pods, or why there are none.
fn selector(object: &Object) -> Result<Map, String> {
    let labels = |path: &str| object.spec().at(path).as_map().cloned().unwrap_or_default();
    let kind = match object.kind {
        Kind::Pod if object.meta.labels.is_empty() => {
            return Err("the pod has no labels and cannot be exposed".to_owned());
        }
        Kind::Pod => return Ok(object.meta.labels.clone()),
        Kind::Service if object.spec().get("selector").is_null() => {
            return Err("the service has no pod selector set".to_owned());
        }
        Kind::Service | Kind::ReplicationController => return Ok(labels("selector")),
        Kind::Deployment => "deployment",
        _ => "replicaset",
    };
    let found = labels("selector.matchLabels");
    if found.is_empty() {
        return Err(format!("invalid {kind}: no selectors, therefore cannot be exposed"));
    }
    let expressions = object.spec().at("selector.matchExpressions").items();
    if expressions.is_empty() {
        return Ok(found);
    }
    let shown: Vec<String> = expressions.iter().map(requirement).collect();
    let shown = shown.join(" ");
    Err(format!("couldn't convert expressions - \"[{shown}]\" to map-based selector format"))
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
