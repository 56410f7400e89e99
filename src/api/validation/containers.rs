//! Containers, init containers and sidecars.

use super::path::Path;
use super::report::Report;
use super::volumes::Volumes;
use super::{environment, labels, mounts, probes, resources, security};
use crate::api::names;
use crate::api::pod::is_sidecar;
use crate::api::{FieldError, Value};
use crate::ordered::OrderedSet;

/// The most rules of when a container comes back, and the most exit codes of one.
const MOST_RESTART_RULES: usize = 20;
const MOST_EXIT_CODES: usize = 255;

/// What containers refer to in their pod.
struct Pod<'spec> {
    volumes: &'spec Volumes<'spec>,
    claims: &'spec Value,
    restart_policy: &'spec str,
}

impl<'spec> Pod<'spec> {
    fn of(spec: &'spec Value, volumes: &'spec Volumes<'spec>) -> Pod<'spec> {
        let restart_policy = spec.get("restartPolicy").str();
        Pod { volumes, claims: spec.get("resourceClaims"), restart_policy }
    }
}

/// The containers of a pod's spec, which stands at `path`.
pub fn containers(report: &mut Report, path: Path, spec: &Value, volumes: &Volumes) {
    let list = path.field("containers");
    let containers = spec.get("containers").items();
    let grace = spec.get("terminationGracePeriodSeconds");
    let about = Pod::of(spec, volumes);
    let mut taken = OrderedSet::new();
    if containers.is_empty() {
        report.required(list, "");
    }
    for (index, container) in containers.iter().enumerate() {
        let place = list.index(index);
        any(report, place, container, &about);
        unique_name(report, place, container, &mut taken);
        probes::all(report, place, container, grace);
        restart_policy(report, place, container);
    }
    host_ports(report, list, containers);
    init_containers(report, path.field("initContainers"), spec, volumes, taken);
}

fn init_containers<'spec>(
    report: &mut Report,
    list: Path,
    spec: &'spec Value,
    volumes: &Volumes,
    mut taken: OrderedSet<&'spec str>,
) {
    let grace = spec.get("terminationGracePeriodSeconds");
    let about = Pod::of(spec, volumes);
    for (index, container) in spec.get("initContainers").items().iter().enumerate() {
        let place = list.index(index);
        any(report, place, container, &about);
        restart_policy(report, place, container);
        let name = container.get("name").str();
        if taken.contains(&name) || !name.is_empty() {
            unique_name(report, place, container, &mut taken);
        }
        // Init containers run one by one, so only a container's own ports can be in its way; the
        // API server takes each for the first of a list of its own.
        host_ports(report, list, std::slice::from_ref(container));
        if is_sidecar(container) {
            probes::all(report, place, container, grace);
            continue;
        }
        for field in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
            if !container.get(field).is_null() {
                let why = "may not be set for init containers without restartPolicy=Always";
                report.forbidden(place.field(field), why);
            }
        }
        for (number, policy) in container.get("resizePolicy").items().iter().enumerate() {
            let list = place.field("resizePolicy");
            let restart = policy.get("restartPolicy");
            if restart.str() == "RestartContainer" {
                let why = "must not be set to 'RestartContainer' for non-sidecar initContainers";
                report.invalid(list.index(number).field("restartPolicy"), restart, why);
            }
        }
    }
}

fn unique_name<'spec>(
    report: &mut Report,
    place: Path,
    container: &'spec Value,
    taken: &mut OrderedSet<&'spec str>,
) {
    let name = container.get("name");
    if !taken.insert(name.str()) {
        report.duplicate(place.field("name"), name);
    }
}

/// What holds for every container (`validateContainerCommon`).
fn any(report: &mut Report, place: Path, container: &Value, pod: &Pod) {
    let field = |name: &str| container.get(name);
    report.required_text(place.field("name"), field("name"), names::dns_label);
    report.filled(place.field("image"), field("image"));
    let policies = ["File", "FallbackToLogsOnError"];
    let policy = field("terminationMessagePolicy");
    report.required_one_of(place.field("terminationMessagePolicy"), policy, &policies);
    ports(report, place.field("ports"), field("ports").items());
    environment::variables(report, place.field("env"), field("env").items());
    environment::sources(report, place.field("envFrom"), field("envFrom").items());
    mounts::mounts(report, place, container, pod.volumes);
    let policies = ["Always", "IfNotPresent", "Never"];
    report.required_one_of(place.field("imagePullPolicy"), field("imagePullPolicy"), &policies);
    let list = place.field("resources");
    resources::requirements(report, list, field("resources"));
    resources::claims(report, list.field("claims"), field("resources").get("claims"), pod.claims);
    let policies = field("resizePolicy").items();
    resize_policy(report, place.field("resizePolicy"), policies, pod.restart_policy);
    security::container(report, place.field("securityContext"), field("securityContext"));
}

