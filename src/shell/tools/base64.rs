//! `base64`: text as Secrets keep it, and back.

use super::Tool;
use super::filter::Options;
use crate::api::base64;
use crate::kubectl::process::{Poll, Process, Stream, World};

/// The row.
pub static TOOL: Tool = Tool {
    name: "base64",
    usage: "[-d] [-w WIDTH] [FILE]",
    summary: "write text in base64, or read it with `-d`",
    start: |words, _| {
        // The long names are those that tutorials have.
        let words: Vec<String> = words
            .iter()
            .map(|word| match word.split_once('=') {
                Some(("--wrap", width)) => format!("-w{width}"),
                _ if word == "--decode" => "-d".to_owned(),
                _ => word.clone(),
            })
            .collect();
        match Options::read("base64", &words, "dDi", "w") {
            Ok(options) => Box::new(Base64 {
                decodes: options.has('d') || options.has('D'),
                file: options.words.first().cloned(),
                width: options.value('w').and_then(|width| width.parse().ok()).unwrap_or(76),
                text: String::new(),
            }),
            Err(complaint) => complaint,
        }
    },
};

/// Reads to the end and then prints.
#[derive(Clone)]
struct Base64 {
    decodes: bool,
    file: Option<String>,
    /// How long lines are; they are not broken if it is 0.
    width: usize,
    text: String,
}

impl Process for Base64 {
    fn poll(&mut self, world: &mut World) -> Poll {
        if let Some(name) = &self.file {
            let Some(text) = world.files.get(name) else {
                world.output.error(format!("base64: {name}: No such file or directory"));
                return Poll::Done(1);
            };
            self.text.clone_from(text);
        } else if let Some(input) = world.input.take() {
            self.text.push_str(&input.text);
            if !input.ended {
                return Poll::Wait(None);
            }
        }
        if !self.decodes {
            let encoded = base64::encode(self.text.as_bytes());
            if self.width == 0 {
                world.output.push(Stream::Out, &encoded);
            }
            let mut rest = encoded.as_str();
            while self.width > 0 && !rest.is_empty() {
                let (line, after) = rest.split_at(self.width.min(rest.len()));
                world.output.line(line);
                rest = after;
            }
            return Poll::Done(0);
        }
        let text: String = self.text.split_whitespace().collect();
        match base64::decode(&text) {
            Ok(bytes) => {
                world.output.push(Stream::Out, &String::from_utf8_lossy(&bytes));
                Poll::Done(0)
            }
            Err(_) => {
                world.output.error("base64: invalid input");
                Poll::Done(1)
            }
        }
    }
}
