//! The policies of Jobs.

use super::{Case, Verdict, same, unknown};
use podarium::api::{Kind, Object, Value};
use podarium::controllers::job::backoff::Backoff;
use podarium::controllers::job::indexes::{Indexes, first_pending};
use podarium::controllers::job::pod_failure_policy::{Action, match_pod_failure_policy};
use podarium::controllers::job::pods::{INDEX_KEY, JobPod};
use podarium::controllers::job::removal::duplicates;
use podarium::controllers::job::success_policy::match_success_policy;
use podarium::controllers::job::template::indexed_prefix;
use podarium::ordered::OrderedSet;
use podarium::time::{SECOND, Time};

pub fn judge_backoff(case: &Case) -> Verdict {
    let failures = case.input.get("failuresSinceLastSuccess").int();
    let last_failure = Some(Time(0));
    let backoff = Backoff { failures: u32::try_from(failures).expect("small"), last_failure };
    let now = Time(case.input.get("secondsSinceLastFailure").int() * SECOND);
    same(backoff.remaining(now), case.expect.get("remainingSeconds").int() * SECOND)
}

pub fn judge_format(case: &Case) -> Verdict {
    let listed: OrderedSet<i64> =
        case.input.get("indexes").items().iter().map(Value::int).collect();
    let indexes = Indexes::default().with(&listed);
    same(
        (indexes.to_string().as_str(), indexes.total()),
        (case.expect.get("completedIndexes").str(), case.expect.get("total").int()),
    )
}

pub fn judge_indexes(case: &Case) -> Verdict {
    match case.test.as_str() {
        "TestCalculateSucceededIndexes" => judge_succeeded(case),
        "TestIntervalsHaveIndex" => same(
            intervals(case.input.get("intervals")).contains(case.input.get("index").int()),
            case.expect.get("wantHas").is_true(),
        ),
        "TestFirstPendingIndexes" => judge_pending(case),
        "TestAppendDuplicatedIndexPodsForRemoval" => judge_duplicates(case),
        "TestPodGenerateNameWithIndex" => same(
            indexed_prefix(case.input.get("jobname").str(), case.input.get("index").int()),
            case.expect.get("wantPodGenerateName").str(),
        ),
        _ => unknown(case),
    }
}

fn judge_succeeded(case: &Case) -> Verdict {
    let completions = case.input.get("completions").int();
    let before = Indexes::parse(case.input.get("prevSucceeded").str(), completions);
    same(&before, &intervals(case.expect.get("wantStatusIntervals")))?;
    let pods = pods(case.input.get("pods"));
    let succeeded = pods.iter().map(JobPod).filter(|pod| pod.has_succeeded());
    let new = succeeded.filter_map(|pod| pod.index()).filter(|index| *index < completions);
    same(before.with(&new.collect()), intervals(case.expect.get("wantIntervals")))
}

fn judge_pending(case: &Case) -> Verdict {
    let pods = pods(case.input.get("activePods"));
    let active: OrderedSet<i64> = pods.iter().filter_map(|pod| JobPod(pod).index()).collect();
    let taken = [
        &Indexes::default().with(&active),
        &intervals(case.input.get("succeededIndexes")),
        &intervals(case.input.get("failedIndexes")),
    ];
    let count = usize::try_from(case.input.get("cnt").int()).expect("small");
    let wanted: Vec<i64> = case.expect.get("want").items().iter().map(Value::int).collect();
    same(first_pending(case.input.get("completions").int(), count, &taken), wanted)
}

fn judge_duplicates(case: &Case) -> Verdict {
    let pods = pods(case.input.get("pods"));
    let completions = case.input.get("completions").int();
    let (removed, kept) = duplicates(pods.iter().map(JobPod).collect(), completions);
    let told = |pods: Vec<JobPod>| sorted(pods.iter().map(|pod| told(pod.0)).collect());
    let wanted = |field: &str| {
        let pods = self::pods(case.expect.get(field));
        sorted(pods.iter().map(self::told).collect())
    };
    same(told(removed), wanted("wantRm"))?;
    same(told(kept), wanted("wantLeft"))
}

fn told(pod: &Object) -> String {
    let index = pod.annotation(INDEX_KEY).unwrap_or("-");
    format!("{index} {}", pod.status().get("phase").str())
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

pub fn judge_failure_policy(case: &Case) -> Verdict {
    let pod = Object::from_value(Kind::Pod, case.input.get("failedPod").clone());
    let by_index = case.input.get("enableJobBackoffLimitPerIndex").is_true();
    let action = match_pod_failure_policy(case.input.get("podFailurePolicy"), &pod, by_index);
    let counts = action != Some(Action::Ignore);
    let (name, message) = match action {
        Some(Action::FailJob(message)) => ("FailJob", Value::from(message)),
        Some(Action::FailIndex) => ("FailIndex", Value::Null),
        Some(Action::Ignore) => ("Ignore", Value::Null),
        Some(Action::Count) => ("Count", Value::Null),
        None => ("", Value::Null),
    };
    same(name, case.expect.get("wantAction").str())?;
    same(counts, case.expect.get("wantCountFailed").is_true())?;
    same(message.str(), case.expect.get("wantJobFailureMessage").str())
}

pub fn judge_success_policy(case: &Case) -> Verdict {
    let message = match_success_policy(
        case.input.get("successPolicy"),
        case.input.get("completions").int(),
        &intervals(case.input.get("succeededIndexes")),
    );
    same(message.is_some(), case.expect.get("wantMetSuccessPolicy").is_true())?;
    same(message.unwrap_or_default().as_str(), case.expect.get("wantMessage").str())
}

fn intervals(list: &Value) -> Indexes {
    let interval = |item: &Value| (item.get("first").int(), item.get("last").int());
    Indexes::from_intervals(list.items().iter().map(interval).collect())
}

fn pods(list: &Value) -> Vec<Object> {
    let pod = |(number, item): (usize, &Value)| {
        let mut pod = Object::new(Kind::Pod, "default", &format!("pod-{number}"));
        match item.get("index").str() {
            "-" | "" => {}
            index => pod.meta.annotations.insert(INDEX_KEY, index),
        }
        pod.body.set("status.phase", item.get("phase"));
        pod
    };
    list.items().iter().enumerate().map(pod).collect()
}
