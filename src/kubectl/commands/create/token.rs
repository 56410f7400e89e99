//! `kubectl create token`: there is nobody to give one to, and it says so.

use super::one_name;
use crate::api::{Kind, StatusError};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubectl::resource::namespace;
use crate::kubectl::verb::{Flow, Verb};

static FLAGS: &[Flag] = &[
    flag("duration", Takes::Duration, "How long it holds."),
    flag("audience", Takes::Texts, "For whom it is."),
    flag("bound-object-kind", Takes::Text, "The kind of what it ends with: `Pod`, `Secret`."),
    flag("bound-object-name", Takes::Text, "The name of what it ends with."),
    flag("bound-object-uid", Takes::Text, "The uid of what it ends with."),
    short('o', "output", Takes::Text, "How it is printed."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "create token",
    aliases: &[],
    summary: "Tell what a service account's token is for.",
    usage: "SERVICE_ACCOUNT_NAME",
    examples: &[],
    flags: &[FLAGS],
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
