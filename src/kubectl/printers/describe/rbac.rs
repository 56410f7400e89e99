//! Role, ClusterRole, RoleBinding, ClusterRoleBinding.

use super::lines::Lines;
use super::metadata;
use crate::api::{Object, Value};
use crate::order::sort_by_key;
use crate::store::View;

/// What one row of a role's table allows.
#[derive(Debug, Default, PartialEq, Eq)]
struct Grant {
    group: String,
    resource: String,
    name: Option<String>,
    url: Option<String>,
    verbs: Vec<String>,
}

/// Describes a Role or a ClusterRole.
pub fn describe_role(role: &Object, _view: &View, out: &mut Lines) {
    out.field(0, "Name", &role.meta.name);
    metadata::labels_and_annotations(out, role);
    out.line(0, "PolicyRule:");
    let mut grants = compacted(role.body.get("rules").items());
    sort_by_key(&mut grants, Grant::order);
    let rows: Vec<Vec<String>> = grants.iter().map(Grant::row).collect();
    out.table(1, &["Resources", "Non-Resource URLs", "Resource Names", "Verbs"], &rows);
}

/// Describes a RoleBinding or a ClusterRoleBinding.
pub fn describe_binding(binding: &Object, _view: &View, out: &mut Lines) {
    out.field(0, "Name", &binding.meta.name);
    metadata::labels_and_annotations(out, binding);
    out.line(0, "Role:");
    let role = binding.body.get("roleRef");
    out.field(1, "Kind", role.get("kind").str());
    out.field(1, "Name", role.get("name").str());
    out.line(0, "Subjects:");
    let subjects = binding.body.get("subjects").items().iter();
    let rows = subjects.map(|subject| {
        ["kind", "name", "namespace"].map(|field| subject.get(field).str().to_owned()).to_vec()
    });
    out.table(1, &["Kind", "Name", "Namespace"], &rows.collect::<Vec<_>>());
}

/// Rules taken apart to one resource each, and the verbs of the same resource put together again
/// (`BreakdownRule`, `CompactRules`).  Addresses keep a row for each verb.
fn compacted(rules: &[Value]) -> Vec<Grant> {
    let texts = |list: &Value| -> Vec<String> {
        list.items().iter().map(|text| text.str().to_owned()).collect()
    };
    let mut grants: Vec<Grant> = Vec::new();
    for rule in rules {
        let verbs = texts(rule.get("verbs"));
        let mut names: Vec<Option<String>> =
            texts(rule.get("resourceNames")).into_iter().map(Some).collect();
        if names.is_empty() {
            names.push(None);
        }
        for group in texts(rule.get("apiGroups")) {
            for resource in texts(rule.get("resources")) {
                for name in &names {
                    add(&mut grants, &group, &resource, name, &verbs);
                }
            }
        }
        for url in texts(rule.get("nonResourceURLs")) {
            grants.extend(verbs.iter().map(|verb| Grant {
                url: Some(url.clone()),
                verbs: vec![verb.clone()],
                ..Grant::default()
            }));
        }
    }
    grants
}

fn add(
    grants: &mut Vec<Grant>,
    group: &str,
    resource: &str,
    name: &Option<String>,
    verbs: &[String],
) {
    let same = |grant: &Grant| {
        grant.url.is_none()
            && grant.group == group
            && grant.resource == resource
            && grant.name == *name
    };
    let place = grants.iter().position(same).unwrap_or_else(|| {
        let (group, resource) = (group.to_owned(), resource.to_owned());
        grants.push(Grant { group, resource, name: name.clone(), ..Grant::default() });
        grants.len() - 1
    });
    for verb in verbs {
        if !grants[place].verbs.contains(verb) {
            grants[place].verbs.push(verb.clone());
        }
    }
}

impl Grant {
    fn row(&self) -> Vec<String> {
        let list = |text: &Option<String>| format!("[{}]", text.as_deref().unwrap_or_default());
        vec![
            self.full_resource(),
            list(&self.url),
            list(&self.name),
            format!("[{}]", self.verbs.join(" ")),
        ]
    }

    /// `deployments.apps/scale`.
    fn full_resource(&self) -> String {
        let (resource, part) = match self.resource.split_once('/') {
            Some((resource, part)) => (resource, format!("/{part}")),
            None => (self.resource.as_str(), String::new()),
        };
        let dot = if self.group.is_empty() { "" } else { "." };
        format!("{resource}{dot}{}{part}", self.group)
    }

    /// Rows stand in the order of what Go prints of their rules.
    fn order(&self) -> String {
        let list = |text: &Option<String>| text.clone().unwrap_or_default();
        format!(
            "{}],APIGroups:[{}],Resources:[{}],ResourceNames:[{}],NonResourceURLs:[{}",
            self.verbs.join(" "),
            self.group,
            self.resource,
            list(&self.name),
            list(&self.url)
        )
    }
}
