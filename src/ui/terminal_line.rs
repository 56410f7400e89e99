//! The keys of the command line, as bash has them.

use super::action::Action;
use std::cell::RefCell;
use web_sys::{HtmlInputElement, KeyboardEvent};

/// What the keys depend on.
#[derive(Clone, Copy, PartialEq)]
pub struct Mode {
    /// Whether a command has the terminal.
    pub is_busy: bool,
    /// Whether earlier lines are being searched.
    pub is_searching: bool,
    /// Whether the lines are for the shell of a container, which Ctrl-D leaves.
    pub is_inside: bool,
}

/// What a key on the command line means.  Tab completes what stands there; on an empty line it
/// leaves, as everywhere.  What only moves or cuts is done to the line at once; `cut` keeps it.
pub fn key(
    event: &KeyboardEvent,
    input: &HtmlInputElement,
    mode: Mode,
    cut: &RefCell<String>,
) -> Option<Action> {
    let name = event.key();
    if event.ctrl_key() && !event.alt_key() && !event.meta_key() {
        return control(&name.to_ascii_lowercase(), input, mode, cut);
    }
    let is_plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
    if !is_plain || event.is_composing() {
        return None;
    }
    match name.as_str() {
        "Enter" => Some(Action::Enter),
        "ArrowUp" => Some(Action::Recall(-1)),
        "ArrowDown" => Some(Action::Recall(1)),
        "Escape" | "ArrowLeft" | "ArrowRight" | "Home" | "End" | "Tab" if mode.is_searching => {
            Some(Action::Accept)
        }
        "Tab" if !event.shift_key() && !input.value().trim().is_empty() => {
            Some(Action::Complete(caret(input)))
        }
        _ => None,
    }
}

fn control(
    name: &str,
    input: &HtmlInputElement,
    mode: Mode,
    cut: &RefCell<String>,
) -> Option<Action> {
    let has_selection = input.selection_start().ok() != input.selection_end().ok();
    match name {
        "c" if mode.is_busy || !has_selection => return Some(Action::Interrupt),
        "r" => return Some(Action::Search),
        "g" if mode.is_searching => return Some(Action::Interrupt),
        "l" => return Some(Action::ClearScreen),
        "p" => return Some(Action::Recall(-1)),
        "n" => return Some(Action::Recall(1)),
        "d" if mode.is_inside && input.value().is_empty() => {
            return Some(Action::Run("exit".to_owned()));
        }
        "a" | "e" if mode.is_searching => return Some(Action::Accept),
        _ => {}
    }
    let (text, at) = (input.value(), caret(input));
    let (before, after) = text.split_at(at);
    let (text, at) = match name {
        "a" => (text.clone(), 0),
        "e" => (text.clone(), text.len()),
        "b" => (text.clone(), before.char_indices().next_back().map_or(0, |(place, _)| place)),
        "f" => (text.clone(), at + after.chars().next().map_or(0, char::len_utf8)),
        "u" => {
            before.clone_into(&mut cut.borrow_mut());
            (after.to_owned(), 0)
        }
        "k" => {
            after.clone_into(&mut cut.borrow_mut());
            (before.to_owned(), at)
        }
        "w" => {
            let start = before.trim_end().rfind(' ').map_or(0, |space| space + 1);
            before[start..].clone_into(&mut cut.borrow_mut());
            (format!("{}{after}", &before[..start]), start)
        }
        "y" => {
            let cut = cut.borrow();
            (format!("{before}{cut}{after}"), at + cut.len())
        }
        _ => return None,
    };
    let units = u32::try_from(text[..at].encode_utf16().count()).unwrap_or_default();
    input.set_value(&text);
    let _ = input.set_selection_range(units, units);
    Some(Action::Type(text))
}

/// The cursor's place in bytes.
fn caret(input: &HtmlInputElement) -> usize {
    let value = input.value();
    let units = input.selection_start().ok().flatten().unwrap_or(u32::MAX) as usize;
    let mut seen = 0;
    for (place, letter) in value.char_indices() {
        if seen >= units {
            return place;
        }
        seen += letter.len_utf16();
    }
    value.len()
}
