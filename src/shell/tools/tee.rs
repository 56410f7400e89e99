//! `tee`: into a file and onwards.

use super::Tool;
use crate::kubectl::process::{Poll, Process, Stream, World};
use crate::shell::disk::{self, FULL};

/// The row.
pub static TOOL: Tool = Tool {
    name: "tee",
    usage: "[-a] FILE",
    summary: "write what is piped in to a file, and pass it on",
    start: |words, _| {
        let (options, files): (Vec<String>, Vec<String>) =
            words.iter().cloned().partition(|word| word.starts_with('-'));
        Box::new(Tee {
            appends: options.iter().any(|option| option == "-a"),
            files,
            text: String::new(),
        })
    },
};

#[derive(Clone)]
struct Tee {
    appends: bool,
    files: Vec<String>,
    text: String,
}

impl Process for Tee {
    fn poll(&mut self, world: &mut World) -> Poll {
        let Some(input) = world.input.take() else { return Poll::Done(0) };
        world.output.push(Stream::Out, &input.text);
        self.text.push_str(&input.text);
        if !input.ended {
            return Poll::Wait(None);
        }
        for name in &self.files {
            if !disk::write(world.files, name, &self.text, self.appends) {
                world.output.error(format!("tee: {name}: {FULL}"));
                return Poll::Done(1);
            }
        }
        Poll::Done(0)
    }
}
