//! Services get an address of the cluster and ports of the nodes.

use super::Store;
use crate::api::defaults::needs_node_ports;
use crate::api::{FieldError, Kind, Object, StatusError, Value};
use crate::ordered::OrderedSet;
use crate::random::Random;
use std::net::Ipv4Addr;

/// The addresses of Services: `10.96.0.0/16`.
const FIRST_ADDRESS: u32 = 0x0a60_0000;
/// How many there are, the first and the last of which stay free.
const ADDRESSES: u32 = 1 << 16;
/// So many at the beginning are left to those who choose theirs by hand.
const RESERVED_ADDRESSES: u32 = 256;
/// The ports of nodes that Services may take.
const FIRST_PORT: i64 = 30000;
/// The last of them.
const LAST_PORT: i64 = 32767;
/// So many at the beginning are left to those who choose theirs by hand.
const RESERVED_PORTS: i64 = 86;

/// Gives a valid Service the addresses and ports that it asks for or needs.
///
/// # Errors
/// `Invalid` for an address or port that is taken or out of range.
pub fn allocate(
    store: &Store,
    random: &mut Random,
    service: &mut Object,
) -> Result<(), StatusError> {
    if service.kind != Kind::Service {
        return Ok(());
    }
    let faults = match allocate_address(store, random, service) {
        Some(fault) => vec![fault],
        None => allocate_ports(store, random, service),
    };
    if faults.is_empty() {
        return Ok(());
    }
    Err(StatusError::invalid(Kind::Service, &service.meta.name, faults))
}

fn allocate_address(
    store: &Store,
    random: &mut Random,
    service: &mut Object,
) -> Option<FieldError> {
    let spec = service.spec();
    if spec.get("type").str() == "ExternalName" {
        return None;
    }
    let given = spec.get("clusterIP").str().to_owned();
    // A headless Service without a selector has its endpoints from somebody who may give any.
    let any_family = given == "None" && spec.get("selector").entries().is_empty();
    let (policy, families): (&str, &[&str]) = if any_family {
        ("RequireDualStack", &["IPv4", "IPv6"])
    } else {
        ("SingleStack", &["IPv4"])
    };
    for (field, default) in
        [("ipFamilyPolicy", Value::from(policy)), ("ipFamilies", Value::from(families.to_vec()))]
    {
        if service.spec().get(field).is_null() {
            service.body.entry("spec").set(field, default);
        }
    }
    if given == "None" {
        service.body.set("spec.clusterIPs", vec!["None"]);
        return None;
    }
    let taken = taken_addresses(store, service);
    let address = if given.is_empty() {
        match free_address(&taken, random) {
            Some(address) => address.to_string(),
            None => return Some(address_fault(service, "range is full")),
        }
    } else {
        let parsed = given.parse::<Ipv4Addr>().ok();
        let offset = parsed.map(|address| u32::from(address).wrapping_sub(FIRST_ADDRESS));
        if !offset.is_some_and(|offset| offset > 0 && offset < ADDRESSES - 1) {
            let why = format!(
                "failed to allocate IP {given}: the provided IP ({given}) is not in the valid \
                 range. The range of valid IPs is {}/16",
                Ipv4Addr::from(FIRST_ADDRESS)
            );
            return Some(address_fault(service, &why));
        }
        if parsed.is_some_and(|address| taken.contains(&u32::from(address))) {
            let why = format!("failed to allocate IP {given}: provided IP is already allocated");
            return Some(address_fault(service, &why));
        }
        given
    };
    service.body.set("spec.clusterIPs", vec![address.as_str()]);
    service.body.set("spec.clusterIP", address);
    None
}

fn address_fault(service: &Object, why: &str) -> FieldError {
    FieldError::invalid("spec.clusterIPs", service.spec().get("clusterIPs"), why)
}

fn taken_addresses(store: &Store, service: &Object) -> OrderedSet<u32> {
    others(store, service)
        .filter_map(|other| other.spec().get("clusterIP").str().parse::<Ipv4Addr>().ok())
        .map(u32::from)
        .collect()
}

fn free_address(taken: &OrderedSet<u32>, random: &mut Random) -> Option<Ipv4Addr> {
    let dynamic = ADDRESSES - 1 - RESERVED_ADDRESSES;
    let start = random.below(dynamic as usize) as u32;
    let in_order = (0..dynamic).map(|step| RESERVED_ADDRESSES + (start + step) % dynamic);
    let then_reserved = 1..RESERVED_ADDRESSES;
    in_order
        .chain(then_reserved)
        .map(|offset| FIRST_ADDRESS + offset)
        .find(|address| !taken.contains(address))
        .map(Ipv4Addr::from)
}

/// The Services beside this one.
fn others<'store>(
    store: &'store Store,
    service: &Object,
) -> impl Iterator<Item = &'store std::rc::Rc<Object>> {
    let key = service.key();
    store.list(Kind::Service, None).filter(move |other| other.key() != key)
}

fn allocate_ports(store: &Store, random: &mut Random, service: &mut Object) -> Vec<FieldError> {
    let spec = service.spec();
    let allocates = needs_node_ports(spec);
    let any_given = spec.get("ports").items().iter().any(|port| port.get("nodePort").int() != 0);
    if !allocates && !any_given {
        return Vec::new();
    }
    let taken: OrderedSet<(i64, String)> = others(store, service)
        .flat_map(|other| other.spec().get("ports").items())
        .map(|port| (port.get("nodePort").int(), port.get("protocol").str().to_owned()))
        .collect();
    let mut faults = Vec::new();
    let mut own = OrderedSet::new();
    let mut ports = spec.get("ports").items().to_vec();
    for (index, port) in ports.iter_mut().enumerate() {
        let protocol = port.get("protocol").str().to_owned();
        let given = port.get("nodePort").int();
        if given == 0 {
            if allocates && let Some(number) = free_port(&taken, &own, &protocol, random) {
                port.set("nodePort", number);
                own.insert((number, protocol));
            }
        } else if let Some(why) = port_fault(&taken, given, &protocol) {
            let path = format!("spec.ports[{index}].nodePort");
            faults.push(FieldError::invalid(path, port.get("nodePort"), why));
        } else {
            own.insert((given, protocol));
        }
    }
    service.body.set("spec.ports", ports);
    faults
}

fn port_fault(taken: &OrderedSet<(i64, String)>, number: i64, protocol: &str) -> Option<String> {
    if !(FIRST_PORT..=LAST_PORT).contains(&number) {
        return Some(format!(
            "provided port is not in the valid range. The range of valid ports is \
             {FIRST_PORT}-{LAST_PORT}"
        ));
    }
    let is_taken = taken.contains(&(number, protocol.to_owned()));
    is_taken.then(|| "provided port is already allocated".to_owned())
}

fn free_port(
    taken: &OrderedSet<(i64, String)>,
    own: &OrderedSet<(i64, String)>,
    protocol: &str,
    random: &mut Random,
) -> Option<i64> {
    let first = FIRST_PORT + RESERVED_PORTS;
    let dynamic = LAST_PORT - first + 1;
    let start = random.below(dynamic as usize) as i64;
    let in_order = (0..dynamic).map(|step| first + (start + step) % dynamic);
    in_order.chain(FIRST_PORT..first).find(|number| {
        let slot = (*number, protocol.to_owned());
        !taken.contains(&slot) && !own.contains(&slot)
    })
}
