//! One look at a CronJob: what it starts, deletes and tells, and when it looks again.

use super::{Case, Verdict, same, unknown};
use podarium::api::{Kind, Object, Value};
use podarium::cluster::{Actor, Cluster, ClusterOptions};
use podarium::controllers::cron_job::due::job_name;
use podarium::controllers::cron_job::history::beyond_limits;
use podarium::store::Server;
use podarium::time::{SECOND, Time, parse_duration};
use podarium::value;
use std::rc::Rc;

/// What upstream's tests write where no deadline is set.
const NO_DEADLINE: i64 = -12345;
/// A manager that is not there, so that Jobs stay as the case has them.
const NOBODY: &str = "example.org/nobody";

/// Which of a CronJob's Jobs go, of which all have succeeded.
fn clean_up(case: &Case) -> Verdict {
    let jobs = case.input.get("finishedJobs").items().iter();
    let jobs: Vec<Rc<Object>> =
        jobs.map(|job| Rc::new(Object::from_value(Kind::Job, job.clone()))).collect();
    let jobs: Vec<(&Rc<Object>, &str)> = jobs.iter().map(|job| (job, "Complete")).collect();
    let surplus = beyond_limits(case.input.at("cronJob.spec"), &jobs);
    let surplus: Vec<&str> = surplus.iter().map(|job| job.meta.name.as_str()).collect();
    let wanted = case.expect.get("expectedDeletedJobs").items().iter();
    same(surplus, wanted.map(Value::str).collect::<Vec<_>>())
}

pub fn judge(case: &Case) -> Verdict {
    if case.test == "TestControllerV2CleanupFinishedJobs" {
        return clean_up(case);
    }
    if case.test != "TestControllerV2SyncCronJob" {
        return unknown(case);
    }
    for field in ["jobCreateError", "jobGetErr"] {
        if !case.input.get(field).is_null() {
            return Err(format!("{field} is not modelled"));
        }
    }
    let is_known = case.input.get("jobPresentInCJActiveStatus").is_true()
        && !case.input.get("jobStillNotFoundInLister").is_true();
    if case.input.get("stillActive").is_true() && !is_known {
        return Err("there are no two views of the cluster".to_owned());
    }
    let now = Time::parse(case.input.get("now").str()).ok_or("there is no time but now")?;
    let mut world = world_at(case, now)?;
    // The look comes 10 ms after the change, what is to be seen of it at once.
    world.advance_to(world.now().plus(3 * SECOND));
    judge_world(case, &world, now)
}

fn judge_world(case: &Case, world: &Cluster, now: Time) -> Verdict {
    let expect = &case.expect;
    let view = world.view();
    let told = |reason: &str| {
        let events = view.list(Kind::Event, Some("default"));
        events.filter(|event| event.body.get("reason").str() == reason).count() > 0
    };
    for (reason, field) in [
        ("SuccessfulCreate", "expectCreate"),
        ("SuccessfulDelete", "expectDelete"),
        ("SawCompletedJob", "expectCompleted"),
    ] {
        same((reason, told(reason)), (reason, expect.get(field).is_true()))?;
    }
    let warnings = view.list(Kind::Event, Some("default"));
    let warnings = warnings.filter(|event| event.body.get("type").str() == "Warning").count();
    same(("warnings", warnings as i64), ("warnings", expect.get("expectedWarnings").int()))?;
    let cron_job = view.find(Kind::CronJob, "default", "tick").expect("there");
    let active = cron_job.status().get("active").items().len();
    same(("active", active as i64), ("active", expect.get("expectActive").int()))?;
    let wanted = expect.get("expectRequeueAfter").is_true().then(|| {
        let delay = parse_duration(expect.get("expectedRequeueDuration").str());
        now.plus(delay.expect("a duration"))
    });
    same(world.next_event_at(), wanted)
}

/// A cluster that has come to `now` with the case's CronJob and its Job, and is about to look.
fn world_at(case: &Case, now: Time) -> Result<Cluster, String> {
    let input = &case.input;
    let ran = input.get("ranPreviously").is_true();
    let usual = if ran { "2016-05-19T08:59:00Z" } else { "2016-05-19T09:59:00Z" };
    let created = Time::parse(input.get("cronjobCreationTime").str());
    let start = created.or(Time::parse(usual)).expect("a time");
    let options = ClusterOptions { nodes: 0, start, ..ClusterOptions::default() };
    let mut world = Cluster::new(&options);
    let mut tick = Object::new(Kind::CronJob, "default", "tick");
    tick.body.set("spec", spec(input));
    let tick = request(&mut world, |server| server.create(tick)).map_err(|e| e.message)?;
    world.advance_to(now.plus(-10).max(start));
    let mut status = value!({});
    if ran {
        let job = make_job(&mut world, input, &tick);
        let last = Time::parse(input.get("lastScheduleTime").str());
        let last = last.or(Time::parse("2016-05-19T09:01:00Z")).expect("a time");
        status.set("lastScheduleTime", last.rfc3339());
        if input.get("jobPresentInCJActiveStatus").is_true() {
            let entry = value!({ "apiVersion": "batch/v1", "kind": "Job", "namespace": "default",
                "name": (&job.meta.name), "uid": (&job.meta.uid) });
            status.set("active", vec![entry]);
        }
    }
    request(&mut world, |server| server.update_status(&tick.key(), status)).expect("there");
    let mut tick = (**world.view().get(&tick.key()).expect("there")).clone();
    tick.body.set("spec.suspend", input.get("suspend").is_true());
    request(&mut world, |server| server.update(tick)).expect("valid");
    Ok(world)
}

fn spec(input: &Value) -> Value {
    let mut spec = value!({
        "schedule": (input.get("schedule")), "suspend": true, "jobTemplate": { "spec": {
            "managedBy": NOBODY, "template": { "spec": { "restartPolicy": "Never",
                "containers": [{ "name": "foo", "image": "foo/bar" }] } } } }
    });
    for field in ["concurrencyPolicy", "timeZone", "successfulJobsHistoryLimit"] {
        if !matches!(input.get(field), Value::Null) && !input.get(field).str().is_empty() {
            spec.set(field, input.get(field));
        }
    }
    match input.get("deadline").int() {
        NO_DEADLINE | 0 => {}
        deadline => spec.set("startingDeadlineSeconds", deadline),
    }
    spec
}

fn make_job(world: &mut Cluster, input: &Value, tick: &Object) -> Object {
    let created = Time::parse(input.get("jobCreationTime").str()).unwrap_or(world.now());
    let mut job = Object::new(Kind::Job, "default", &job_name("tick", created));
    job.meta.owner_references = vec![tick.controller_reference()].into();
    job.body.set("spec", tick.spec().at("jobTemplate.spec"));
    let job = request(world, |server| server.create(job)).expect("valid");
    if !input.get("stillActive").is_true() {
        let end = created.plus(10 * SECOND).rfc3339();
        let status = value!({
            "completionTime": (end.as_str()), "conditions": [{ "type": "Complete",
                "status": "True", "lastTransitionTime": (end.as_str()) }]
        });
        request(world, |server| server.update_status(&job.key(), status)).expect("there");
    }
    (*job).clone()
}

fn request<Answer>(world: &mut Cluster, requests: impl FnOnce(&mut Server) -> Answer) -> Answer {
    world.request(&Actor::User, None, requests).0
}
