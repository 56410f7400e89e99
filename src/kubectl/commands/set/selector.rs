//! `kubectl set selector`: whose pods a Service leads to.

use super::selected;
use crate::api::{Kind, Map, StatusError};
use crate::kubectl::edit::{Edit, FIELD_MANAGER, edit_each};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::label_selector::Terms;
use crate::kubectl::local::LOCAL;
use crate::kubectl::output::{DRY_RUN, OUTPUT, RECORD};
use crate::kubectl::process::World;
use crate::kubectl::resource::{ALL, FILENAME};
use crate::kubectl::verb::{Flow, Verb};

static FLAGS: &[Flag] =
    &[flag("resource-version", Takes::Text, "Only if this is the resource version now.")];

/// The row.
pub static VERB: Verb = Verb {
    name: "set selector",
    aliases: &[],
    summary: "Set the selector of a Service.",
    usage: "(-f FILE | TYPE NAME) EXPRESSIONS",
    examples: &["kubectl set selector service web app=web,track=stable"],
    flags: &[FLAGS, FILENAME, ALL, OUTPUT, DRY_RUN, RECORD, LOCAL, FIELD_MANAGER],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let Some((text, words)) = arguments.words.split_last() else {
        return Err(Failure::error("one selector is required"));
    };
    let labels = labels(text)?;
    let objects = selected(words, arguments, world)?;
    let exit = edit_each(arguments, world, objects, |object| {
        if object.kind != Kind::Service {
            return Err(Failure::error("setting a selector is only supported for Services"));
        }
        let wanted = arguments.text("resource-version").filter(|text| !text.is_empty());
        if wanted.is_some_and(|wanted| wanted != object.resource_version.to_string()) {
            return Err(Failure::server(&StatusError::conflict(object.kind, &object.meta.name)));
        }
        let mut edited = object.clone();
        edited.body.set("spec.selector", labels.clone());
        Ok(Edit::Change(Box::new(edited), "selector updated".to_owned()))
    })?;
    Ok(Flow::Exit(exit))
}

/// `app=web,track=stable`: a Service chooses by equality alone.
fn labels(text: &str) -> Result<Map, Failure> {
    let Terms { labels, expressions } = Terms::read(text)?;
    let shown: Vec<String> = expressions
        .iter()
        .map(|(key, operator, values)| format!("{{{key} {operator} [{}]}}", values.join(" ")))
        .collect();
    match shown.is_empty() {
        true => Ok(labels),
        false => Err(Failure::error(format!(
            "match expression [{}] not supported on this object",
            shown.join(" ")
        ))),
    }
}
