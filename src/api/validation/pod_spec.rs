//! The pods that every workload makes.

use super::path::Path;
use super::report::Report;
use super::{
    affinity, containers, labels, metadata, pod_annotations, security, tolerations, topology,
    volumes,
};
use crate::api::addresses::{self, Strictness};
use crate::api::names;
use crate::api::{FieldError, Object, Value};
use crate::ordered::OrderedSet;

/// The most folders of names to look in, and their length in all.
const MOST_SEARCHES: usize = 32;
const MOST_SEARCH_BYTES: usize = 2048;
/// The longest name of a host that Linux knows.
const LONGEST_HOST_NAME: usize = 64;

/// A pod (`ValidatePodCreate`).
pub fn pod(report: &mut Report, pod: &Object) {
    let spec = pod.spec();
    let path = Path::root("spec");
    let metadata = Path::root("metadata");
    pod_annotations::annotations(
        report,
        metadata.field("annotations"),
        &pod.meta.annotations,
        spec,
    );
    pod_spec(report, path, Some(pod.meta.name.as_str()), spec);
    for list in ["containers", "initContainers"] {
        let list_path = path.field(list);
        for (index, container) in spec.get(list).items().iter().enumerate() {
            let image = container.get("image");
            if image.str().trim() != image.str() {
                let place = list_path.index(index);
                let why = "must not have leading or trailing whitespace";
                report.invalid(place.field("image"), image, why);
            }
        }
    }
}

/// What only a new pod must keep to: no containers for a visit yet, no node while it waits at a
/// gate.
pub fn new_pod(report: &mut Report, pod: &Object) {
    let path = Path::root("spec");
    if !pod.spec().get("ephemeralContainers").items().is_empty() {
        report.forbidden(path.field("ephemeralContainers"), "cannot be set on create");
    }
    let (gates, node) = (pod.spec().get("schedulingGates"), pod.spec().get("nodeName"));
    if !gates.items().is_empty() && !node.str().is_empty() {
        let why = "cannot be set until all schedulingGates have been cleared";
        report.forbidden(path.field("nodeName"), why);
    }
    pod_annotations::match_fields(report, path, &pod.meta.annotations, pod.spec());
}

/// A pod template (`ValidatePodTemplateSpec`): its labels stand at `template.labels` in messages.
pub fn template(report: &mut Report, path: Path, template: &Value) {
    let meta = template.get("metadata");
    labels::labels(report, path.field("labels"), meta.get("labels").entries());
    if let Some(annotations) = meta.get("annotations").as_map() {
        let place = path.field("annotations");
        metadata::annotations(report, place, annotations);
        pod_annotations::annotations(report, place, annotations, template.get("spec"));
    }
    let spec = path.field("spec");
    pod_spec(report, spec, None, template.get("spec"));
    if let Some(annotations) = meta.get("annotations").as_map() {
        pod_annotations::match_fields(report, spec, annotations, template.get("spec"));
    }
    if !template.at("spec.ephemeralContainers").items().is_empty() {
        let why = "ephemeral containers not allowed in pod template";
        report.forbidden(spec.field("ephemeralContainers"), why);
    }
}

/// `spec` of a pod of this name, or of a template.
fn pod_spec(report: &mut Report, path: Path, pod: Option<&str>, spec: &Value) {
    let listed = spec.get("volumes").items();
    let volumes = volumes::volumes(report, path.field("volumes"), pod, listed);
    containers::containers(report, path, spec, &volumes);
    super::resources::pod_level(report, path.field("resources"), spec);
    security::host_network(report, path, spec);
    let policies = ["Always", "OnFailure", "Never"];
    report.required_one_of(path.field("restartPolicy"), spec.get("restartPolicy"), &policies);
    let policies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
    report.required_one_of(path.field("dnsPolicy"), spec.get("dnsPolicy"), &policies);
    labels::labels(report, path.field("nodeSelector"), spec.get("nodeSelector").entries());
    security::pod(report, path, spec);
    affinity::affinity(report, path.field("affinity"), spec.get("affinity"));
    dns_config(report, path, spec);
    gates(report, path, spec);
    let constraints = spec.get("topologySpreadConstraints").items();
    topology::constraints(report, path.field("topologySpreadConstraints"), constraints);
    host_users(report, path, spec);
    host_names(report, path, spec);
    let field = |name: &str| spec.get(name);
    report.text_if_set(
        path.field("serviceAccountName"),
        field("serviceAccountName"),
        names::dns_subdomain,
    );
    report.text_if_set(path.field("nodeName"), field("nodeName"), names::dns_subdomain);
    if let Some(seconds) = field("activeDeadlineSeconds").as_int() {
        let faults = names::in_range(seconds, 1, i64::from(i32::MAX));
        report.invalid_each(
            path.field("activeDeadlineSeconds"),
            field("activeDeadlineSeconds"),
            faults,
        );
    }
    report.text_if_set(path.field("hostname"), field("hostname"), names::dns_label);
    report.text_if_set(path.field("subdomain"), field("subdomain"), names::dns_label);
    tolerations::tolerations(report, path.field("tolerations"), field("tolerations").items());
    host_aliases(report, path.field("hostAliases"), field("hostAliases").items());
    report.text_if_set(
        path.field("priorityClassName"),
        field("priorityClassName"),
        names::dns_subdomain,
    );
    report.text_if_set(
        path.field("runtimeClassName"),
        field("runtimeClassName"),
        names::dns_subdomain,
    );
    preemption_policy(report, path.field("preemptionPolicy"), field("preemptionPolicy"));
    super::resources::limits(report, path.field("overhead"), field("overhead"));
    if !field("os").is_null() {
        let place = path.field("os");
        match field("os").get("name").str() {
            "" => report.required(place.field("name"), ""),
            _ => report.one_of(place, field("os").get("name"), &["linux", "windows"]),
        }
    }
}

