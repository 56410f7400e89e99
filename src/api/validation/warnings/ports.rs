//! Ports that get in each other's way.

use super::{MOST, Path};
use crate::api::Value;
use crate::api::pod::is_sidecar;
use crate::ordered::OrderedMap;

/// A port of the host, and at which of its addresses.
type OfHost<'spec> = (i64, &'spec str);
/// The ports so far with their places, by their numbers and protocols.
type Earlier<'spec> = OrderedMap<(i64, &'spec str), Vec<(OfHost<'spec>, String)>>;

/// The ports of all containers of a pod.
pub(super) fn of_containers(warnings: &mut Vec<String>, path: Path, spec: &Value, lists: &[&str]) {
    let mut earlier = Earlier::new();
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
    earlier: &mut Earlier<'spec>,
) {
    let (address, protocol) = (port.get("hostIP").str(), port.get("protocol").str());
    let (host, own) = (port.get("hostPort").int(), port.get("containerPort").int());
    if !address.is_empty() && host == 0 {
        warnings.push(format!(
            "{place}: hostIP set without hostPort: {{Name:{} HostPort:{host} ContainerPort:{own} \
             Protocol:{protocol} HostIP:{address}}}",
            port.get("name").str()
        ));
    }
    let same = earlier.entry((own, protocol)).or_default();
    let clashes = same.iter().filter_map(|(other, other_place)| {
        let what = clash((host, address), *other)?;
        Some(format!("{place}: {what} port definition with {other_place}"))
    });
    warnings.extend(clashes.take(MOST.saturating_sub(warnings.len())));
    same.push(((host, address), place.to_string()));
}

/// How two ports of the same number are in each other's way.
fn clash(of_host: OfHost, other: OfHost) -> Option<&'static str> {
    let ((host, address), (other_host, other_address)) = (of_host, other);
    if of_host == other {
        Some("duplicate")
    } else if host == 0 || other_host == 0 {
        Some("overlapping")
    } else if host == other_host && address.is_empty() != other_address.is_empty() {
        Some("dangerously ambiguous")
    } else {
        None
    }
}
