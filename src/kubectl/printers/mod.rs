//! What kubectl prints: objects in, text out.  Nothing here changes or waits for anything.

pub mod api_resources;
pub mod custom_columns;
pub mod describe;
pub mod duration;
pub mod event;
pub mod events_table;
pub mod explain;
pub mod go_template;
pub mod go_text;
pub mod jsonpath;
pub mod kyaml;
pub mod labels;
pub mod natural;
pub mod rollout_history;
pub mod rollout_status;
pub mod sort;
pub mod table;
pub mod tabwriter;
pub mod template_output;
