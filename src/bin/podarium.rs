//! The command: replays sessions and proves lessons without a browser.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to a terminal")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "usage: podarium replay FILE… [--out DIR]

Replays sessions in Markdown and prints each with its own outputs in place, or writes them under
their names into DIR.";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let answer = match words.split_first() {
        Some((command, rest)) if command == "replay" => replay(rest),
        _ => Err(USAGE.to_owned()),
    };
    match answer {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn replay(words: &[String]) -> Result<(), String> {
    let mut files = Vec::new();
    let mut directory: Option<PathBuf> = None;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--out" => directory = Some(words.next().ok_or(USAGE)?.into()),
            _ => files.push(Path::new(word)),
        }
    }
    if files.is_empty() {
        return Err(USAGE.to_owned());
    }
    for file in files {
        let complain = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
        let text = fs::read_to_string(file).map_err(|error| complain(&error))?;
        let printed = podarium::session::replay(&text).map_err(|error| complain(&error))?;
        match &directory {
            None => print!("{printed}"),
            Some(directory) => {
                fs::create_dir_all(directory).map_err(|error| complain(&error))?;
                let name = file.file_name().ok_or_else(|| complain(&"no file"))?;
                fs::write(directory.join(name), printed).map_err(|error| complain(&error))?;
            }
        }
    }
    Ok(())
}
