//! The kinds with few columns: Namespace, Lease, LimitRange, ResourceQuota, NetworkPolicy,
//! PodDisruptionBudget, PodTemplate, PriorityClass.

use super::layout::{
    Layout, age, column, containers_and_images, created_at, name, number, text_or,
};
use crate::api::Object;
use crate::kubectl::printers::labels::{format_label_map, format_selector};

pub const NAMESPACE: Layout = Layout {
    columns: &[column("NAME"), column("STATUS"), column("AGE")],
    cells: |namespace, context| {
        let phase = namespace.status().get("phase").str().to_owned();
        vec![name(namespace), phase, age(namespace, context)]
    },
};

pub const LEASE: Layout = Layout {
    columns: &[column("NAME"), column("HOLDER"), column("AGE")],
    cells: |lease, context| {
        let holder = lease.spec().get("holderIdentity").str().to_owned();
        vec![name(lease), holder, age(lease, context)]
    },
};

pub const LIMIT_RANGE: Layout = Layout {
    columns: &[column("NAME"), column("CREATED AT")],
    cells: |range, _| vec![name(range), created_at(range)],
};

pub const RESOURCE_QUOTA: Layout = Layout {
    columns: &[column("NAME"), column("REQUEST"), column("LIMIT"), column("AGE")],
    cells: |quota, context| {
        vec![
            name(quota),
            used_of_hard(quota, false),
            used_of_hard(quota, true),
            age(quota, context),
        ]
    },
};

pub const NETWORK_POLICY: Layout = Layout {
    columns: &[column("NAME"), column("POD-SELECTOR"), column("AGE")],
    cells: |policy, context| {
        let selector = format_selector(policy.spec().get("podSelector"));
        vec![name(policy), selector, age(policy, context)]
    },
};

pub const POD_DISRUPTION_BUDGET: Layout = Layout {
    columns: &[
        column("NAME"),
        column("MIN AVAILABLE"),
        column("MAX UNAVAILABLE"),
        column("ALLOWED DISRUPTIONS"),
        column("AGE"),
    ],
    cells: |budget, context| {
        vec![
            name(budget),
            text_or(budget.spec().get("minAvailable"), "N/A"),
            text_or(budget.spec().get("maxUnavailable"), "N/A"),
            number(budget.status().get("disruptionsAllowed")),
            age(budget, context),
        ]
    },
};

pub const POD_TEMPLATE: Layout = Layout {
    columns: &[column("NAME"), column("CONTAINERS"), column("IMAGES"), column("POD LABELS")],
    cells: |object, _| {
        let template = object.body.get("template");
        let [containers, images] = containers_and_images(template.get("spec"));
        vec![name(object), containers, images, format_label_map(template.at("metadata.labels"))]
    },
};

pub const PRIORITY_CLASS: Layout = Layout {
    columns: &[
        column("NAME"),
        column("VALUE"),
        column("GLOBAL-DEFAULT"),
        column("AGE"),
        column("PREEMPTIONPOLICY"),
    ],
    cells: |class, context| {
        vec![
            name(class),
            number(class.body.get("value")),
            class.body.get("globalDefault").is_true().to_string(),
            age(class, context),
            class.body.get("preemptionPolicy").str().to_owned(),
        ]
    },
};

/// `cpu: 100m/1, pods: 2/10`: what is used of each limit on requests, or of each on limits.
fn used_of_hard(quota: &Object, limits: bool) -> String {
    let status = quota.status();
    let hard = status.get("hard").entries().iter();
    let texts: Vec<String> = hard
        .filter(|(resource, _)| resource.starts_with("limits.") == limits)
        .map(|(resource, hard)| {
            let used = text_or(status.get("used").get(resource), "0");
            format!("{resource}: {used}/{}", text_or(hard, "0"))
        })
        .collect();
    texts.join(", ")
}
