//! `kubectl autoscale`: a HorizontalPodAutoscaler for a workload.

use super::create::{GENERATOR, Named, generate};
use crate::api::{Kind, Object, Quantity, Value};
use crate::kubectl::failure::{Failure, report};
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
    let (least, most) = bounds(arguments)?;
    let targets = targets(arguments)?;
    let mut selection = Selection::read(&arguments.words, arguments, world)?;
    // What stands in a file need not be there.
    selection.trusts_files = true;
    selection.require_any()?;
    selection.require_named(arguments)?;
    let is_on_paper = DryRun::read(arguments)? == DryRun::Client;
    let verb = if is_on_paper { "created" } else { "autoscaled" };
    let mut failures = Vec::new();
    for object in selection.found(&view(world)) {
        let made = object.and_then(|object| {
            let value = autoscaler(arguments, &object, (least, most), &targets)?;
            let named = Named { kind: Kind::HorizontalPodAutoscaler, value, verb };
            generate(arguments, world, named)
                .map_err(|refusal| refused(refusal, arguments, &targets))
        });
        failures.extend(made.err());
    }
    Ok(Flow::Exit(report(&failures, world.output)))
}

/// What is said when the API server refused an autoscaler, and the elder API would as well.
fn refused(refusal: Failure, arguments: &Arguments, targets: &[(&'static str, Target)]) -> Failure {
    match elder_fault(arguments, targets) {
        None => refusal,
        Some(why) => Failure::error(format!(
            "failed to create autoscaling/v2 HPA and the configuration is incompatible with \
             autoscaling/v1: {why}"
        )),
    }
}

/// The fewest pods, if that is said, and the most.
fn bounds(arguments: &Arguments) -> Result<(Option<i64>, i64), Failure> {
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
    Ok((least, most))
}

/// The autoscaler of an object that can be scaled.
fn autoscaler(
    arguments: &Arguments,
    object: &Object,
    (least, most): (Option<i64>, i64),
    targets: &[(&'static str, Target)],
) -> Result<Value, Failure> {
    if !is_scalable(object.kind) {
        let row = object.kind.row();
        return Err(Failure::error(format!(
            "cannot autoscale a {}: could not find scale subresource for {}/{}, Resource={} in \
             discovery information",
            row.name, row.group, row.version, row.plural
        )));
    }
    let name = arguments.text("name").unwrap_or(&object.meta.name);
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
    let metrics: Vec<Value> =
        targets.iter().map(|(resource, target)| target.metric(resource)).collect();
    if !metrics.is_empty() {
        value.set("spec.metrics", metrics);
    }
    Ok(value)
}

/// Why the elder API, which kubectl tries after a refusal, cannot hold the targets.
fn elder_fault(arguments: &Arguments, targets: &[(&'static str, Target)]) -> Option<&'static str> {
    let of_cpu = targets.iter().find(|(resource, _)| *resource == "cpu");
    let of_memory = targets.iter().any(|(resource, _)| *resource == "memory");
    match (arguments.text("cpu"), of_cpu) {
        (None, _) => Some("empty input"),
        (Some(_), Some((_, target))) if !of_memory && target.is_share() => None,
        // Upstream prints an error that is none.
        _ => Some("%!w(<nil>)"),
    }
}

/// What use of a resource is aimed at.
enum Target {
    Share(i64),
    Amount(Quantity),
}

impl Target {
    fn is_share(&self) -> bool {
        matches!(self, Target::Share(_))
    }

    fn metric(&self, resource: &str) -> Value {
        let target = match self {
            Target::Share(percent) => {
                value!({ "averageUtilization": (*percent), "type": "Utilization" })
            }
            Target::Amount(amount) => {
                value!({ "averageValue": (amount.to_string()), "type": "AverageValue" })
            }
        };
        value!({ "resource": { "name": resource, "target": target }, "type": "Resource" })
    }
}

/// The targets that the flags name, by their resources.
fn targets(arguments: &Arguments) -> Result<Vec<(&'static str, Target)>, Failure> {
    let mut targets = Vec::new();
    let percent = arguments.number("cpu-percent").filter(|percent| *percent > 0);
    if let Some(percent) = percent {
        if arguments.text("cpu").is_some_and(|text| !text.is_empty()) {
            return Err(Failure::error("--cpu-percent and --cpu are mutually exclusive"));
        }
        targets.push(("cpu", Target::Share(percent)));
    }
    for (resource, unit) in [("cpu", "m"), ("memory", "Mi")] {
        if let Some(text) = arguments.text(resource).filter(|text| !text.is_empty()) {
            targets.push((resource, target(resource, unit, text.trim())?));
        }
    }
    Ok(targets)
}

/// `70%` or a quantity; a bare number is one of this unit.
fn target(resource: &str, unit: &str, text: &str) -> Result<Target, Failure> {
    if let Some(percent) = text.strip_suffix('%') {
        let share = percent.parse::<i32>().ok().filter(|share| *share >= 0);
        let why = || Failure::error(format!("invalid percentage value: {percent}"));
        return share.map(|share| Target::Share(share.into())).ok_or_else(why);
    }
    let is_bare = crate::float::parse(text).is_some();
    let amount = if is_bare { format!("{text}{unit}") } else { text.to_owned() };
    let why = || Failure::error(format!("invalid resource {resource} value: {text}"));
    Quantity::parse(&amount).map(Target::Amount).map_err(|_| why())
}
