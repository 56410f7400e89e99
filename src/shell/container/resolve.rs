//! `nslookup`: what the cluster's DNS answers.

use crate::kubectl::process::{Poll, Process, Stream, World};
use crate::kubelet::inside::DNS;
use crate::network::dns::{self, Answer};
use crate::shell::said::Said;
use crate::shell::tools::Tool;

/// The row.
pub static NSLOOKUP: Tool = Tool {
    name: "nslookup",
    usage: "NAME",
    summary: "ask the cluster's DNS for a name",
    start: |words, terminal| {
        let name = words.iter().find(|word| !word.starts_with('-'));
        match (name, &terminal.container) {
            (Some(name), Some(container)) => Box::new(Lookup {
                namespace: container.pod.namespace.to_string(),
                name: name.clone(),
            }),
            _ => Said::error("Usage: nslookup NAME", 1),
        }
    },
};

#[derive(Clone)]
struct Lookup {
    namespace: String,
    name: String,
}

impl Process for Lookup {
    fn poll(&mut self, world: &mut World) -> Poll {
        let view = world.cluster.view();
        let mut text = format!("Server:\t\t{DNS}\nAddress:\t{DNS}:53\n\n");
        let exit = match dns::lookup(view.store(), &self.namespace, &self.name) {
            Answer::Addresses(name, addresses) => {
                for address in addresses {
                    text.push_str(&format!("Name:\t{name}\nAddress: {address}\n"));
                }
                0
            }
            Answer::Alias(name, target) => {
                text.push_str(&format!("{name}\tcanonical name = {target}\n"));
                0
            }
            Answer::NotFound => {
                text.push_str(&format!("** server can't find {}: NXDOMAIN\n", self.name));
                1
            }
        };
        text.push('\n');
        world.output.push(Stream::Out, &text);
        Poll::Done(exit)
    }
}
