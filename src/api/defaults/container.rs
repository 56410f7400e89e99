//! Defaults of containers and their probes.

use super::draft::Draft;
use super::resources;
use crate::api::image::tag;

pub(super) fn container(container: &mut Draft) {
    if container.get("imagePullPolicy").str().is_empty() {
        container.set("imagePullPolicy", pull_policy(container.get("image").str()));
    }
    container.fill_zero("terminationMessagePath", "/dev/termination-log");
    container.fill_zero("terminationMessagePolicy", "File");
    container.map("resources", resources::requirements);
    container.each("ports", |port| port.fill_zero("protocol", "TCP"));
    container.each("env", |variable| {
        variable.within("valueFrom", |source| {
            field_reference(source);
            source.within("fileKeyRef", |file| file.fill("optional", false));
        });
    });
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
        container.within(name, probe);
    }
    container.within("lifecycle", |lifecycle| {
        lifecycle.within("postStart", http_get);
        lifecycle.within("preStop", http_get);
    });
}

/// What `latest` means may change from one day to the next.
pub(super) fn pull_policy(image: &str) -> &'static str {
    if tag(image) == Some("latest") { "Always" } else { "IfNotPresent" }
}

/// A container on the host's network has its ports there.
pub(super) fn host_ports(container: &mut Draft) {
    container.each("ports", |port| {
        let number = port.get("containerPort").clone();
        port.fill_zero("hostPort", number);
    });
}

/// `fieldRef` and `resourceFieldRef`, in variables and in volumes.
pub(super) fn field_reference(source: &mut Draft) {
    source.within("fieldRef", |field| field.fill_zero("apiVersion", "v1"));
    source.within("resourceFieldRef", |field| field.fill("divisor", "0"));
}

fn probe(probe: &mut Draft) {
    probe.fill_zero("timeoutSeconds", 1);
    probe.fill_zero("periodSeconds", 10);
    probe.fill_zero("successThreshold", 1);
    probe.fill_zero("failureThreshold", 3);
    http_get(probe);
    probe.within("grpc", |grpc| grpc.fill("service", ""));
}

fn http_get(handler: &mut Draft) {
    handler.within("httpGet", |request| {
        request.fill_zero("path", "/");
        request.fill_zero("scheme", "HTTP");
    });
}
