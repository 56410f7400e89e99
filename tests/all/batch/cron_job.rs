use super::World;
use podarium::api::{Kind, Object, Value};
use podarium::value;

/// A CronJob of every minute; the clock begins at a whole minute.
fn every_minute(world: &mut World, fields: Value) {
    let mut spec = value!({ "schedule": "* * * * *", "concurrencyPolicy": "Allow",
    "successfulJobsHistoryLimit": 3, "failedJobsHistoryLimit": 1,
    "jobTemplate": { "spec": { "completions": 1, "parallelism": 1, "backoffLimit": 6,
        "template": { "spec": { "restartPolicy": "Never",
            "containers": [{ "name": "main", "image": "tool:1" }] } } } } });
    for (key, field) in fields.entries() {
        spec.set_given(key, field);
    }
    world.create(Kind::CronJob, "tick", spec);
}

fn jobs(world: &World) -> Vec<Object> {
    let view = world.cluster.view();
    view.list(Kind::Job, None).map(|job| (**job).clone()).collect()
}

fn minutes(world: &World) -> Vec<i64> {
    let start = podarium::cluster::ClusterOptions::default().start.0 / 60_000;
    let number = |job: &Object| job.meta.name.split_once('-')?.1.parse::<i64>().ok();
    jobs(world).iter().filter_map(number).map(|minute| minute - start).collect()
}

/// Lets a minute pass in which every pod runs for two seconds.
fn minute(world: &mut World) {
    for _ in 0..30 {
        for pod in world.active_pods() {
            world.end(&pod, 0);
        }
        world.pass(2);
    }
}

#[test]
fn each_minute_brings_a_job_and_three_finished_ones_are_kept() {
    let mut world = World::new();
    every_minute(&mut world, value!({}));
    world.pass(30);
    for _ in 0..5 {
        minute(&mut world);
    }
    assert_eq!(minutes(&world), [3, 4, 5]);
    let tick = world.get(Kind::CronJob, "tick").expect("there");
    assert_eq!(tick.status().get("lastScheduleTime").str(), "2026-11-20T10:05:00Z");
    assert!(tick.status().get("active").is_null());
    let events = world.events("tick");
    assert!(events.iter().any(|event| event.starts_with("SawCompletedJob: Saw completed job: ")));
}

#[test]
fn forbid_waits_for_the_running_job_and_then_starts_the_latest_run() {
    let mut world = World::new();
    every_minute(&mut world, value!({ "concurrencyPolicy": "Forbid" }));
    world.pass(3 * 60 + 30);
    assert_eq!(minutes(&world), [1]);
    let tick = world.get(Kind::CronJob, "tick").expect("there");
    assert_eq!(tick.status().get("active").items().len(), 1);
    let pod = world.active_pods().remove(0);
    world.end(&pod, 0);
    world.pass(2);
    assert_eq!(minutes(&world), [1, 3]);
}

#[test]
fn replace_deletes_the_running_job() {
    let mut world = World::new();
    every_minute(&mut world, value!({ "concurrencyPolicy": "Replace" }));
    world.pass(2 * 60 + 30);
    assert_eq!(minutes(&world), [2]);
}

#[test]
fn a_suspended_cron_job_catches_up_with_one_job() {
    let mut world = World::new();
    every_minute(&mut world, value!({ "suspend": true }));
    world.pass(5 * 60 + 30);
    assert!(jobs(&world).is_empty());
    world.change(Kind::CronJob, "tick", |tick| tick.body.set("spec.suspend", false));
    world.pass(1);
    assert_eq!(minutes(&world), [5]);
}

#[test]
fn nobody_looks_between_two_runs() {
    let mut world = World::new();
    every_minute(&mut world, value!({ "schedule": "0 2 * * *" }));
    world.pass(5);
    let next = world.cluster.next_event_at().expect("the next run");
    assert_eq!(next.to_string(), "2026-11-21T02:00:00.100Z");
}
