//! `kubectl set subject`: to whom a role is given.

use super::{missing, refused, selected};
use crate::api::{Kind, Object, Value};
use crate::kubectl::commands::create::rolebinding::account;
use crate::kubectl::edit::{Edit, FIELD_MANAGER, edit_each_or};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::local::LOCAL;
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::resource::{ALL, FILENAME, SELECTOR, namespace};
use crate::kubectl::verb::{Flow, Verb};
use crate::ordered::OrderedSet;
use crate::value;

static FLAGS: &[Flag] = &[
    flag("user", Takes::Texts, "A user."),
    flag("group", Takes::Texts, "A group."),
    flag("serviceaccount", Takes::Texts, "A service account: `namespace:name`."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "set subject",
    aliases: &[],
    summary: "Give the role of a RoleBinding or ClusterRoleBinding to somebody else as well.",
    usage: "(-f FILE | TYPE NAME) [--user=username] [--group=groupname] \
            [--serviceaccount=namespace:serviceaccountname]",
    examples: &["kubectl set subject rolebinding readers --user=joe --group=devs"],
    flags: &[FLAGS, FILENAME, SELECTOR, ALL, OUTPUT, DRY_RUN, LOCAL, FIELD_MANAGER],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let objects = selected(&arguments.words, arguments, world)?;
    if let Some(exit) = missing(&objects, world) {
        return Ok(Flow::Exit(exit));
    }
    let own = namespace(arguments, world);
    let any_cluster_binding =
        objects.iter().flatten().any(|object| object.kind == Kind::ClusterRoleBinding);
    let subjects = subjects(arguments, &own, any_cluster_binding)?;
    let refused = refused("subjects to rolebinding:");
    let exit = edit_each_or(arguments, world, objects, refused, |object| add(object, &subjects))?;
    Ok(Flow::Exit(exit))
}

fn subjects(
    arguments: &Arguments,
    own: &str,
    needs_namespace: bool,
) -> Result<Vec<Value>, Failure> {
    let flags = ["user", "group", "serviceaccount"];
    if !flags.iter().any(|flag| arguments.has(flag)) {
        return Err(Failure::error(
            "you must specify at least one value of user, group or serviceaccount",
        ));
    }
    let sorted = |flag: &str| arguments.texts(flag).iter().cloned().collect::<OrderedSet<String>>();
    let mut subjects = Vec::new();
    for (flag, kind) in [("user", "User"), ("group", "Group")] {
        for name in sorted(flag).iter() {
            subjects.push(value!({
                "apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": (name.as_str())
            }));
        }
    }
    for text in sorted("serviceaccount").iter() {
        let (space, name) = account(text)?;
        if space.is_empty() && needs_namespace {
            return Err(Failure::error(
                "serviceaccount must be <namespace>:<name>, namespace must be specified",
            ));
        }
        let space = if space.is_empty() { own } else { space };
        subjects.push(value!({ "kind": "ServiceAccount", "name": name, "namespace": space }));
    }
    Ok(subjects)
}

/// Adds those who are not there yet.
fn add(object: &Object, wanted: &[Value]) -> Result<Edit, Failure> {
    if !matches!(object.kind, Kind::RoleBinding | Kind::ClusterRoleBinding) {
        return Err(Failure::error(format!(
            "{}/{} setting subjects is only supported for RoleBinding/ClusterRoleBinding",
            object.kind.row().plural,
            object.meta.name
        )));
    }
    let present = object.body.get("subjects").items();
    let missing: Vec<Value> =
        wanted.iter().filter(|subject| !present.contains(subject)).cloned().collect();
    if missing.is_empty() {
        return Ok(Edit::Silent);
    }
    let mut edited = object.clone();
    edited.body.set("subjects", [present, &missing].concat());
    Ok(Edit::Change(Box::new(edited), "subjects updated".to_owned()))
}
