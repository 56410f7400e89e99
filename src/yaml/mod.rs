//! Text to values and back, with the place of every node.
//!
//! Scalars mean what they mean to kubectl: it reads YAML 1.1 through a library for Go, where `yes`
//! is true and `0777` is 511.  Text is written as that library writes it, too.

mod error;
mod libyaml;
mod node;
mod parse;
mod scalar;
mod split;
mod tree;
mod typed;
mod write;

pub use error::Error;
pub use node::{Content, Entry, Node};
pub use parse::{Duplicate, Parsed, parse};
pub use split::{Chunk, split};
pub use typed::{read_as, write_as};
pub use write::write;

/// The most bytes that one text may have.
pub const MAX_BYTES: usize = 1 << 20;
/// How deep values may be nested.
pub const MAX_DEPTH: usize = 100;
/// The most nodes that one document may have once its aliases stand for what they name.
pub const MAX_NODES: usize = 250_000;
