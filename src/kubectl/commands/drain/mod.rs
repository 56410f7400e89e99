//! `kubectl drain`: takes a node out of use: no new pods, and the ones there are evicted.

mod filters;

use super::cordon;
use crate::api::{ErrorReason, Key, Object, Selector};
use crate::kubectl::edit::{Edit, put};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, DryRun};
use crate::kubectl::process::{Poll, Process, World};
use crate::kubectl::request::{request, view};
use crate::kubectl::resource::{SELECTOR, shown};
use crate::kubectl::verb::{Flow, Verb};
use crate::store::DeleteOptions;
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
    flag(
        "skip-wait-for-delete-timeout",
        Takes::Number,
        "Leave pods alone that should have gone so many seconds ago.",
    ),
    flag("chunk-size", Takes::Number, "Accepted: lists come in one piece."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "drain",
    aliases: &[],
    summary: "Drain a node in preparation for maintenance.",
    usage: "NODE",
    examples: &["kubectl drain node-2 --ignore-daemonsets"],
    flags: &[FLAGS, SELECTOR, DRY_RUN],
    run,
};

/// How long a refused eviction waits before it is tried again.
const RETRY: Milliseconds = 5 * SECOND;

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let dry_run = DryRun::read(arguments)?;
    if arguments.text("pod-selector").is_some_and(|text| Selector::parse(text).is_err()) {
        let why = "--pod-selector=<pod_selector> must be a valid label selector";
        return Err(Failure::error(why));
    }
    let nodes = cordon::nodes("drain", arguments, world)?;
    for node in &nodes {
        match cordon::decide(node, true) {
            Edit::Change(edited, said) => {
                put(world, *edited, dry_run)?;
                world.output.line(format!("{} {said}{}", shown(node), dry_run.suffix()));
            }
            Edit::Keep(said) => {
                world.output.line(format!("{} {said}{}", shown(node), dry_run.suffix()));
            }
            Edit::Silent | Edit::ChangeUnseen(..) | Edit::ChangeBut(..) => {}
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
        patience: filters::patience(arguments),
        deadline: None,
        failed: Vec::new(),
        arguments: arguments.clone(),
    };
    if dry_run == DryRun::No {
        return Ok(Flow::Then(Box::new(drain)));
    }
    for node in std::mem::take(&mut drain.nodes) {
        match drain.begin(&node, world) {
            Ok(leaving) => {
                for Leaving { key, .. } in &leaving {
                    let place = format!("{}/{}", key.namespace, key.name);
                    world.output.line(format!("evicting pod {place}{}", dry_run.suffix()));
                }
                world.output.line(format!("node/{node} drained{}", dry_run.suffix()));
            }
            Err(errors) => drain.fail(node, errors, world),
        }
    }
    Ok(Flow::Exit(drain.end(world)))
}

/// Drains nodes, one after the other.
#[derive(Clone)]
struct Drain {
    nodes: Vec<SmolStr>,
    current: Option<Vec<Leaving>>,
    options: DeleteOptions,
    evicts: bool,
    timeout: Option<Milliseconds>,
    /// How long after its time a pod is waited for; 0 for ever.
    patience: Milliseconds,
    /// When the time for the current node is up.
    deadline: Option<Time>,
    /// The nodes that could not be drained, and why.
    failed: Vec<(SmolStr, Vec<String>)>,
    arguments: Arguments,
}

/// A pod on its way.
#[derive(Clone)]
struct Leaving {
    key: Key,
    uid: SmolStr,
    /// When its eviction is tried next; none once it is accepted.
    try_at: Option<Time>,
    /// When it is waited for no more; none as long as nobody knows.
    skip_at: Option<Time>,
    gone: bool,
    /// Why it is given up.
    error: Option<String>,
}

impl Leaving {
    fn is_settled(&self) -> bool {
        self.gone || self.error.is_some()
    }
}

impl Process for Drain {
    fn poll(&mut self, world: &mut World) -> Poll {
        while let Some(node) = self.nodes.first().cloned() {
            let leaving = match self.current.take() {
                Some(leaving) => Ok(leaving),
                None => {
                    let now = world.cluster.now();
                    self.deadline = self.timeout.map(|length| now.plus(length));
                    self.begin(&node, world)
                }
            };
            match leaving.and_then(|leaving| self.go_on(&node, leaving, world)) {
                Ok(Some(wake)) => return Poll::Wait(wake),
                Ok(None) => world.output.line(format!("node/{node} drained")),
                Err(errors) => self.fail(node, errors, world),
            }
            self.nodes.remove(0);
        }
        Poll::Done(self.end(world))
    }
}

impl Drain {
    fn begin(&self, node: &str, world: &mut World) -> Result<Vec<Leaving>, Vec<String>> {
        let chosen = filters::choose(&self.arguments, node, &view(world));
        let errors = chosen.errors();
        if !errors.is_empty() {
            return Err(errors);
        }
        let warning = chosen.warning();
        if !warning.is_empty() {
            world.output.error(format!("Warning: {warning}"));
        }
        let now = world.cluster.now();
        let leaving = |pod: &Rc<Object>| Leaving {
            key: pod.key(),
            uid: pod.meta.uid.clone(),
            try_at: Some(now),
            skip_at: None,
            gone: false,
            error: None,
        };
        Ok(chosen.pods.iter().map(leaving).collect())
    }

