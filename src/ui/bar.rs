//! The bar at the top: name, lesson, signal line, theme.

use super::action::Action;
use super::icon::Icon;
use super::parts::{button, grow, icon_button, span};
use super::signal_line::{Bead, SignalLine};
use std::rc::Rc;
use yew::prelude::*;

/// What the bar shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where actions go.
    pub send: Callback<Action>,
    /// The beads on the signal line.
    pub beads: Rc<Vec<Bead>>,
    /// The open lesson's title; empty if none is open.
    pub title: String,
    /// Whether the page is dark.
    pub is_dark: bool,
    /// How many command lines were given.
    pub lines: usize,
    /// The cluster's seed.
    pub seed: u64,
}

/// The bar.
#[component]
pub fn Bar(props: &Props) -> Html {
    let send = &props.send;
    let switch = if props.is_dark { "Switch to light" } else { "Switch to dark" };
    html! {
        <header class="bar">
            <h1 class="wordmark">
                <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
                    <circle cx="10" cy="10" r="9" />
                    <circle cx="10" cy="10" r="5.5" stroke-width="2" />
                    <path d="M10 1v4M10 15v4" />
                </svg>
                { "Podarium" }
            </h1>
            <span class="where">
                if props.title.is_empty() {
                    { "A Kubernetes cluster in a glass case" }
                } else {
                    { "Lesson " }<b>{ props.title.clone() }</b>
                }
            </span>
            { grow() }
            <SignalLine beads={props.beads.clone()} />
            { grow() }
            { span("saved tick", session_words(props)) }
            { button("button is-quiet wide", send, Action::CloseLesson, html! {
                <>{ Icon::Lesson.draw(16) }{ "Lessons" }</>
            }) }
            { icon_button("button is-quiet is-square", send, Action::ToggleTheme, Icon::Theme, switch) }
        </header>
    }
}

fn session_words(props: &Props) -> String {
    let lines = match props.lines {
        0 => "no lines yet".to_owned(),
        1 => "1 line".to_owned(),
        lines => format!("{lines} lines"),
    };
    format!("v1.36, seed {}, {lines}", props.seed)
}
