//! How traffic finds pods: endpoints of Services, names, and the choice among endpoints.

pub mod dns;
mod endpoint;
mod endpoint_slices;
mod endpoints;
mod mirror;
mod packing;
mod ports;
pub mod route;
mod selecting;
pub mod traffic;
mod triggers;

pub use endpoint::{belongs, endpoint, has_hostname_in};
pub use endpoint_slices::{EndpointSliceController, labels};
pub use endpoints::EndpointController;
pub use packing::pack;
pub use ports::{endpoint_ports, find_port};
