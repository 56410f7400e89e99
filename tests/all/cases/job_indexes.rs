//! What an Indexed Job makes of the failures of its indexes.

use super::{Case, Verdict, same, unknown};
use podarium::api::job::Job;
use podarium::api::{Kind, Object, Value};
use podarium::controllers::job::backoff::Backoff;
use podarium::controllers::job::manage::{Plan, failures_after, plan};
use podarium::controllers::job::pods::{INDEX_KEY, JobPod, TRACKING_FINALIZER};
use podarium::controllers::job::status::Status;
use podarium::controllers::job::tally::{Indexed, Tally};
use podarium::ordered::OrderedSet;
use podarium::time::{SECOND, Time, parse_duration};
use podarium::value;

/// Judges a case of `job_backoff_per_index` that is about one of the controller's functions.
pub fn judge(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let pods: Vec<Object> = match input.get("pods") {
        Value::Null => vec![pod(input.get("pod"))],
        pods => pods.items().iter().map(pod).collect(),
    };
    let mut job = Object::new(Kind::Job, "default", "work");
    job.body = input.get("job").clone().into();
    job.body.set("spec.completionMode", "Indexed");
    let first = JobPod(&pods[0]);
    match case.test.as_str() {
        "TestIsIndexFailed" => with_indexes(case, &job, &pods, |indexed| {
            let index = first.index().unwrap_or(-1);
            let failed = indexed.failed.as_ref().is_some_and(|failed| failed.contains(index));
            same(failed, expect.get("wantResult").is_true())
        }),
        "TestCalculateFailedIndexes" => with_indexes(case, &job, &pods, |indexed| {
            let wanted = expect.get("wantFailedIndexes").items().iter();
            let wanted: Vec<(i64, i64)> = wanted
                .map(|interval| (interval.get("first").int(), interval.get("last").int()))
                .collect();
            let failed = indexed.failed.as_ref();
            same(failed.map_or(&[][..], |failed| failed.intervals()), &wanted)
        }),
        "TestGetPodsWithDelayedDeletionPerIndex" => with_indexes(case, &job, &pods, |indexed| {
            let wanted = expect.get("wantPodsWithDelayedDeletionPerIndex").items().iter();
            let wanted: Vec<&str> = wanted.map(Value::str).collect();
            let came: Vec<&str> =
                indexed.awaiting.iter().map(|(_, pod)| pod.0.meta.uid.as_str()).collect();
            same(came, wanted)
        }),
        "TestGetNewIndexFailureCountValue" => {
            let is_there = !input.get("pod").is_null();
            let came = if is_there { failures_after(Job(&job), first) } else { (0, 0) };
            let wanted = ["wantNewIndexFailureCount", "wantNewIndexIgnoredFailureCount"];
            same(came, wanted.map(|field| expect.get(field).int()).into())
        }
        "TestGetIndexFailureCount" => same(first.failure_count(), expect.get("wantResult").int()),
        "TestGetPodCreationInfoForIndependentIndexes" => creation(case),
        _ => unknown(case),
    }
}

fn pod(manifest: &Value) -> Object {
    Object::from_value(Kind::Pod, manifest.clone())
}

/// The clock of these tables stands at a whole second.
fn now(case: &Case) -> Time {
    let now = Time::parse(case.whole.get("now").str()).unwrap_or(Time(1_795_168_800_000));
    Time(now.0 - now.0 % SECOND)
}

fn with_indexes(
    case: &Case,
    job: &Object,
    pods: &[Object],
    judge: impl Fn(&Indexed) -> Verdict,
) -> Verdict {
    let pods = pods.iter().map(JobPod).collect();
    let tally = Tally::of(Job(job), &Status::of(job.status()), pods, now(case));
    judge(tally.indexed.as_ref().expect("an Indexed Job"))
}

/// A Job of four indexes, of which only those are left that the case is about.
fn creation(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let numbers = |list: &Value| list.items().iter().map(Value::int).collect::<Vec<i64>>();
    let left = numbers(input.get("indexesToAdd"));
    let done: OrderedSet<i64> = (0..4).filter(|index| !left.contains(index)).collect();
    let done: Vec<String> = done.iter().map(i64::to_string).collect();
    let mut job = Object::new(Kind::Job, "default", "work");
    job.body = value!({
        "spec": { "completionMode": "Indexed", "completions": 4, "parallelism": 4,
            "backoffLimitPerIndex": 9 },
        "status": { "completedIndexes": (done.join(",")) }
    })
    .into();
    let failed = input.get("podsWithDelayedDeletionPerIndex").entries().iter();
    let pods: Vec<Object> = failed
        .map(|(index, manifest)| {
            let mut pod = pod(manifest);
            pod.meta.annotations.insert(INDEX_KEY, index.as_str());
            pod.meta.finalizers.push(TRACKING_FINALIZER.into());
            pod.body.set("status.phase", "Failed");
            pod
        })
        .collect();
    let pods = pods.iter().map(JobPod).collect();
    let now = now(case);
    let tally = Tally::of(Job(&job), &Status::of(job.status()), pods, now);
    let (indexes, wait) = match plan(Job(&job), &tally, Backoff::default(), now) {
        Plan::Create(places) => {
            (places.into_iter().flatten().map(|place| place.index).collect(), 0)
        }
        Plan::Wait(wait) => (Vec::new(), wait),
        _ => (Vec::new(), 0),
    };
    same(indexes, numbers(expect.get("wantIndexesToAdd")))?;
    same(Some(wait), parse_duration(expect.get("wantRemainingTime").str()))
}
