//! One look at a Job: its pods as the case gives them, what the controller does about them.

use super::{Case, Verdict, same, unknown};
use podarium::api::{Key, Kind, Object, OwnerReference, Value};
use podarium::cluster::{Actor, Cluster, ClusterOptions};
use podarium::controllers::job::pods::{INDEX_KEY, JobPod, TRACKING_FINALIZER};
use podarium::store::{DeleteOptions, Server};
use podarium::time::SECOND;
use podarium::value;

/// When pods ended that have ended: long ago, so that no delay is in the way.
pub const LONG_AGO: &str = "2020-01-01T00:00:00Z";
/// The controller looks once in this time.
pub const ONE_LOOK: i64 = 15;

pub fn judge(case: &Case) -> Verdict {
    let input = &case.input;
    // The tests of upstream's memory and of its failing API have no counterpart.
    let inner = ["podControllerError", "backoffRecord", "podLimit", "fakeExpectationAtCreation"];
    let is_inner = |field: &&&str| !matches!(input.get(field), Value::Null | Value::Int(0));
    if let Some(field) = inner.iter().find(is_inner) {
        return Err(format!("{field} is not modelled"));
    }
    match case.test.as_str() {
        "TestControllerSyncJob" | "TestSyncJobPastDeadline" => judge_sync(case),
        "TestSyncJobWhenManagedBy" => judge_managed(case),
        _ => unknown(case),
    }
}

fn judge_sync(case: &Case) -> Verdict {
    let mut world = Cluster::new(&ClusterOptions { nodes: 0, ..ClusterOptions::default() });
    let job = make_job(&mut world, case);
    let pods = make_pods(&mut world, case, &job);
    world.advance_to(world.now().plus(ONE_LOOK));
    let expect = &case.expect;
    let number = |field: &str| expect.get(field).int();
    same(
        ("creations", count(&world, "SuccessfulCreate")),
        ("creations", number("expectedCreations")),
    )?;
    same(
        ("deletions", count(&world, "SuccessfulDelete")),
        ("deletions", number("expectedDeletions")),
    )?;
    if !expect.get("expectedPodPatches").is_null() {
        let freed = pods
            .iter()
            .filter(|key| world.view().get(key).is_none_or(|pod| !JobPod(pod).is_tracked()));
        same(("patches", freed.count() as i64), ("patches", number("expectedPodPatches")))?;
    }
    let job = (**world.view().find(Kind::Job, "default", "foobar").expect("there")).clone();
    for (field, wanted) in [
        ("active", "expectedActive"),
        ("succeeded", "expectedSucceeded"),
        ("failed", "expectedFailed"),
    ] {
        // What this look has named, the next one counts.
        let named = job.status().get("uncountedTerminatedPods").get(field).items().len();
        let counted = job.status().get(field).int() + named as i64;
        same((field, counted), (field, number(wanted)))?;
    }
    if !expect.get("expectedReady").is_null() {
        same(("ready", job.status().get("ready").int()), ("ready", number("expectedReady")))?;
    }
    if !expect.get("expectedTerminating").is_null() {
        let terminating = job.status().get("terminating").int();
        same(("terminating", terminating), ("terminating", number("expectedTerminating")))?;
    }
    let indexes = expect.get("expectedCompletedIdxs").str();
    same(job.status().get("completedIndexes").str(), indexes)?;
    for condition in expect.get("expectedConditions").items() {
        judge_condition(&job, condition)?;
    }
    Ok(())
}

/// A Job that somebody else takes care of is left alone.
fn judge_managed(case: &Case) -> Verdict {
    let mut world = Cluster::new(&ClusterOptions { nodes: 0, ..ClusterOptions::default() });
    let mut job = Object::from_value(Kind::Job, case.input.get("job").clone());
    job.body.set("spec.template.spec.restartPolicy", "Never");
    job.body.set("spec.template.spec.containers", value!([{ "name": "foo", "image": "foo/bar" }]));
    if job.spec().get("managedBy").str() == "custom-managed-by" {
        // Upstream's test has a name that the API server refuses.
        job.body.set("spec.managedBy", "example.org/custom");
    }
    if !case.input.get("enableJobManagedBy").is_true() {
        return Err("the gate JobManagedBy is always on".to_owned());
    }
    let status = job.status().clone();
    let made = request(&mut world, |server| server.create(job)).expect("valid");
    request(&mut world, |server| server.update_status(&made.key(), status)).expect("there");
    world.advance_to(world.now().plus(ONE_LOOK));
    let job = world.view().get(&made.key()).expect("there").clone();
    same(job.status(), case.expect.get("wantStatus"))
}

/// Since 1.31 a Job that is decided has an interim condition before the final one, for which it
/// waits until its pods are gone; many of the cases are of times before.
pub fn judge_condition(job: &Object, wanted: &Value) -> Verdict {
    let kinds: &[&str] = match wanted.get("type").str() {
        "Complete" => &["SuccessCriteriaMet"],
        "Failed" => &["FailureTarget"],
        other => &[other],
    };
    let condition = job.condition(kinds[0]);
    same(condition.get("status"), wanted.get("status"))?;
    for field in ["reason", "message"] {
        if !wanted.get(field).str().is_empty() {
            same(condition.get(field), wanted.get(field))?;
        }
    }
    Ok(())
}

