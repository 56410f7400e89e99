//! Text in, values out: YAML, manifests, patches.

mod decode;
mod diagnose;
mod hostile;
mod patch;
mod reindent;
mod write;
mod yaml;

/// The files of a recording by their names.
pub fn files_of(recording: &str) -> Vec<(String, String)> {
    let path = format!("tests/recordings/{recording}.md");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut files = Vec::new();
    let mut name = String::new();
    let mut body: Option<String> = None;
    for line in text.lines() {
        match &mut body {
            Some(body_text) if line.starts_with("````") => {
                files.push((std::mem::take(&mut name), std::mem::take(body_text)));
                body = None;
            }
            Some(body) => {
                body.push_str(line);
                body.push('\n');
            }
            None if line == "````yaml" => body = Some(String::new()),
            None if line.is_empty() => {}
            None => name = line.trim_matches('`').to_owned(),
        }
    }
    assert!(!files.is_empty(), "{path} has files");
    files
}
