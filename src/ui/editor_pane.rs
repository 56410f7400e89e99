//! The files: tabs, the editor, what was found in the open file, and Apply.

use super::action::Action;
use super::editor::Editor;
use super::icon::Icon;
use super::parts::{button, element, grow, on, span};
use crate::diagnostic::{Diagnostic, Severity};
use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The choice that makes a new file; no file can have this name.
const NEW: &str = "+";

/// What the pane shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where actions go.
    pub send: Callback<Action>,
    /// The open file's name.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Counts the changes that were not typed.
    pub revision: usize,
    /// What was found in it.
    pub findings: Rc<Vec<Diagnostic>>,
    /// Where the cursor should go.
    pub wish: Option<(usize, usize)>,
    /// The files with a tab, and whether each has changes that no command has seen.
    pub tabs: Vec<(String, bool)>,
    /// All files.
    pub names: Vec<String>,
    /// Whether the pane can be seen.
    pub is_shown: bool,
}

/// The pane.
#[component]
pub fn EditorPane(props: &Props) -> Html {
    let send = &props.send;
    html! {
        <section class="pane pane-editor" aria-label="Editor">
            <div class="pane-head editor-head">
                <div class="tabs" role="tablist" aria-label="Open files">
                    { for props.tabs.iter().map(|(name, is_draft)| tab(name, *is_draft, props)) }
                </div>
                { menu(props) }
            </div>
            <Editor name={props.name.clone()} text={props.text.clone()} revision={props.revision}
                findings={props.findings.clone()} wish={props.wish} is_shown={props.is_shown}
                on_change={send.reform(Action::Edit)} on_apply={send.reform(|()| Action::Apply)} />
            { findings(props) }
            <div class="apply">
                { button("button is-primary", send, Action::Apply, "Apply") }
                <code>{ format!("kubectl apply -f {}", props.name) }</code>
                { grow() }
                { span("tick", verdict(&props.findings)) }
            </div>
        </section>
    }
}

fn tab(name: &str, is_draft: bool, props: &Props) -> Html {
    html! {
        <button key={name} role="tab" aria-label={name.to_owned()} aria-selected={(name == props.name).to_string()}
            class={is_draft.then_some("is-draft")}
            onclick={on(&props.send, Action::Open(name.to_owned()))}>
            { name.trim_end_matches(".yaml").to_owned() }
        </button>
    }
}

/// All files in a menu, and the way to a new one.
fn menu(props: &Props) -> Html {
    let onchange = props.send.reform(|event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        let name = select.value();
        select.set_value("");
        if name == NEW { Action::NewFile } else { Action::Open(name) }
    });
    html! {
        <span class="menu">
            <select aria-label="Open a file" {onchange}>
                <option value="" selected=true disabled=true hidden=true>{ "Files" }</option>
                <option value={NEW}>{ "New file" }</option>
                { for props.names.iter().map(|name| html! { <option value={name.clone()}>{ name.clone() }</option> }) }
            </select>
        </span>
    }
}

fn verdict(findings: &[Diagnostic]) -> String {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    match (errors, findings.len()) {
        (0, 0) => "valid, v1.36".to_owned(),
        (0, 1) => "1 remark".to_owned(),
        (0, remarks) => format!("{remarks} remarks"),
        (1, _) => "1 error".to_owned(),
        (errors, _) => format!("{errors} errors"),
    }
}

fn findings(props: &Props) -> Html {
    if props.findings.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="findings scroll" aria-label="Problems">
            { for props.findings.iter().enumerate().map(|(index, finding)| {
                html! { <li>{ card(index, finding, props) }</li> }
            }) }
        </ul>
    }
}

fn card(index: usize, finding: &Diagnostic, props: &Props) -> Html {
    let send = &props.send;
    let (tone, title) = match finding.severity {
        Severity::Error => ("tone-bad", "Error"),
        Severity::Warning => ("tone-warn", "Warning"),
        Severity::Hint => ("tone-good", "Hint"),
    };
    let line =
        props.text.get(..finding.span.start).map_or(1, |before| before.matches('\n').count() + 1);
    html! {
        <div class={classes!("diagnostic", tone)}>
            { button("tell", send, Action::Reveal(index), html! {
                <>
                    <b>{ title }<span>{ format!("line {line}") }</span></b>
                    <p>{ finding.message.clone() }</p>
                    if !finding.help.is_empty() {
                        { element("p", "note", &finding.help) }
                    }
                </>
            }) }
            if let Some(fix) = &finding.fix {
                { button("button fix", send, Action::Fix(index), html! {
                    <>{ Icon::Fix.draw(16) }{ sentence(&fix.title) }</>
                }) }
            }
        </div>
    }
}

/// The same words with a capital at their beginning.
fn sentence(words: &str) -> String {
    let mut words = words.to_owned();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}
