//! `tee`: into a file and onwards.

use super::Tool;
use crate::kubectl::process::{Poll, Process, Stream, World};

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

/// No file grows larger than this.
const LIMIT: usize = 1 << 20;

impl Process for Tee {
    fn poll(&mut self, world: &mut World) -> Poll {
        let Some(input) = world.input.take() else { return Poll::Done(0) };
        world.output.push(Stream::Out, &input.text);
        self.text.push_str(&input.text);
        if !input.ended {
            return Poll::Wait(None);
        }
        for name in &self.files {
            let mut text = match self.appends {
                true => world.files.get(name).cloned().unwrap_or_default(),
                false => String::new(),
            };
            text.push_str(&self.text);
            if text.len() > LIMIT {
                world.output.error(format!("tee: {name}: No space left on device"));
                return Poll::Done(1);
            }
            world.files.insert(name.clone(), text);
        }
        Poll::Done(0)
    }
}
