//! `kubectl top`: what pods use, as far as their annotations `sim/cpu` and `sim/memory` say.

use crate::api::{Kind, Object, Quantity, StatusError};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::printers::tabwriter::TabWriter;
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{ALL_NAMESPACES, FIELD_SELECTOR, SELECTOR, Selection};
use crate::kubectl::verb::{Flow, Verb};

static FLAGS: &[Flag] = &[
    flag("sort-by", Takes::Text, "`cpu` or `memory`."),
    flag("containers", Takes::Switch, "Accepted and without effect."),
    flag("no-headers", Takes::Switch, "Leave the headings away."),
];

/// The row of `top pod`.
pub static POD: Verb = Verb {
    name: "top pod",
    aliases: &["pods", "po"],
    summary: "Show what pods use, as their annotations sim/cpu and sim/memory say.",
    usage: "[POD | -l label]",
    examples: &["kubectl top pods --sort-by=cpu"],
    flags: &[FLAGS, SELECTOR, FIELD_SELECTOR, ALL_NAMESPACES],
    run: |arguments, world| run(Kind::Pod, arguments, world),
};

/// The row of `top node`.
pub static NODE: Verb = Verb {
    name: "top node",
    aliases: &["nodes", "no"],
    summary: "Show what the pods of nodes use, as their annotations say.",
    usage: "[NODE | -l label]",
    examples: &["kubectl top nodes"],
    flags: &[FLAGS, SELECTOR],
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
    let view = view(world);
    let pods = view.list(Kind::Pod, None).filter_map(|pod| Some((pod.clone(), usage(pod)?)));
    let pods: Vec<_> = pods.collect();
    if pods.is_empty() {
        return Err(Failure::error("Metrics API not available"));
    }
    let mut words = vec![kind.row().plural.to_owned()];
    words.extend(arguments.words.iter().cloned());
    let selection = Selection::read(&words, arguments, world)?;
    let mut rows: Vec<(String, Usage)> = Vec::new();
    for object in selection.require(&crate::kubectl::request::view(world))? {
        let meta = &object.meta;
        let mut used = [0; 2];
        let mut is_measured = kind == Kind::Node;
        for (pod, usage) in &pods {
            let is_meant = match kind {
                Kind::Node => pod.spec().get("nodeName").str() == meta.name,
                _ => pod.meta.uid == meta.uid,
            };
            if is_meant {
                is_measured = true;
                used = [used[0] + usage[0], used[1] + usage[1]];
            }
        }
        if !is_measured && !arguments.words.is_empty() {
            let name = format!("{}/{}", meta.namespace, meta.name);
            return Err(Failure::server(&StatusError::not_found(kind, &name)));
        }
        let mut name = meta.name.to_string();
        if arguments.is("all-namespaces") {
            name = format!("{}\t{name}", meta.namespace);
        }
        let of = |field: &str, used: i64| {
            let all = Quantity::of(object.status().get("allocatable").get(field)).milli_value();
            100 * used / all.max(1)
        };
        let columns = match kind {
            Kind::Node => {
                let [cpu, memory] = [of("cpu", used[0]), of("memory", used[1] * 1_000)];
                format!("{name}\t{}m\t{cpu}%\t{}Mi\t{memory}%", used[0], used[1] >> 20)
            }
            _ => format!("{name}\t{}m\t{}Mi", used[0], used[1] >> 20),
        };
        if is_measured {
            rows.push((columns, used));
        }
    }
    match arguments.text("sort-by") {
        Some("cpu") => crate::order::sort_by_key(&mut rows, |row| -row.1[0]),
        Some("memory") => crate::order::sort_by_key(&mut rows, |row| -row.1[1]),
        Some(_) => return Err(Failure::error("--sort-by accepts only cpu or memory")),
        None => {}
    }
    let mut text = String::new();
    if !arguments.is("no-headers") {
        text.push_str(match kind {
            Kind::Node => "NAME\tCPU(cores)\tCPU(%)\tMEMORY(bytes)\tMEMORY(%)\n",
            _ if arguments.is("all-namespaces") => "NAMESPACE\tNAME\tCPU(cores)\tMEMORY(bytes)\n",
            _ => "NAME\tCPU(cores)\tMEMORY(bytes)\n",
        });
    }
    for (row, _) in rows {
        text.push_str(&row);
        text.push_str("\t\n");
    }
    let text = TabWriter::for_tables().align(&text);
    world.output.push(Stream::Out, &text);
    Ok(Flow::Done)
}
