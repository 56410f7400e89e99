//! Which pods a Job counts as its own, and what becomes of those that nobody counts.

use super::job_sync::request;
use super::{Case, Verdict, same, unknown};
use podarium::api::job::Job;
use podarium::api::{Key, Kind, Object, Value};
use podarium::cluster::{Cluster, ClusterOptions};
use podarium::controllers::job::pods::{JobPod, TRACKING_FINALIZER};
use podarium::controllers::job::status::Status;
use podarium::controllers::job::tally::Tally;
use podarium::controllers::job::tracking::{count, settle};
use podarium::controllers::job::verdict;
use podarium::store::DeleteOptions;
use podarium::time::{SECOND, Time};
use podarium::value;
use std::rc::Rc;

/// Longer than the controllers take to look.
const A_WHILE: i64 = 2 * SECOND;

/// Judges a case of `job_tracking`.
pub fn judge(case: &Case) -> Verdict {
    match case.test.as_str() {
        "TestFinishedCondition" => finished(case),
        "TestIsJobSucceeded" => {
            let job = Object::from_value(Kind::Job, case.input.get("job").clone());
            same(job.is_condition_true("Complete"), case.expect.get("wantResult").is_true())
        }
        "TestEnsureJobConditions" => ensure(case),
        "TestGetNewFinshedPods" => newly_finished(case),
        "TestTrackJobStatusAndRemoveFinalizers" => tracked(case),
        "TestGetPodsForJob" => pods_of_job(case),
        "TestSyncOrphanPod" => orphan(case),
        _ => unknown(case),
    }
}

fn finished(case: &Case) -> Verdict {
    let mut job = Object::new(Kind::Job, "default", "work");
    job.body.set("status.conditions", case.input.get("conditions"));
    let found = Job(&job).finished();
    same(found.get("type").str(), case.expect.get("wantConditionType").str())?;
    same(Job(&job).is_finished(), case.expect.get("wantJobFinished").is_true())
}

/// The Job's pods.  Those that are being set free count as free: nothing is behind here.
fn pods_of(case: &Case) -> Vec<Object> {
    let being_freed = case.expect.get("expectedRmFinalizers").items();
    let pods = case.input.get("pods").items().iter().map(|manifest| {
        let mut pod = Object::from_value(Kind::Pod, manifest.clone());
        if being_freed.iter().any(|uid| uid.str() == pod.meta.uid) {
            pod.meta.finalizers.retain(|_| false);
        }
        pod
    });
    pods.collect()
}

/// What is counted until nothing is left to count.
fn tracked(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    for field in ["podControlErr", "statusUpdateErr"] {
        if !input.get(field).is_null() {
            return Err(format!("{field} is not modelled"));
        }
    }
    let success = input.at("finishedCond.type").str() != "Failed";
    let ended = (!input.get("finishedCond").is_null())
        .then(|| verdict::Verdict { success, ..verdict::Verdict::completed() });
    let mut job = Object::from_value(Kind::Job, input.get("job").clone());
    let mut pods = pods_of(case);
    let mut released = 0;
    let status = loop {
        let view: Vec<JobPod> = pods.iter().map(JobPod).collect();
        let mut status = Status::of(job.status());
        settle(&mut status, &view);
        job.body.set("status", status.to_value());
        let tally = Tally::of(Job(&job), &status, view, Time(0));
        if let Some(indexed) = &tally.indexed {
            status.succeeded = indexed.succeeded.total();
            status.completed_indexes = indexed.succeeded.to_string().into();
        }
        let counting = count(Job(&job), &status, &tally, ended.as_ref());
        if counting.released.is_empty() {
            break status;
        }
        released += counting.released.len() as i64;
        counting.announce(&mut status);
        let freed: Vec<_> = counting.released.iter().map(|pod| pod.0.meta.uid.clone()).collect();
        for pod in pods.iter_mut().filter(|pod| freed.contains(&pod.meta.uid)) {
            pod.meta.finalizers.retain(|_| false);
        }
        job.body.set("status", status.to_value());
    };
    same(released, expect.get("wantRmFinalizers").int())?;
    let Some(wanted) = expect.get("wantStatusUpdates").items().last() else { return Ok(()) };
    let wanted = ["succeeded", "failed"].map(|field| wanted.get(field).int());
    same([status.succeeded, status.failed], wanted)
}

/// What a Job has counted, named, and finds to be counted.
fn newly_finished(case: &Case) -> Verdict {
    let mut job = Object::from_value(Kind::Job, case.input.get("job").clone());
    let pods = pods_of(case);
    let pods: Vec<JobPod> = pods.iter().map(JobPod).collect();
    let mut status = Status::of(job.status());
    settle(&mut status, &pods);
    job.body.set("status", status.to_value());
    let tally = Tally::of(Job(&job), &status, pods, Time(0));
    let wanted = ["wantSucceeded", "wantFailed"].map(|field| case.expect.get(field).int());
    same([tally.succeeded, tally.failed], wanted)
}

