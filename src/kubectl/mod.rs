//! A command line to printed text: one file a verb.

pub mod printers;
pub mod process;
