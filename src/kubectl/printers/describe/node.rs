//! Node.

use super::conditions;
use super::lines::{Lines, joined, long_time, quantity};
use super::metadata;
use crate::api::pod_resources::{pod_limits, pod_requests};
use crate::api::{Kind, Object, Quantity, Value};
use crate::kubectl::printers::duration::age;
use crate::kubectl::printers::table::node_roles;
use crate::store::machines::last_renewal;
use crate::store::{MachineState, View};
use std::rc::Rc;

/// Where nodes keep their leases.
const LEASES: &str = "kube-node-lease";

/// Describes a node.
pub fn describe(node: &Object, view: &View, out: &mut Lines) {
    out.field(0, "Name", &node.meta.name);
    out.field(0, "Roles", node_roles(node));
    metadata::labels_and_annotations(out, node);
    metadata::creation(out, node);
    let mut taints: Vec<&Value> = node.spec().get("taints").items().iter().collect();
    crate::order::sort_by_key(&mut taints, |taint| {
        [taint.get("effect").str(), taint.get("key").str()]
    });
    metadata::multiline(out, "", "Taints", taints.into_iter().map(taint).collect());
    out.field(0, "Unschedulable", node.spec().get("unschedulable").is_true());
    write_lease(out, node, view);
    let conditions = node.status().get("conditions").items();
    conditions::write(out, conditions, "lastHeartbeatTime");
    write_status(out, node);
    out.field_if_any(0, "PodCIDR", node.spec().get("podCIDR"));
    if !node.spec().get("podCIDRs").items().is_empty() {
        out.field(0, "PodCIDRs", joined(node.spec().get("podCIDRs"), ","));
    }
    out.field_if_any(0, "ProviderID", node.spec().get("providerID"));
    write_pods(out, node, view);
}

/// `dedicated=db:NoSchedule`.
fn taint(taint: &Value) -> String {
    let [key, value, effect] = ["key", "value", "effect"].map(|field| taint.get(field).str());
    if value.is_empty() { format!("{key}:{effect}") } else { format!("{key}={value}:{effect}") }
}

fn write_lease(out: &mut Lines, node: &Object, view: &View) {
    let name = &node.meta.name;
    let Some(lease) = view.find(Kind::Lease, LEASES, name) else {
        let fault = format!("leases.coordination.k8s.io {name:?} not found");
        out.field(0, "Lease", format_args!("Failed to get lease: {fault}"));
        return;
    };
    let time = |time: &Value| match time {
        Value::Null => "<unset>".to_owned(),
        time => long_time(time),
    };
    let renewed = view.machines().get(name).map(|machine| {
        let spoke = match machine.state {
            MachineState::Running => view.now,
            MachineState::Stopped(since) => since,
        };
        Value::from(last_renewal(node, spoke).rfc3339())
    });
    let written = lease.spec().get("renewTime");
    out.line(0, "Lease:");
    out.field_or(1, "HolderIdentity", lease.spec().get("holderIdentity"), "<unset>");
    out.field(1, "AcquireTime", time(lease.spec().get("acquireTime")));
    out.field(1, "RenewTime", time(renewed.as_ref().unwrap_or(written)));
}

fn write_status(out: &mut Lines, node: &Object) {
    let status = node.status();
    out.line(0, "Addresses:");
    for address in status.get("addresses").items() {
        out.field(1, address.get("type").str(), address.get("address").str());
    }
    for (title, field) in [("Capacity", "capacity"), ("Allocatable", "allocatable")] {
        let amounts = status.get(field).entries();
        if !amounts.is_empty() {
            out.line(0, format_args!("{title}:"));
        }
        for (name, amount) in amounts {
            out.field(1, name, quantity(amount));
        }
    }
    out.line(0, "System Info:");
    for (title, field) in [
        ("Machine ID", "machineID"),
        ("System UUID", "systemUUID"),
        ("Boot ID", "bootID"),
        ("Kernel Version", "kernelVersion"),
        ("OS Image", "osImage"),
        ("Operating System", "operatingSystem"),
        ("Architecture", "architecture"),
        ("Container Runtime Version", "containerRuntimeVersion"),
        ("Kubelet Version", "kubeletVersion"),
    ] {
        out.field(1, title, status.get("nodeInfo").get(field).str());
    }
}

fn write_pods(out: &mut Lines, node: &Object, view: &View) {
    let allocatable = match node.status().get("allocatable") {
        Value::Null => node.status().get("capacity"),
        allocatable => allocatable,
    };
    let pods: Vec<&Rc<Object>> = view
        .pods_on(&node.meta.name)
        .filter(|pod| !matches!(pod.status().get("phase").str(), "Succeeded" | "Failed"))
        .collect();
    out.field(0, "Non-terminated Pods", format_args!("({} in total)", pods.len()));
    out.line(1, "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge");
    out.line(1, "---------\t----\t\t------------\t----------\t---------------\t-------------\t---");
    for pod in &pods {
        let [requests, limits] = [pod_requests(pod.spec()), pod_limits(pod.spec())];
        let share = |list: &crate::api::pod_resources::Resources, name: &str| {
            share(list.get(name).copied().unwrap_or_default(), name, allocatable)
        };
        let cells = [
            share(&requests, "cpu"),
            share(&limits, "cpu"),
            share(&requests, "memory"),
            share(&limits, "memory"),
            age(pod.meta.creation_timestamp, view.now),
        ];
        let (namespace, name) = (&pod.meta.namespace, &pod.meta.name);
        out.line(1, format_args!("{namespace}\t{name}\t\t{}", cells.join("\t")));
    }
    write_allocated(out, &pods, allocatable);
}

fn write_allocated(out: &mut Lines, pods: &[&Rc<Object>], allocatable: &Value) {
    out.line(0, "Allocated resources:");
    out.line(1, "(Total limits may be over 100 percent, i.e., overcommitted.)");
    let totals = |resource: &str| {
        let mut totals = [Quantity::default(); 2];
        for pod in pods {
            let lists = [pod_requests(pod.spec()), pod_limits(pod.spec())];
            for (total, list) in totals.iter_mut().zip(&lists) {
                if let Some(amount) = list.get(resource) {
                    *total = if total.is_zero() { *amount } else { *total + *amount };
                }
            }
        }
        totals
    };
    let standard = ["cpu", "memory", "ephemeral-storage"];
    let mut rows = Vec::new();
    for resource in standard {
        let [requests, limits] = totals(resource).map(|total| share(total, resource, allocatable));
        rows.push(vec![resource.to_owned(), requests, limits]);
    }
    let others = allocatable.entries().iter().map(|(name, _)| name.as_str());
    for resource in others.filter(|name| !standard.contains(name) && *name != "pods") {
        let huge_pages = resource.starts_with("hugepages-");
        let [requests, limits] = totals(resource).map(|total| match huge_pages {
            true => share(total, resource, allocatable),
            false => total.to_string(),
        });
        rows.push(vec![resource.to_owned(), requests, limits]);
    }
    out.table(1, &["Resource", "Requests", "Limits"], &rows);
}

/// `100m (2%)`: an amount and its share of what the node has, rounded down.
fn share(amount: Quantity, resource: &str, allocatable: &Value) -> String {
    let whole = Quantity::of(allocatable.get(resource));
    let number = |quantity: Quantity| match resource {
        "cpu" => quantity.milli_value(),
        _ => quantity.value(),
    };
    let percent = match number(whole) {
        0 => 0,
        whole => i128::from(number(amount)) * 100 / i128::from(whole),
    };
    format!("{amount} ({percent}%)")
}
