//! `awk`, for printing columns: `awk '{print $1, $NF}'`.

use super::Tool;
use super::each::Each;
use super::filter::{Options, read};
use crate::shell::said::Said;

/// How many parts are printed of a line at the most: each may be the whole of it.
const MOST_PARTS: usize = 100;

/// The row.
pub static TOOL: Tool = Tool {
    name: "awk",
    usage: "[-F SEPARATOR] '[/TEXT/] {print $1, $NF}' [FILE]…",
    summary: "print columns of each line; of awk there is nothing more here",
    start: |words, _| {
        let mut options = match Options::read("awk", words, "", "F") {
            Ok(options) => options,
            Err(complaint) => return complaint,
        };
        if options.words.is_empty() {
            return Said::error("usage: awk [-F SEPARATOR] '{print $1}' [FILE]…", 2);
        }
        let program = options.words.remove(0);
        let Some(program) = parse(&program) else {
            return Said::error(
                "awk: only '{print $1, \"text\", $NF}' is known here, with /text/ before it if need be",
                2,
            );
        };
        let separator = options.value('F').map(str::to_owned);
        let print = move |line: &str| program.run(line, separator.as_deref());
        read("awk", options.words, Each(print))
    },
};

#[derive(Clone)]
struct Program {
    /// Only lines that contain this text.
    filter: Option<String>,
    /// What is printed, parted by spaces; without any, the whole line.
    parts: Vec<Part>,
}

#[derive(Clone)]
enum Part {
    Column(usize),
    Last,
    Count,
    Text(String),
}

impl Program {
    fn run(&self, line: &str, separator: Option<&str>) -> Option<String> {
        if self.filter.as_ref().is_some_and(|text| !line.contains(text)) {
            return None;
        }
        let columns: Vec<&str> = match separator {
            Some(separator) => line.split(separator).collect(),
            None => line.split_whitespace().collect(),
        };
        let part = |part: &Part| match part {
            Part::Column(0) => line.to_owned(),
            Part::Column(place) => columns.get(place - 1).copied().unwrap_or_default().to_owned(),
            Part::Last => columns.last().copied().unwrap_or_default().to_owned(),
            Part::Count => columns.len().to_string(),
            Part::Text(text) => text.clone(),
        };
        if self.parts.is_empty() {
            return Some(line.to_owned());
        }
        Some(self.parts.iter().map(part).collect::<Vec<_>>().join(" "))
    }
}

fn parse(text: &str) -> Option<Program> {
    let text = text.trim();
    let (filter, text) = match text.strip_prefix('/') {
        Some(rest) => {
            let (filter, rest) = rest.split_once('/')?;
            (Some(filter.to_owned()), rest.trim())
        }
        None => (None, text),
    };
    if text.is_empty() && filter.is_some() {
        return Some(Program { filter, parts: Vec::new() });
    }
    let inner = text.strip_prefix('{')?.strip_suffix('}')?.trim().trim_end_matches(';');
    let printed = inner.strip_prefix("print")?.trim();
    let parts = printed.split(',').map(str::trim).filter(|part| !part.is_empty()).map(part);
    let parts: Vec<Part> = parts.collect::<Option<_>>()?;
    (parts.len() <= MOST_PARTS).then_some(Program { filter, parts })
}

fn part(text: &str) -> Option<Part> {
    match text {
        "$NF" => Some(Part::Last),
        "NF" => Some(Part::Count),
        _ => match text.strip_prefix('$') {
            Some(place) => place.parse().ok().map(Part::Column),
            None => {
                let text = text.strip_prefix('"')?.strip_suffix('"')?;
                Some(Part::Text(text.to_owned()))
            }
        },
    }
}
