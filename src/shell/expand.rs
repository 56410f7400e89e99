//! From words as they were written to words as the command gets them.

use super::Terminal;
use super::syntax::{Part, Word, plain};

/// What stands in the way of an expansion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The output of this line is not known yet.
    NeedsOutput(String),
    /// The words of the command are too long.
    TooLong,
}

/// How much all that is put in the words of a command may weigh: Linux passes no more on.
const ROOM: usize = 2 << 20;

/// The outputs of the substitutions so far, in the order in which they are needed; and how much
/// room is left for what is put in.
pub struct Substitutions<'outputs> {
    outputs: &'outputs [String],
    next: usize,
    room: usize,
}

impl<'outputs> Substitutions<'outputs> {
    /// With these outputs known.
    pub fn new(outputs: &'outputs [String]) -> Substitutions<'outputs> {
        Substitutions { outputs, next: 0, room: ROOM }
    }

    fn output(&mut self, line: &str) -> Result<&'outputs str, Obstacle> {
        let missing = || Obstacle::NeedsOutput(line.to_owned());
        let output = self.outputs.get(self.next).ok_or_else(missing)?.trim_end_matches('\n');
        self.next += 1;
        self.take_room(output)?;
        Ok(output)
    }

    fn variable(
        &mut self,
        terminal: &Terminal,
        name: &str,
        fallback: Option<&str>,
    ) -> Result<String, Obstacle> {
        if name == "?" {
            return Ok(terminal.exit.to_string());
        }
        let set = terminal.variables.get(name).map(String::as_str);
        let value = set.filter(|value| !value.is_empty()).or(fallback).unwrap_or_default();
        self.take_room(value)?;
        Ok(value.to_owned())
    }

    fn take_room(&mut self, text: &str) -> Result<(), Obstacle> {
        self.room = self.room.checked_sub(text.len()).ok_or(Obstacle::TooLong)?;
        Ok(())
    }
}

/// The words that a word becomes: none, one, or several where an unquoted value holds spaces or
/// a pattern meets files.
///
/// # Errors
/// The first `$(…)` whose output is not known yet, or too long a text.
pub fn expand(
    word: &Word,
    terminal: &Terminal,
    substitutions: &mut Substitutions,
) -> Result<Vec<String>, Obstacle> {
    let mut words = Vec::new();
    let braced = word.iter().enumerate().find_map(|(place, part)| match part {
        Part::Text(text) => Some((place, braces(text)?)),
        _ => None,
    });
    if let Some((place, (before, choices, after))) = braced {
        for choice in choices {
            let mut word = word.clone();
            word[place] = Part::Text(format!("{before}{choice}{after}"));
            substitutions.take_room(&plain(&word))?;
            words.extend(expand(&word, terminal, substitutions)?);
        }
        return Ok(words);
    }
    let mut current: Option<String> = None;
    let mut is_pattern = false;
    for part in word {
        let (value, quoted) = match part {
            Part::Text(text) => {
                is_pattern |= text.contains(['*', '?']);
                current.get_or_insert_default().push_str(text);
                continue;
            }
            Part::Quoted(text) => (text.clone(), true),
            Part::Variable { name, fallback, quoted } => {
                (substitutions.variable(terminal, name, fallback.as_deref())?, *quoted)
            }
            Part::Substitution { line, quoted } => {
                (substitutions.output(line)?.to_owned(), *quoted)
            }
        };
        if quoted {
            current.get_or_insert_default().push_str(&value);
            continue;
        }
        let mut pieces = value.split_whitespace().peekable();
        if value.starts_with(char::is_whitespace) {
            words.extend(current.take());
        }
        while let Some(piece) = pieces.next() {
            current.get_or_insert_default().push_str(piece);
            if pieces.peek().is_some() || value.ends_with(char::is_whitespace) {
                words.extend(current.take());
            }
        }
    }
    words.extend(current);
    if is_pattern && let [pattern] = words.as_slice() {
        let names: Vec<String> =
            terminal.files.keys().filter(|name| matches(pattern, name)).cloned().collect();
        if !names.is_empty() {
            return Ok(names);
        }
    }
    Ok(words)
}

/// The texts that braces stand for, one after the other.
type Choices<'text> = Box<dyn Iterator<Item = String> + 'text>;

/// The texts that `{1..3}` or `{a,b}` stands for, between what stands before and after it; `None`
/// if there are no such braces.
fn braces(text: &str) -> Option<(&str, Choices<'_>, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (inside, after) = rest.split_once('}')?;
    let numbers = inside
        .split_once("..")
        .and_then(|(first, last)| Some((first.parse::<i64>().ok()?, last.parse::<i64>().ok()?)));
    let choices: Choices = match numbers {
        Some((first, last)) if first <= last => Box::new((first..=last).map(|n| n.to_string())),
        Some((first, last)) => Box::new((last..=first).rev().map(|n| n.to_string())),
        None if inside.contains(',') && !inside.contains('{') => {
            Box::new(inside.split(',').map(str::to_owned))
        }
        None => return None,
    };
    Some((before, choices, after))
}

/// The one text that a word becomes, as in an assignment or after `>`.
///
/// # Errors
/// The first `$(…)` whose output is not known yet, or too long a text.
pub fn expand_to_text(
    word: &Word,
    terminal: &Terminal,
    substitutions: &mut Substitutions,
) -> Result<String, Obstacle> {
    let mut text = String::new();
    for part in word {
        match part {
            Part::Text(part) | Part::Quoted(part) => text.push_str(part),
            Part::Variable { name, fallback, .. } => {
                text.push_str(&substitutions.variable(terminal, name, fallback.as_deref())?);
            }
            Part::Substitution { line, .. } => text.push_str(substitutions.output(line)?),
        }
    }
    Ok(text)
}

/// Whether a name fits a pattern of `*` and `?`.
fn matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut seen) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while seen < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, seen));
                at += 1;
            }
            Some(wanted) if *wanted == '?' || *wanted == name[seen] => {
                at += 1;
                seen += 1;
            }
            _ => match star {
                Some((place, from)) => {
                    star = Some((place, from + 1));
                    at = place + 1;
                    seen = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|rest| *rest == '*')
}
