//! `kubectl drain`: takes a node out of use: no new pods, and the ones there are evicted.

use super::cordon;
use crate::api::{ErrorReason, Key, Object, Selector};
use crate::kubectl::edit::{Edit, put};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, DryRun};
use crate::kubectl::process::{Poll, Process, World};
use crate::kubectl::request::{request, view};
use crate::kubectl::resource::{SELECTORS, shown};
use crate::kubectl::verb::{Flow, Verb};
use crate::store::{DeleteOptions, View};
use crate::time::{Milliseconds, SECOND, Time};
use smol_str::SmolStr;
use std::rc::Rc;

static FLAGS: &[Flag] = &[
    flag("ignore-daemonsets", Takes::Switch, "Leave the pods of DaemonSets where they are."),
    flag("delete-emptydir-data", Takes::Switch, "Also pods that keep data in emptyDir volumes."),
    flag("force", Takes::Switch, "Also pods that nobody would make again."),
    flag("grace-period", Takes::Number, "How many seconds a pod gets to stop."),
    flag("timeout", Takes::Duration, "How long to wait; 0 waits for ever."),
    flag("pod-selector", Takes::Text, "Only pods with these labels."),
    flag("disable-eviction", Takes::Switch, "Delete pods without heeding their budgets."),
    flag("skip-wait-for-delete-timeout", Takes::Number, "Accepted and without effect."),
    flag("chunk-size", Takes::Number, "Accepted and without effect."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "drain",
    aliases: &[],
    summary: "Drain a node in preparation for maintenance.",
    usage: "NODE",
    examples: &["kubectl drain node-2 --ignore-daemonsets"],
    flags: &[FLAGS, SELECTORS, DRY_RUN],
    run,
};

/// How long a refused eviction waits before it is tried again.
const RETRY: Milliseconds = 5 * SECOND;

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let dry_run = DryRun::read(arguments)?;
    let mut nodes = Vec::new();
    for node in cordon::nodes("drain", arguments, world)? {
        nodes.push(node?);
    }
    for node in &nodes {
        match cordon::decide(node, true) {
            Edit::Change(edited, said) => {
                put(world, *edited, dry_run)?;
                world.output.line(format!("{} {said}{}", shown(node), dry_run.suffix()));
            }
            Edit::Keep(said) => world.output.line(format!("{} {said}", shown(node))),
            Edit::Silent | Edit::ChangeBut(..) => {}
        }
    }
    let timeout = arguments.duration("timeout").filter(|length| *length > 0);
    let grace = arguments.number("grace-period").filter(|seconds| *seconds >= 0);
    let mut drain = Drain {
        nodes: nodes.iter().map(|node| node.meta.name.clone()).collect(),
        current: None,
        options: DeleteOptions { grace_period_seconds: grace, ..DeleteOptions::default() },
        evicts: !arguments.is("disable-eviction"),
        timeout,
        deadline: timeout.map(|length| world.cluster.now().plus(length)),
        arguments: arguments.clone(),
    };
    if dry_run == DryRun::No {
        return Ok(Flow::Then(Box::new(drain)));
    }
    while let Some(node) = drain.nodes.first().cloned() {
        let chosen = choose(arguments, &node, &view(world));
        for pod in &chosen.pods {
            let place = format!("{}/{}", pod.meta.namespace, pod.meta.name);
            world.output.line(format!("evicting pod {place}{}", dry_run.suffix()));
        }
        world.output.line(format!("node/{node} drained{}", dry_run.suffix()));
        drain.nodes.remove(0);
    }
    Ok(Flow::Done)
}

/// Which pods of a node go, and what stands in the way.
struct Chosen {
    pods: Vec<Rc<Object>>,
    ignored: Vec<String>,
    errors: Vec<String>,
}

/// Looks through a node's pods as `drain`'s filters do.
fn choose(arguments: &Arguments, node: &str, view: &View) -> Chosen {
    let selector = arguments.text("pod-selector").and_then(|text| Selector::parse(text).ok());
    let mut chosen = Chosen { pods: Vec::new(), ignored: Vec::new(), errors: Vec::new() };
    let (mut daemons, mut unmanaged, mut local) = (Vec::new(), Vec::new(), Vec::new());
    let mut pods: Vec<&Rc<Object>> = view.pods_on(node).collect();
    crate::order::sort_by_key(&mut pods, |pod| (pod.meta.namespace.clone(), pod.meta.name.clone()));
    for pod in pods {
        if selector.as_ref().is_some_and(|selector| !selector.matches(&pod.meta.labels)) {
            continue;
        }
        let name = format!("{}/{}", pod.meta.namespace, pod.meta.name);
        let finished = matches!(pod.status().get("phase").str(), "Succeeded" | "Failed");
        let owner = pod.controller();
        if owner.is_some_and(|owner| owner.kind == "DaemonSet") && !finished {
            daemons.push(name);
            continue;
        }
        if owner.is_none() && !finished && !arguments.is("force") {
            unmanaged.push(name);
            continue;
        }
        let volumes = pod.spec().get("volumes").items();
        let is_local = volumes.iter().any(|volume| !volume.get("emptyDir").is_null());
        if is_local && !finished && !arguments.is("delete-emptydir-data") {
            local.push(name);
            continue;
        }
        chosen.pods.push(pod.clone());
    }
    match arguments.is("ignore-daemonsets") {
        true => chosen.ignored = daemons,
        false => note(
            &mut chosen.errors,
            &daemons,
            "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)",
        ),
    }
    note(
        &mut chosen.errors,
        &local,
        "cannot delete Pods with local storage (use --delete-emptydir-data to override)",
    );
    note(
        &mut chosen.errors,
        &unmanaged,
        "cannot delete Pods that declare no controller (use --force to override)",
    );
    chosen
}

