//! What `kubectl create` makes on a real cluster of what is not simulated here: each says so.

use super::one_name;
use crate::api::{Kind, StatusError};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubectl::resource::namespace;
use crate::kubectl::verb::{Flow, Verb};

static ACCESS_FLAGS: &[Flag] = &[
    flag("verb", Takes::List, "What may be done: `get,list,watch`."),
    flag("resource", Takes::List, "With what: `pods,deployments.apps`."),
    flag("resource-name", Takes::Texts, "With which of them."),
    flag("role", Takes::Text, "The role."),
    flag("clusterrole", Takes::Text, "The cluster role."),
    flag("group", Takes::Texts, "A group."),
    flag("serviceaccount", Takes::Texts, "A service account: `namespace:name`."),
];

macro_rules! row {
    ($row:ident $name:literal) => {
        /// The row.
        pub static $row: Verb = Verb {
            name: concat!("create ", $name),
            aliases: &[],
            summary: "Tell that access is not simulated: everybody may do everything.",
            usage: "NAME",
            examples: &[],
            flags: &[ACCESS_FLAGS, OUTPUT, DRY_RUN],
            run: access,
        };
    };
}

row! { ROLE "role" }
row! { ROLE_BINDING "rolebinding" }
row! { CLUSTER_ROLE "clusterrole" }
row! { CLUSTER_ROLE_BINDING "clusterrolebinding" }

fn access(arguments: &Arguments, _: &mut World) -> Result<Flow, Failure> {
    let _ = one_name(arguments, &arguments.command)?;
    Err(Failure::error(
        "roles and their bindings are not simulated: in this cluster everybody may do everything, \
         as kubectl auth can-i --list shows",
    ))
}

static TOKEN_FLAGS: &[Flag] = &[
    flag("duration", Takes::Duration, "How long it holds."),
    flag("audience", Takes::Texts, "For whom it is."),
];

/// The row of `create token`.
pub static TOKEN: Verb = Verb {
    name: "create token",
    aliases: &[],
    summary: "Tell what a service account's token is for.",
    usage: "SERVICE_ACCOUNT_NAME",
    examples: &[],
    flags: &[TOKEN_FLAGS],
    run: token,
};

fn token(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let name = one_name(arguments, "create token")?;
    let space = namespace(arguments, world);
    if view(world).find(Kind::ServiceAccount, &space, name).is_none() {
        let refusal = StatusError::not_found(Kind::ServiceAccount, name);
        let why = format!("failed to create token: {}", refusal.message);
        return Err(Failure::error(why));
    }
    Err(Failure::error(
        "a token lets a program outside of the cluster's pods speak with the API as this service \
         account; no program outside can reach a simulated cluster, so there is none to give",
    ))
}
