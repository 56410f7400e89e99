//! Ports that get in each other's way.

use super::Path;
use crate::api::Value;
use crate::api::pod::is_sidecar;
use crate::ordered::OrderedMap;

/// The ports of all containers of a pod.
pub(super) fn of_containers(warnings: &mut Vec<String>, path: Path, spec: &Value, lists: &[&str]) {
    let mut earlier: Vec<(&Value, String)> = Vec::new();
    let mut names = Vec::new();
    let mut owners: OrderedMap<&str, String> = OrderedMap::new();
    for list in lists {
        let list_path = path.field(list);
        for (index, container) in spec.get(list).items().iter().enumerate() {
            let runs_on = *list != "initContainers" || is_sidecar(container);
            let container_path = list_path.index(index);
            let ports_path = container_path.field("ports");
            for (number, port) in container.get("ports").items().iter().enumerate() {
                let place = ports_path.index(number);
                one_port(warnings, place, port, &mut earlier);
                let name = port.get("name").str();
                if !runs_on || name.is_empty() {
                    continue;
                }
                match owners.get(name) {
                    Some(owner) => names.push(format!(
                        "{place}: duplicate port name \"{name}\" with {owner}, services and probes \
                         that select ports by name will use {owner}"
                    )),
                    None => drop(owners.insert(name, place.to_string())),
                }
            }
        }
    }
    warnings.extend(names);
}

fn one_port<'spec>(
    warnings: &mut Vec<String>,
    place: Path,
    port: &'spec Value,
    earlier: &mut Vec<(&'spec Value, String)>,
) {
    let number = |port: &Value, field: &str| port.get(field).int();
    let address = port.get("hostIP").str();
    let (host, own) = (number(port, "hostPort"), number(port, "containerPort"));
    if !address.is_empty() && host == 0 {
        warnings.push(format!(
            "{place}: hostIP set without hostPort: {{Name:{} HostPort:{host} ContainerPort:{own} \
             Protocol:{} HostIP:{address}}}",
            port.get("name").str(),
            port.get("protocol").str()
        ));
    }
    for (other, other_place) in earlier.iter() {
        let same_port = number(other, "containerPort") == own
            && other.get("protocol").str() == port.get("protocol").str();
        if !same_port {
            continue;
        }
        let other_host = number(other, "hostPort");
        let other_address = other.get("hostIP").str();
        let what = if address == other_address && host == other_host {
            "duplicate"
        } else if host == 0 || other_host == 0 {
            "overlapping"
        } else if host == other_host && address.is_empty() != other_address.is_empty() {
            "dangerously ambiguous"
        } else {
            continue;
        };
        warnings.push(format!("{place}: {what} port definition with {other_place}"));
    }
    earlier.push((port, place.to_string()));
}