fn note(errors: &mut Vec<String>, names: &[String], why: &str) {
    if !names.is_empty() {
        errors.push(format!("{why}: {}", names.join(", ")));
    }
}

/// Drains nodes, one after the other.
#[derive(Clone)]
struct Drain {
    nodes: Vec<SmolStr>,
    current: Option<Vec<Leaving>>,
    options: DeleteOptions,
    evicts: bool,
    timeout: Option<Milliseconds>,
    deadline: Option<Time>,
    arguments: Arguments,
}

/// A pod on its way.
#[derive(Clone)]
struct Leaving {
    key: Key,
    uid: SmolStr,
    /// When its eviction is tried next; none once it is accepted.
    try_at: Option<Time>,
    gone: bool,
}

impl Process for Drain {
    fn poll(&mut self, world: &mut World) -> Poll {
        while let Some(node) = self.nodes.first().cloned() {
            if self.current.is_none() {
                match self.begin(&node, world) {
                    Ok(leaving) => self.current = Some(leaving),
                    Err(errors) => {
                        fail(&node, &errors, world);
                        return Poll::Done(1);
                    }
                }
            }
            match self.go_on(&node, world) {
                Some(poll) => return poll,
                None => {
                    world.output.line(format!("node/{node} drained"));
                    self.nodes.remove(0);
                    self.current = None;
                }
            }
        }
        Poll::Done(0)
    }
}

impl Drain {
    fn begin(&self, node: &str, world: &mut World) -> Result<Vec<Leaving>, Vec<String>> {
        let chosen = choose(&self.arguments, node, &view(world));
        if !chosen.errors.is_empty() {
            return Err(chosen.errors);
        }
        if !chosen.ignored.is_empty() {
            let names = chosen.ignored.join(", ");
            world.output.error(format!("Warning: ignoring DaemonSet-managed Pods: {names}"));
        }
        let now = world.cluster.now();
        let leaving = |pod: &Rc<Object>| Leaving {
            key: pod.key(),
            uid: pod.meta.uid.clone(),
            try_at: Some(now),
            gone: false,
        };
        Ok(chosen.pods.iter().map(leaving).collect())
    }

    /// Tries what is due; none once all pods are gone.
    fn go_on(&mut self, node: &str, world: &mut World) -> Option<Poll> {
        let now = world.cluster.now();
        let mut leaving = self.current.take().unwrap_or_default();
        for pod in &mut leaving {
            if pod.try_at.is_some_and(|at| at <= now) && !pod.gone {
                self.try_one(pod, world);
            }
        }
        for pod in leaving.iter_mut().filter(|pod| !pod.gone && pod.try_at.is_none()) {
            let present = view(world).get(&pod.key).cloned();
            if present.is_none_or(|present| present.meta.uid != pod.uid) {
                pod.gone = true;
                world.output.line(format!("pod/{} {}", pod.key.name, self.verb()));
            }
        }
        if leaving.iter().all(|pod| pod.gone) {
            return None;
        }
        if self.deadline.is_some_and(|deadline| deadline <= now) {
            let length = self.timeout.unwrap_or(0) / SECOND;
            let waiting = leaving.iter().filter(|pod| !pod.gone);
            let errors: Vec<String> = waiting
                .map(|pod| {
                    format!(
                        "error when evicting pods/\"{}\" -n \"{}\": global timeout reached: {length}s",
                        pod.key.name, pod.key.namespace
                    )
                })
                .collect();
            world.output.error(format!(
                "There are pending pods in node \"{node}\" when an error occurred: {}",
                joined(&errors)
            ));
            for pod in leaving.iter().filter(|pod| !pod.gone) {
                world.output.error(format!("pod/{}", pod.key.name));
            }
            fail(node, &errors, world);
            return Some(Poll::Done(1));
        }
        let next = leaving.iter().filter(|pod| !pod.gone).filter_map(|pod| pod.try_at);
        let wake = next.chain(self.deadline).min();
        self.current = Some(leaving);
        Some(Poll::Wait(wake))
    }

    fn verb(&self) -> &'static str {
        if self.evicts { "evicted" } else { "deleted" }
    }

    fn try_one(&self, pod: &mut Leaving, world: &mut World) {
        let Key { namespace, name, .. } = &pod.key;
        world.output.line(format!(
            "{} pod {namespace}/{name}",
            if self.evicts { "evicting" } else { "deleting" }
        ));
        let evicts = self.evicts;
        let answer = request(world, |server| match evicts {
            true => server.evict(&pod.key, &self.options),
            false => server.delete(&pod.key, &self.options),
        });
        match answer {
            Ok(_) => pod.try_at = None,
            Err(refusal) if refusal.reason == ErrorReason::NotFound => pod.try_at = None,
            Err(refusal) => {
                world.output.error(format!(
                    "error when evicting pods/\"{name}\" -n \"{namespace}\" (will retry after 5s): {}",
                    refusal.message
                ));
                pod.try_at = Some(world.cluster.now().plus(RETRY));
            }
        }
    }
}

fn joined(errors: &[String]) -> String {
    match errors {
        [only] => only.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}

fn fail(node: &str, errors: &[String], world: &mut World) {
    world.output.error(format!(
        "error: unable to drain node \"{node}\" due to error: {}, continuing command...",
        joined(errors)
    ));
    world.output.error("There are pending nodes to be drained:");
    world.output.error(format!(" {node}"));
    for error in errors {
        world.output.error(error);
    }
}
