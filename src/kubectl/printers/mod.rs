//! What kubectl prints: objects in, text out.  Nothing here changes or waits for anything.

pub mod custom_columns;
pub mod describe;
pub mod duration;
pub mod event;
pub mod go_text;
pub mod jsonpath;
pub mod labels;
pub mod natural;
pub mod sort;
pub mod table;
pub mod tabwriter;
