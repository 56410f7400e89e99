//! `kubectl api-resources`: the kinds that the cluster serves.

use super::tabwriter::TabWriter;
use crate::api::Kind;

/// What can be done with every kind.
const VERBS: &str = "create,delete,deletecollection,get,list,patch,update,watch";

/// The table of kinds, by group and name.  `wide` adds what can be done with each, and where it
/// is listed.
pub fn print(kinds: &[Kind], wide: bool, no_headers: bool) -> String {
    let mut kinds = kinds.to_vec();
    crate::order::sort_by_key(&mut kinds, |kind| (kind.row().group, kind.row().plural));
    let mut text = String::new();
    if !no_headers {
        text.push_str("NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND");
        text.push_str(if wide { "\tVERBS\tCATEGORIES\n" } else { "\n" });
    }
    for kind in kinds {
        let row = kind.row();
        let short_names = row.short_names.join(",");
        let version = kind.api_version();
        text.push_str(&format!(
            "{}\t{short_names}\t{version}\t{}\t{}",
            row.plural, row.namespaced, row.name
        ));
        if wide {
            let category = if row.all.is_some() { "all" } else { "" };
            text.push_str(&format!("\t{VERBS}\t{category}"));
        }
        text.push('\n');
    }
    TabWriter::for_tables().align(&text)
}
