//! What scripts may ask of the page: a session's journal, as the command `podarium journal`
//! prints it.

use wasm_bindgen::prelude::wasm_bindgen;

/// Replays a session in Markdown and answers its journal, or what is wrong with the session.
#[wasm_bindgen]
pub fn journal(session: &str) -> String {
    crate::session::replay_journal(session).unwrap_or_else(|fault| fault)
}
