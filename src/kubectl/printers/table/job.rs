//! Job.

use super::layout::{Layout, age, column, containers_and_images, name, wide};
use crate::api::Object;
use crate::kubectl::printers::duration::human_duration;
use crate::kubectl::printers::labels::format_selector;
use crate::time::Time;

pub const LAYOUT: Layout = Layout {
    columns: &[
        column("NAME"),
        column("STATUS"),
        column("COMPLETIONS"),
        column("DURATION"),
        column("AGE"),
        wide("CONTAINERS"),
        wide("IMAGES"),
        wide("SELECTOR"),
    ],
    cells: |job, context| {
        let [containers, images] = containers_and_images(job.spec().at("template.spec"));
        vec![
            name(job),
            status(job).to_owned(),
            completions(job),
            duration(job, context.now),
            age(job, context),
            containers,
            images,
            format_selector(job.spec().get("selector")),
        ]
    },
};

fn status(job: &Object) -> &'static str {
    let met = |condition: &'static str| job.is_condition_true(condition).then_some(condition);
    met("Complete")
        .or_else(|| met("Failed"))
        .or_else(|| job.is_deleting().then_some("Terminating"))
        .or_else(|| met("Suspended"))
        .or_else(|| met("FailureTarget"))
        .or_else(|| met("SuccessCriteriaMet"))
        .unwrap_or("Running")
}

/// `2/5`; a work queue needs one success of however many run: `0/1 of 3`.
fn completions(job: &Object) -> String {
    let succeeded = job.status().get("succeeded").int();
    match (job.spec().get("completions").as_int(), job.spec().get("parallelism").int()) {
        (Some(completions), _) => format!("{succeeded}/{completions}"),
        (None, parallelism) if parallelism > 1 => format!("{succeeded}/1 of {parallelism}"),
        (None, _) => format!("{succeeded}/1"),
    }
}

/// How long it ran or has been running; empty before it began.
fn duration(job: &Object, now: Time) -> String {
    let time = |field: &str| Time::parse(job.status().get(field).str());
    let end = time("completionTime").unwrap_or(now);
    time("startTime").map_or_else(String::new, |start| human_duration(end.since(start)))
}
