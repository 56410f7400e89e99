//! Addresses and messages to a host page: the pure part.

pub mod address;
