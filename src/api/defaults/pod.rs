//! Defaults of pods and pod templates.

use super::draft::Draft;
use super::{container, pod_resources, resources, volume};
use crate::api::Map;

/// `spec.template` of a workload.
pub(super) fn template(spec: &mut Draft) {
    spec.map("template", |template| {
        template.map("metadata", |_| {});
        template.map("spec", pod_spec);
    });
}

/// `spec` of a pod itself, which gets more than a template does: requests follow limits, and
/// ports of the host follow the containers'.
pub(super) fn pod(spec: &mut Draft) {
    pod_spec(spec);
    for list in CONTAINER_LISTS {
        spec.each(list, |container| container.within("resources", resources::requests_from_limits));
    }
    pod_resources::requests(spec);
    spec.fill("enableServiceLinks", true);
    if spec.get("hostNetwork").is_true() {
        for list in CONTAINER_LISTS {
            spec.each(list, container::host_ports);
        }
    }
}

const CONTAINER_LISTS: [&str; 2] = ["containers", "initContainers"];

fn pod_spec(spec: &mut Draft) {
    spec.fill_zero("dnsPolicy", "ClusterFirst");
    spec.fill_zero("restartPolicy", "Always");
    spec.fill_zero("schedulerName", "default-scheduler");
    spec.fill("securityContext", Map::default());
    spec.fill("terminationGracePeriodSeconds", 30);
    service_account(spec);
    for list in CONTAINER_LISTS {
        spec.each(list, container::container);
    }
    spec.each("ephemeralContainers", container::container);
    spec.each("volumes", volume::volume);
    resources::canonical(spec, "overhead");
    spec.within("resources", resources::requirements);
}

/// `serviceAccount` is an old name for `serviceAccountName`.
fn service_account(spec: &mut Draft) {
    let name = spec.get("serviceAccountName").clone();
    if name.str().is_empty() {
        let old = spec.get("serviceAccount").clone();
        if !old.str().is_empty() {
            spec.set("serviceAccountName", old);
        }
    } else if *spec.get("serviceAccount") != name {
        spec.set("serviceAccount", name);
    }
}
