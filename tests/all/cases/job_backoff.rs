//! When a Job tries again and when it gives up.

use super::job_sync::{LONG_AGO, ONE_LOOK, judge_condition, make_pod, request};
use super::{Case, Verdict, same, unknown};
use podarium::api::{Key, Kind, Object, Value};
use podarium::cluster::{Cluster, ClusterOptions};
use podarium::controllers::job::backoff::Backoff;
use podarium::controllers::job::pods::JobPod;
use podarium::time::{Time, parse_duration};
use podarium::value;

pub fn judge(case: &Case) -> Verdict {
    match case.test.as_str() {
        "TestGetFinishedTime" => {
            let pod = Object::from_value(Kind::Pod, case.input.get("pod").clone());
            let wanted = Time::parse(case.expect.get("wantFinishTime").str());
            same(Some(JobPod(&pod).finished_at(Time(0))), wanted)
        }
        "TestGetRemainingBackoffTime" | "TestGetRemainingBackoffTimePerIndex" => remaining(case),
        "TestJobBackoffForOnFailure" | "TestJobBackoffOnRestartPolicyNever" => judge_limit(case),
        _ => unknown(case),
    }
}

/// How long a Job waits, or one of its indexes, whose last pod that failed tells it.
fn remaining(case: &Case) -> Verdict {
    let input = &case.input;
    let length = |field: &str| parse_duration(input.get(field).str()).expect("a duration");
    let record = input.get("backoffRecord");
    let pod = Object::from_value(Kind::Pod, input.get("lastFailedPod").clone());
    let pod = Some(JobPod(&pod)).filter(|_| !input.get("lastFailedPod").is_null());
    let now = Time::parse(input.get("currentTime").str()).unwrap_or(Time(0));
    let backoff = match pod {
        Some(pod) => Backoff {
            failures: pod.all_failures().saturating_add(1),
            last_failure: Some(pod.finished_at(now)),
        },
        None => Backoff {
            failures: record.get("failuresAfterLastSuccess").int() as u32,
            last_failure: Time::parse(record.get("lastFailureTime").str()),
        },
    };
    let came = backoff.remaining_between(length("defaultBackoff"), length("maxBackoff"), now);
    same(Some(came), parse_duration(case.expect.get("wantDuration").str()))
}

/// A Job with a limit, whose pods have restarted or failed so often.
fn judge_limit(case: &Case) -> Verdict {
    let input = &case.input;
    let restarts = input.get("restartCounts").items();
    let policy = if restarts.is_empty() { "Never" } else { "OnFailure" };
    let mut spec = value!({ "backoffLimit": (input.get("backoffLimit")),
        "parallelism": (input.get("parallelism")), "template": { "spec": {
            "restartPolicy": policy, "containers": [{ "name": "foo", "image": "foo/bar" }] } } });
    if input.get("completions").int() >= 0 {
        spec.set("completions", input.get("completions"));
    }
    spec.set("suspend", input.get("suspend").is_true());
    let (mut world, job) = world_with(spec, &Value::Null);
    let mut place = 0;
    let mut next = || {
        place += 1;
        place
    };
    for count in restarts {
        let key = make_pod(&mut world, &job, next(), "", input.get("podPhase").str());
        let restarted = value!([{ "name": "foo", "restartCount": count }]);
        set_status(&mut world, &key, "containerStatuses", restarted);
    }
    for _ in 0..input.get("activePods").int() {
        make_pod(&mut world, &job, next(), "", input.get("activePodsPhase").str());
    }
    for _ in 0..input.get("failedPods").int() {
        make_pod(&mut world, &job, next(), "", "Failed");
    }
    judge_job(world, &case.expect, ["expectedActive", "expectedSucceeded", "expectedFailed"])?;
    Ok(())
}

pub fn judge_per_index(case: &Case) -> Verdict {
    if case.test != "TestSyncJobWithJobBackoffLimitPerIndex" {
        return super::job_indexes::judge(case);
    }
    if !case.input.get("enableJobBackoffLimitPerIndex").is_true() {
        return Err("the gate JobBackoffLimitPerIndex is always on".to_owned());
    }
    let given = case.input.get("job");
    let mut spec = given.get("spec").clone();
    spec.remove("selector");
    spec.remove("template.metadata");
    spec.set(
        "template.spec",
        value!({ "restartPolicy": "Never",
        "containers": [{ "name": "x", "image": "foo/bar" }] }),
    );
    let (mut world, job) = world_with(spec, given.get("status"));
    for (place, pod) in case.input.get("pods").items().iter().enumerate() {
        let phase = pod.at("status.phase").str();
        let key = make_pod(&mut world, &job, place, "", phase);
        let mut made = (**world.view().get(&key).expect("there")).clone();
        for (name, text) in pod.at("metadata.annotations").entries() {
            made.meta.annotations.insert(name, text);
        }
        request(&mut world, |server| server.update(made)).expect("valid");
        let mut statuses = pod.at("status.containerStatuses").clone();
        for status in statuses.make_list().items_mut() {
            status.set("state.terminated.finishedAt", LONG_AGO);
        }
        if !statuses.items().is_empty() {
            set_status(&mut world, &key, "containerStatuses", statuses);
        }
    }
    let wanted = case.expect.get("wantStatus");
    let job = judge_job(world, wanted, ["active", "succeeded", "failed"])?;
    for field in ["completedIndexes", "failedIndexes"] {
        same((field, job.status().get(field).str()), (field, wanted.get(field).str()))?;
    }
    Ok(())
}

/// Lets the controller look once, and compares the numbers and the conditions.
fn judge_job(mut world: Cluster, wanted: &Value, fields: [&str; 3]) -> Result<Object, String> {
    world.advance_to(world.now().plus(ONE_LOOK));
    let job = (**world.view().find(Kind::Job, "default", "foobar").expect("there")).clone();
    for (field, name) in ["active", "succeeded", "failed"].into_iter().zip(fields) {
        let named = job.status().get("uncountedTerminatedPods").get(field).items().len();
        let counted = job.status().get(field).int() + named as i64;
        same((field, counted), (field, wanted.get(name).int()))?;
    }
    let conditions = match wanted.get("conditions") {
        Value::Null => wanted.get("expectedConditions"),
        conditions => conditions,
    };
    for condition in conditions.items() {
        judge_condition(&job, condition)?;
    }
    Ok(job)
}

fn world_with(spec: Value, status: &Value) -> (Cluster, Object) {
    let mut world = Cluster::new(&ClusterOptions { nodes: 0, ..ClusterOptions::default() });
    let mut job = Object::new(Kind::Job, "default", "foobar");
    job.body.set("spec", spec);
    let made = request(&mut world, |server| server.create(job)).expect("valid");
    if !status.is_null() {
        request(&mut world, |server| server.update_status(&made.key(), status.clone()))
            .expect("there");
    }
    let job = (**world.view().get(&made.key()).expect("there")).clone();
    (world, job)
}

fn set_status(world: &mut Cluster, key: &Key, field: &str, value: Value) {
    let mut status = world.view().get(key).expect("there").status().clone();
    status.set_given(field, value);
    request(world, |server| server.update_status(key, status)).expect("there");
}
