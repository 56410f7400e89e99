//! `date`: the cluster's time, which is virtual.

use super::Tool;
use crate::kubectl::process::{Poll, Process, World};
use crate::shell::said::Said;

/// The row.
pub static TOOL: Tool = Tool {
    name: "date",
    usage: "[-u] [+FORMAT]",
    summary: "print the cluster's time",
    start: |words, _| {
        let mut words = words.iter().filter(|word| !matches!(word.as_str(), "-u" | "--utc"));
        match words.next() {
            None => Box::new(Date("+%a %b %e %T UTC %Y".to_owned())),
            Some(format) if format.starts_with('+') => Box::new(Date(format.clone())),
            Some(other) => Said::error(format!("date: invalid date ‘{other}’"), 1),
        }
    },
};

#[derive(Clone)]
struct Date(String);

impl Process for Date {
    fn poll(&mut self, world: &mut World) -> Poll {
        match world.cluster.now().format(&self.0[1..]) {
            Some(text) => {
                world.output.line(text);
                Poll::Done(0)
            }
            None => {
                world.output.error(format!("date: invalid format ‘{}’", self.0));
                Poll::Done(1)
            }
        }
    }
}
