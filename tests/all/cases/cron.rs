//! Schedules of CronJobs and which run is due.

use super::{Case, Verdict, same, unknown};
use chrono::{DateTime, NaiveDateTime};
use podarium::api::cron_field::{Bounds, FIELDS, STAR, bits, parse_field, parse_range};
use podarium::api::cron_schedule::CronSchedule;
use podarium::api::time_zone::Zone;
use podarium::api::{Kind, Object, Value};
use podarium::controllers::cron_job::due::{Missed, Timetable, job_name};
use podarium::controllers::cron_job::history::by_start;
use podarium::time::{SECOND, Time, parse_duration};

pub fn judge_parse(case: &Case) -> Verdict {
    let expr = case.input.get("expr").str();
    match case.test.as_str() {
        "TestRange" => judge_bits(case, parse_range(expr, &bounds(&case.input))),
        "TestField" => judge_bits(case, parse_field(expr, &bounds(&case.input))),
        "TestBits" => {
            let Bounds { min, max, .. } = bounds(&case.input);
            same(bits(min, max, small(case.input.get("step"))), unsigned(&case.expect))
        }
        "TestAll" => {
            let Bounds { min, max, .. } = bounds(case.input.get("r"));
            let star = format!("{min}-{max}");
            let bits = parse_range(&star, &bounds(case.input.get("r")))?;
            same(bits & !STAR, unsigned(&case.expect))
        }
        "TestStandardSpecSchedule"
        | "TestParseSchedule"
        | "TestOptionalSecondSchedule"
        | "TestParseScheduleErrors" => judge_schedule(case, expr),
        _ => unknown(case),
    }
}

/// Numbers above what `Value` holds are compared as far as its fractions are exact.
fn judge_bits(case: &Case, came: Result<u64, String>) -> Verdict {
    let wanted = case.expect.get("err").str();
    match came {
        Err(fault) if !wanted.is_empty() => contains(&fault, wanted),
        Err(fault) => Err(fault),
        Ok(bits) if wanted.is_empty() => same(as_value(bits), case.expect.get("expected").clone()),
        Ok(bits) => Err(format!("{bits}, not {wanted}")),
    }
}

fn judge_schedule(case: &Case, expr: &str) -> Verdict {
    let expr = expr
        .split_once("TZ=")
        .map_or(expr, |(_, rest)| rest.split_once(' ').map_or("", |(_, fields)| fields.trim()));
    let wanted = case.expect.get("expected");
    match (parse(expr), case.expect.get("err").str()) {
        (Err(fault), "") => Err(fault),
        (Err(fault), wanted) => contains(&fault, wanted),
        (Ok(schedule), "") if expr.starts_with("@every") => {
            let next = schedule.next(Time(0), Zone::UTC).map(|next| next.0);
            same(next, parse_duration(wanted.get("delay").str()))
        }
        (Ok(_), "") if expr.starts_with('@') => Ok(()),
        (Ok(_), "") => {
            let names = ["second", "minute", "hour", "dom", "month", "dow"];
            let fields = six_fields(expr);
            for ((name, field), bounds) in names.iter().zip(fields).zip(&FIELDS) {
                same(as_value(parse_field(field, bounds)?), wanted.get(name).clone())?;
            }
            Ok(())
        }
        (Ok(schedule), wanted) => Err(format!("{schedule:?}, not {wanted}")),
    }
}

/// A schedule with or without a field of seconds, which robfig/cron's own tests often have.
fn parse(text: &str) -> Result<CronSchedule, String> {
    match text.split_whitespace().count() {
        6 => CronSchedule::of_fields(six_fields(text)),
        _ => CronSchedule::parse(text),
    }
}

fn six_fields(text: &str) -> [&str; 6] {
    let mut fields: Vec<&str> = text.split_whitespace().collect();
    if fields.len() == 5 {
        fields.insert(0, "0");
    }
    fields.try_into().expect("five fields or six")
}

pub fn judge_next(case: &Case) -> Verdict {
    let text = case.input.get("time").str();
    let expected = case.expect.get("expected");
    if case.test == "TestConstantDelayNext" {
        let delay = parse_duration(case.input.get("delay").str()).expect("a duration");
        let next = CronSchedule::every(delay).next(time(text), Zone::UTC);
        return same(next, Some(time(expected.str())));
    }
    let spec = case.input.get("spec").str();
    let (zone, spec) = zone_and_rest(spec)
        .or(zone_and_rest(text).map(|(zone, _)| (zone, spec)))
        .unwrap_or_else(|| (offset_zone(text), spec));
    let text = zone_and_rest(text).map_or(text, |(_, rest)| rest);
    let schedule = match parse(spec) {
        Err(_) => return same(Some(false), case.expect.get("valid").as_bool()),
        Ok(schedule) => schedule,
    };
    let now = time(text);
    if case.test == "TestActivation" {
        let next = schedule.next(now.plus(-SECOND), zone);
        return same(Some(next == Some(now)), expected.as_bool());
    }
    let wanted = (!expected.str().is_empty()).then(|| time(expected.str()));
    same(schedule.next(now, zone), wanted)
}

