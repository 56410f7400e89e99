//! A command line to printed text: one file a verb.

mod commands;
pub mod complete;
mod default_container;
mod edit;
mod failure;
mod flags;
mod help;
mod label_selector;
mod local;
mod managers;
mod manifest;
mod output;
mod pods_of_word;
pub mod printers;
pub mod process;
mod request;
mod resource;
mod stream;
mod subresource;
mod verb;

pub use commands::VERBS;
pub use failure::Failure;
pub use flags::{Arguments, Flag, GLOBAL, Takes};
pub use verb::{Flow, Verb, find, start};
