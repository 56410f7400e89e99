//! The keys that a terminal needs and telephones hide.

use super::action::Action;
use super::parts::on;
use yew::prelude::*;

/// What is shown, its name, and what it does to the line as it stands.
type TerminalKey = (&'static str, &'static str, fn(&str) -> Action);

const KEYS: [TerminalKey; 6] = [
    ("⇥", "Complete", |line| Action::Complete(line.len())),
    ("↑", "Earlier line", |_| Action::Recall(-1)),
    ("↓", "Later line", |_| Action::Recall(1)),
    ("-", "Dash", |line| Action::Type(format!("{line}-"))),
    ("|", "Pipe", |line| Action::Type(format!("{line}| "))),
    ("^C", "Control C", |_| Action::Interrupt),
];

/// The row of keys for the line that is being typed.
pub fn terminal_keys(send: &Callback<Action>, line: &str) -> Html {
    // A press must not take the focus from the line, or the telephone's keyboard would close.
    let keep_focus = Callback::from(|event: PointerEvent| event.prevent_default());
    html! {
        <div class="keys" role="toolbar" aria-label="Keys for the terminal" onpointerdown={keep_focus}>
            { for KEYS.into_iter().map(|(shown, name, act)| html! {
                <button aria-label={name} onclick={on(send, act(line))}>{ shown }</button>
            }) }
        </div>
    }
}
