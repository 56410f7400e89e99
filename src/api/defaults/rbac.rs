//! Defaults of roles and their bindings.

use super::draft::Draft;
use crate::api::Value;

const GROUP: &str = "rbac.authorization.k8s.io";

/// A Role or ClusterRole: a list of rules that is missing shows as null.
pub(super) fn role(body: &mut Draft) {
    body.fill("rules", Value::Null);
}

/// A RoleBinding or ClusterRoleBinding: roles, users and groups are of one API group.
pub(super) fn binding(body: &mut Draft) {
    body.map("roleRef", |role| role.fill_zero("apiGroup", GROUP));
    body.each("subjects", |subject| {
        if matches!(subject.get("kind").str(), "User" | "Group") {
            subject.fill_zero("apiGroup", GROUP);
        }
    });
}
