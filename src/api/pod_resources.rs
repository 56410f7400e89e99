//! What a pod asks of its node: the requests and limits of all its containers together, and its
//! quality of service.

use super::pod::is_sidecar;
use super::quantity::Quantity;
use super::value::{Map, Value};
use crate::ordered::OrderedMap;
use smol_str::SmolStr;
use std::borrow::Cow;

/// Amounts by the name of the resource.
pub type Resources = OrderedMap<SmolStr, Quantity>;

/// Which list of a container's `resources` is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// What it is sure to get.
    Requests,
    /// What it never gets more than.
    Limits,
}

impl Demand {
    fn field(self) -> &'static str {
        match self {
            Demand::Requests => "requests",
            Demand::Limits => "limits",
        }
    }
}

/// A pod's `spec` with what its containers really have, as long as a change of their resources
/// is not through: the largest of what they ask for, have, and are promised; what cannot be given
/// (`Infeasible`) does not count (`UseStatusResources`).
pub fn in_use<'pod>(spec: &'pod Value, status: &Value) -> Cow<'pod, Value> {
    let mut used = Cow::Borrowed(spec);
    let tells =
        |statuses: &Value| statuses.items().iter().any(|status| !status.get("resources").is_null());
    if !tells(status.get("containerStatuses")) && !tells(status.get("initContainerStatuses")) {
        return used;
    }
    let is_refused = status.get("conditions").items().iter().any(|condition| {
        condition.get("type").str() == "PodResizePending"
            && condition.get("reason").str() == "Infeasible"
    });
    for (field, statuses) in
        [("containers", "containerStatuses"), ("initContainers", "initContainerStatuses")]
    {
        for (index, container) in spec.get(field).items().iter().enumerate() {
            let named = |one: &&Value| one.get("name") == container.get("name");
            let Some(given) = status.get(statuses).items().iter().find(named) else { continue };
            let can_change = field == "containers" || is_sidecar(container);
            if given.get("resources").is_null() || !can_change {
                continue;
            }
            let place = &mut used.to_mut().make_map().entry(field).make_list().items_mut()[index];
            for demand in [Demand::Requests, Demand::Limits] {
                let mut most = read(given.get("resources").get(demand.field()));
                if demand == Demand::Requests {
                    keep_largest(&mut most, read(given.get("allocatedResources")));
                }
                if !is_refused {
                    keep_largest(&mut most, of_container(container, demand));
                }
                place.set_given(&format!("resources.{}", demand.field()), list(&most));
            }
        }
    }
    used
}

/// An amount in units of a `divisor`, rounded up; in whole ones if that is 0 or missing.
pub fn in_units(amount: Quantity, divisor: &Value) -> i64 {
    let unit = match Quantity::of(divisor) {
        unit if unit.is_zero() => Quantity::new(1),
        unit => unit,
    };
    let [amount, unit] = [amount, unit].map(Quantity::milli_value);
    let whole = amount.checked_div(unit).unwrap_or_default();
    whole.saturating_add((amount.checked_rem(unit).unwrap_or_default() > 0).into())
}

/// What the scheduler counts for a pod of this `spec` (`PodRequests`): its own requests where it
/// has some, else those of its containers, and its overhead.
pub fn pod_requests(spec: &Value) -> Resources {
    let mut total = without_overhead(spec, Demand::Requests);
    for (name, amount) in read(spec.get("overhead")) {
        add(&mut total, name, amount);
    }
    total
}

/// The processors and memory that a pod's devices take, as its status tells
/// (`nodeAllocatableResourceClaimStatuses`).  They come on top of what it requests, once the gate
/// DRANodeAllocatableResources is on, which is off in 1.36.
pub fn of_devices(status: &Value) -> Resources {
    let mut total = Resources::new();
    for claim in status.get("nodeAllocatableResourceClaimStatuses").items() {
        add_all(&mut total, &read(claim.get("resources")));
    }
    total
}

