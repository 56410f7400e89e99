//! Whether a replayed command printed what the recorded one did (`tests/compare.py` in Rust).

use super::mask::mask;

/// A command of a console block.
pub struct Command {
    /// Its line.
    pub line: String,
    /// What it printed.
    pub output: Vec<String>,
    /// Its exit status.
    pub exit: u8,
}

/// The commands of a transcript.
pub fn parse(text: &str) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    let mut fence: Option<(&str, bool)> = None;
    for line in text.lines() {
        match fence {
            None => {
                let length = line.chars().take_while(|character| *character == '`').count();
                if length >= 3 {
                    fence = Some((&line[..length], &line[length..] == "console"));
                }
            }
            Some((mark, _)) if line == mark => fence = None,
            Some((_, true)) => read(line, &mut commands),
            Some(_) => {}
        }
    }
    commands
}

fn read(line: &str, commands: &mut Vec<Command>) {
    if let Some(command) = line.strip_prefix("$ ") {
        commands.push(Command { line: command.to_owned(), output: Vec::new(), exit: 0 });
    } else if !line.starts_with("~ ")
        && !line.starts_with("# ")
        && let Some(last) = commands.last_mut()
    {
        let exit = line.strip_prefix("[exit ").and_then(|rest| rest.strip_suffix(']'));
        match exit.and_then(|exit| exit.parse().ok()) {
            Some(exit) => last.exit = exit,
            None => last.output.push(unescape(line).to_owned()),
        }
    }
}

fn unescape(line: &str) -> &str {
    let marks = ["$ ", "~ ", "# ", "\\", "[exit "];
    line.strip_prefix('\\')
        .filter(|rest| marks.iter().any(|mark| rest.starts_with(mark)))
        .unwrap_or(line)
}

/// Whether two commands of the same line printed the same and ended alike.
pub fn equal(recorded: &Command, replayed: &Command) -> bool {
    let line = &recorded.line;
    let is_word = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let keeps_nodes = line
        .split(|character| !is_word(character))
        .any(|word| matches!(word, "node" | "nodes" | "no" | "cluster"));
    let masked = |command: &Command| -> Vec<String> {
        let lines = command.output.iter().filter(|line| !line.trim().is_empty());
        lines.map(|line| mask(line, keeps_nodes)).collect()
    };
    let (mut left, mut right) = (masked(recorded), masked(replayed));
    if recorded.exit != replayed.exit || left.len() != right.len() {
        return false;
    }
    let all_same = |left: &[String], right: &[String]| {
        left.iter().zip(right).all(|(left, right)| same(left, right))
    };
    if all_same(&left, &right) {
        return true;
    }
    let has_random = left
        .iter()
        .any(|line| line.contains("<r>") || line.contains("<node>") || line.contains("<hash>"));
    let is_unordered = has_random
        || line.contains("events")
        || line.starts_with("kubectl describe")
        || line.starts_with("kubectl delete");
    left.sort_by_key(|line| key(line));
    right.sort_by_key(|line| key(line));
    is_unordered && all_same(&left, &right)
}

fn key(line: &str) -> String {
    let words = line.split_whitespace();
    let words: Vec<&str> =
        words.map(|word| seconds(bare(word)).map_or(word, |_| "<dur>")).collect();
    words.join(" ")
}

fn bare(word: &str) -> &str {
    word.trim_matches(['(', ')', ','])
}

/// Whether two lines differ only in how wide their columns are and, a little, in durations.
fn same(left: &str, right: &str) -> bool {
    if left == right {
        return true;
    }
    let lead = |line: &str| line.len() - line.trim_start().len();
    let (cells, others) = (cells(left), cells(right));
    lead(left) == lead(right)
        && cells.len() == others.len()
        && cells.iter().zip(&others).all(|(left, right)| same_cell(left, right))
}

fn same_cell(left: &str, right: &str) -> bool {
    let (words, others): (Vec<&str>, Vec<&str>) =
        (left.split(' ').collect(), right.split(' ').collect());
    words.len() == others.len()
        && words.iter().zip(&others).all(|(left, right)| {
            left == right
                || match (seconds(bare(left)), seconds(bare(right))) {
                    (Some(left), Some(right)) => {
                        (left - right).abs() <= 2.0 + 0.15 * left.max(right)
                    }
                    _ => false,
                }
        })
}

/// The parts between two or more blanks, tabs, and before parentheses.
fn cells(line: &str) -> Vec<String> {
    let spaced = line.trim().replace('\t', "  ").replace(" (", "  (");
    spaced.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
}

/// A duration such as `2m5s` in seconds.
fn seconds(text: &str) -> Option<f64> {
    if text.is_empty() {
        return None;
    }
    let (mut total, mut rest) = (0.0, text);
    while !rest.is_empty() {
        let end = rest.find(|character: char| !character.is_ascii_digit() && character != '.')?;
        let number: f64 = rest[..end].parse().ok()?;
        total += number
            * match rest[end..].chars().next()? {
                'd' => 86_400.0,
                'h' => 3_600.0,
                'm' => 60.0,
                's' => 1.0,
                _ => return None,
            };
        rest = &rest[end + 1..];
    }
    Some(total)
}
