//! Services get ports of the nodes.

use super::Store;
use super::service_address::others;
use crate::api::defaults::{needs_health_check, needs_node_ports};
use crate::api::{ErrorReason, FieldError, Object, StatusError, Value};
use crate::ordered::{OrderedMap, OrderedSet};
use crate::random::Random;

/// The ports of nodes that Services may take.
const FIRST_PORT: i64 = 30000;
/// The last of them.
const LAST_PORT: i64 = 32767;
/// So many at the beginning are left to those who choose theirs by hand.
const RESERVED_PORTS: i64 = 86;

/// The ports that are in use, and where the next one is drawn from.
struct Ports<'draw> {
    taken: OrderedSet<i64>,
    random: &'draw mut Random,
}

impl Ports<'_> {
    /// Takes this port, or says why it cannot be had.
    fn take(&mut self, number: i64) -> Result<(), String> {
        if !(FIRST_PORT..=LAST_PORT).contains(&number) {
            return Err(format!(
                "provided port is not in the valid range. The range of valid ports is \
                 {FIRST_PORT}-{LAST_PORT}"
            ));
        }
        let is_free = self.taken.insert(number);
        if is_free { Ok(()) } else { Err("provided port is already allocated".to_owned()) }
    }

    /// Takes any that is free.
    fn draw(&mut self) -> Result<i64, StatusError> {
        let first = FIRST_PORT + RESERVED_PORTS;
        let dynamic = LAST_PORT - first + 1;
        let start = self.random.below(dynamic as usize) as i64;
        let in_order = (0..dynamic).map(|step| first + (start + step) % dynamic);
        let number = in_order
            .chain(FIRST_PORT..first)
            .find(|number| !self.taken.contains(number))
            .ok_or_else(|| internal("failed to allocate a nodePort: range is full"))?;
        self.taken.insert(number);
        Ok(number)
    }
}

fn internal(why: &str) -> StatusError {
    StatusError::new(ErrorReason::InternalError, format!("Internal error occurred: {why}"))
}

/// The ports of nodes at which a Service is reached, that of its health check included.
fn node_ports(spec: &Value) -> impl Iterator<Item = i64> {
    let ports = spec.get("ports").items().iter().map(|port| port.get("nodePort").int());
    ports.chain([spec.get("healthCheckNodePort").int()]).filter(|number| *number != 0)
}

/// Gives a Service the ports that it asks for or needs; one that it had before it keeps.
///
/// # Errors
/// `Invalid` for a port that is taken or out of range.
pub fn allocate(
    store: &Store,
    random: &mut Random,
    service: &mut Object,
    before: Option<&Object>,
) -> Result<(), StatusError> {
    let spec = service.spec();
    let exposed = matches!(spec.get("type").str(), "NodePort" | "LoadBalancer");
    let checked = needs_health_check(spec);
    if !exposed && !checked {
        return Ok(());
    }
    let taken = others(store, service).flat_map(|other| node_ports(other.spec())).collect();
    let mut ports = Ports { taken, random };
    if exposed {
        let given = match before {
            None => new_ports(&mut ports, service)?,
            Some(before) => changed_ports(&mut ports, service, before)?,
        };
        service.body.set("spec.ports", given);
    }
    if checked {
        health_check(&mut ports, service, before)?;
    }
    Ok(())
}

fn refused(service: &Object, index: usize, number: i64, why: String) -> StatusError {
    let path = format!("spec.ports[{index}].nodePort");
    let fault = FieldError::invalid(path, &Value::Int(number), why);
    StatusError::invalid(service.kind, &service.meta.name, vec![fault])
}

/// Ports of one number, though of two protocols, have one port of the nodes (`initNodePorts`).
fn new_ports(ports: &mut Ports, service: &Object) -> Result<Vec<Value>, StatusError> {
    let given = service.spec().get("ports").items();
    let draws = needs_node_ports(service.spec());
    let number_of = |port: &Value| port.get("port").int();
    // What is asked for by one of those that have the same number is asked for by all.
    let mut wanted: OrderedMap<i64, i64> = OrderedMap::new();
    for port in given.iter().filter(|port| port.get("nodePort").int() != 0) {
        wanted.entry(number_of(port)).or_insert_with(|| port.get("nodePort").int());
    }
    let mut result = given.to_vec();
    let mut known: OrderedMap<i64, i64> = OrderedMap::new();
    for (index, port) in result.iter_mut().enumerate() {
        let asked = port.get("nodePort").int();
        if asked == 0 && !draws {
            continue;
        }
        let own = number_of(port);
        let mut take =
            |number| ports.take(number).map_err(|why| refused(service, index, number, why));
        let number = match (known.get(&own), wanted.get(&own)) {
            (Some(number), _) if asked == 0 || asked == *number => *number,
            (Some(_), _) => take(asked).map(|()| asked)?,
            (None, Some(number)) => take(*number).map(|()| *number)?,
            (None, None) => ports.draw()?,
        };
        known.entry(own).or_insert_with(|| number);
        port.set("nodePort", number);
    }
    Ok(result)
}

/// The ports of a Service that was there before (`updateNodePorts`).
fn changed_ports(
    ports: &mut Ports,
    service: &Object,
    before: &Object,
) -> Result<Vec<Value>, StatusError> {
    let draws = needs_node_ports(service.spec());
    let kept: OrderedSet<i64> = node_ports(before.spec()).collect();
    let mut own = OrderedSet::new();
    let mut pairs = OrderedSet::new();
    let mut result = service.spec().get("ports").items().to_vec();
    for (index, port) in result.iter_mut().enumerate() {
        let mut number = port.get("nodePort").int();
        if number == 0 && !draws {
            continue;
        }
        if number == 0 {
            number = ports.draw()?;
            port.set("nodePort", number);
        } else if !kept.contains(&number) && own.insert(number) {
            ports.take(number).map_err(|why| refused(service, index, number, why))?;
        }
        let protocol = port.get("protocol").str().to_owned();
        if !pairs.insert((protocol.clone(), number)) {
            return Err(internal(&format!("duplicate nodePort: {{{protocol} {number}}}")));
        }
    }
    Ok(result)
}

/// The port at which a load balancer asks a node whether it has a pod.
fn health_check(
    ports: &mut Ports,
    service: &mut Object,
    before: Option<&Object>,
) -> Result<(), StatusError> {
    if before.is_some_and(|before| needs_health_check(before.spec())) {
        return Ok(());
    }
    let asked = service.spec().get("healthCheckNodePort").int();
    if asked == 0 {
        let number = ports.draw()?;
        service.body.set("spec.healthCheckNodePort", number);
        return Ok(());
    }
    ports.take(asked).map_err(|why| {
        internal(&format!("failed to allocate requested HealthCheck NodePort {asked}: {why}"))
    })
}
