//! The room that files have: texts that double again and again must not fill the memory.

use crate::kubectl::process::Files;

/// No file grows larger than this many bytes.
const FILE_LIMIT: usize = 1 << 20;
/// All files together are no larger than this.
const DISK_LIMIT: usize = 64 << 20;
/// There are no more files than these.
const COUNT_LIMIT: usize = 10_000;

/// What is said when there is no room.
pub const FULL: &str = "No space left on device";

/// Writes a file, or after what it holds; `false` if there is no room for that.
#[must_use]
pub fn write(files: &mut Files, name: &str, text: &str, append: bool) -> bool {
    let old = files.get(name).map(String::len);
    let length = text.len() + old.filter(|_| append).unwrap_or(0);
    let all: usize = files.values().map(String::len).sum();
    let is_full = length > FILE_LIMIT
        || all - old.unwrap_or(0) + length > DISK_LIMIT
        || (old.is_none() && files.len() >= COUNT_LIMIT);
    if is_full {
        return false;
    }
    let file = files.entry(name.to_owned()).or_default();
    if !append {
        file.clear();
    }
    file.push_str(text);
    true
}
