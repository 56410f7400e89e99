//! `kubectl create poddisruptionbudget`.

use super::{GENERATOR, Named, generate, one_name};
use crate::api::{Kind, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Flag, Takes, flag};
use crate::kubectl::label_selector::Terms;
use crate::kubectl::output::{DRY_RUN, OUTPUT};
use crate::kubectl::verb::Verb;
use crate::value;

static FLAGS: &[Flag] = &[
    flag("min-available", Takes::Text, "How many must stay: a number or a percentage."),
    flag("max-unavailable", Takes::Text, "How many may go: a number or a percentage."),
    flag("selector", Takes::Text, "The labels of the pods: `app=web`."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "create poddisruptionbudget",
    aliases: &["pdb"],
    summary: "Create a pod disruption budget with the specified name.",
    usage: "NAME --selector=SELECTOR --min-available=N",
    examples: &["kubectl create pdb web --selector=app=web --min-available=2"],
    flags: &[FLAGS, GENERATOR, OUTPUT, DRY_RUN],
    run: |arguments, world| {
        let name = one_name(arguments, "create poddisruptionbudget")?;
        let Some(selector) = arguments.text("selector") else {
            return Err(Failure::error("a selector must be specified"));
        };
        let mut spec = value!({});
        match ["min-available", "max-unavailable"]
            .map(|flag| arguments.text(flag).unwrap_or_default())
        {
            ["", ""] => {
                let why = "one of min-available or max-unavailable must be specified";
                return Err(Failure::error(why));
            }
            [least, ""] => spec.set("minAvailable", bound("min-available", least)?),
            ["", most] => spec.set("maxUnavailable", bound("max-unavailable", most)?),
            _ => {
                let why = "min-available and max-unavailable cannot be both specified";
                return Err(Failure::error(why));
            }
        }
        spec.set("selector", Terms::read(selector)?.value());
        let value = value!({
            "apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
            "metadata": { "name": name }, "spec": spec, "status": {}
        });
        generate(
            arguments,
            world,
            Named { kind: Kind::PodDisruptionBudget, value, verb: "created" },
        )
    },
};

/// A number of pods, or a percentage.
fn bound(flag: &str, text: &str) -> Result<Value, Failure> {
    let number = text.strip_suffix('%').unwrap_or(text);
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Failure::error(format!("invalid format specified for {flag}")));
    }
    Ok(text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from))
}
