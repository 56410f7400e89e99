//! The verbs: one file each, one row each.

mod api_resources;
mod apply;
mod auth;
mod autoscale;
mod cluster_info;
mod config;
mod cordon;
mod create;
mod delete;
mod describe;
mod diff;
mod drain;
mod edit;
mod elsewhere;
mod events;
mod exec;
mod explain;
mod explained;
mod expose;
mod get;
mod label;
mod last_applied;
mod logs;
mod patch;
mod port_forward;
mod replace;
mod rollout;
mod run;
mod scale;
mod set;
mod taint;
mod top;
mod version;
mod wait;

use super::verb::Verb;

/// All verbs, in the order in which help lists them.
pub static VERBS: &[&Verb] = &[
    &create::VERB,
    &expose::VERB,
    &run::VERB,
    &set::image::VERB,
    &set::env::VERB,
    &set::resources::VERB,
    &set::selector::VERB,
    &set::serviceaccount::VERB,
    &set::subject::VERB,
    &explain::VERB,
    &create::namespace::VERB,
    &create::deployment::VERB,
    &create::job::VERB,
    &create::cronjob::VERB,
    &create::service::CLUSTER_IP,
    &create::service::NODE_PORT,
    &create::service::LOAD_BALANCER,
    &create::service::EXTERNAL_NAME,
    &create::configmap::VERB,
    &create::secret::GENERIC,
    &create::secret::TLS,
    &create::secret::REGISTRY,
    &create::ingress::VERB,
    &create::role::ROLE,
    &create::rolebinding::ROLE_BINDING,
    &create::role::CLUSTER_ROLE,
    &create::rolebinding::CLUSTER_ROLE_BINDING,
    &create::token::VERB,
    &create::serviceaccount::VERB,
    &create::quota::VERB,
    &create::priorityclass::VERB,
    &create::poddisruptionbudget::VERB,
    &get::VERB,
    &edit::VERB,
    &delete::VERB,
    &rollout::history::VERB,
    &rollout::pause::PAUSE,
    &rollout::pause::RESUME,
    &rollout::restart::VERB,
    &rollout::status::VERB,
    &rollout::undo::VERB,
    &scale::VERB,
    &autoscale::VERB,
    &cluster_info::VERB,
    &cluster_info::DUMP,
    &top::NODE,
    &top::POD,
    &cordon::CORDON,
    &cordon::UNCORDON,
    &drain::VERB,
    &taint::VERB,
    &describe::VERB,
    &logs::VERB,
    &exec::ATTACH,
    &exec::EXEC,
    &port_forward::VERB,
    &explained::PROXY,
    &explained::COPY,
    &explained::DEBUG,
    &explained::CERTIFICATE,
    &auth::CAN_I,
    &auth::WHO_AM_I,
    &explained::RECONCILE,
    &events::VERB,
    &diff::VERB,
    &apply::VERB,
    &last_applied::EDIT,
    &last_applied::SET,
    &last_applied::VIEW,
    &patch::VERB,
    &replace::VERB,
    &wait::VERB,
    &explained::KUSTOMIZE,
    &label::LABEL,
    &label::ANNOTATE,
    &api_resources::VERB,
    &api_resources::VERSIONS,
    &config::CURRENT_CONTEXT,
    &config::DELETE_CONTEXT,
    &config::GET_CLUSTERS,
    &config::GET_CONTEXTS,
    &config::GET_USERS,
    &config::RENAME_CONTEXT,
    &config::SET,
    &config::SET_CONTEXT,
    &config::USE_CONTEXT,
    &config::VIEW,
    &version::VERB,
    &elsewhere::COMPLETION,
    &elsewhere::OPTIONS,
    &explained::PLUGINS,
    &explained::PREFERENCES[0],
    &explained::PREFERENCES[1],
    &explained::ALPHA,
];
