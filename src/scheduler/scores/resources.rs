//! What scores compare of a node: how much of each resource is taken and how much there is.

use crate::scheduler::cycle::Cycle;
use crate::scheduler::demand::Amounts;
use crate::scheduler::node_info::NodeInfo;

/// A resource that is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource<'name> {
    /// Processors.
    Cpu,
    /// Memory.
    Memory,
    /// A resource of this name, of which only pods take notice that request it.
    Extended(&'name str),
}

/// What the default profile compares, with weights.
pub const RESOURCES: &[(Resource, i64)] = &[(Resource::Cpu, 1), (Resource::Memory, 1)];

/// How much of a resource its pods take, the new pod wants, and the node has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// What the node's pods take.
    pub used: i64,
    /// What the new pod wants.
    pub wanted: i64,
    /// What the node has; 0 where the resource does not count.
    pub allocatable: i64,
}

impl Resource<'_> {
    /// The share by what pods request.
    pub fn requested(self, cycle: &Cycle, node: &NodeInfo) -> Share {
        let of = |amounts: &Amounts| match self {
            Resource::Cpu => amounts.milli_cpu,
            Resource::Memory => amounts.memory,
            Resource::Extended(name) => amounts.extended.get(name).copied().unwrap_or_default(),
        };
        let wanted = of(&cycle.demand.requested);
        let unnoticed = matches!(self, Resource::Extended(_)) && wanted == 0;
        let allocatable = if unnoticed { 0 } else { of(&node.allocatable) };
        Share { used: of(&node.requested), wanted, allocatable }
    }

    /// The share in which processors and memory that nobody requested have their defaults.
    pub fn scored(self, cycle: &Cycle, node: &NodeInfo) -> Share {
        let (used, wanted, allocatable) = match self {
            Resource::Cpu => {
                (node.scored_milli_cpu, cycle.demand.scored_milli_cpu, node.allocatable.milli_cpu)
            }
            Resource::Memory => {
                (node.scored_memory, cycle.demand.scored_memory, node.allocatable.memory)
            }
            Resource::Extended(_) => return self.requested(cycle, node),
        };
        Share { used, wanted, allocatable }
    }
}
