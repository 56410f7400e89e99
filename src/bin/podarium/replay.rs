//! `podarium replay` and `podarium journal`.

use super::USAGE;
use std::fs;
use std::path::{Path, PathBuf};

/// Replays sessions; answers their text unless `--out` names a folder for it.
pub fn replay(words: &[String]) -> Result<String, String> {
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
    let mut printed = String::new();
    for file in files {
        let text = replay_file(file, podarium::session::replay)?;
        match &directory {
            None => printed.push_str(&text),
            Some(directory) => write(directory, file, &text)?,
        }
    }
    Ok(printed)
}

/// Replays one session and answers its journal.
pub fn journal(words: &[String]) -> Result<String, String> {
    match words {
        [file] => replay_file(Path::new(file), podarium::session::replay_journal),
        _ => Err(USAGE.to_owned()),
    }
}

fn replay_file(
    file: &Path,
    replay: impl Fn(&str) -> Result<String, String>,
) -> Result<String, String> {
    let text = fs::read_to_string(file).map_err(|error| complain(file, error))?;
    replay(&text).map_err(|error| complain(file, error))
}

fn write(directory: &Path, file: &Path, text: &str) -> Result<(), String> {
    let name = file.file_name().ok_or_else(|| complain(file, "it has no name"))?;
    fs::create_dir_all(directory).map_err(|error| complain(directory, error))?;
    fs::write(directory.join(name), text).map_err(|error| complain(file, error))
}

fn complain(file: &Path, error: impl std::fmt::Display) -> String {
    format!("{}: {error}", file.display())
}
