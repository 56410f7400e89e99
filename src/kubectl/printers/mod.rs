//! What kubectl prints: objects in, text out.  Nothing here changes or waits for anything.

pub mod duration;
pub mod labels;
pub mod table;
pub mod tabwriter;
