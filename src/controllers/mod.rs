//! Controllers: one file or folder each; none imports another.  What several need stands in files
//! beside them: claims, templates, hashes, batches, ranks, conditions.

pub mod claims;
pub mod conditions;
pub mod controller_revision;
pub mod cron_job;
pub mod daemon_set;
pub mod deployment;
pub mod disruption;
pub mod garbage_collector;
pub mod horizontal_pod_autoscaler;
pub mod job;
pub mod kubernetes_service;
pub mod namespace;
pub mod node_lifecycle;
pub mod persistent_volume;
pub mod pod_gc;
pub mod pod_template;
pub mod replica_set;
pub mod slow_start;
pub mod stateful_set;
pub mod taint_eviction;
pub mod template_hash;
mod template_text;
pub mod ttl_after_finished;
pub mod victims;
