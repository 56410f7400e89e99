//! A process that knows from its start what it will print.

use crate::kubectl::process::{Output, Poll, Process, Stream, World};

/// Prints and ends.
#[derive(Clone)]
pub struct Said {
    output: Output,
    exit: u8,
}

impl Said {
    /// Prints text and succeeds.
    pub fn text(text: impl AsRef<str>) -> Box<dyn Process> {
        let mut output = Output::default();
        output.push(Stream::Out, text.as_ref());
        Box::new(Said { output, exit: 0 })
    }

    /// Prints nothing and ends with this status.
    pub fn exit(exit: u8) -> Box<dyn Process> {
        Box::new(Said { output: Output::default(), exit })
    }

    /// Complains in a line and fails.
    pub fn error(text: impl AsRef<str>, exit: u8) -> Box<dyn Process> {
        let mut output = Output::default();
        output.error(text);
        Box::new(Said { output, exit })
    }
}

impl Process for Said {
    fn poll(&mut self, world: &mut World) -> Poll {
        for (stream, text) in self.output.chunks.drain(..) {
            world.output.push(stream, &text);
        }
        Poll::Done(self.exit)
    }
}
