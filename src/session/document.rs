//! The Markdown form of a session, read and written: front matter, files, console blocks.
//!
//! A file is a code block under its name in backticks.  In a `console` block `$` runs a line,
//! `> ` continues an open one, `~ 3.2s` lets time pass, `^C` presses Ctrl-C, `#` is a remark,
//! `[exit 1]` follows a failed command, and everything else was printed; a printed line that
//! would read as one of these has a backslash in front.

use crate::cluster::ClusterOptions;
use crate::shell;
use crate::store::Convention;
use crate::time::{Milliseconds, SECOND, Time};

/// No text longer than this is read.
const TEXT_LIMIT: usize = 8 << 20;
/// No single wait is longer than this.
const PASS_LIMIT: Milliseconds = 7 * 24 * 60 * 60 * SECOND;
/// No session has more machines than this at its beginning.
const NODE_LIMIT: u32 = 10_000;

/// A session as text, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// With what the cluster begins.
    pub options: ClusterOptions,
    /// Whether it was recorded with a real control plane.
    pub is_recording: bool,
    /// Everything else.
    pub parts: Vec<Part>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A line of front matter or prose, with its line break.
    Prose(String),
    /// A file of this name and text; the lines stand among the prose already.
    File(String, String),
    /// A line to run; may hold line breaks.
    Line(String),
    /// What it printed before, and its exit status, as the document says.
    Printed(Vec<String>, u8),
    /// Time to let pass, as it was written.
    Pass(Milliseconds, String),
    /// Ctrl-C.
    Interrupt,
    /// A remark in a console block, with its line break.
    Remark(String),
}

/// Reads a document.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub fn parse(text: &str) -> Result<Document, String> {
    if text.len() > TEXT_LIMIT {
        return Err("the session is too long".to_owned());
    }
    let mut document = Document::default();
    let mut lines = text.lines().peekable();
    if lines.peek() == Some(&"---") {
        for (index, line) in lines.by_ref().enumerate() {
            document.parts.push(Part::Prose(format!("{line}\n")));
            if line == "---" && index > 0 {
                break;
            }
            option(&mut document.options, line)?;
            document.is_recording |= line.starts_with("kubernetes:");
        }
    }
    let mut name: Option<String> = None;
    while let Some(line) = lines.next() {
        document.parts.push(Part::Prose(format!("{line}\n")));
        let Some((fence, language)) = fence(line) else {
            let bare = line.trim();
            if !bare.is_empty() {
                name = file_name(bare);
            }
            continue;
        };
        let mut block = Vec::new();
        for line in lines.by_ref() {
            if line.trim_end() == fence {
                break;
            }
            block.push(line);
        }
        if language == "console" {
            console(&mut document.parts, &block)?;
        } else {
            let text: String = block.iter().map(|line| format!("{line}\n")).collect();
            document.parts.push(Part::Prose(text.clone()));
            if let Some(name) = name.take() {
                document.parts.push(Part::File(name, text));
            }
        }
        document.parts.push(Part::Prose(format!("{fence}\n")));
        name = None;
    }
    Ok(document)
}

fn option(options: &mut ClusterOptions, line: &str) -> Result<(), String> {
    let Some((key, value)) = line.split_once(':') else { return Ok(()) };
    let value = value.trim();
    let wrong = || format!("{key}: {value:?} cannot be read");
    match key.trim() {
        "start" => options.start = Time::parse(value).ok_or_else(wrong)?,
        "seed" => options.seed = value.parse().map_err(|_| wrong())?,
        "nodes" => {
            let nodes: u32 = value.parse().map_err(|_| wrong())?;
            options.nodes = nodes.min(NODE_LIMIT);
        }
        "node-monitor-grace-period" => {
            options.node_monitor_grace_period = seconds(value).ok_or_else(wrong)?;
        }
        "containers" => {
            options.convention = match value {
                "lively" => Convention::Lively,
                "recorded" => Convention::Recorded,
                _ => return Err(wrong()),
            };
        }
        _ => {}
    }
    Ok(())
}

/// The backticks and the language of a line that opens a block.
fn fence(line: &str) -> Option<(&str, &str)> {
    let length = line.chars().take_while(|character| *character == '`').count();
    let (fence, language) = line.split_at(length);
    (length >= 3 && !language.contains('`')).then(|| (fence, language.trim()))
}