    /// Tries what is due, and tells until when to wait; none once all pods are gone.  When the time
    /// is up, a pod whose eviction was refused is given up at its next try, as each is looked after
    /// for itself.
    fn go_on(
        &mut self,
        node: &str,
        mut leaving: Vec<Leaving>,
        world: &mut World,
    ) -> Result<Option<Option<Time>>, Vec<String>> {
        let now = world.cluster.now();
        let unsettled = |pod: &&mut Leaving| !pod.is_settled();
        for pod in leaving.iter_mut().filter(unsettled) {
            if pod.try_at.is_some_and(|at| at <= now) {
                self.try_one(pod, world);
            }
        }
        // All are on their way before the first is waited for, also where they go at once.
        for pod in leaving.iter_mut().filter(unsettled) {
            if pod.try_at.is_none() {
                self.look_after(pod, world);
            }
        }
        if leaving.iter().all(|pod| pod.gone) {
            return Ok(None);
        }
        if leaving.iter().all(Leaving::is_settled) {
            return Err(give_up(node, &leaving, world));
        }
        let unsettled = leaving.iter().filter(|pod| !pod.is_settled());
        let next = unsettled.filter_map(|pod| pod.try_at.or(pod.skip_at));
        let wake = next.chain(self.deadline.filter(|deadline| *deadline > now)).min();
        self.current = Some(leaving);
        Ok(Some(wake))
    }

    /// The node cannot be drained; the others are gone on with.
    fn fail(&mut self, node: SmolStr, errors: Vec<String>, world: &mut World) {
        world.output.error(format!(
            "error: unable to drain node \"{node}\" due to error: {}, continuing command...",
            joined(&errors)
        ));
        self.failed.push((node, errors));
    }

    /// Tells which nodes are left over, and why: of one each reason has a line.
    fn end(&self, world: &mut World) -> u8 {
        if self.failed.is_empty() {
            return 0;
        }
        world.output.error("There are pending nodes to be drained:");
        for (node, _) in &self.failed {
            world.output.error(format!(" {node}"));
        }
        match self.failed.as_slice() {
            [(_, errors)] => errors.iter().for_each(|error| world.output.error(error)),
            several => several.iter().for_each(|(_, errors)| world.output.error(joined(errors))),
        }
        1
    }

    /// Sees whether a pod has gone.
    fn look_after(&self, pod: &mut Leaving, world: &mut World) {
        let (namespace, name) = (&pod.key.namespace, &pod.key.name);
        let now = world.cluster.now();
        let present = view(world).get(&pod.key).filter(|there| there.meta.uid == pod.uid).cloned();
        let Some(present) = present else {
            pod.gone = true;
            world.output.line(format!("pod/{name} {}", self.verb()));
            return;
        };
        if let Some(deleted) = present.meta.deletion_timestamp.filter(|_| self.patience > 0) {
            // kubectl looks once a second, and more than so many whole ones must have passed.
            let over = deleted.truncated_to_second().plus(self.patience + SECOND);
            let looks = (over.since(now).max(0) + SECOND - 1) / SECOND;
            let skip_at = *pod.skip_at.get_or_insert(now.plus(looks * SECOND));
            if skip_at <= now {
                pod.gone = true;
                world.output.line(format!(
                    "pod \"{name}\" has DeletionTimestamp older than {} seconds, skipping",
                    self.patience / SECOND
                ));
                return;
            }
        }
        if let Some(why) = self.timed_out(now) {
            pod.error = Some(match self.evicts {
                true => format!(
                    "error when waiting for pod \"{name}\" in namespace \"{namespace}\" to \
                     terminate: {why}"
                ),
                false => why,
            });
        }
    }

    fn timed_out(&self, now: Time) -> Option<String> {
        let length = self.timeout.unwrap_or(0) / SECOND;
        let is_over = self.deadline.is_some_and(|deadline| deadline <= now);
        is_over.then(|| format!("global timeout reached: {length}s"))
    }

    fn verb(&self) -> &'static str {
        if self.evicts { "evicted" } else { "deleted" }
    }

    fn try_one(&self, pod: &mut Leaving, world: &mut World) {
        let (namespace, name) = (&pod.key.namespace, &pod.key.name);
        if self.evicts {
            world.output.line(format!("evicting pod {namespace}/{name}"));
        }
        if let Some(why) = self.timed_out(world.cluster.now()) {
            let place = format!("pods/\"{name}\" -n \"{namespace}\"");
            pod.error = Some(format!("error when evicting {place}: {why}"));
            return;
        }
        let evicts = self.evicts;
        let answer = request(world, |server| match evicts {
            true => server.evict(&pod.key, &self.options),
            false => server.delete(&pod.key, &self.options),
        });
        match answer {
            Ok(_) => pod.try_at = None,
            Err(refusal) if refusal.reason == ErrorReason::NotFound => pod.try_at = None,
            // Waiting helps only against budgets that allow no disruption now.
            Err(refusal) if refusal.reason != ErrorReason::TooManyRequests => {
                let place = format!("pods/\"{name}\" -n \"{namespace}\"");
                pod.error = Some(format!("error when evicting {place}: {}", refusal.message));
            }
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

/// Tells which pods are still there, and answers why.
fn give_up(node: &str, leaving: &[Leaving], world: &mut World) -> Vec<String> {
    let mut errors: Vec<String> = Vec::new();
    for error in leaving.iter().filter_map(|pod| pod.error.as_ref()) {
        if !errors.contains(error) {
            errors.push(error.clone());
        }
    }
    world.output.error(format!(
        "There are pending pods in node \"{node}\" when an error occurred: {}",
        joined(&errors)
    ));
    for pod in leaving.iter().filter(|pod| !pod.gone) {
        world.output.error(format!("pod/{}", pod.key.name));
    }
    errors
}

fn joined(errors: &[String]) -> String {
    match errors {
        [only] => only.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}