/// `TZ=America/New_York …`
fn zone_and_rest(text: &str) -> Option<(Zone, &str)> {
    let (_, rest) = text.split_once("TZ=")?;
    let (name, rest) = rest.split_once(' ')?;
    Some((Zone::parse(name).expect("a zone"), rest.trim()))
}

fn offset_zone(text: &str) -> Zone {
    if text.ends_with("+0530") { Zone::parse("Asia/Kolkata").expect("a zone") } else { Zone::UTC }
}

fn time(text: &str) -> Time {
    if let Ok(time) = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%z") {
        return Time(time.timestamp_millis());
    }
    if let Some(time) = Time::parse(text) {
        return time;
    }
    // The weekday is not read: one of the cases names a wrong one.
    let rest = text.split_once(' ').expect("a weekday").1;
    let formats = ["%b %d %H:%M:%S%.f %Y", "%b %d %H:%M %Y"];
    let read = formats.iter().find_map(|form| NaiveDateTime::parse_from_str(rest, form).ok());
    Time(read.unwrap_or_else(|| panic!("a time: {text}")).and_utc().timestamp_millis())
}

pub fn judge_due(case: &Case) -> Verdict {
    let schedule = CronSchedule::parse(case.input.get("schedule").str())?;
    let now = time(case.input.get("now").str());
    let timetable = Timetable {
        schedule: &schedule,
        zone: Zone::UTC,
        created: time(case.input.get("created").str()),
        last: Time::parse(case.input.get("lastScheduleTime").str()),
        starting_deadline: case
            .input
            .get("startingDeadlineSeconds")
            .as_int()
            .map(|seconds| seconds * SECOND),
    };
    let due = timetable.due(now, true)?;
    same(due.earliest, time(case.expect.get("earliest").str()))?;
    same(due.run, Time::parse(case.expect.get("due").str()))?;
    let name = due.run.map(|run| job_name("tick", run)).unwrap_or_default();
    same(name.as_str(), case.expect.get("jobName").str())?;
    let missed = match due.missed {
        Missed::None => "none",
        Missed::Few => "few",
        Missed::Many => "many",
    };
    same(missed, case.expect.get("missed").str())?;
    let wanted = match case.expect.get("requeueAfterSeconds") {
        Value::Float(seconds) => (seconds * 1000.0).round() as i64,
        other => other.int() * SECOND,
    };
    same(timetable.wait(now), Some(wanted))
}

pub fn judge_times(case: &Case) -> Verdict {
    if case.test == "TestByJobStartTime" {
        let jobs = |list: &Value| -> Vec<Object> {
            let job = |item: &Value| Object::from_value(Kind::Job, item.clone());
            list.items().iter().map(job).collect()
        };
        let mut sorted = jobs(case.input.get("input"));
        sorted.sort_by_key(by_start);
        return same(sorted, jobs(case.expect.get("expected")));
    }
    let cron_job = case.input.get("cj");
    let schedule = CronSchedule::parse(cron_job.at("spec.schedule").str())?;
    let deadline = cron_job.at("spec.startingDeadlineSeconds").as_int();
    let timetable = Timetable {
        schedule: &schedule,
        zone: Zone::UTC,
        created: time(cron_job.at("metadata.creationTimestamp").str()),
        last: Time::parse(cron_job.at("status.lastScheduleTime").str()),
        starting_deadline: deadline.map(|seconds| seconds * SECOND),
    };
    let now = time(case.input.get("now").str());
    if case.test == "TestNextScheduleTimeDuration" {
        let wanted = parse_duration(case.expect.get("expectedDuration").str());
        return same(timetable.wait(now), wanted);
    }
    match timetable.due(now, case.input.get("includeSDS").is_true()) {
        Err(_) => same(true, case.expect.get("wantErr").is_true()),
        Ok(due) => {
            let wanted = |field: &str| Time::parse(case.expect.get(field).str());
            same(Some(due.earliest), wanted("expectedEarliestTime"))?;
            same(due.run, wanted("expectedRecentTime"))?;
            same(due.missed as i64, case.expect.get("expectedTooManyMissed").int())
        }
    }
}

fn bounds(input: &Value) -> Bounds {
    let names = if small(input.get("max")) == 0 { FIELDS[4].names } else { &[] };
    Bounds { min: small(input.get("min")), max: small(input.get("max")), names }
}

fn small(value: &Value) -> u32 {
    u32::try_from(value.int()).expect("small")
}

fn unsigned(expect: &Value) -> u64 {
    u64::try_from(expect.get("expected").int()).expect("not negative")
}

fn as_value(bits: u64) -> Value {
    i64::try_from(bits).map_or(Value::Float(bits as f64), Value::Int)
}

fn contains(fault: &str, wanted: &str) -> Verdict {
    if fault.contains(wanted) { Ok(()) } else { Err(format!("{fault}, not {wanted}")) }
}
