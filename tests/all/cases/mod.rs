//! The cases: inputs with the outcome that Kubernetes gives, one row a file.
//!
//! A row is a file's name, the number of its cases that agree at least (it only ever rises), and
//! the function that judges one case.  What may differ stands in `tests/known-differences.yaml`.

mod admission;
mod autoscaler;
mod canary;
mod cron;
mod cron_sync;
mod daemon_set;
mod decoding;
mod defaults;
mod deployment;
mod durations;
mod events;
mod eviction;
mod int_or_percent;
mod job;
mod job_backoff;
mod job_indexes;
mod job_sync;
mod job_tracking;
mod json;
mod jsonpath;
mod kubectl_describe;
mod kubectl_get;
mod kubectl_lines;
mod kubectl_polymorphic;
mod kubectl_rollout_status;
mod kubectl_set;
mod kubectl_tables;
mod kubelet;
mod names;
mod network;
mod objects;
mod pod_gc;
mod pod_resources;
mod pods;
mod quantity;
mod run;
mod scheduler;
mod scheduler_resources;
mod selectors;
mod stateful_set;
mod taints;
mod validated_objects;
mod validated_parts;
mod validation;
mod workloads;

use podarium::api::Value;

pub use run::{OWN, Score, scores_of};

/// One case of a file.
pub struct Case {
    /// `quantity-12`.
    pub id: String,
    /// The upstream table it comes from; empty if the file has only one.
    pub test: String,
    /// What is given.
    pub input: Value,
    /// What Kubernetes makes of it.
    pub expect: Value,
    /// The whole case, with what only some files have: `now`, `function`.
    pub whole: Value,
    /// The case as it is written, where the order of keys counts.
    pub text: String,
}

/// Whether Podarium agrees with a case, or how it does not.
pub type Verdict = Result<(), String>;

/// A file of cases and who judges them.
pub struct Family {
    /// `quantity`: the file's name.
    pub name: &'static str,
    /// How many of its cases agree at least; the number only ever rises.
    pub floor: usize,
    /// Judges one case.
    pub judge: fn(&Case) -> Verdict,
}

macro_rules! case_files {
    ($($file:ident $floor:literal $judge:path;)*) => {
        /// Every file of cases that somebody judges.
        pub const FAMILIES: &[Family] =
            &[$(Family { name: stringify!($file), floor: $floor, judge: $judge },)*];
    };
}

case_files! {
    argo_canary_replicas 69 canary::judge;
    cronjob_sync 56 cron_sync::judge;
    job_backoff 39 job_backoff::judge;
    job_backoff_per_index 46 job_backoff::judge_per_index;
    job_sync 60 job_sync::judge;
    job_tracking 57 job_tracking::judge;
    taint_eviction 23 eviction::judge_taints;
    ttl_after_finished 6 eviction::judge_ttl;
    hpa_replica_calculator 80 autoscaler::calculator;
    event_aggregation 9 events::judge;
    endpointslice 39 network::endpoint_slice;
    sched_interpod_affinity 59 scheduler::inter_pod;
    kubelet_conditions 40 kubelet::condition;
    kubelet_pod_phase 24 kubelet::phase;
    kubelet_restart 22 kubelet::restart;
    sched_messages 10 scheduler::message;
    sched_node_affinity 75 scheduler::affinity_to_nodes;
    sched_resources_fit 92 scheduler_resources::fit;
    sched_score_grid 193 scheduler_resources::grid;
    sched_simple_filters 36 scheduler::simple;
    sched_taint_toleration 58 taints::judge;
    sched_topology_spread 87 scheduler::topology_spread;
    cron_next 75 cron::judge_next;
    cron_parse 44 cron::judge_parse;
    cronjob_due_grid 905 cron::judge_due;
    cronjob_schedule_times 16 cron::judge_times;
    human_duration 53 durations::judge;
    human_duration_grid 31 durations::judge_grid;
    jsonpath 98 jsonpath::judge;
    kubectl_describe 133 kubectl_describe::judge;
    kubectl_describe_full 14 kubectl_describe::judge_full;
    kubectl_get_output 130 kubectl_get::judge_output;
    job_backoff_grid 100 job::judge_backoff;
    job_completed_indexes_format 10 job::judge_format;
    job_indexes 24 job::judge_indexes;
    job_pod_failure_policy 22 job::judge_failure_policy;
    job_success_policy 26 job::judge_success_policy;
    kubectl_get_rows 158 kubectl_get::judge_row;
    kubectl_wait 20 kubectl_lines::wait;
    kubectl_drain 8 kubectl_lines::drain;
    kubectl_util 38 kubectl_lines::source;
    kubectl_set 22 kubectl_set::judge;
    kubectl_polymorphic 50 kubectl_polymorphic::judge;
    kubectl_rollout_status 9 kubectl_rollout_status::judge;
    admission_default_tolerations 7 admission::default_tolerations;
    api_defaults 35 defaults::stored;
    api_defaults_upstream 103 defaults::upstream;
    pod_gc 20 pod_gc::judge;
    pod_util 30 pods::judge;
    pod_qos 20 pod_resources::qos;
    pod_resource_requests 92 pod_resources::requests;
    api_create_errors 169 validation::creation;
    api_update_errors 45 validation::update;
    field_error_text 37 validation::error_text;
    field_selector_parse 23 selectors::fields;
    int_or_percent 20 int_or_percent::judge;
    int_or_percent_grid 227 int_or_percent::judge_grid;
    label_selector_objects 14 selectors::objects;
    label_selector_parse 104 selectors::parse;
    object_meta_validation 28 validation::metadata;
    name_validation 413 names::judge;
    pod_api_warnings 98 validation::warnings;
    validation_apps 223 validated_objects::judge;
    validation_batch 125 validated_objects::judge;
    validation_core 798 validated_objects::judge;
    validation_other 190 validated_objects::judge;
    quantity 256 quantity::judge;
    daemonset_eligibility 10 daemon_set::eligibility;
    daemonset_update 24 daemon_set::update;
    deployment_fenceposts_grid 876 workloads::fenceposts;
    deployment_rollout_traces 408 workloads::rollout;
    deployment_rolling 19 deployment::rolling;
    deployment_status_history 45 deployment::status_history;
    deployment_util 89 deployment::util;
    replicaset_status 23 deployment::replica_set_status;
    statefulset_tables 54 stateful_set::judge;
    deployment_scale_proportional 14 workloads::proportional;
    replicaset_pods_to_delete 38 workloads::victims;
    safe_encode 8 workloads::safe_encode;
    statefulset_names 11 workloads::ordinal_names;
    statefulset_ordinal_range 9 workloads::ordinal_range;
    statefulset_pvc_names 3 workloads::claim_names;
}

/// Compares what came out with what was expected.
pub fn same<Left: PartialEq<Right> + std::fmt::Debug, Right: std::fmt::Debug>(
    came: Left,
    expected: Right,
) -> Verdict {
    if came == expected { Ok(()) } else { Err(format!("{came:?}\n     not {expected:?}")) }
}

/// Excuses a difference where a case asks for what Podarium leaves out on purpose, and says why.
pub fn excused(verdict: Verdict, asks: bool, why: &str) -> Verdict {
    if asks { verdict.map_err(|_| format!("not served: {why}")) } else { verdict }
}

/// A table that a row does not answer.
pub fn unknown(case: &Case) -> Verdict {
    Err(format!("nobody answers {}", case.test))
}
