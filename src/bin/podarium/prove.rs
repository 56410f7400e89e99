//! `podarium prove`.

use podarium::lessons::course::Course;
use podarium::lessons::lesson::Lesson;
use podarium::lessons::prove::Proof;
use std::fs;
use std::path::{Path, PathBuf};

const COURSE: &str = "static/lessons/course.md";

/// Plays lessons and answers what was proven of each and of all.
pub fn prove(words: &[String]) -> Result<String, String> {
    let files = if words.is_empty() {
        lessons_of_course()?
    } else {
        words.iter().map(PathBuf::from).collect()
    };
    let mut total = Proof::default();
    let mut printed = String::new();
    let mut faults = Vec::new();
    for file in &files {
        match prove_file(file) {
            Ok(proof) => {
                total += proof;
                printed.push_str(&format!("{}: {} checks\n", file.display(), proof.checks));
            }
            Err(found) => {
                faults.extend(found.iter().map(|fault| format!("{}: {fault}", file.display())));
            }
        }
    }
    if faults.is_empty() { Ok(format!("{printed}{total}\n")) } else { Err(faults.join("\n")) }
}

fn prove_file(file: &Path) -> Result<Proof, Vec<String>> {
    let text = fs::read_to_string(file).map_err(|error| vec![error.to_string()])?;
    Lesson::parse(&text).map_err(|error| vec![error.0])?.prove()
}

fn lessons_of_course() -> Result<Vec<PathBuf>, String> {
    let text = fs::read_to_string(COURSE).map_err(|error| format!("{COURSE}: {error}"))?;
    let folder = Path::new(COURSE).parent().unwrap_or(Path::new("."));
    let entries = Course::parse(&text).entries;
    Ok(entries.iter().map(|entry| folder.join(format!("{}.md", entry.name))).collect())
}
