//! What a `KubeSchedulerConfiguration` says to the plugins.  Podarium's scheduler has the default
//! profile.

use super::scores::BEST;
use super::scores::resources::{RESOURCES, Resource};
use super::scores::resources_fit::Strategy;
use super::spread::HOSTNAME;
use crate::api::{FieldError, Value};

/// The arguments of a profile's plugins.
#[derive(Clone, Copy, Debug)]
pub struct Profile<'names> {
    /// By what NodeResourcesFit compares nodes.
    pub strategy: Strategy<'names>,
    /// What NodeResourcesFit compares, with weights.
    pub resources: &'names [(Resource<'names>, i64)],
    /// The resources that NodeResourcesFit leaves to others.
    pub ignored: &'names [&'names str],
    /// The same for all whose names begin with one of these and a slash.
    pub ignored_groups: &'names [&'names str],
    /// What NodeResourcesBalancedAllocation compares.
    pub balanced: &'names [(Resource<'names>, i64)],
    /// What NodeAffinity demands of nodes and would rather find there, besides what pods say.
    pub added_affinity: Option<&'names Value>,
    /// What InterPodAffinity counts a pod that must be near the new one.
    pub hard_affinity_weight: i64,
    /// Whether InterPodAffinity takes no notice of what other pods would rather have, where the
    /// new one has no such wishes itself.
    pub ignores_other_wishes: bool,
    /// How PodTopologySpread spreads pods that say nothing about it.
    pub spread: &'names [DefaultConstraint<'names>],
    /// Whether tolerations may compare numbers: the gate TaintTolerationComparisonOperators.
    pub compares_taints: bool,
}

/// A constraint of the pods that have none.
#[derive(Clone, Copy, Debug)]
pub struct DefaultConstraint<'names> {
    /// The label whose values are the domains.
    pub key: &'names str,
    /// How much fuller than the emptiest domain a domain may be.
    pub max_skew: i64,
    /// `DoNotSchedule` or `ScheduleAnyway`.
    pub when: &'names str,
}

const fn soft(key: &str, max_skew: i64) -> DefaultConstraint<'_> {
    DefaultConstraint { key, max_skew, when: "ScheduleAnyway" }
}

/// The default profile with the default gates of 1.36.
pub const DEFAULT: Profile = Profile {
    strategy: Strategy::LeastAllocated,
    resources: RESOURCES,
    ignored: &[],
    ignored_groups: &[],
    balanced: RESOURCES,
    added_affinity: None,
    hard_affinity_weight: 1,
    ignores_other_wishes: false,
    spread: &[soft(HOSTNAME, 3), soft("topology.kubernetes.io/zone", 5)],
    compares_taints: false,
};

impl Profile<'_> {
    /// Whether NodeResourcesFit leaves an extended resource to others.
    pub fn ignores(&self, name: &str) -> bool {
        let group = name.split('/').next().unwrap_or_default();
        self.ignored.contains(&name) || self.ignored_groups.contains(&group)
    }

    /// Which weights of NodeResourcesFit's resources are none.
    pub fn faults(&self) -> Vec<FieldError> {
        let weights = self.resources.iter().map(|(_, weight)| *weight).enumerate();
        let wrong = weights.filter(|(_, weight)| !(1..=BEST).contains(weight));
        let fault = |(index, weight): (usize, i64)| {
            let path = format!("scoringStrategy.resources[{index}].weight");
            FieldError::invalid(path, &Value::from(weight), "not in valid range (0, 100]")
        };
        wrong.map(fault).collect()
    }
}
