//! CronJob.

use super::layout::{Layout, age, column, containers_and_images, name, text_or, wide};
use crate::kubectl::printers::duration::age_of;
use crate::kubectl::printers::labels::format_selector;

pub const LAYOUT: Layout = Layout {
    columns: &[
        column("NAME"),
        column("SCHEDULE"),
        column("TIMEZONE"),
        column("SUSPEND"),
        column("ACTIVE"),
        column("LAST SCHEDULE"),
        column("AGE"),
        wide("CONTAINERS"),
        wide("IMAGES"),
        wide("SELECTOR"),
    ],
    cells: |cron_job, context| {
        let spec = cron_job.spec();
        let job = spec.at("jobTemplate.spec");
        let [containers, images] = containers_and_images(job.at("template.spec"));
        let suspended = if spec.get("suspend").is_true() { "True" } else { "False" };
        let last = cron_job.status().get("lastScheduleTime");
        vec![
            name(cron_job),
            spec.get("schedule").str().to_owned(),
            text_or(spec.get("timeZone"), "<none>"),
            suspended.to_owned(),
            cron_job.status().get("active").items().len().to_string(),
            if last.is_null() { "<none>".to_owned() } else { age_of(last, context.now) },
            age(cron_job, context),
            containers,
            images,
            format_selector(job.get("selector")),
        ]
    },
};
