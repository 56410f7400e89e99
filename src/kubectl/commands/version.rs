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
        let build = value!({
            "buildDate": "2026-06-18T00:00:00Z", "compiler": "gc",
            "gitCommit": "98b35193b2ac7a23a673325f5e9b830ecd5ba406", "gitTreeState": "clean",
            "gitVersion": "v1.36.2", "goVersion": "go1.27.3", "major": "1", "minor": "36",
            "platform": "linux/amd64"
        });
        let mut all = value!({ "clientVersion": (&build), "kustomizeVersion": "v5.8.1" });
        if !client {
            let mut server = build;
            server.set("emulationMajor", "1");
            server.set("emulationMinor", "36");
            server.set("minCompatibilityMajor", "1");
            server.set("minCompatibilityMinor", "35");
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