fn file_name(line: &str) -> Option<String> {
    let name = line.strip_prefix('`')?.strip_suffix('`')?;
    (!name.is_empty() && !name.contains('`')).then(|| name.to_owned())
}

/// `3.2s` in milliseconds.
fn seconds(text: &str) -> Option<Milliseconds> {
    let number = crate::float::parse(text.trim().strip_suffix('s')?.trim())?;
    let milliseconds = (number * 1_000.0).round();
    (0.0..=PASS_LIMIT as f64).contains(&milliseconds).then_some(milliseconds as Milliseconds)
}

fn console(parts: &mut Vec<Part>, block: &[&str]) -> Result<(), String> {
    let mut index = 0;
    while let Some(line) = block.get(index) {
        index += 1;
        if let Some(command) = line.strip_prefix("$ ") {
            let mut command = command.to_owned();
            while !shell::is_complete(&command)
                && let Some(more) = block.get(index).and_then(|line| continuation(line))
            {
                command.push('\n');
                command.push_str(more);
                index += 1;
            }
            parts.push(Part::Line(command));
            parts.push(Part::Printed(Vec::new(), 0));
        } else if let Some(time) = line.strip_prefix("~ ") {
            let length = seconds(time).ok_or_else(|| format!("~ {time}: no time to wait"))?;
            parts.push(Part::Pass(length, format!("{line}\n")));
        } else if *line == "^C" {
            parts.push(Part::Interrupt);
        } else if line.starts_with("# ") {
            parts.push(Part::Remark(format!("{line}\n")));
        } else if let Some(Part::Printed(lines, exit)) =
            parts.iter_mut().rev().find(|part| matches!(part, Part::Printed(..)))
        {
            match exit_status(line) {
                Some(status) => *exit = status,
                None => lines.push(unescape(line).to_owned()),
            }
        }
    }
    Ok(())
}

fn continuation(line: &str) -> Option<&str> {
    line.strip_prefix("> ").or_else(|| (line == ">").then_some(""))
}

fn exit_status(line: &str) -> Option<u8> {
    line.strip_prefix("[exit ")?.strip_suffix(']')?.parse().ok()
}

fn needs_escape(line: &str) -> bool {
    let marked = ["$ ", "~ ", "# ", "\\", "[exit ", "```"];
    line == "^C" || marked.iter().any(|mark| line.starts_with(mark))
}

fn unescape(line: &str) -> &str {
    line.strip_prefix('\\').filter(|rest| needs_escape(rest)).unwrap_or(line)
}

/// Front matter for these options.
pub fn front_matter(options: &ClusterOptions) -> String {
    let mut text = format!(
        "---\nnodes: {}\nstart: {}\nseed: {}\n",
        options.nodes, options.start, options.seed
    );
    if options.node_monitor_grace_period != ClusterOptions::default().node_monitor_grace_period {
        let grace = duration(options.node_monitor_grace_period);
        text.push_str(&format!("node-monitor-grace-period: {grace}\n"));
    }
    if options.convention == Convention::Lively {
        text.push_str("containers: lively\n");
    }
    text.push_str("---\n");
    text
}

/// Milliseconds as `3.2s`.
pub fn duration(length: Milliseconds) -> String {
    let (whole, rest) = (length / SECOND, length % SECOND);
    match format!("{rest:03}").trim_end_matches('0') {
        "" => format!("{whole}s"),
        fraction => format!("{whole}.{fraction}s"),
    }
}

/// The lines of a console block for a command.
pub fn command(line: &str) -> String {
    format!("$ {}\n", line.replace('\n', "\n> "))
}

/// The lines of a console block for what a command printed and its exit status.
pub fn printed(output: &str, exit: u8) -> String {
    let mut text = String::new();
    for line in output.lines() {
        if needs_escape(line) {
            text.push('\\');
        }
        text.push_str(line);
        text.push('\n');
    }
    if exit != 0 {
        text.push_str(&format!("[exit {exit}]\n"));
    }
    text
}

/// A file as a block under its name.
pub fn file(name: &str, content: &str) -> String {
    let longest = content.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let language = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let end = if content.is_empty() || content.ends_with('\n') { "" } else { "\n" };
    format!("`{name}`\n\n{fence}{language}\n{content}{end}{fence}\n\n")
}