fn ensure(case: &Case) -> Verdict {
    let expect = &case.expect;
    let mut status = Status::of(&value!({ "conditions": (case.input.get("haveList")) }));
    let now = Time::parse(case.whole.get("now").str()).unwrap_or(Time(0));
    let text = |field: &str| expect.get(field).str();
    let holds = text("wantStatus") == "True";
    let came = status.ensure_condition(text("wantType"), holds, text("wantReason"), "", now);
    same(came, expect.get("expectUpdate").is_true())?;
    for condition in status.conditions.make_list().items_mut() {
        condition.remove("message");
    }
    same(&status.conditions, expect.get("expectList"))
}

fn world() -> Cluster {
    Cluster::new(&ClusterOptions { nodes: 0, ..ClusterOptions::default() })
}

/// A Job whose selector means the pods with the label `foo=bar`.
fn make_job(world: &mut Cluster, name: &str, pods: usize) -> Rc<Object> {
    let mut job = Object::new(Kind::Job, "default", name);
    job.body.set(
        "spec",
        value!({
            "manualSelector": true, "parallelism": (pods as i64), "completions": (pods as i64),
            "selector": { "matchLabels": { "foo": "bar" } },
            "template": {
                "metadata": { "labels": { "foo": "bar" } },
                "spec": { "restartPolicy": "Never",
                    "containers": [{ "name": "foo", "image": "foo/bar" }] }
            }
        }),
    );
    request(world, |server| server.create(job)).expect("valid")
}

fn make_pod(world: &mut Cluster, mut pod: Object) -> Key {
    let containers = value!([{ "name": "foo", "image": "foo/bar" }]);
    pod.body.set("spec", value!({ "restartPolicy": "Never", "containers": containers }));
    let key = pod.key();
    request(world, |server| server.create(pod)).expect("valid");
    key
}

/// The owner that a case gives, with the uid that the Job has here.
fn with_owner(pod: &mut Object, job: &Object, given: &Value, name: &str) {
    for owner in pod.meta.owner_references.items_mut() {
        if owner.name == name && !given.is_null() {
            owner.uid = job.meta.uid.clone();
            owner.name = job.meta.name.clone();
        }
    }
}

fn pods_of_job(case: &Case) -> Verdict {
    let mut world = world();
    let wanted = case.expect.get("wantPods");
    let job = make_job(&mut world, "work", wanted.items().len());
    if case.input.get("jobDeleted").is_true() {
        let mut held = Object::clone(&job);
        held.meta.finalizers.push("example.org/hold".into());
        request(&mut world, |server| server.update(held)).expect("valid");
        request(&mut world, |server| server.delete(&job.key(), &DeleteOptions::default()))
            .expect("there");
    }
    let mut keys = Vec::new();
    for given in case.input.get("pods").items() {
        let mut pod = Object::from_value(Kind::Pod, given.clone());
        with_owner(&mut pod, &job, given, "test_job");
        keys.push(make_pod(&mut world, pod));
    }
    world.advance_to(world.now().plus(A_WHILE));
    let view = world.view();
    let names = |keep: &dyn Fn(&Object) -> bool| -> Value {
        let found = keys.iter().filter_map(|key| view.get(key)).filter(|pod| keep(pod));
        found.map(|pod| Value::from(pod.meta.name.as_str())).collect::<Vec<_>>().into()
    };
    same(&names(&|pod| pod.is_controlled_by(&job.meta.uid)), wanted)?;
    let tracked = case.expect.get("wantPodsFinalizer").items().to_vec();
    same(names(&|pod| JobPod(pod).is_tracked()), Value::from(tracked))
}

fn orphan(case: &Case) -> Verdict {
    let mut world = world();
    let given = case.input.get("job");
    let job = make_job(&mut world, "j", 1);
    if given.is_null() {
        request(&mut world, |server| server.delete(&job.key(), &DeleteOptions::default()))
            .expect("there");
    } else if !given.get("status").is_null() {
        let status = given.get("status").clone();
        request(&mut world, |server| server.update_status(&job.key(), status)).expect("there");
    }
    let mut pod = value!({ "metadata": { "name": "pod", "namespace": "default" } });
    if !case.input.get("owner").is_null() {
        pod.set("metadata.ownerReferences", value!([(case.input.get("owner"))]));
    }
    let mut pod = Object::from_value(Kind::Pod, pod);
    with_owner(&mut pod, &job, given, "j");
    if pod.is_controlled_by(&job.meta.uid) {
        pod.meta.labels.insert("foo", "bar");
    }
    pod.meta.finalizers.push(TRACKING_FINALIZER.into());
    let key = make_pod(&mut world, pod);
    world.advance_to(world.now().plus(A_WHILE));
    let is_free = world.view().get(&key).is_none_or(|pod| !JobPod(pod).is_tracked());
    same(is_free, case.expect.get("wantFinalizerRemoved").is_true())
}
