//! What controllers of many never have too many of.

use super::{Law, World, ensure, is_by};
use podarium::api::{Kind, Object, Pod};
use podarium::cluster::Fact;
use podarium::store::{Change, Verb};

/// The laws.
pub const LAWS: &[Law] = &[
    Law { name: "a ReplicaSet never makes more pods than it is to have", check: replica_set },
    Law { name: "a DaemonSet makes one pod of a revision for a node", check: daemon_set },
    Law { name: "a CronJob that forbids it never runs two Jobs", check: cron_job },
];

/// The owner of what this component has just made.
fn owner<'world>(
    world: &'world World,
    fact: &Fact,
    change: &Change,
    component: &str,
    kind: Kind,
) -> Option<&'world Object> {
    let is_made = change.verb == Verb::Added && is_by(fact, component);
    is_made.then(|| world.controller(&change.object, kind))?
}

fn replica_set(world: &World, fact: &Fact, change: &Change) -> Result<(), String> {
    let set = owner(world, fact, change, "replicaset-controller", Kind::ReplicaSet);
    let Some(set) = set else { return Ok(()) };
    let active = world.controlled(Kind::Pod, set).filter(|pod| Pod(pod).is_active()).count();
    let most = set.spec().get("replicas").as_int().unwrap_or(1);
    ensure(active as i64 <= most, || format!("{} has {active} pods of {most}", set.key()))
}

/// The node that a daemon's pod is made for, and its revision.
fn place(pod: &Object) -> (String, String) {
    let required = "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution";
    let terms = pod.spec().at(required).get("nodeSelectorTerms").items().first();
    let field = terms.and_then(|term| term.get("matchFields").items().first());
    let node = field.and_then(|field| field.get("values").items().first());
    let node = node.map_or(String::new(), |name| name.str().to_owned());
    (node, pod.label("controller-revision-hash").unwrap_or_default().to_owned())
}

fn daemon_set(world: &World, fact: &Fact, change: &Change) -> Result<(), String> {
    let set = owner(world, fact, change, "daemonset-controller", Kind::DaemonSet);
    let Some(set) = set.filter(|_| change.object.kind == Kind::Pod) else { return Ok(()) };
    let own = place(&change.object);
    ensure(!own.0.is_empty(), || format!("{} is made for no node", change.key()))?;
    let active = world.controlled(Kind::Pod, set).filter(|pod| Pod(pod).is_active());
    let same = active.filter(|pod| place(pod) == own).count();
    ensure(same == 1, || format!("{} has {same} pods for {}", set.key(), own.0))
}

fn cron_job(world: &World, fact: &Fact, change: &Change) -> Result<(), String> {
    let cron_job = owner(world, fact, change, "cronjob-controller", Kind::CronJob);
    let Some(cron_job) = cron_job else { return Ok(()) };
    if cron_job.spec().get("concurrencyPolicy").str() != "Forbid" {
        return Ok(());
    }
    let ends = |job: &Object| job.is_condition_true("Complete") || job.is_condition_true("Failed");
    let running = world.controlled(Kind::Job, cron_job).filter(|job| !ends(job)).count();
    ensure(running == 1, || format!("{} runs {running} Jobs", cron_job.key()))
}