/// The most that a pod of this `spec` may use (`PodLimits`).  Overhead comes on top of a limit,
/// but makes none.
pub fn pod_limits(spec: &Value) -> Resources {
    let mut total = without_overhead(spec, Demand::Limits);
    for (name, amount) in read(spec.get("overhead")) {
        if let Some(limit) = total.get_mut(&name).filter(|limit| !limit.is_zero()) {
            *limit = *limit + amount;
        }
    }
    total
}

/// A pod's demand but for its overhead.
pub fn without_overhead(spec: &Value, demand: Demand) -> Resources {
    let mut total = of_containers(spec, demand);
    let own = read(spec.get("resources").get(demand.field()));
    total.extend(own.into_iter().filter(|(name, _)| is_pod_level(name)));
    total
}

/// The demand of a pod's containers (`AggregateContainerRequests`).  Init containers run one
/// after the other, so only the largest counts; sidecars start among them and stay.
pub fn of_containers(spec: &Value, demand: Demand) -> Resources {
    let mut total = Resources::new();
    for container in spec.get("containers").items() {
        add_all(&mut total, &of_container(container, demand));
    }
    let mut sidecars = Resources::new();
    let mut largest = Resources::new();
    for container in spec.get("initContainers").items() {
        let own = of_container(container, demand);
        let at_its_time = if is_sidecar(container) {
            add_all(&mut total, &own);
            add_all(&mut sidecars, &own);
            sidecars.clone()
        } else {
            let mut sum = own;
            add_all(&mut sum, &sidecars);
            sum
        };
        keep_largest(&mut largest, at_its_time);
    }
    keep_largest(&mut total, largest);
    total
}

/// Whether a pod as a whole may ask for this resource.
pub fn is_pod_level(name: &str) -> bool {
    matches!(name, "cpu" | "memory") || name.starts_with("hugepages-")
}

/// The amounts of a resource list.
pub fn read(list: &Value) -> Resources {
    list.entries().iter().map(|(name, amount)| (name.into(), Quantity::of(amount))).collect()
}

fn list(amounts: &Resources) -> Map {
    amounts.iter().map(|(name, amount)| (name.clone(), amount.to_string())).collect()
}

/// A pod's quality of service (`ComputePodQOS`).
pub fn qos_class(spec: &Value) -> &'static str {
    let whole = spec.get("resources");
    let holders: Vec<&Value> = if whole.is_null() {
        let lists = [spec.get("containers").items(), spec.get("initContainers").items()];
        lists.into_iter().flatten().map(|container| container.get("resources")).collect()
    } else {
        vec![whole]
    };
    let (mut requests, mut limits) = (Resources::new(), Resources::new());
    let mut all_limited = true;
    for holder in holders {
        add_all(&mut requests, &counted(holder.get("requests")));
        let own_limits = counted(holder.get("limits"));
        all_limited &= own_limits.len() == 2;
        add_all(&mut limits, &own_limits);
    }
    if requests.is_empty() && limits.is_empty() {
        "BestEffort"
    } else if all_limited && requests == limits {
        "Guaranteed"
    } else {
        "Burstable"
    }
}

/// Only some of these resources decide on the quality of service.
fn counted(list: &Value) -> Resources {
    let mut counted = read(list);
    counted.retain(|name, amount| {
        matches!(name.as_str(), "cpu" | "memory") && !amount.is_zero() && !amount.is_negative()
    });
    counted
}

fn of_container(container: &Value, demand: Demand) -> Resources {
    read(container.get("resources").get(demand.field()))
}

fn add(total: &mut Resources, name: SmolStr, amount: Quantity) {
    let sum = total.entry(name).or_default();
    *sum = *sum + amount;
}

/// Adds all amounts of `other`.
pub fn add_all(total: &mut Resources, other: &Resources) {
    for (name, amount) in other {
        add(total, name.clone(), *amount);
    }
}

fn keep_largest(total: &mut Resources, other: Resources) {
    for (name, amount) in other {
        let kept = total.entry(name).or_insert(amount);
        *kept = amount.max(*kept);
    }
}
