//! Podarium: a whole Kubernetes cluster, simulated.
//!
//! The map, lowest layer first.  A module imports only from rows above its own, and a test
//! (`tidy`) holds that:
//!
//! - [`random`], [`diagnostic`], [`order`], [`ordered`], [`shared`], [`float`], [`time`]: the one
//!   source of chance, findings in a text, sorting, maps and sets, lists that are shared until
//!   changed, numbers with a fraction, instants
//! - [`yaml`]: text to values and back, with the place of every node
//! - [`api`]: what an object is: kinds, the type table, defaults, validation, patches
//! - [`store`]: etcd and the API server in miniature
//! - [`controllers`], [`scheduler`], [`kubelet`], [`network`]: what reacts to changes
//! - [`cluster`]: the façade: clock, queue, journal, machines
//! - [`kubectl`]: a command line to its effect and its printed text
//! - [`shell`]: words, pipes, files, machines
//! - [`session`]: a seed, files and lines; replayed by one function
//! - [`scene`]: what is drawn of a cluster and where, without a browser
//! - [`lessons`]: lesson files, checks, progress, proofs
//! - [`embed`]: addresses and messages to a host page
//! - `ui`: the page, built for the browser only

pub mod api;
pub mod cluster;
pub mod controllers;
pub mod diagnostic;
pub mod embed;
pub mod float;
pub mod kubectl;
pub mod kubelet;
pub mod lessons;
pub mod network;
pub mod order;
pub mod ordered;
pub mod random;
pub mod scene;
pub mod scheduler;
pub mod session;
pub mod shared;
pub mod shell;
pub mod store;
pub mod time;
#[cfg(target_arch = "wasm32")]
pub mod ui;
pub mod yaml;
