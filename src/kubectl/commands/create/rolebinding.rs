//! `kubectl create rolebinding` and `kubectl create clusterrolebinding`.

use super::{GENERATOR, Named, generate, one_name};
use crate::api::{Kind, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::verb::{Flow, Verb};
use crate::value;

/// The API group of roles, users and groups.
const GROUP: &str = "rbac.authorization.k8s.io";

static FLAGS: &[Flag] = &[
    flag("clusterrole", Takes::Text, "The cluster role."),
    flag("user", Takes::Texts, "A user."),
    flag("group", Takes::Texts, "A group."),
    flag("serviceaccount", Takes::Texts, "A service account: `namespace:name`."),
];
static ROLE_FLAG: &[Flag] = &[flag("role", Takes::Text, "The role.")];

/// The row of `create rolebinding`.
pub static ROLE_BINDING: Verb = Verb {
    name: "create rolebinding",
    aliases: &[],
    summary: "Create a role binding for a role or a cluster role.",
    usage: "NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] \
            [--serviceaccount=namespace:serviceaccountname]",
    examples: &["kubectl create rolebinding readers --role=pod-reader --user=jane"],
    flags: &[FLAGS, ROLE_FLAG, GENERATOR, OUTPUT, DRY_RUN],
    run: |arguments, world| {
        let name = one_name(arguments, "create rolebinding")?;
        let text = |flag: &str| arguments.text(flag).filter(|text| !text.is_empty());
        let role = match (text("role"), text("clusterrole")) {
            (Some(role), None) => ("Role", role),
            (None, Some(role)) => ("ClusterRole", role),
            _ => {
                let why = "exactly one of clusterrole or role must be specified";
                return Err(Failure::error(why));
            }
        };
        bind(arguments, world, Kind::RoleBinding, name, role)
    },
};

/// The row of `create clusterrolebinding`.
pub static CLUSTER_ROLE_BINDING: Verb = Verb {
    name: "create clusterrolebinding",
    aliases: &[],
    summary: "Create a cluster role binding for a cluster role.",
    usage: "NAME --clusterrole=NAME [--user=username] [--group=groupname] \
            [--serviceaccount=namespace:serviceaccountname]",
    examples: &["kubectl create clusterrolebinding admins --clusterrole=cluster-admin --user=jane"],
    flags: &[FLAGS, GENERATOR, OUTPUT, DRY_RUN],
    run: |arguments, world| {
        let Some(role) = arguments.text("clusterrole") else {
            return Err(Failure::error("required flag(s) \"clusterrole\" not set"));
        };
        let name = one_name(arguments, "create clusterrolebinding")?;
        bind(arguments, world, Kind::ClusterRoleBinding, name, ("ClusterRole", role))
    },
};

fn bind(
    arguments: &Arguments,
    world: &mut World,
    kind: Kind,
    name: &str,
    (role_kind, role): (&str, &str),
) -> Result<Flow, Failure> {
    let mut value = value!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": (kind.row().name),
        "metadata": { "name": name },
        "roleRef": { "apiGroup": GROUP, "kind": role_kind, "name": role }
    });
    let subjects = subjects(arguments)?;
    if !subjects.is_empty() {
        value.set("subjects", subjects);
    }
    generate(arguments, world, Named { kind, value, verb: "created" })
}

fn subjects(arguments: &Arguments) -> Result<Vec<Value>, Failure> {
    let mut subjects = Vec::new();
    for (flag, kind) in [("user", "User"), ("group", "Group")] {
        for name in arguments.texts(flag) {
            subjects.push(value!({ "apiGroup": GROUP, "kind": kind, "name": (name.as_str()) }));
        }
    }
    for text in arguments.texts("serviceaccount") {
        let (space, name) = account(text)?;
        if space.is_empty() {
            return Err(Failure::error(NO_ACCOUNT));
        }
        subjects.push(value!({ "kind": "ServiceAccount", "name": name, "namespace": space }));
    }
    Ok(subjects)
}

const NO_ACCOUNT: &str = "serviceaccount must be <namespace>:<name>";

/// The namespace, which may be empty, and the name of `--serviceaccount`.
///
/// # Errors
/// It is no such pair.
pub fn account(text: &str) -> Result<(&str, &str), Failure> {
    let pair = text.split_once(':');
    pair.filter(|(_, name)| !name.is_empty() && !name.contains(':'))
        .ok_or_else(|| Failure::error(NO_ACCOUNT))
}
