//! HorizontalPodAutoscaler.

use super::layout::{Layout, age, column, name, number, text_or};
use crate::api::{Object, Value};

/// So many metrics are shown.
const METRICS_SHOWN: usize = 2;

pub const LAYOUT: Layout = Layout {
    columns: &[
        column("NAME"),
        column("REFERENCE"),
        column("TARGETS"),
        column("MINPODS"),
        column("MAXPODS"),
        column("REPLICAS"),
        column("AGE"),
    ],
    cells: |autoscaler, context| {
        let spec = autoscaler.spec();
        let target = spec.get("scaleTargetRef");
        vec![
            name(autoscaler),
            format!("{}/{}", target.get("kind").str(), target.get("name").str()),
            targets(autoscaler),
            text_or(spec.get("minReplicas"), "<unset>"),
            number(spec.get("maxReplicas")),
            number(autoscaler.status().get("currentReplicas")),
            age(autoscaler, context),
        ]
    },
};

fn targets(autoscaler: &Object) -> String {
    let metrics = autoscaler.spec().get("metrics").items();
    let current = autoscaler.status().get("currentMetrics").items();
    let texts: Vec<String> = metrics
        .iter()
        .enumerate()
        .map(|(index, metric)| {
            target(metric, current.get(index).unwrap_or(crate::api::value::NULL))
        })
        .collect();
    match texts.len() {
        0 => "<none>".to_owned(),
        length if length > METRICS_SHOWN => {
            let shown = texts[..METRICS_SHOWN].join(", ");
            format!("{shown} + {} more...", length - METRICS_SHOWN)
        }
        _ => texts.join(", "),
    }
}

/// `cpu: 50%/80%`, `50m/100m (avg)`: where a metric stands and where it should be.
fn target(metric: &Value, current: &Value) -> String {
    let (source, resource) = match metric.get("type").str() {
        "External" => ("external", false),
        "Pods" => ("pods", false),
        "Object" => ("object", false),
        "Resource" => ("resource", true),
        "ContainerResource" => ("containerResource", true),
        _ => return "<unknown type>".to_owned(),
    };
    let metric = metric.get(source);
    let now = current.get(source).get("current");
    let aim = metric.get("target");
    let known = |field: &str| text_or(now.get(field), "<unknown>");
    let average = text_or(aim.get("averageValue"), "");
    if resource {
        let name = metric.get("name").str();
        if !average.is_empty() {
            return format!("{name}: {}/{average}", known("averageValue"));
        }
        let percent = |value: &Value, missing: &str| {
            value.as_int().map_or_else(|| missing.to_owned(), |number| format!("{number}%"))
        };
        let now = percent(now.get("averageUtilization"), "<unknown>");
        return format!("{name}: {now}/{}", percent(aim.get("averageUtilization"), "<auto>"));
    }
    match (source, average) {
        ("pods", average) => format!("{}/{average}", known("averageValue")),
        (_, average) if !average.is_empty() => {
            format!("{}/{average} (avg)", known("averageValue"))
        }
        _ => format!("{}/{}", known("value"), text_or(aim.get("value"), "")),
    }
}
