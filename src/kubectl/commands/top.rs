//! `kubectl top`: what pods use, as far as their annotations `sim/cpu` and `sim/memory` say.

use crate::api::{Kind, Object, Quantity, StatusError};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::printers::tabwriter::TabWriter;
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{ALL_NAMESPACES, FIELD_SELECTOR, SELECTOR, Selection};
use crate::kubectl::verb::{Flow, Verb};
use crate::ordered::OrderedMap;
use smol_str::SmolStr;
use std::cmp::Reverse;
use std::rc::Rc;

static FLAGS: &[Flag] = &[
    flag("sort-by", Takes::Text, "`cpu` or `memory`."),
    flag("no-headers", Takes::Switch, "Leave the headings away."),
    flag("show-swap", Takes::Switch, "Accepted: these machines have no swap."),
    flag("use-protocol-buffers", Takes::Switch, "Accepted: what is measured is at hand."),
];
static POD_FLAGS: &[Flag] = &[
    flag("containers", Takes::Switch, "Each container, with an equal share of its pod's use."),
    flag("sum", Takes::Switch, "The sum of all in a last line."),
];
static NODE_FLAGS: &[Flag] =
    &[flag("show-capacity", Takes::Switch, "Shares of all that a node has, not of what pods get.")];

/// The row of `top pod`.
pub static POD: Verb = Verb {
    name: "top pod",
    aliases: &["pods", "po"],
    summary: "Show what pods use, as their annotations sim/cpu and sim/memory say.",
    usage: "[POD | -l label]",
    examples: &["kubectl top pods --sort-by=cpu"],
    flags: &[FLAGS, POD_FLAGS, SELECTOR, FIELD_SELECTOR, ALL_NAMESPACES],
    run: |arguments, world| run(Kind::Pod, arguments, world),
};

/// The row of `top node`.
pub static NODE: Verb = Verb {
    name: "top node",
    aliases: &["nodes", "no"],
    summary: "Show what the pods of nodes use, as their annotations say.",
    usage: "[NODE | -l label]",
    examples: &["kubectl top nodes"],
    flags: &[FLAGS, NODE_FLAGS, SELECTOR],
    run: |arguments, world| run(Kind::Node, arguments, world),
};

/// Thousandths of a CPU and bytes of memory.
type Usage = [i64; 2];

/// What a pod uses; `None` if nothing measures it.
fn usage(pod: &Object) -> Option<Usage> {
    let said = ["sim/cpu", "sim/memory"].map(|name| pod.annotation(name));
    if said.iter().all(Option::is_none) || pod.status().get("phase").str() != "Running" {
        return None;
    }
    let milli = |text: Option<&str>| {
        Quantity::parse(text.unwrap_or("0")).map_or(0, |quantity| quantity.milli_value())
    };
    Some([milli(said[0]), milli(said[1]) / 1_000])
}

fn run(kind: Kind, arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    // By the pod's uid, or by its node's name.
    let mut used: OrderedMap<SmolStr, Usage> = OrderedMap::new();
    for pod in view(world).list(Kind::Pod, None) {
        let key = match kind {
            Kind::Node => pod.spec().get("nodeName").str().into(),
            _ => pod.meta.uid.clone(),
        };
        if let Some(own) = usage(pod) {
            let sum = used.entry(key).or_default();
            *sum = plus(*sum, own);
        }
    }
    if used.is_empty() {
        return Err(Failure::error("Metrics API not available"));
    }
    let mut words = vec![kind.row().plural.to_owned()];
    words.extend(arguments.words.iter().cloned());
    let selection = Selection::read(&words, arguments, world)?;
    let mut rows: Vec<(Rc<Object>, Usage)> = Vec::new();
    for object in selection.require(&view(world))? {
        let meta = &object.meta;
        match used.get(if kind == Kind::Node { &meta.name } else { &meta.uid }) {
            Some(own) => rows.push((object, *own)),
            None if kind == Kind::Node => rows.push((object, Usage::default())),
            None if arguments.words.is_empty() => {}
            None => {
                let name = format!("{}/{}", meta.namespace, meta.name);
                return Err(Failure::server(&StatusError::not_found(kind, &name)));
            }
        }
    }
    match arguments.text("sort-by").filter(|word| !word.is_empty()) {
        Some("cpu") => crate::order::sort_by_key(&mut rows, |row| Reverse(row.1[0])),
        Some("memory") => crate::order::sort_by_key(&mut rows, |row| Reverse(row.1[1])),
        Some(_) => return Err(Failure::error("--sort-by accepts only cpu or memory")),
        None => {}
    }
    let text = match kind {
        Kind::Node => node_table(arguments, &rows),
        _ => pod_table(arguments, &rows),
    };
    world.output.push(Stream::Out, &TabWriter::for_tables().align(&text));
    Ok(Flow::Done)
}

fn plus(one: Usage, other: Usage) -> Usage {
    [one[0].saturating_add(other[0]), one[1].saturating_add(other[1])]
}

fn node_table(arguments: &Arguments, rows: &[(Rc<Object>, Usage)]) -> String {
    let mut text = match arguments.is("no-headers") {
        true => String::new(),
        false => "NAME\tCPU(cores)\tCPU(%)\tMEMORY(bytes)\tMEMORY(%)\t\n".to_owned(),
    };
    let all = if arguments.is("show-capacity") { "capacity" } else { "allocatable" };
    for (node, [cpu, memory]) in rows {
        let share = |field: &str, used: i64| {
            let all = Quantity::of(node.status().get(all).get(field)).milli_value();
            100_i64.saturating_mul(used) / all.max(1)
        };
        text.push_str(&format!(
            "{}\t{cpu}m\t{}%\t{}Mi\t{}%\t\n",
            node.meta.name,
            share("cpu", *cpu),
            memory >> 20,
            share("memory", memory.saturating_mul(1_000))
        ));
    }
    text
}

fn pod_table(arguments: &Arguments, rows: &[(Rc<Object>, Usage)]) -> String {
    let (spaces, parts) = (arguments.is("all-namespaces"), arguments.is("containers"));
    let mut headings: Vec<&str> = if spaces { vec!["NAMESPACE"] } else { Vec::new() };
    headings.extend(if parts { ["POD", "NAME"].as_slice() } else { ["NAME"].as_slice() });
    let before = "\t".repeat(headings.len());
    let mut text = match arguments.is("no-headers") {
        true => String::new(),
        false => format!("{}\tCPU(cores)\tMEMORY(bytes)\t\n", headings.join("\t")),
    };
    let mut line = |before: &str, [cpu, memory]: Usage| {
        text.push_str(&format!("{before}{cpu}m\t{}Mi\t\n", memory >> 20));
    };
    for (pod, used) in rows {
        let space = if spaces { format!("{}\t", pod.meta.namespace) } else { String::new() };
        let name = &pod.meta.name;
        if !parts {
            line(&format!("{space}{name}\t"), *used);
            continue;
        }
        let containers = pod.spec().get("containers").items();
        let share = i64::try_from(containers.len()).unwrap_or(1).max(1);
        for container in containers {
            let part = container.get("name").str();
            line(&format!("{space}{name}\t{part}\t"), [used[0] / share, used[1] / share]);
        }
    }
    if arguments.is("sum") {
        let all = rows.iter().fold(Usage::default(), |sum, (_, used)| plus(sum, *used));
        text.push_str(&format!("{before}________\t________\t\n"));
        text.push_str(&format!("{before}{}m\t{}Mi\t\n", all[0], all[1] >> 20));
    }
    text
}
