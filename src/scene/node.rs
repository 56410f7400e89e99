//! The nodes as columns.

use crate::api::{Kind, Object, Pod, Quantity, Value};
use crate::ordered::OrderedSet;
use crate::store::{MachineState, View};
use smol_str::SmolStr;

/// A node's column.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeColumn {
    /// Its name.
    pub name: SmolStr,
    /// In the words of `kubectl get nodes`: `Ready`, `NotReady`; `joining` before it is a node.
    pub status: &'static str,
    /// Whether it takes no new pods.
    pub is_cordoned: bool,
    /// Whether its machine's kubelet is silent, of which the API server may not know yet.
    pub is_stopped: bool,
    /// Whether its machine is gone and only the Node object is left.
    pub is_gone: bool,
    /// Its zone, if a label names one.
    pub zone: SmolStr,
    /// How much of it the pods asked for.
    pub gauges: Vec<Gauge>,
}

/// A share of a node that is spoken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gauge {
    /// `cpu`, `mem`, `pods`.
    pub name: &'static str,
    /// In hundredths of what is allocatable; may be above 100.
    pub percent: i64,
}

impl NodeColumn {
    /// Its whole name for those who do not see it: `Node node-1, Ready`.
    pub fn label(&self) -> String {
        let cordoned = if self.is_cordoned { ", SchedulingDisabled" } else { "" };
        format!("Node {}, {}{cordoned}", self.name, self.status)
    }

    /// What is out of the ordinary about it; empty mostly.
    pub fn remark(&self) -> &'static str {
        match (self.status, self.is_gone, self.is_stopped, self.is_cordoned) {
            ("joining", ..) => "joining",
            (_, true, ..) => "machine gone",
            ("NotReady", _, false, _) => "starting",
            ("NotReady", ..) => "not ready",
            (_, _, true, _) => "silent",
            (.., true) => "cordoned",
            _ => "",
        }
    }
}

/// The columns: all nodes, and the machines that are not nodes yet, in the order of joining.
pub fn columns(view: &View) -> Vec<NodeColumn> {
    let nodes = view.list(Kind::Node, None).map(|node| node.meta.name.clone());
    let machines = view.machines().iter().map(|(name, _)| name.clone());
    let names: OrderedSet<SmolStr> = nodes.chain(machines).collect();
    let number = |name: &str| view.machines().get(name).map_or(u32::MAX, |machine| machine.number);
    let mut names: Vec<SmolStr> = names.into_iter().collect();
    crate::order::sort_by_key(&mut names, |name| number(name));
    names.iter().map(|name| column(view, name)).collect()
}

fn column(view: &View, name: &SmolStr) -> NodeColumn {
    let machine = view.machines().get(name);
    let node = view.find(Kind::Node, "", name).map(|node| &**node);
    NodeColumn {
        name: name.clone(),
        status: node.map_or("joining", status),
        is_cordoned: node.is_some_and(|node| node.spec().get("unschedulable").is_true()),
        is_stopped: machine.is_some_and(|machine| machine.state != MachineState::Running),
        is_gone: machine.is_none(),
        zone: node
            .and_then(|node| node.label("topology.kubernetes.io/zone"))
            .unwrap_or_default()
            .into(),
        gauges: node.map(|node| gauges(view, node)).unwrap_or_default(),
    }
}

fn status(node: &Object) -> &'static str {
    let conditions = node.status().get("conditions").items();
    let ready = conditions.iter().find(|condition| condition.get("type").str() == "Ready");
    match ready.map(|condition| condition.get("status").str()) {
        Some("True") => "Ready",
        _ => "NotReady",
    }
}

fn gauges(view: &View, node: &Object) -> Vec<Gauge> {
    let pods: Vec<Pod> = view
        .pods_on(&node.meta.name)
        .map(|object| Pod(object))
        .filter(|pod| !pod.is_finished())
        .collect();
    let asked = |resource: &str| -> i64 {
        let containers = pods.iter().flat_map(|pod| pod.containers());
        containers.map(|container| milli(container.at("resources.requests"), resource)).sum()
    };
    let allocatable = node.status().get("allocatable");
    let percent = |part: i64, resource: &str| match milli(allocatable, resource) {
        0 => 0,
        whole => i64::try_from(i128::from(part) * 100 / i128::from(whole)).unwrap_or(i64::MAX),
    };
    vec![
        Gauge { name: "cpu", percent: percent(asked("cpu"), "cpu") },
        Gauge { name: "mem", percent: percent(asked("memory"), "memory") },
        Gauge { name: "pods", percent: percent(pods.len() as i64 * 1000, "pods") },
    ]
}

fn milli(resources: &Value, resource: &str) -> i64 {
    match resources.get(resource) {
        Value::Null => 0,
        amount => Quantity::of(amount).milli_value(),
    }
}
