//! `kubectl autoscale`: a HorizontalPodAutoscaler for a workload.

use super::create::{GENERATOR, Named, generate};
use crate::api::Kind;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, DryRun, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubectl::resource::{FILENAME, Selection};
use crate::kubectl::subresource::is_scalable;
use crate::kubectl::verb::{Flow, Verb};
use crate::value;

static FLAGS: &[Flag] = &[
    flag("min", Takes::Number, "The fewest pods."),
    flag("max", Takes::Number, "The most pods."),
    flag("cpu-percent", Takes::Number, "The share of the requested CPU to aim at; deprecated."),
    flag("cpu", Takes::Text, "What CPU use to aim at: `70%` or `500m`."),
    flag("memory", Takes::Text, "What memory use to aim at: `70%` or `200Mi`."),
    flag("name", Takes::Text, "Its name; the workload's if not given."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "autoscale",
    aliases: &[],
    summary: "Let the number of pods follow their use of resources.",
    usage: "(-f FILE | TYPE NAME | TYPE/NAME) [--min=MIN] --max=MAX [--cpu=CPU]",
    examples: &["kubectl autoscale deployment web --min=2 --max=10 --cpu=70%"],
    flags: &[FLAGS, GENERATOR, FILENAME, OUTPUT, DRY_RUN],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    if arguments.has("cpu-percent") {
        world.output.error(
            "Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource \
             quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
        );
    }
    let Some(most) = arguments.number("max") else {
        return Err(Failure::error("required flag(s) \"max\" not set"));
    };
    let least = arguments.number("min").filter(|least| *least > 0);
    if most < 1 {
        return Err(Failure::error(format!(
            "--max=MAXPODS is required and must be at least 1, max: {most}"
        )));
    }
    if let Some(least) = least.filter(|least| most < *least) {
        return Err(Failure::error(format!(
            "--max=MAXPODS must be larger or equal to --min=MINPODS, max: {most}, min: {least}"
        )));
    }
    let selection = Selection::read(&arguments.words, arguments, world)?;
    selection.require_any()?;
    let objects = selection.require(&view(world))?;
    let Some(object) = objects.first() else {
        return Err(Failure::error("at least one resource must be specified"));
    };
    if !is_scalable(object.kind) {
        let row = object.kind.row();
        return Err(Failure::error(format!(
            "cannot autoscale a {}: could not find scale subresource for {}/{}, Resource={} in \
             discovery information",
            row.name, row.group, row.version, row.plural
        )));
    }
    let name = arguments.text("name").unwrap_or(&object.meta.name);
    let mut metrics = Vec::new();
    if let Some(percent) = arguments.number("cpu-percent").filter(|percent| *percent >= 0) {
        metrics.push(metric("cpu", &format!("{percent}%"))?);
    }
    for resource in ["cpu", "memory"] {
        if let Some(text) = arguments.text(resource) {
            metrics.push(metric(resource, text)?);
        }
    }
    let mut value = value!({
        "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
        "metadata": { "name": name },
        "spec": {
            "maxReplicas": most,
            "scaleTargetRef": {
                "apiVersion": (object.kind.api_version()), "kind": (object.kind.row().name),
                "name": (&object.meta.name)
            }
        },
        "status": { "currentMetrics": null, "desiredReplicas": 0 }
    });
    // Only what is not sent names its namespace.
    if DryRun::read(arguments)? == DryRun::Client {
        value.set("metadata.namespace", &object.meta.namespace);
    }
    if let Some(least) = least {
        value.set("spec.minReplicas", least);
    }
    if !metrics.is_empty() {
        value.set("spec.metrics", metrics);
    }
    generate(
        arguments,
        world,
        Named { kind: Kind::HorizontalPodAutoscaler, value, verb: "autoscaled" },
    )
}

/// `70%` or a quantity.
fn metric(resource: &str, text: &str) -> Result<crate::api::Value, Failure> {
    let target = match text.strip_suffix('%') {
        Some(percent) => {
            let percent: i64 = percent
                .parse()
                .map_err(|_| Failure::error(format!("invalid {resource} target: {text}")))?;
            value!({ "averageUtilization": percent, "type": "Utilization" })
        }
        None => value!({ "averageValue": text, "type": "AverageValue" }),
    };
    Ok(value!({ "resource": { "name": resource, "target": target }, "type": "Resource" }))
}
