//! The terminal: a log and a plain input, so that every assistive tool knows what it is.

use super::action::Action;
use super::parts::{button, grow, span};
use super::screen::{Line, LineKind, Search};
use super::terminal_keys::terminal_keys;
use super::terminal_line::{Mode, key};
use std::cell::RefCell;
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
    /// The search among earlier lines, while there is one.
    pub search: Option<Search>,
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
    let cut = use_mut_ref(String::new);
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
                { grow() }
                if props.is_busy {
                    if props.waiting > 0 {
                        { span("tick", format!("{} more to run", props.waiting)) }
                    }
                    if !props.is_playing {
                        { span("tick", "it waits, and the clock is stopped") }
                    }
                    { button("button is-quiet", send, Action::Interrupt, html! {
                        <>{ "Interrupt" }{ span("keycap", "Ctrl C") }</>
                    }) }
                } else {
                    <span class="tick">
                        { "Tab completes, ↑ recalls" }{ span("wide", ", Ctrl R searches") }
                    </span>
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
                { prompt(props, input, cut) }
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

fn prompt(props: &Props, node: NodeRef, cut: Rc<RefCell<String>>) -> Html {
    let send = &props.send;
    let placeholder =
        if props.lines.is_empty() { "kubectl create deployment hello --image=nginx" } else { "" };
    let oninput = send.reform(|event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        Action::Type(input.value())
    });
    let onkeydown = {
        let send = send.clone();
        let mode = Mode {
            is_busy: props.is_busy,
            is_searching: props.search.is_some(),
            is_inside: props.prompt != "$",
        };
        Callback::from(move |event: KeyboardEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(action) = key(&event, &input, mode, &cut) {
                event.prevent_default();
                send.emit(action);
            }
        })
    };
    let (before, value) = match &props.search {
        Some(search) => (search.label(), &search.query),
        None if props.is_busy => ("…".to_owned(), &props.input),
        None => (props.prompt.clone(), &props.input),
    };
    html! {
        <div class="prompt">
            <span aria-hidden="true">{ before }{ " " }</span>
            <input ref={node} type="text" aria-label="Command line" value={value.clone()}
                placeholder={placeholder} {oninput} {onkeydown} autocomplete="off"
                autocapitalize="off" autocorrect="off" spellcheck="false" enterkeyhint="send" />
            if let Some(search) = &props.search {
                <output class="found" aria-label="Found line">{ search.found.clone() }</output>
            }
        </div>
    }
}
