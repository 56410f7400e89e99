//! `cluster node …`: what happens to machines outside of the API.

use super::said::Said;
use crate::api::{FieldName, Quantity, Value, names, taint};
use crate::kubectl::process::{Poll, Process, World};
use crate::store::Machine;

/// How the command is used.
pub const USAGE: &str = "usage: cluster node add NAME [--cpu 4] [--memory 8Gi] [--pods 110] [--label k=v]… [--taint k[=v]:Effect]…
       cluster node stop NAME    its kubelet falls silent
       cluster node start NAME   its kubelet speaks again
       cluster node remove NAME  the machine is gone (`kubectl delete node` is another thing)";

/// The most machines that a cluster may have.
const MACHINE_LIMIT: usize = 10_000;

/// What is to happen to a machine.
#[derive(Clone)]
enum Order {
    Add(Machine),
    Stop,
    Start,
    Remove,
}

#[derive(Clone)]
struct NodeCommand {
    name: String,
    order: Order,
}

/// Starts `cluster` with the words after its own name.
pub fn start(words: &[String]) -> Box<dyn Process> {
    match read(words) {
        Ok(command) => Box::new(command),
        Err(message) => Said::error(message, 1),
    }
}

fn read(words: &[String]) -> Result<NodeCommand, String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let [node, order, name, rest @ ..] = words.as_slice() else { return Err(USAGE.to_owned()) };
    if !matches!(*node, "node" | "nodes") || name.starts_with('-') {
        return Err(USAGE.to_owned());
    }
    let order = match *order {
        "add" => Order::Add(machine(rest)?),
        "stop" if rest.is_empty() => Order::Stop,
        "start" if rest.is_empty() => Order::Start,
        "remove" if rest.is_empty() => Order::Remove,
        _ => return Err(USAGE.to_owned()),
    };
    Ok(NodeCommand { name: (*name).to_owned(), order })
}

/// Reads the flags of `add`.
fn machine(words: &[&str]) -> Result<Machine, String> {
    let mut machine = Machine::standard();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let (flag, value) = match word.split_once('=').filter(|(flag, _)| flag.starts_with("--")) {
            Some((flag, value)) => (flag, value),
            None => (
                *word,
                *words.next().ok_or_else(|| format!("error: {word} needs a value\n{USAGE}"))?,
            ),
        };
        match flag {
            "--cpu" | "--memory" | "--pods" => {
                let amount = Quantity::parse(value);
                let amount = amount.map_err(|_| format!("error: {flag}: {value:?} is no quantity"));
                check_amount(flag, amount?)?;
                machine.capacity.insert(FieldName::new(&flag[2..]), value);
            }
            "--label" => {
                let (key, value) = label(value)?;
                machine.labels.insert(FieldName::new(key), value);
            }
            "--taint" => machine.taints.push(taint(value)?),
            _ => return Err(format!("error: unknown flag: {flag}\n{USAGE}")),
        }
    }
    Ok(machine)
}

/// A machine has no less than nothing of anything, and of pods there is no half.
fn check_amount(flag: &str, amount: Quantity) -> Result<(), String> {
    match flag {
        _ if amount.is_negative() => Err(format!("error: {flag}: {amount} is less than nothing")),
        "--pods" if !amount.is_whole() => {
            Err(format!("error: {flag}: {amount} is no whole number"))
        }
        _ => Ok(()),
    }
}

/// `key=value`, as the API server takes labels: without it the node would never be there.
fn label(text: &str) -> Result<(&str, &str), String> {
    let (key, value) =
        text.split_once('=').ok_or_else(|| format!("error: --label: {text:?} is not KEY=VALUE"))?;
    let faults = [names::qualified_name(key), names::label_value(value)].concat();
    match faults.first() {
        None => Ok((key, value)),
        Some(why) => Err(format!("error: --label: {text:?}: {why}")),
    }
}

/// `key[=value]:Effect`.
fn taint(text: &str) -> Result<Value, String> {
    let wrong = |why: String| format!("error: --taint: {why}; write KEY[=VALUE]:EFFECT");
    let taint = taint::read(text).map_err(wrong)?;
    match taint.get("effect").is_null() {
        true => Err(wrong(format!("{text:?} has no effect"))),
        false => Ok(taint),
    }
}

impl Process for NodeCommand {
    fn poll(&mut self, world: &mut World) -> Poll {
        let NodeCommand { name, order } = self;
        let cluster = &mut *world.cluster;
        let is_there = cluster.view().machines().get(name).is_some();
        let many = cluster.view().machines().iter().count() >= MACHINE_LIMIT;
        let complaint = match order {
            Order::Add(_) if is_there => format!("error: there is a machine {name} already"),
            Order::Add(_) if many => "error: there are too many machines".to_owned(),
            Order::Add(_) if !names::dns_subdomain(name).is_empty() => {
                format!("error: {name:?} is no name for a node")
            }
            Order::Stop | Order::Start | Order::Remove if !is_there => {
                format!("error: there is no machine {name}")
            }
            Order::Add(machine) => {
                cluster.add_machine(name, machine.clone(), world.cause);
                return Poll::Done(0);
            }
            Order::Stop | Order::Start => {
                let running = matches!(order, Order::Start);
                cluster.set_machine_running(name, running, world.cause);
                return Poll::Done(0);
            }
            Order::Remove => {
                cluster.remove_machine(name, world.cause);
                return Poll::Done(0);
            }
        };
        world.output.error(complaint);
        Poll::Done(1)
    }
}
