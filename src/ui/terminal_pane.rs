//! The terminal: a log and a plain input, so that every assistive tool knows what it is.

use super::action::Action;
use super::screen::{Line, LineKind};
use super::terminal_keys::terminal_keys;
use std::rc::Rc;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

/// What the pane shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where actions go.
    pub send: Callback<Action>,
    /// The lines on the screen.
    pub lines: Vec<Rc<Line>>,
    /// What stands on the command line.
    pub input: String,
    /// What Tab found.
    pub choices: Rc<Vec<String>>,
    /// Whether a command has the terminal.
    pub is_busy: bool,
    /// What stands before the command line: `$`, or the container whose shell reads it.
    pub prompt: String,
    /// How many lines wait for it.
    pub waiting: usize,
    /// Whether virtual time passes.
    pub is_playing: bool,
}

/// The pane.
#[component]
pub fn TerminalPane(props: &Props) -> Html {
    let (screen, input) = (use_node_ref(), use_node_ref());
    let last = props.lines.last().map(|line| (line.number, line.text.len()));
    use_effect_with((screen.clone(), last, props.choices.len()), |(screen, ..)| {
        if let Some(screen) = screen.cast::<Element>() {
            screen.set_scroll_top(screen.scroll_height());
        }
    });
    let focus = {
        let input = input.clone();
        Callback::from(move |_: MouseEvent| {
            let has_selection = gloo::utils::window()
                .get_selection()
                .ok()
                .flatten()
                .is_some_and(|selection| !selection.is_collapsed());
            if let Some(input) = input.cast::<HtmlInputElement>().filter(|_| !has_selection) {
                let _ = input.focus();
            }
        })
    };
    let send = &props.send;
    html! {
        <section class="pane pane-terminal" aria-label="Terminal">
            <div class="pane-head">
                <h2>{ "Terminal" }</h2>
                <span class="grow" />
                if props.is_busy {
                    if props.waiting > 0 {
                        <span class="tick">{ format!("{} more to run", props.waiting) }</span>
                    }
                    if !props.is_playing {
                        <span class="tick">{ "it waits, and the clock is stopped" }</span>
                    }
                    <button class="button is-quiet" onclick={send.reform(|_| Action::Interrupt)}>
                        { "Interrupt" }<span class="keycap">{ "Ctrl C" }</span>
                    </button>
                } else {
                    <span class="tick">{ "Tab completes, ↑ recalls" }</span>
                }
            </div>
            <div class="screen scroll" ref={screen} onclick={focus}>
                <div class="log" role="log" aria-label="Terminal" tabindex="0">
                    { for props.lines.iter().map(line) }
                    if !props.choices.is_empty() {
                        <div class="choices">
                            { for props.choices.iter().map(|choice| html! { <span>{ choice.clone() }</span> }) }
                        </div>
                    }
                </div>
                { prompt(props, input) }
            </div>
            { terminal_keys(send, &props.input) }
        </section>
    }
}

fn line(line: &Rc<Line>) -> Html {
    let class = match line.kind {
        LineKind::Command => "line is-command",
        LineKind::Output => "line",
        LineKind::Error => "line is-error",
        LineKind::Quiet => "line is-quiet",
    };
    html! { <span key={line.number} class={class}>{ line.text.clone() }</span> }
}

fn prompt(props: &Props, node: NodeRef) -> Html {
    let send = &props.send;
    let placeholder =
        if props.lines.is_empty() { "kubectl create deployment hello --image=nginx" } else { "" };
    let oninput = send.reform(|event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        Action::Type(input.value())
    });
    let onkeydown = {
        let (send, is_busy) = (send.clone(), props.is_busy);
        Callback::from(move |event: KeyboardEvent| {
            if let Some(action) = key(&event, is_busy) {
                event.prevent_default();
                send.emit(action);
            }
        })
    };
    html! {
        <div class="prompt">
            <span aria-hidden="true">{ if props.is_busy { "…" } else { &props.prompt } }{ " " }</span>
            <input ref={node} type="text" aria-label="Command line" value={props.input.clone()}
                placeholder={placeholder} {oninput} {onkeydown} autocomplete="off"
                autocapitalize="off" autocorrect="off" spellcheck="false" enterkeyhint="send" />
        </div>
    }
}

/// What a key on the command line means.  Tab completes what stands there; on an empty line it
/// leaves, as everywhere.
fn key(event: &KeyboardEvent, is_busy: bool) -> Option<Action> {
    let input: HtmlInputElement = event.target_unchecked_into();
    let has_selection = input.selection_start().ok() != input.selection_end().ok();
    let is_plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
    match event.key().as_str() {
        "Enter" if is_plain && !event.is_composing() => Some(Action::Enter),
        "ArrowUp" if is_plain => Some(Action::Recall(-1)),
        "ArrowDown" if is_plain => Some(Action::Recall(1)),
        "Tab" if is_plain && !event.shift_key() && !input.value().trim().is_empty() => {
            Some(Action::Complete(cursor(&input)))
        }
        "c" if event.ctrl_key() && (is_busy || !has_selection) => Some(Action::Interrupt),
        _ => None,
    }
}

/// The cursor's place in bytes.
fn cursor(input: &HtmlInputElement) -> usize {
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
