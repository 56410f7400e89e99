//! What a pod takes of a node, in the scheduler's own units: thousandths of a processor, bytes,
//! and whole numbers of everything else.

use crate::api::pod_resources::{Resources, pod_requests};
use crate::api::{Quantity, Value};
use crate::ordered::OrderedMap;
use smol_str::SmolStr;

/// What a container without a request for processors counts as in scores, in thousandths.
const DEFAULT_MILLI_CPU: i64 = 100;
/// What a container without a request for memory counts as in scores, in bytes.
const DEFAULT_MEMORY: i64 = 200 * 1024 * 1024;

/// Amounts of resources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// Thousandths of a processor.
    pub milli_cpu: i64,
    /// Bytes.
    pub memory: i64,
    /// Bytes.
    pub ephemeral_storage: i64,
    /// Whatever else there is, by its name: `nvidia.com/gpu`.
    pub extended: OrderedMap<SmolStr, i64>,
}

impl Amounts {
    /// Reads a list of quantities by name.
    pub fn of(resources: &Resources) -> Amounts {
        let mut amounts = Amounts::default();
        for (name, quantity) in resources {
            match name.as_str() {
                "cpu" => amounts.milli_cpu = quantity.milli_value(),
                "memory" => amounts.memory = quantity.value(),
                "ephemeral-storage" => amounts.ephemeral_storage = quantity.value(),
                "pods" => {}
                _ => drop(amounts.extended.insert(name.clone(), quantity.value())),
            }
        }
        amounts
    }

    /// Reads `status.allocatable` of a node.
    pub fn of_list(list: &Value) -> Amounts {
        let entries = list.entries().iter();
        Amounts::of(&entries.map(|(name, value)| (name.into(), Quantity::of(value))).collect())
    }

    /// Each amount beside that of the same in `other`.
    pub fn beside<'amounts>(
        &'amounts self,
        other: &'amounts Amounts,
    ) -> impl Iterator<Item = (i64, i64)> + 'amounts {
        let extended = self
            .extended
            .iter()
            .map(|(name, amount)| (*amount, other.extended.get(name).copied().unwrap_or_default()));
        let known = [
            (self.milli_cpu, other.milli_cpu),
            (self.memory, other.memory),
            (self.ephemeral_storage, other.ephemeral_storage),
        ];
        known.into_iter().chain(extended)
    }

    /// Adds `other`, or takes it away when `sign` is -1.
    pub fn add(&mut self, other: &Amounts, sign: i64) {
        count(&mut self.milli_cpu, other.milli_cpu, sign);
        count(&mut self.memory, other.memory, sign);
        count(&mut self.ephemeral_storage, other.ephemeral_storage, sign);
        for (name, amount) in &other.extended {
            count(self.extended.entry(name.clone()).or_default(), *amount, sign);
        }
    }
}

/// Adds an amount to a sum, or takes it away.  Beyond all measure sums wrap, as upstream's do: what
/// is taken away again leaves what was there.
pub fn count(sum: &mut i64, amount: i64, sign: i64) {
    *sum = sum.wrapping_add(sign.wrapping_mul(amount));
}

/// What a pod takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    /// What it requests.
    pub requested: Amounts,
    /// What it counts as in scores: thousandths of a processor, where missing requests have their
    /// defaults.
    pub scored_milli_cpu: i64,
    /// The same for memory, in bytes.
    pub scored_memory: i64,
}

impl Demand {
    /// What a pod of this `spec` takes.
    pub fn of(spec: &Value) -> Demand {
        let requested = Amounts::of(&pod_requests(spec));
        let scored = match has_all_requests(spec) {
            true => requested.clone(),
            false => Amounts::of(&pod_requests(&with_default_requests(spec))),
        };
        Demand { requested, scored_milli_cpu: scored.milli_cpu, scored_memory: scored.memory }
    }
}

fn has_all_requests(spec: &Value) -> bool {
    let complete = |container: &Value| {
        let requests = container.get("resources").get("requests");
        !requests.get("cpu").is_null() && !requests.get("memory").is_null()
    };
    spec.get("containers").items().iter().all(complete)
        && spec.get("initContainers").items().iter().all(complete)
}

fn with_default_requests(spec: &Value) -> Value {
    let mut spec = spec.clone();
    for field in ["containers", "initContainers"] {
        if spec.get(field).is_null() {
            continue;
        }
        for container in spec.make_map().entry(field).make_list().items_mut() {
            for (name, amount) in [
                ("cpu", Value::from(format!("{DEFAULT_MILLI_CPU}m"))),
                ("memory", Value::from(DEFAULT_MEMORY.to_string())),
            ] {
                if container.get("resources").get("requests").get(name).is_null() {
                    container.set_given(&format!("resources.requests.{name}"), amount);
                }
            }
        }
    }
    spec
}