/// When a container alone comes back (`validateContainerRestartPolicy`).
fn restart_policy(report: &mut Report, place: Path, container: &Value) {
    let (policy, rules) = (container.get("restartPolicy"), container.get("restartPolicyRules"));
    let path = place.field("restartPolicy");
    if policy.is_null() && !rules.items().is_empty() {
        report.required(path, "must specify restartPolicy when restart rules are used");
    }
    report.one_of_if_set(path, policy, &["Always", "Never", "OnFailure"]);
    let list = place.field("restartPolicyRules");
    if rules.items().len() > MOST_RESTART_RULES {
        report.push(FieldError::too_long(list, MOST_RESTART_RULES));
    }
    for (index, rule) in rules.items().iter().enumerate() {
        let place = list.index(index);
        let action = labels::text(rule.get("action"));
        if action.str() != "RestartAllContainers" {
            report.one_of(place.field("action"), &action, &["Restart"]);
        }
        let (codes, path) = (rule.get("exitCodes"), place.field("exitCodes"));
        if codes.is_null() {
            report.required(path, "must be specified");
            continue;
        }
        let operator = labels::text(codes.get("operator"));
        report.one_of(path.field("operator"), &operator, &["In", "NotIn"]);
        if codes.get("values").items().len() > MOST_EXIT_CODES {
            report.push(FieldError::too_long(path.field("values"), MOST_EXIT_CODES));
        }
    }
}

fn resize_policy(report: &mut Report, path: Path, policies: &[Value], of_pod: &str) {
    let mut taken = OrderedSet::new();
    for (index, policy) in policies.iter().enumerate() {
        let resource = policy.get("resourceName");
        let place = path.index(index);
        if !taken.insert(resource.str()) {
            report.duplicate(place, resource);
        }
        let word = labels::text(resource);
        match resource.str() {
            "cpu" | "memory" => {}
            "" => report.required(path, ""),
            _ => report.push(FieldError::unsupported(path, &word, &["cpu", "memory"])),
        }
        let restart = policy.get("restartPolicy");
        report.required_one_of(path, restart, &["NotRequired", "RestartContainer"]);
        if of_pod == "Never" && restart.str() != "NotRequired" {
            let why = "must be 'NotRequired' when `restartPolicy` is 'Never'";
            report.invalid(path, &labels::text(restart), why);
        }
    }
}

fn ports(report: &mut Report, path: Path, ports: &[Value]) {
    let mut taken = OrderedSet::new();
    for (index, port) in ports.iter().enumerate() {
        let place = path.index(index);
        let name = port.get("name");
        if !name.str().is_empty() {
            let faults = names::port_name(name.str());
            if faults.is_empty() && !taken.insert(name.str()) {
                report.duplicate(place.field("name"), name);
            }
            report.invalid_each(place.field("name"), name, faults);
        }
        let number = port.get("containerPort");
        if number.int() == 0 {
            report.required(place.field("containerPort"), "");
        } else {
            report.port(place.field("containerPort"), number);
        }
        let host = port.get("hostPort");
        if host.int() != 0 {
            report.port(place.field("hostPort"), host);
        }
        report.protocol(place.field("protocol"), port.get("protocol"));
    }
}

/// No two containers may have one port of the host (`checkHostPortConflicts`).
fn host_ports(report: &mut Report, list: Path, containers: &[Value]) {
    let mut taken = OrderedSet::new();
    for (index, container) in containers.iter().enumerate() {
        let place = list.index(index);
        let ports = place.field("ports");
        for (number, port) in container.get("ports").items().iter().enumerate() {
            let host = port.get("hostPort").int();
            if host == 0 {
                continue;
            }
            let (protocol, address) = (port.get("protocol").str(), port.get("hostIP").str());
            if !taken.insert((protocol, address, host)) {
                let shown = Value::from(format!("{protocol}/{address}/{host}"));
                report.duplicate(ports.index(number).field("hostPort"), &shown);
            }
        }
    }
}
