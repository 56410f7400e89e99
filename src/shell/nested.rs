//! What a process runs in a shell of its own: `xargs`, `timeout`, `watch`, `sh -c`.

use super::{Script, Terminal};
use crate::kubectl::process::{Poll, World};
use std::mem::swap;

/// How many shells may begin one another.
const DEPTH_LIMIT: usize = 16;

impl Terminal {
    /// A shell that this one begins, with the same variables; `None` if too many have begun one
    /// another.  Its files are those of whoever polls it.
    pub(super) fn nested(&self) -> Option<Terminal> {
        let nested = Terminal {
            variables: self.variables.clone(),
            aliases: self.aliases.clone(),
            exit: self.exit,
            container: self.container.clone(),
            depth: self.depth + 1,
            ..Terminal::default()
        };
        (nested.depth <= DEPTH_LIMIT).then_some(nested)
    }
}

/// Lets a script go on in a nested shell.  The files, what `kubectl config` holds and how often
/// loops went round belong to the outer shell as well, so they are lent.
pub fn poll(script: &mut Script, terminal: &mut Terminal, world: &mut World) -> Poll {
    lend(terminal, world);
    let poll = script.poll(world.cluster, terminal, world.output);
    lend(terminal, world);
    poll
}

fn lend(terminal: &mut Terminal, world: &mut World) {
    swap(world.files, &mut terminal.files);
    swap(world.config, &mut terminal.config);
    swap(world.rounds, &mut terminal.rounds);
}
