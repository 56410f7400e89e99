//! What a small shell script does, as far as it can be seen from outside: when it prints what,
//! which files it makes and removes, and when it ends.  Enough for the scripts that people copy
//! from tutorials; what it does not know it refuses to guess.

mod parse;
mod play;
mod printf;
mod words;

pub use play::{Play, play};
pub use printf::printf;
pub use words::quote;

/// What a container runs: a program with its arguments, or a script for a shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Program {
    /// The words of a command line.
    Words(Vec<String>),
    /// The text of a script.
    Script(String),
}

/// The program of a container with these `command` and `args`; `None` if it is its image's own.
pub fn program(command: &[String], args: &[String]) -> Option<Program> {
    let words: Vec<String> = command.iter().chain(args).cloned().collect();
    let name = words.first()?.rsplit('/').next().unwrap_or_default();
    let is_shell = matches!(name, "sh" | "bash" | "ash" | "dash");
    match words.get(1..) {
        Some([flag, script, ..]) if is_shell && flag.starts_with('-') && flag.ends_with('c') => {
            Some(Program::Script(script.clone()))
        }
        _ => Some(Program::Words(words)),
    }
}
