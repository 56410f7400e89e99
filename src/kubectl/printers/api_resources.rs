//! `kubectl api-resources`: the kinds that the API server serves, simulated or not.

use super::tabwriter::TabWriter;
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
    pub api_version: String,
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
    /// `Deployment`.
    pub name: &'static str,
    /// What can be done with it, parted by commas.
    pub verbs: &'static str,
    /// Whether `kubectl get all` lists it.
    pub is_of_all: bool,
}

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
            verbs: VERBS,
            is_of_all: row.all.is_some(),
        }
    });
    let others = other_kinds().map(|kind| Resource {
        plural: kind.plural,
        short_names: kind.short_names.to_owned(),
        group: kind.group(),
        api_version: kind.api_version.to_owned(),
        namespaced: kind.namespaced,
        name: kind.name,
        verbs: kind.verbs(),
        is_of_all: false,
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
            let category = if resource.is_of_all { "all" } else { "" };
            text.push_str(&format!("\t{}\t{category}", resource.verbs));
        }
        text.push('\n');
    }
    TabWriter::for_tables().align(&text)
}
