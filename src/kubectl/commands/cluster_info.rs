//! `kubectl cluster-info`, and `dump`: everything that helps somebody else to see what is wrong.

use crate::api::{Kind, Object, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{Format, OUTPUT};
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{ALL_NAMESPACES, namespace};
use crate::kubectl::verb::{Flow, Verb};
use crate::kubelet::logs;
use crate::value;
use std::rc::Rc;

/// The row of `cluster-info`.
pub static VERB: Verb = Verb {
    name: "cluster-info",
    aliases: &[],
    summary: "Show where the control plane is.",
    usage: "",
    examples: &["kubectl cluster-info"],
    flags: &[],
    run: |_, world| {
        world.output.line("Kubernetes control plane is running at https://127.0.0.1:6443");
        world.output.line("");
        world.output.line(
            "To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.",
        );
        Ok(Flow::Done)
    },
};

static FLAGS: &[Flag] = &[
    flag("namespaces", Takes::List, "Of these namespaces; the current one and kube-system."),
    flag("output-directory", Takes::Text, "A folder of the editor's for files instead."),
    flag("pod-running-timeout", Takes::Duration, "Accepted: what does not run is passed over."),
];

/// The row of `cluster-info dump`.
pub static DUMP: Verb = Verb {
    name: "cluster-info dump",
    aliases: &[],
    summary: "Print nodes, events, workloads, pods and their logs, for somebody else to read.",
    usage: "[--namespaces=NAMES | -A] [--output-directory=FOLDER]",
    examples: &["kubectl cluster-info dump --namespaces=default"],
    flags: &[FLAGS, OUTPUT, ALL_NAMESPACES],
    run: dump,
};

/// What is listed of each namespace.
const KINDS: [Kind; 7] = [
    Kind::Event,
    Kind::ReplicationController,
    Kind::Service,
    Kind::DaemonSet,
    Kind::Deployment,
    Kind::ReplicaSet,
    Kind::Pod,
];

fn dump(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let folder = arguments.text("output-directory").filter(|name| !matches!(*name, "" | "-"));
    let mut format = Format::read(arguments, world)?.unwrap_or(Format::Json);
    let end = if matches!(format, Format::Yaml(_)) { "yaml" } else { "json" };
    let mut files = vec![(format!("nodes.{end}"), list(Kind::Node, None, &mut format, world)?)];
    for space in spaces(arguments, world) {
        for kind in KINDS {
            let text = list(kind, Some(&space), &mut format, world)?;
            let name = match kind {
                Kind::ReplicationController => "replication-controllers",
                _ => kind.row().plural,
            };
            files.push((format!("{space}/{name}.{end}"), text));
        }
        let pods: Vec<Rc<Object>> = view(world).list(Kind::Pod, Some(&space)).cloned().collect();
        for pod in pods {
            let text = all_logs(&pod, world);
            files.push((format!("{space}/{}/logs.txt", pod.meta.name), text));
        }
    }
    for (name, text) in files {
        match folder {
            Some(folder) => {
                world.files.insert(format!("{}/{name}", folder.trim_end_matches('/')), text);
            }
            None => world.output.push(Stream::Out, &text),
        }
    }
    if let Some(folder) = folder {
        world.output.line(format!("Cluster info dumped to {folder}"));
    }
    Ok(Flow::Done)
}

fn spaces(arguments: &Arguments, world: &World) -> Vec<String> {
    if arguments.is("all-namespaces") {
        let all = view(world);
        return all.list(Kind::Namespace, None).map(|space| space.meta.name.to_string()).collect();
    }
    match arguments.texts("namespaces") {
        [] => {
            let mut spaces = vec!["kube-system".to_owned(), namespace(arguments, world)];
            spaces.dedup();
            spaces
        }
        said => said.to_vec(),
    }
}

fn list(
    kind: Kind,
    space: Option<&str>,
    format: &mut Format,
    world: &World,
) -> Result<String, Failure> {
    let items: Vec<Value> = view(world).list(kind, space).map(|object| object.to_value()).collect();
    format.print(&value!({
        "apiVersion": (kind.api_version()), "items": items,
        "kind": (format!("{}List", kind.row().name)), "metadata": {}
    }))
}

/// What the containers of a pod have printed, between two lines that name it.
fn all_logs(pod: &Object, world: &World) -> String {
    let mut text = String::new();
    for container in pod.spec().get("containers").items() {
        let name = container.get("name").str();
        let about = format!("container {name} of pod {}/{}", pod.meta.namespace, pod.meta.name);
        text.push_str(&format!("==== START logs for {about} ====\n"));
        for line in logs(&view(world), pod, name, false).unwrap_or_default() {
            text.push_str(&line.text);
            text.push('\n');
        }
        text.push_str(&format!("==== END logs for {about} ====\n"));
    }
    text
}
