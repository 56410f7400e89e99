//! Services get an address of the cluster.

use super::{Store, service_families, service_ports};
use crate::api::{FieldError, Kind, Object, StatusError};
use crate::ordered::OrderedSet;
use crate::random::Random;
use std::net::Ipv4Addr;

/// The addresses of Services: `10.96.0.0/16`.
const FIRST_ADDRESS: u32 = 0x0a60_0000;
/// How many there are, the first and the last of which stay free.
const ADDRESSES: u32 = 1 << 16;
/// So many at the beginning are left to those who choose theirs by hand.
const RESERVED_ADDRESSES: u32 = 256;

/// Gives a Service the addresses and ports that it asks for or needs, before anybody looks at the
/// rest of it.  What a changed one has it keeps.
///
/// # Errors
/// `Invalid` for an address or port that is taken or out of range.  A function of its own in the
/// Wasm, too, so that it need not be there before there is a Service (`tools/split`).
#[inline(never)]
pub(super) fn allocate(
    store: &Store,
    random: &mut Random,
    service: &mut Object,
    before: Option<&Object>,
) -> Result<(), StatusError> {
    let is_external = |service: &Object| service.spec().get("type").str() == "ExternalName";
    let refused =
        |service: &Object, faults| StatusError::invalid(Kind::Service, &service.meta.name, faults);
    if !is_external(service) {
        service_families::complete(service).map_err(|faults| refused(service, faults))?;
        if before.is_none_or(is_external)
            && let Some(fault) = allocate_address(store, random, service)
        {
            return Err(refused(service, vec![fault]));
        }
    }
    service_ports::allocate(store, random, service, before)
}

fn allocate_address(
    store: &Store,
    random: &mut Random,
    service: &mut Object,
) -> Option<FieldError> {
    let given = service.spec().get("clusterIP").str().to_owned();
    if given == "None" {
        return None;
    }
    let taken = taken_addresses(store, service);
    if given.is_empty() {
        let Some(address) = free_address(&taken, random) else {
            return Some(address_fault(service, "range is full"));
        };
        let address = address.to_string();
        service.body.set("spec.clusterIPs", vec![address.as_str()]);
        service.body.set("spec.clusterIP", address);
        return None;
    }
    let offset = |address: Ipv4Addr| u32::from(address).wrapping_sub(FIRST_ADDRESS);
    let why = match given.parse::<Ipv4Addr>().ok().filter(|parsed| offset(*parsed) < ADDRESSES) {
        None => "the provided network does not match the current range".to_owned(),
        Some(address) if matches!(offset(address) + 1, 1 | ADDRESSES) => format!(
            "the provided IP ({given}) is not in the valid range. The range of valid IPs is \
             {}/16",
            Ipv4Addr::from(FIRST_ADDRESS)
        ),
        Some(address) if taken.contains(&u32::from(address)) => {
            "provided IP is already allocated".to_owned()
        }
        Some(_) => return None,
    };
    Some(address_fault(service, &format!("failed to allocate IP {given}: {why}")))
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
pub fn others<'store>(
    store: &'store Store,
    service: &Object,
) -> impl Iterator<Item = &'store std::rc::Rc<Object>> {
    let key = service.key();
    store.list(Kind::Service, None).filter(move |other| other.key() != key)
}
