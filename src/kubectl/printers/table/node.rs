//! Node.

use super::layout::{Layout, age, column, name, text_or, wide};
use crate::api::Object;
use crate::kubectl::printers::labels::or_none;
use crate::ordered::OrderedSet;

const ROLE_PREFIX: &str = "node-role.kubernetes.io/";
const ROLE_LABEL: &str = "kubernetes.io/role";

pub const LAYOUT: Layout = Layout {
    columns: &[
        column("NAME"),
        column("STATUS"),
        column("ROLES"),
        column("AGE"),
        column("VERSION"),
        wide("INTERNAL-IP"),
        wide("EXTERNAL-IP"),
        wide("OS-IMAGE"),
        wide("KERNEL-VERSION"),
        wide("CONTAINER-RUNTIME"),
    ],
    cells: |node, context| {
        let info = node.status().get("nodeInfo");
        let mut kernel = text_or(info.get("kernelVersion"), "<unknown>");
        if !info.get("architecture").str().is_empty() {
            kernel.push_str(&format!(" ({})", info.get("architecture").str()));
        }
        vec![
            name(node),
            status(node),
            roles(node),
            age(node, context),
            info.get("kubeletVersion").str().to_owned(),
            address(node, "InternalIP"),
            address(node, "ExternalIP"),
            text_or(info.get("osImage"), "<unknown>"),
            kernel,
            text_or(info.get("containerRuntimeVersion"), "<unknown>"),
        ]
    },
};

fn status(node: &Object) -> String {
    let ready = match node.condition("Ready") {
        condition if condition.is_null() => "Unknown",
        condition if condition.get("status").str() == "True" => "Ready",
        _ => "NotReady",
    };
    match node.spec().get("unschedulable").is_true() {
        true => format!("{ready},SchedulingDisabled"),
        false => ready.to_owned(),
    }
}

/// The roles that its labels name, sorted; `<none>` without one.
pub(in crate::kubectl) fn roles(node: &Object) -> String {
    let labels = node.meta.labels.iter();
    let roles: OrderedSet<&str> = labels
        .filter_map(|(key, value)| match key.strip_prefix(ROLE_PREFIX) {
            None if key == ROLE_LABEL => Some(value.str()),
            role => role,
        })
        .filter(|role| !role.is_empty())
        .collect();
    or_none(roles.into_iter().collect::<Vec<_>>().join(","))
}

fn address(node: &Object, kind: &str) -> String {
    let addresses = node.status().get("addresses").items().iter();
    let mut found = addresses.filter(|entry| entry.get("type").str() == kind);
    found.next().map_or_else(|| "<none>".to_owned(), |entry| entry.get("address").str().to_owned())
}
