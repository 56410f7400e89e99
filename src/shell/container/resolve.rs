//! `nslookup`: what the cluster's DNS answers.

use crate::kubectl::process::{Poll, Process, Stream, World};
use crate::kubelet::inside::DNS;
use crate::network::dns::{self, Answer, Place};
use crate::shell::said::Said;
use crate::shell::tools::Tool;
use crate::store::Store;

/// The row.
pub static NSLOOKUP: Tool = Tool {
    name: "nslookup",
    usage: "[-type=srv] NAME",
    summary: "ask the cluster's DNS for a name",
    start: |words, terminal| {
        let name = words.iter().find(|word| !word.starts_with('-'));
        let kinds = words.iter().filter_map(|word| word.strip_prefix('-')?.split_once('='));
        let wants_places = kinds.clone().any(|(_, kind)| kind.eq_ignore_ascii_case("srv"));
        match (name, &terminal.container) {
            (Some(name), Some(container)) => Box::new(Lookup {
                namespace: container.pod.namespace.to_string(),
                name: name.clone(),
                wants_places,
            }),
            _ => Said::error("Usage: nslookup [-type=srv] NAME", 1),
        }
    },
};

#[derive(Clone)]
struct Lookup {
    namespace: String,
    name: String,
    /// Whether it asks for SRV records.
    wants_places: bool,
}

impl Process for Lookup {
    fn poll(&mut self, world: &mut World) -> Poll {
        let view = world.cluster.view();
        let found = match self.wants_places {
            true => self.places(view.store()),
            false => self.addresses(view.store()),
        };
        let exit = u8::from(found.is_none());
        let missing = || format!("** server can't find {}: NXDOMAIN\n", self.name);
        let found = found.unwrap_or_else(missing);
        let text = format!("Server:\t\t{DNS}\nAddress:\t{DNS}:53\n\n{found}\n");
        world.output.push(Stream::Out, &text);
        Poll::Done(exit)
    }
}

impl Lookup {
    fn addresses(&self, store: &Store) -> Option<String> {
        match dns::lookup(store, &self.namespace, &self.name) {
            Answer::Addresses(name, addresses) => {
                let line = |address| format!("Name:\t{name}\nAddress: {address}\n");
                Some(addresses.into_iter().map(line).collect())
            }
            Answer::Alias(name, target) => Some(format!("{name}\tcanonical name = {target}\n")),
            Answer::NotFound => None,
        }
    }

    fn places(&self, store: &Store) -> Option<String> {
        let (name, places) = dns::places(store, &self.namespace, &self.name)?;
        // All are of equal weight.
        let weight = (100 / places.len().max(1)).max(1);
        let line = |place: Place| {
            format!("{name}\tservice = 0 {weight} {} {}\n", place.port, place.target)
        };
        Some(places.into_iter().map(line).collect())
    }
}
