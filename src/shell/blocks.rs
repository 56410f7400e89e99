//! `for`, `while`, `until` and `if`: steps of a line gathered into blocks.

use super::syntax::{Command, Join, Part, Pipeline, SyntaxError, Word};
use std::collections::VecDeque;

/// Steps with what joins each to the one before.
pub type List = Vec<(Join, Step)>;

/// A step of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Commands whose outputs flow into the next one's input.
    Pipeline(Pipeline),
    /// `for name in words; do body; done`.
    For {
        /// The variable.
        name: String,
        /// What it stands for, one after the other.
        words: Vec<Word>,
        /// What is done with each.
        body: List,
    },
    /// `while condition; do body; done`, or `until`.
    While {
        /// What decides whether the body is taken.
        condition: List,
        /// Whether it must succeed for that.
        succeeds: bool,
        /// What is done.
        body: List,
    },
    /// `if condition; then body; elif …; else …; fi`.
    If {
        /// Conditions with what is done if they are the first to succeed.
        branches: Vec<(List, List)>,
        /// What is done otherwise.
        otherwise: List,
    },
}

/// Words that begin, part or end a block.
const KEYWORDS: &[&str] =
    &["for", "while", "until", "if", "do", "done", "then", "elif", "else", "fi"];
/// How deep blocks may stand in each other.
const DEPTH_LIMIT: usize = 20;

type Flat = VecDeque<(Join, Pipeline)>;

/// Gathers the steps of a line into blocks.
///
/// # Errors
/// A word of a block that does not belong where it stands, or a block without its end.
pub fn gather(flat: Vec<(Join, Pipeline)>) -> Result<List, SyntaxError> {
    let mut flat: Flat = flat.into();
    Ok(block(&mut flat, &[], 0)?.0)
}

/// The steps up to one of these words, which is answered and taken away.
fn block(
    flat: &mut Flat,
    ends: &[&str],
    depth: usize,
) -> Result<(List, &'static str), SyntaxError> {
    if depth > DEPTH_LIMIT {
        return Err(SyntaxError::Unexpected("blocks nested too deep".to_owned()));
    }
    let mut list = List::new();
    while let Some((join, mut pipeline)) = flat.pop_front() {
        let Some(word) = keyword(&pipeline) else {
            list.push((join, Step::Pipeline(pipeline)));
            continue;
        };
        if let Some(command) = pipeline.first_mut() {
            command.words.remove(0);
        }
        let rest = pipeline.first().is_some_and(|command| *command != Command::default());
        if ends.contains(&word) {
            if list.is_empty() {
                return Err(SyntaxError::Unexpected(word.to_owned()));
            }
            if rest && matches!(word, "done" | "fi") || pipeline.len() > 1 && !rest {
                return Err(SyntaxError::Unexpected(word.to_owned()));
            }
            if rest {
                flat.push_front((Join::Always, pipeline));
            }
            return Ok((list, word));
        }
        if word != "for" && rest {
            flat.push_front((Join::Always, pipeline.clone()));
        }
        let step = match word {
            "for" => for_block(pipeline, flat, depth)?,
            "while" | "until" => {
                let (condition, _) = block(flat, &["do"], depth + 1)?;
                let (body, _) = block(flat, &["done"], depth + 1)?;
                Step::While { condition, succeeds: word == "while", body }
            }
            "if" => if_block(flat, depth)?,
            _ => return Err(SyntaxError::Unexpected(word.to_owned())),
        };
        list.push((join, step));
    }
    match ends.first() {
        None => Ok((list, "")),
        Some(end) => Err(SyntaxError::Incomplete((*end).to_owned())),
    }
}

fn for_block(pipeline: Pipeline, flat: &mut Flat, depth: usize) -> Result<Step, SyntaxError> {
    let words = pipeline.into_iter().next().unwrap_or_default().words;
    let text = |word: Option<&Word>| match word.map(Vec::as_slice) {
        Some([Part::Text(text)]) => Some(text.clone()),
        _ => None,
    };
    let (Some(name), Some("in")) = (text(words.first()), text(words.get(1)).as_deref()) else {
        return Err(SyntaxError::Unexpected("for".to_owned()));
    };
    match flat.front_mut() {
        None => return Err(SyntaxError::Incomplete("do".to_owned())),
        Some((_, pipeline)) if keyword(pipeline) == Some("do") => {
            let command = pipeline.first_mut();
            let is_empty = command.is_none_or(|command| {
                command.words.remove(0);
                *command == Command::default()
            });
            if is_empty {
                flat.pop_front();
            }
        }
        Some(_) => return Err(SyntaxError::Unexpected("for".to_owned())),
    }
    let (body, _) = block(flat, &["done"], depth + 1)?;
    Ok(Step::For { name, words: words[2..].to_vec(), body })
}

fn if_block(flat: &mut Flat, depth: usize) -> Result<Step, SyntaxError> {
    let mut branches = Vec::new();
    loop {
        let (condition, _) = block(flat, &["then"], depth + 1)?;
        let (body, end) = block(flat, &["fi", "elif", "else"], depth + 1)?;
        branches.push((condition, body));
        match end {
            "elif" => {}
            "else" => {
                let (otherwise, _) = block(flat, &["fi"], depth + 1)?;
                return Ok(Step::If { branches, otherwise });
            }
            _ => return Ok(Step::If { branches, otherwise: List::new() }),
        }
    }
}

/// The word of a block with which a step begins.
fn keyword(pipeline: &Pipeline) -> Option<&'static str> {
    match pipeline.first()?.words.first()?.as_slice() {
        [Part::Text(text)] => KEYWORDS.iter().copied().find(|keyword| keyword == text),
        _ => None,
    }
}
