//! `kubectl api-resources`: the kinds that the API server serves, simulated or not.

use super::tabwriter::TabWriter;
use crate::api::Kind;
use crate::api::kind::KINDS;
use crate::api::other_kinds::{VERBS, other_kinds};

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// `deployments`.
    pub plural: &'static str,
    /// `deploy`; several are parted by commas.
    pub short_names: String,
    /// `apps`; empty for the core group.
    pub group: &'static str,
    /// `apps/v1`.
    pub api_version: &'static str,
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
    /// `Deployment`.
    pub name: &'static str,
    /// What can be done with it, parted by commas.
    pub verbs: &'static str,
    /// The word that lists it together with others: `all`, `api-extensions`; mostly empty.
    pub category: &'static str,
}

/// What can be done with namespaces, which are not deleted all at once.
const NOT_ALL_AT_ONCE: &str = "create,delete,get,list,patch,update,watch";

/// All kinds, by group and name.
pub fn resources() -> Vec<Resource> {
    let simulated = KINDS.iter().map(|kind| {
        let row = kind.row();
        Resource {
            plural: row.plural,
            short_names: row.short_names.join(","),
            group: row.group,
            api_version: kind.api_version(),
            namespaced: row.namespaced,
            name: row.name,
            verbs: if *kind == Kind::Namespace { NOT_ALL_AT_ONCE } else { VERBS },
            category: if row.all.is_some() { "all" } else { "" },
        }
    });
    let others = other_kinds().map(|kind| Resource {
        plural: kind.plural,
        short_names: kind.short_names.to_owned(),
        group: kind.group(),
        api_version: kind.api_version,
        namespaced: kind.namespaced,
        name: kind.name,
        verbs: kind.verbs(),
        category: kind.category(),
    });
    let mut all: Vec<Resource> = simulated.chain(others).collect();
    crate::order::sort_by_key(&mut all, |resource| (resource.group, resource.plural));
    all
}

impl Resource {
    /// `deployments.apps`: its name with its group.
    pub fn full_name(&self) -> String {
        match self.group {
            "" => self.plural.to_owned(),
            group => format!("{}.{group}", self.plural),
        }
    }
}

/// The table.  `wide` adds what can be done with each, and where it is listed.
pub fn print(resources: &[Resource], wide: bool, no_headers: bool) -> String {
    let mut text = String::new();
    if !no_headers {
        text.push_str("NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND");
        text.push_str(if wide { "\tVERBS\tCATEGORIES\n" } else { "\n" });
    }
    for resource in resources {
        text.push_str(&format!(
            "{}\t{}\t{}\t{}\t{}",
            resource.plural,
            resource.short_names,
            resource.api_version,
            resource.namespaced,
            resource.name
        ));
        if wide {
            text.push_str(&format!("\t{}\t{}", resource.verbs, resource.category));
        }
        text.push('\n');
    }
    TabWriter::for_tables().align(&text)
}
