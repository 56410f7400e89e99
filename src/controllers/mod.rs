//! Controllers: one file or folder each; none imports another.

pub mod garbage_collector;
pub mod job;
