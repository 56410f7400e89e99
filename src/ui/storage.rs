//! What the browser keeps of a reader's work: theme, changed files, progress.  Everything is
//! bounded when it is written and checked when it is read; a browser that refuses is no error.

use crate::lessons::progress::Progress;
use web_sys::Storage;

const THEME: &str = "podarium.theme";
const FILE: &str = "podarium.file.";
const PROGRESS: &str = "podarium.progress";
/// The longest file that is kept, in bytes.
const LONGEST_FILE: usize = 256 * 1024;
/// The most files that are kept.
const MOST_FILES: usize = 64;

fn storage() -> Option<Storage> {
    gloo::utils::window().local_storage().ok().flatten()
}

fn put(key: &str, text: &str) {
    if let Some(storage) = storage() {
        // A full or forbidden storage loses this and nothing else.
        let _ = storage.set_item(key, text);
    }
}

fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps the theme.
pub fn save_theme(theme: &str) {
    put(THEME, theme);
}

/// Whether a text may name a file: one path segment of modest length.
pub fn is_file_name(name: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    !name.is_empty() && name.len() <= 100 && name.chars().all(is_plain)
}

/// Keeps a file of a shelf, if it is not too long and there are not too many.  The playground's
/// shelf has no name, a lesson's is called like it.
pub fn save_file(shelf: &str, name: &str, text: &str) {
    let Some(storage) = storage() else { return };
    let key = key(shelf, name);
    let is_new = storage.get_item(&key).ok().flatten().is_none();
    if is_file_name(name)
        && text.len() <= LONGEST_FILE
        && !(is_new && files(shelf).len() >= MOST_FILES)
    {
        put(&key, text);
    }
}

fn key(shelf: &str, name: &str) -> String {
    let slash = if shelf.is_empty() { "" } else { "/" };
    format!("{FILE}{shelf}{slash}{name}")
}

/// Forgets the files of a shelf.
pub fn forget_files(shelf: &str) {
    let Some(storage) = storage() else { return };
    for (name, _) in files(shelf) {
        let _ = storage.remove_item(&key(shelf, &name));
    }
}

/// The kept files of a shelf by name.
pub fn files(shelf: &str) -> Vec<(String, String)> {
    let Some(storage) = storage() else { return Vec::new() };
    let prefix = self::key(shelf, "");
    let count = storage.length().unwrap_or_default();
    let keys = (0..count).filter_map(|index| storage.key(index).ok().flatten());
    let mut files: Vec<(String, String)> = keys
        .filter_map(|key| {
            let name = key.strip_prefix(&prefix).filter(|name| is_file_name(name))?;
            let text = get(&key).filter(|text| text.len() <= LONGEST_FILE)?;
            Some((name.to_owned(), text))
        })
        .take(MOST_FILES)
        .collect();
    crate::order::sort(&mut files);
    files
}

/// Keeps which steps are done.
pub fn save_progress(progress: &Progress) {
    put(PROGRESS, &progress.to_text());
}

/// Which steps are done.
pub fn progress() -> Progress {
    Progress::from_text(&get(PROGRESS).unwrap_or_default())
}
