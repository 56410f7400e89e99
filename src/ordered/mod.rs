//! Maps and sets in the order of their keys, that cost little to download.
//!
//! The standard library's trees are compiled anew, at five to eight kilobytes, for each pair of
//! types; there were a hundred such pairs, an eighth of the Wasm.  These are lists of short sorted
//! lists: a look-up is two binary searches, a change moves at most one short list.  Where order
//! does not matter and time does, [`Hashed`] is one of the standard library's tables.

mod entries;
mod hashed;
mod lately;
mod map;
mod set;

pub use entries::{Entries, IntoEntries};
pub use hashed::{Hashed, Mixer};
pub use lately::Lately;
pub use map::{Entry, OrderedMap};
pub use set::OrderedSet;
