//! Manifests that have lost their indentation get it back: the type table says which key can stand
//! under which, and a search finds where each line belongs.

mod frame;
mod line;
mod search;

use super::decode;
use crate::yaml;
use line::{Given, Kind, Line};

/// The most lines of a document that is restored.
const MOST_LINES: usize = 1_000;

/// The text with the indentation restored in every document that lost it, and with `---` where
/// another object begins; `None` if none of them did, or one cannot be restored.
pub fn reindent(text: &str) -> Option<String> {
    let chunks = yaml::split(text);
    if !chunks.iter().any(|chunk| is_flat(chunk.text)) {
        return None;
    }
    let mut restored = String::with_capacity(text.len() * 2);
    let mut end = 0;
    for chunk in chunks {
        restored.push_str(&text[end..chunk.span.start]);
        if is_flat(chunk.text) {
            restored.push_str(&restore(chunk.text)?);
        } else {
            restored.push_str(chunk.text);
        }
        end = chunk.span.end;
    }
    (faults(&restored)? < faults(text).unwrap_or(usize::MAX)).then_some(restored)
}

/// Whether a document has nothing but lines at the first column, and needs others.
fn is_flat(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    let parents = text.lines().any(|line| line.trim_end().ends_with(':'));
    lines.peek().is_some()
        && lines.all(|line| !line.starts_with([' ', '\t']))
        && parents
        && faults(text).is_none_or(|faults| faults > 0)
}

/// How many fields of a text cannot be read; `None` if it is no YAML or has objects of no kind.
fn faults(text: &str) -> Option<usize> {
    let documents = decode::documents(text).into_iter();
    documents
        .map(|document| {
            let document = document.ok()?;
            let lost = document.kind.is_ok().then(|| document.problems().len())?;
            Some(lost + document.duplicates.len())
        })
        .sum()
}

/// Whether there is text that is no key, no item, and belongs to none.
fn has_stray_text(lines: &[&Line]) -> bool {
    let begins_text = |line: &&Line| {
        matches!(line.kind, Kind::Key { given: Given::Block, .. } | Kind::Item(Given::Block))
    };
    let stray = lines.iter().position(|line| line.kind == Kind::Other);
    stray.is_some_and(|stray| !lines[..stray].iter().any(begins_text))
}

fn restore(text: &str) -> Option<String> {
    let lines: Vec<Line> = text.lines().map(Line::read).collect();
    let placed: Vec<&Line> = lines.iter().filter(|line| line.is_placed()).collect();
    if placed.len() > MOST_LINES || has_stray_text(&placed) {
        return None;
    }
    let mut places = search::search(&placed)?.into_iter().peekable();
    let mut restored = String::with_capacity(text.len() * 2);
    for line in &lines {
        let next = places.peek().copied().unwrap_or_default();
        if line.is_placed() {
            places.next();
            if next.begins_object {
                while restored.ends_with("\n\n") {
                    restored.pop();
                }
                restored.push_str("---\n");
            }
        }
        if line.kind != Kind::Blank {
            restored.extend(std::iter::repeat_n(' ', next.indent));
            restored.push_str(line.text);
        }
        restored.push('\n');
    }
    Some(restored)
}
