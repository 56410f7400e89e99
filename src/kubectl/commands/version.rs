//! `kubectl version`.

use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::output::{Format, OUTPUT};
use crate::kubectl::process::{Stream, World};
use crate::kubectl::verb::{Flow, Verb};
use crate::value;

static FLAGS: &[Flag] = &[flag("client", Takes::Switch, "Only the version of kubectl itself.")];

/// The row.
pub static VERB: Verb = Verb {
    name: "version",
    aliases: &[],
    summary: "Print the versions of kubectl and of the cluster.",
    usage: "[--client]",
    examples: &["kubectl version"],
    flags: &[FLAGS, OUTPUT],
    run,
};

/// What the server is, in the order in which it says it at `/version`.
pub const SERVER: [(&str, &str); 13] = [
    ("major", "1"),
    ("minor", "36"),
    ("emulationMajor", "1"),
    ("emulationMinor", "36"),
    ("minCompatibilityMajor", "1"),
    ("minCompatibilityMinor", "35"),
    ("gitVersion", "v1.36.2"),
    ("gitCommit", "98b35193b2ac7a23a673325f5e9b830ecd5ba406"),
    ("gitTreeState", "clean"),
    ("buildDate", "2026-06-18T00:00:00Z"),
    ("goVersion", "go1.27.3"),
    ("compiler", "gc"),
    ("platform", "linux/amd64"),
];
/// What only servers have beside other versions.
const SERVERS_ONLY: [&str; 4] =
    ["emulationMajor", "emulationMinor", "minCompatibilityMajor", "minCompatibilityMinor"];

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    if !arguments.words.is_empty() {
        let words = arguments.words.join(" ");
        return Err(Failure::error(format!("extra arguments: [{words}]")));
    }
    let client = arguments.is("client");
    if arguments.text("output").is_some_and(|word| !matches!(word, "" | "yaml" | "json")) {
        return Err(Failure::error("--output must be 'yaml' or 'json'"));
    }
    if let Some(mut format) = Format::read(arguments, world)? {
        let mut server = value!({});
        SERVER.iter().for_each(|(field, text)| server.set(field, *text));
        let mut own = server.clone();
        SERVERS_ONLY.iter().for_each(|field| drop(own.remove(field)));
        let mut all = value!({ "clientVersion": own, "kustomizeVersion": "v5.8.1" });
        if !client {
            all.set("serverVersion", server);
        }
        world.output.push(Stream::Out, &format.print(&all)?);
        return Ok(Flow::Done);
    }
    world.output.line("Client Version: v1.36.2");
    world.output.line("Kustomize Version: v5.8.1");
    if !client {
        world.output.line("Server Version: v1.36.2");
    }
    Ok(Flow::Done)
}
