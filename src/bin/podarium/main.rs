//! The command: replays sessions and proves lessons without a browser.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to a terminal")]

mod prove;
mod replay;

use std::process::ExitCode;

// The system's own allocator takes a tenth more time over a day of a busy cluster.  Linked, this one
// takes the place of `malloc`.
#[cfg(not(target_arch = "wasm32"))]
use mimalloc as _;

const USAGE: &str = "usage: podarium replay FILE… [--out DIR]
       podarium journal FILE
       podarium prove [FILE…]

replay   Replays sessions in Markdown and prints each with its own outputs in place, or writes
         them under their names into DIR.
journal  Replays a session and prints its journal: every fact, its time, and its cause.
prove    Plays lessons: as given each step is undone, by its solution it gets done.  Without
         files, those of static/lessons/course.md.";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let answer = match words.split_first() {
        Some((command, rest)) => match command.as_str() {
            "replay" => replay::replay(rest),
            "journal" => replay::journal(rest),
            "prove" => prove::prove(rest),
            _ => Err(USAGE.to_owned()),
        },
        None => Err(USAGE.to_owned()),
    };
    match answer {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
