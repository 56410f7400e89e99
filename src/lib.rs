//! Podarium: a whole Kubernetes cluster, simulated.  The map, lowest layer first; a module
//! imports only from those above it in this list, and a test holds that.

pub mod api;
pub mod cluster;
pub mod controllers;
pub mod diagnostic;
pub mod embed;
pub mod kubectl;
pub mod kubelet;
pub mod lessons;
pub mod network;
pub mod random;
pub mod scheduler;
pub mod session;
pub mod shell;
pub mod store;
pub mod time;
#[cfg(target_arch = "wasm32")]
pub mod ui;
pub mod yaml;
