//! Pod.

use super::layout::{Layout, age, column, name, text_or, wide};
use super::pod_status::summarize_pod;
use crate::api::Object;

pub const LAYOUT: Layout = Layout {
    columns: &[
        column("NAME"),
        column("READY"),
        column("STATUS"),
        column("RESTARTS"),
        column("AGE"),
        wide("IP"),
        wide("NODE"),
        wide("NOMINATED NODE"),
        wide("READINESS GATES"),
    ],
    cells: |pod, context| {
        let summary = summarize_pod(pod);
        let status = pod.status();
        let ip =
            status.get("podIPs").items().first().map_or(status.get("podIP"), |ip| ip.get("ip"));
        vec![
            name(pod),
            format!("{}/{}", summary.ready, summary.containers),
            summary.status.to_string(),
            summary.restarts_text(context.now),
            age(pod, context),
            text_or(ip, "<none>"),
            text_or(pod.spec().get("nodeName"), "<none>"),
            text_or(status.get("nominatedNodeName"), "<none>"),
            readiness_gates(pod),
        ]
    },
};

/// `1/2`: how many of the gates' conditions are true; `<none>` without gates.
fn readiness_gates(pod: &Object) -> String {
    let gates = pod.spec().get("readinessGates").items();
    if gates.is_empty() {
        return "<none>".to_owned();
    }
    let open = gates.iter().filter(|gate| pod.is_condition_true(gate.get("conditionType").str()));
    format!("{}/{}", open.count(), gates.len())
}
