//! `watch`: a command again and again, each time on an empty screen.

use super::Tool;
use crate::kubectl::process::{Output, Poll, Process, Stream, World};
use crate::shell::{CLEAR, Terminal, quote, said::Said, start};
use crate::time::{Milliseconds, SECOND, Time};

/// The row.
pub static TOOL: Tool = Tool {
    name: "watch",
    usage: "[-n SECONDS] COMMAND",
    summary: "run a command again every two seconds, until Ctrl-C",
    start: |words, _| {
        let mut words = words.to_vec();
        let mut interval: f64 = 2.0;
        while let Some(word) = words.first().filter(|word| word.starts_with('-')).cloned() {
            words.remove(0);
            if word == "-n" && !words.is_empty() {
                interval = words.remove(0).parse().unwrap_or(2.0);
            } else if let Some(text) = word.strip_prefix("-n") {
                interval = text.parse().unwrap_or(2.0);
            }
        }
        if words.len() == 1 {
            words = words[0].split_whitespace().map(str::to_owned).collect();
        }
        if words.is_empty() {
            return Said::error("usage: watch [-n SECONDS] COMMAND", 1);
        }
        let interval = (interval.clamp(0.1, 3_600.0) * SECOND as f64) as Milliseconds;
        Box::new(Watch { words, interval, next: None })
    },
};

#[derive(Clone)]
struct Watch {
    words: Vec<String>,
    interval: Milliseconds,
    next: Option<Time>,
}

impl Process for Watch {
    fn poll(&mut self, world: &mut World) -> Poll {
        let now = world.cluster.now();
        if let Some(next) = self.next.filter(|next| *next > now) {
            return Poll::Wait(Some(next));
        }
        let next = now.plus(self.interval);
        self.next = Some(next);
        let mut terminal = Terminal { files: world.files.clone(), ..Terminal::default() };
        let mut command = start(&self.words, &mut terminal);
        let mut output = Output::default();
        // A command that waits shows what it can say now.
        command.poll(&mut World {
            cluster: &mut *world.cluster,
            files: &mut *world.files,
            config: &mut *world.config,
            cause: world.cause,
            input: None,
            output: &mut output,
        });
        let line: Vec<String> = self.words.iter().map(|word| quote(word)).collect();
        let heading = format!(
            "{CLEAR}Every {}s: {}\n\n",
            self.interval as f64 / SECOND as f64,
            line.join(" ")
        );
        world.output.push(Stream::Out, &heading);
        for (stream, text) in output.chunks {
            world.output.push(stream, &text);
        }
        Poll::Wait(Some(next))
    }
}
