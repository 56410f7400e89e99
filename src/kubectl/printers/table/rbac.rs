//! Role, ClusterRole, RoleBinding, ClusterRoleBinding.

use super::layout::{Layout, age, column, created_at, name, wide};
use crate::api::Object;

pub const ROLE: Layout = Layout {
    columns: &[column("NAME"), column("CREATED AT")],
    cells: |role, _| vec![name(role), created_at(role)],
};

pub const BINDING: Layout = Layout {
    columns: &[
        column("NAME"),
        column("ROLE"),
        column("AGE"),
        wide("USERS"),
        wide("GROUPS"),
        wide("SERVICEACCOUNTS"),
    ],
    cells: |binding, context| {
        let role = binding.body.get("roleRef");
        let role = format!("{}/{}", role.get("kind").str(), role.get("name").str());
        let [users, groups, accounts] =
            ["User", "Group", "ServiceAccount"].map(|kind| subjects(binding, kind));
        vec![name(binding), role, age(binding, context), users, groups, accounts]
    },
};

/// Those of one kind to whom a binding gives its role; an account with its namespace.
fn subjects(binding: &Object, kind: &str) -> String {
    let subjects = binding.body.get("subjects").items().iter();
    let names = subjects.filter(|subject| subject.get("kind").str() == kind).map(|subject| {
        let name = subject.get("name").str();
        match kind {
            "ServiceAccount" => format!("{}/{name}", subject.get("namespace").str()),
            _ => name.to_owned(),
        }
    });
    names.collect::<Vec<_>>().join(", ")
}
