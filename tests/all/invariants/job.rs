//! What a Job may never run and never count.

use super::{Law, World, ensure, is_by};
use podarium::api::{Kind, Object, Pod};
use podarium::cluster::Fact;
use podarium::controllers::job::indexes::Indexes;
use podarium::store::{Change, Verb};

/// The laws.
pub const LAWS: &[Law] = &[
    Law { name: "a Job never runs more pods than its parallelism", check: parallelism },
    Law { name: "a Job never completes an index twice", check: once },
    Law { name: "a Job counts every pod once", check: counts },
    Law { name: "a finished Job stays as it ended", check: finality },
];

/// The Job of a pod that its controller has just made.
fn made<'world>(world: &'world World, fact: &Fact, change: &Change) -> Option<&'world Object> {
    let is_new = change.verb == Verb::Added && change.object.kind == Kind::Pod;
    (is_new && is_by(fact, "job-controller"))
        .then(|| world.controller(&change.object, Kind::Job))?
}

fn index(pod: &Object) -> Option<&str> {
    pod.annotation("batch.kubernetes.io/job-completion-index")
}

fn parallelism(world: &World, fact: &Fact, change: &Change) -> Result<(), String> {
    let Some(job) = made(world, fact, change) else { return Ok(()) };
    let active = world.controlled(Kind::Pod, job).filter(|pod| Pod(pod).is_active()).count();
    let most = job.spec().get("parallelism").as_int().unwrap_or(1);
    ensure(active as i64 <= most, || format!("{} runs {active} pods, {most} at most", job.key()))?;
    ensure(!job.spec().get("suspend").is_true(), || format!("{} is suspended", job.key()))
}

fn once(world: &World, fact: &Fact, change: &Change) -> Result<(), String> {
    let Some(job) = made(world, fact, change) else { return Ok(()) };
    let Some(own) = index(&change.object) else { return Ok(()) };
    let done = Indexes::parse(job.status().get("completedIndexes").str(), i64::MAX);
    let is_done = own.parse().is_ok_and(|own| done.contains(own));
    ensure(!is_done, || format!("index {own} of {} is complete", job.key()))?;
    let mut pods = world.controlled(Kind::Pod, job).filter(|pod| index(pod) == Some(own));
    let twin = pods.find(|pod| pod.meta.uid != change.object.meta.uid && Pod(pod).is_active());
    ensure(twin.is_none(), || format!("index {own} of {} runs already", job.key()))
}

fn counts(world: &World, _: &Fact, change: &Change) -> Result<(), String> {
    let job = &change.object;
    let Some([made, succeeded]) = world.job_pods.get(&job.meta.uid) else { return Ok(()) };
    if job.kind != Kind::Job {
        return Ok(());
    }
    let status = job.status();
    let counted = |field: &str| {
        let named = status.get("uncountedTerminatedPods").get(field).items().len();
        status.get(field).int() + named as i64
    };
    let (good, bad) = (counted("succeeded"), counted("failed"));
    ensure(good <= succeeded.len() as i64, || format!("{good} successes of {}", succeeded.len()))?;
    ensure(good + bad <= made.len() as i64, || {
        format!("{good} successes and {bad} failures of {} pods", made.len())
    })?;
    let completions = job.spec().get("completions").as_int();
    let is_indexed = job.spec().get("completionMode").str() == "Indexed";
    ensure(!is_indexed || completions.is_none_or(|most| good <= most), || {
        format!("{good} indexes are complete of {completions:?}")
    })
}

fn finality(_: &World, _: &Fact, change: &Change) -> Result<(), String> {
    let (Some(before), after) = (&change.before, &change.object) else { return Ok(()) };
    if after.kind != Kind::Job || change.verb == Verb::Deleted {
        return Ok(());
    }
    let ends = |job: &Object| (job.is_condition_true("Complete"), job.is_condition_true("Failed"));
    let (was, is) = (ends(before), ends(after));
    ensure(is != (true, true), || "complete and failed".to_owned())?;
    ensure(was == (false, false) || was == is, || format!("{was:?} became {is:?}"))
}
