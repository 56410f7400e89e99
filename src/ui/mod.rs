//! The page.  One owner of everything that changes ([`State`]), one place where it changes
//! ([`State::update`]), and components that draw parts of it and send [`Action`]s.

mod action;
mod app;
mod bar;
mod clock;
mod cluster_pane;
mod crash;
mod desk;
mod editor;
mod editor_pane;
mod examples;
mod exports;
mod facts_pane;
mod glyph;
mod icon;
mod inspector;
mod lesson_pane;
mod matrix;
mod notes;
mod parts;
mod prose;
mod rest;
mod room;
mod screen;
mod signal_line;
mod state;
mod staves;
mod storage;
mod study;
mod terminal_keys;
mod terminal_line;
mod terminal_pane;
mod time_pane;
mod voice;

pub use action::Action;
pub use state::State;

/// Starts the page in the element `page` and takes the loading picture away.
pub fn mount() {
    crash::install();
    let document = gloo::utils::document();
    let Some(place) = document.get_element_by_id("page") else { return };
    yew::Renderer::<app::App>::with_root(place).render();
    if let Some(loading) = document.get_element_by_id("loading") {
        loading.remove();
    }
}