/// Whether a pod drives others away (`ValidatePreemptionPolicy`).
pub fn preemption_policy(report: &mut Report, path: Path, policy: &Value) {
    if !policy.is_null() {
        report.required_one_of(path, policy, &["PreemptLowerPriority", "Never"]);
    }
}

/// What the parts of a host's name may be.
fn host_names(report: &mut Report, path: Path, spec: &Value) {
    let name = spec.get("hostnameOverride");
    if name.is_null() {
        return;
    }
    let place = path.field("hostnameOverride");
    for field in ["setHostnameAsFQDN", "hostNetwork"] {
        if spec.get(field).is_true() {
            report.forbidden(place, format!("may not be specified when {field} is true"));
        }
    }
    if name.str().len() > LONGEST_HOST_NAME {
        report.push(FieldError::too_long(place, LONGEST_HOST_NAME));
    }
    report.invalid_each(place, name, names::dns_subdomain(name.str()));
}

/// A pod with users of its own has nothing else of its machine (`validateHostUsers`).
fn host_users(report: &mut Report, path: Path, spec: &Value) {
    if spec.get("hostUsers").as_bool() != Some(false) {
        return;
    }
    for (field, shown) in
        [("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")]
    {
        if spec.get(field).is_true() {
            report.forbidden(path.field(shown), "when `hostUsers` is false");
        }
    }
}

fn dns_config(report: &mut Report, path: Path, spec: &Value) {
    let place = path.field("dnsConfig");
    let config = spec.get("dnsConfig");
    let servers = config.get("nameservers").items();
    if spec.get("dnsPolicy").str() == "None" {
        if config.is_null() {
            report.required(place, "must provide `dnsConfig` when `dnsPolicy` is None");
            return;
        }
        if servers.is_empty() {
            let why = "must provide at least one DNS nameserver when `dnsPolicy` is None";
            report.required(place.field("nameservers"), why);
            return;
        }
    }
    if servers.len() > 3 {
        let why = "must not have more than 3 nameservers";
        report.invalid(place.field("nameservers"), config.get("nameservers"), why);
    }
    for (index, server) in servers.iter().enumerate() {
        let faults = addresses::ip(server.str(), Strictness::Strict);
        report.invalid_each(place.field("nameservers").index(index), server, faults);
    }
    let (searches, list) = (config.get("searches").items(), place.field("searches"));
    if searches.len() > MOST_SEARCHES {
        let why = format!("must not have more than {MOST_SEARCHES} search paths");
        report.invalid(list, config.get("searches"), why);
    }
    let spaces = searches.len().saturating_sub(1);
    if searches.iter().map(|search| search.str().len()).sum::<usize>() + spaces > MOST_SEARCH_BYTES
    {
        let why = format!(
            "must not have more than {MOST_SEARCH_BYTES} characters (including spaces) in the \
             search list"
        );
        report.invalid(list, config.get("searches"), why);
    }
    for (index, search) in searches.iter().enumerate() {
        let name = search.str().strip_suffix('.').unwrap_or(search.str());
        if search.str() != "." {
            let faults = names::dns_subdomain_with_underscore(name);
            report.invalid_each(list.index(index), Value::from(name), faults);
        }
    }
    for (index, option) in config.get("options").items().iter().enumerate() {
        if option.get("name").str().is_empty() {
            report.required(place.field("options").index(index), "must not be empty");
        }
    }
}

fn host_aliases(report: &mut Report, path: Path, aliases: &[Value]) {
    for (index, alias) in aliases.iter().enumerate() {
        let place = path.index(index);
        let faults = addresses::ip(alias.get("ip").str(), Strictness::Strict);
        report.invalid_each(place.field("ip"), labels::text(alias.get("ip")), faults);
        let list = place.field("hostnames");
        for (number, name) in alias.get("hostnames").items().iter().enumerate() {
            report.invalid_each(list.index(number), name, names::dns_subdomain(name.str()));
        }
    }
}

fn gates(report: &mut Report, path: Path, spec: &Value) {
    let list = path.field("readinessGates");
    for (index, gate) in spec.get("readinessGates").items().iter().enumerate() {
        let kind = gate.get("conditionType");
        let place = list.index(index);
        report.invalid_each(place.field("conditionType"), kind, names::qualified_name(kind.str()));
    }
    let list = path.field("schedulingGates");
    let mut taken = OrderedSet::new();
    for (index, gate) in spec.get("schedulingGates").items().iter().enumerate() {
        let name = gate.get("name");
        let place = list.index(index);
        report.invalid_each(place, labels::text(name), names::qualified_name(name.str()));
        if !taken.insert(name.str()) {
            report.duplicate(place, &labels::text(name));
        }
    }
}