fn make_job(world: &mut Cluster, case: &Case) -> Object {
    let input = &case.input;
    let mut job = Object::new(Kind::Job, "default", "foobar");
    let mut spec = value!({
        "parallelism": (input.get("parallelism")), "backoffLimit": (input.get("backoffLimit")),
        "template": { "spec": { "restartPolicy": "Never",
            "containers": [{ "name": "foo", "image": "foo/bar" }] } }
    });
    if input.get("completions").int() >= 0 {
        spec.set("completions", input.get("completions"));
    }
    for field in ["suspend", "podReplacementPolicy", "activeDeadlineSeconds"] {
        if !matches!(input.get(field), Value::Null | Value::Bool(false)) {
            spec.set(field, input.get(field));
        }
    }
    // Upstream's tests have an empty policy, which the API server would refuse; it means nothing
    // but that pods are replaced once they have ended.
    if !input.get("podFailurePolicy").is_null() {
        spec.set("podReplacementPolicy", "Failed");
    }
    if input.get("completionMode").str() == "Indexed" {
        spec.set("completionMode", "Indexed");
    }
    job.body.set("spec", spec);
    if input.get("deleting").is_true() {
        job.meta.finalizers.push("example.org/hold".into());
    }
    let made = request(world, |server| server.create(job.clone())).expect("valid");
    let mut status = match input.get("initialStatus") {
        Value::Null => value!({}),
        status => status.clone(),
    };
    if let Some(seconds) = input.get("startTime").as_int() {
        status.set("startTime", world.now().plus(-seconds * SECOND).rfc3339());
    }
    if input.get("wasSuspended").is_true() {
        status.set("conditions", value!([{ "type": "Suspended", "status": "True" }]));
    }
    request(world, |server| server.update_status(&made.key(), status)).expect("there");
    if input.get("deleting").is_true() {
        request(world, |server| server.delete(&made.key(), &DeleteOptions::default()))
            .expect("there");
    }
    (**world.view().get(&made.key()).expect("there")).clone()
}

fn make_pods(world: &mut Cluster, case: &Case, job: &Object) -> Vec<Key> {
    let input = &case.input;
    let number = |field: &str| input.get(field).int();
    let mut given: Vec<(String, String)> = Vec::new();
    let listed = input.get("podsWithIndexes").items();
    for pod in listed {
        given.push((pod.get("index").str().to_owned(), pod.get("phase").str().to_owned()));
    }
    let ready = number("readyPods");
    for (count, phase) in [
        (number("pendingPods"), "Pending"),
        (ready, "Ready"),
        (number("activePods") - ready, "Running"),
        (number("succeededPods"), "Succeeded"),
        (number("failedPods"), "Failed"),
        (number("terminatingPods"), "Terminating"),
    ] {
        given.extend((0..count.max(0)).map(|_| (String::new(), phase.to_owned())));
    }
    let make = |(place, (index, phase)): (usize, &(String, String))| {
        make_pod(world, job, place, index, phase)
    };
    given.iter().enumerate().map(make).collect()
}

pub fn make_pod(world: &mut Cluster, job: &Object, place: usize, index: &str, phase: &str) -> Key {
    let mut pod = Object::new(Kind::Pod, "default", &format!("mypod-{place}"));
    pod.meta.labels =
        job.spec().at("template.metadata.labels").as_map().cloned().unwrap_or_default();
    pod.meta.finalizers.push(TRACKING_FINALIZER.into());
    pod.meta.owner_references = vec![OwnerReference { ..job.controller_reference() }].into();
    if !index.is_empty() {
        pod.meta.annotations.insert(INDEX_KEY, index);
    }
    pod.body.set("spec", job.spec().at("template.spec"));
    let key = pod.key();
    request(world, |server| server.create(pod)).expect("valid");
    let (shown, is_ready) = match phase {
        "Ready" => ("Running", true),
        "Terminating" => ("Running", false),
        phase => (phase, false),
    };
    let mut status = value!({ "phase": shown });
    if is_ready {
        status.set("conditions", value!([{ "type": "Ready", "status": "True" }]));
    }
    if matches!(shown, "Succeeded" | "Failed") {
        let ended = value!({ "terminated": { "exitCode": 0, "finishedAt": LONG_AGO } });
        status.set("containerStatuses", value!([{ "name": "foo", "state": ended }]));
    }
    request(world, |server| server.update_status(&key, status)).expect("there");
    if phase == "Terminating" {
        request(world, |server| server.delete(&key, &DeleteOptions::default())).expect("there");
    }
    key
}

pub fn request<Answer>(
    world: &mut Cluster,
    requests: impl FnOnce(&mut Server) -> Answer,
) -> Answer {
    world.request(&Actor::User, None, requests).0
}

/// How many events of this reason there are.
fn count(world: &Cluster, reason: &str) -> i64 {
    let view = world.view();
    let events = view.list(Kind::Event, Some("default"));
    let told = events.filter(|event| event.body.get("reason").str() == reason);
    i64::try_from(told.count()).expect("few")
}
