use super::{World, conditions};
use podarium::api::{Kind, Object, Value};
use podarium::value;

/// The `spec` of a Job with these fields besides a template.
fn spec(fields: Value) -> Value {
    let mut spec = value!({ "completions": 1, "parallelism": 1, "backoffLimit": 6,
    "completionMode": "NonIndexed", "template": { "spec": {
        "restartPolicy": "Never", "containers": [{ "name": "main", "image": "tool:1" }] } } });
    for (key, field) in fields.entries() {
        spec.set_given(key, field);
    }
    spec
}

fn job(world: &World) -> Object {
    world.get(Kind::Job, "work").expect("there")
}

#[test]
fn a_job_runs_its_pods_to_completion() {
    let mut world = World::new();
    world.create(Kind::Job, "work", spec(value!({ "completions": 3, "parallelism": 2 })));
    world.pass(1);
    assert_eq!(world.active_pods().len(), 2);
    assert_eq!(job(&world).status().get("active").int(), 2);
    for round in 1..=3 {
        let pod = world.active_pods().remove(0);
        world.end(&pod, 0);
        world.pass(2);
        assert_eq!(job(&world).status().get("succeeded").int(), round);
    }
    let done = job(&world);
    assert_eq!(conditions(&done), ["SuccessCriteriaMet", "Complete"]);
    assert!(done.status().get("active").is_null());
    assert_eq!(world.events("work").last().expect("some"), "Completed: Job completed");
    let view = world.cluster.view();
    assert!(view.list(Kind::Pod, None).all(|pod| pod.meta.finalizers.is_empty()));
}

#[test]
fn a_failing_job_waits_longer_each_time_and_then_gives_up() {
    let mut world = World::new();
    world.create(Kind::Job, "work", spec(value!({ "backoffLimit": 2 })));
    let start = world.cluster.now();
    let mut made_at = Vec::new();
    while !conditions(&job(&world)).contains(&"Failed") {
        if let Some(pod) = world.active_pods().first() {
            made_at.push(pod.meta.creation_timestamp.expect("created").since(start) / 1000);
            world.end(pod, 1);
        }
        world.pass(1);
        assert!(world.cluster.now().since(start) < 120_000, "never gave up");
    }
    assert_eq!(made_at, [0, 11, 31]);
    let failed = job(&world);
    assert_eq!(conditions(&failed), ["FailureTarget", "Failed"]);
    assert_eq!(failed.status().get("failed").int(), 3);
    let last = world.events("work").pop().expect("some");
    assert_eq!(last, "BackoffLimitExceeded: Job has reached the specified backoff limit");
}

#[test]
fn an_indexed_job_makes_a_pod_for_each_index_and_counts_indexes() {
    let mut world = World::new();
    world.create(
        Kind::Job,
        "work",
        spec(value!({ "completions": 4, "parallelism": 3, "completionMode": "Indexed",
            "backoffLimitPerIndex": 0, "backoffLimit": 2_147_483_647 })),
    );
    world.pass(1);
    let pods = world.active_pods();
    let hostnames: Vec<&str> = pods.iter().map(|pod| pod.spec().get("hostname").str()).collect();
    assert_eq!(hostnames, ["work-0", "work-1", "work-2"]);
    for (pod, exit_code) in pods.iter().zip([0, 1, 0]) {
        world.end(pod, exit_code);
    }
    world.pass(2);
    let pods = world.active_pods();
    assert_eq!(pods.len(), 1);
    world.end(&pods[0], 0);
    world.pass(2);
    let job = job(&world);
    assert_eq!(job.status().get("completedIndexes").str(), "0,2,3");
    assert_eq!(job.status().get("failedIndexes").str(), "1");
    assert_eq!(job.condition("Failed").get("reason").str(), "FailedIndexes");
}

#[test]
fn a_suspended_job_has_no_pods_and_counts_no_failures() {
    let mut world = World::new();
    world.create(Kind::Job, "work", spec(value!({ "completions": 2, "parallelism": 2 })));
    world.pass(1);
    world.change(Kind::Job, "work", |job| job.body.set("spec.suspend", true));
    world.pass(3);
    let suspended = job(&world);
    assert_eq!(conditions(&suspended), ["Suspended"]);
    assert!(suspended.status().get("failed").is_null(), "{:?}", suspended.status());
    assert!(suspended.status().get("startTime").is_null());
    assert!(world.active_pods().is_empty());
    world.change(Kind::Job, "work", |job| job.body.set("spec.suspend", false));
    world.pass(1);
    assert_eq!(world.active_pods().len(), 2);
    assert_eq!(conditions(&job(&world)), Vec::<&str>::new());
    assert!(world.events("work").contains(&"Resumed: Job resumed".to_owned()));
}

#[test]
fn the_deadline_ends_a_job_that_runs_too_long() {
    let mut world = World::new();
    world.create(Kind::Job, "work", spec(value!({ "activeDeadlineSeconds": 8 })));
    world.pass(7);
    assert_eq!(world.active_pods().len(), 1);
    world.pass(3);
    let job = job(&world);
    assert_eq!(conditions(&job), ["FailureTarget", "Failed"]);
    assert_eq!(job.condition("Failed").get("reason").str(), "DeadlineExceeded");
    assert!(world.active_pods().is_empty());
}

#[test]
fn a_pod_deleted_by_hand_counts_as_failed_and_is_replaced_after_the_delay() {
    let mut world = World::new();
    world.create(Kind::Job, "work", spec(value!({})));
    world.pass(1);
    let pod = world.active_pods().remove(0);
    world.delete(Kind::Pod, &pod.meta.name, Default::default());
    world.pass(2);
    assert!(world.get(Kind::Pod, &pod.meta.name).is_none());
    assert_eq!(job(&world).status().get("failed").int(), 1);
    assert!(world.active_pods().is_empty());
    world.pass(9);
    assert_eq!(world.active_pods().len(), 1);
}

#[test]
fn a_finished_job_leaves_nothing_to_be_done() {
    let mut world = World::new();
    world.create(Kind::Job, "work", spec(value!({})));
    world.pass(1);
    let pod = world.active_pods().remove(0);
    world.end(&pod, 0);
    world.pass(60);
    assert_eq!(world.cluster.next_event_at(), None);
}
