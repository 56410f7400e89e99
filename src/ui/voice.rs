//! What is said aloud to those who do not see the picture: at most one sentence a second.

use crate::scene::Chronicle;

/// The least time between two sentences, in milliseconds on the wall.
const PAUSE: f64 = 1_000.0;

/// The live region's text and when it was said.
#[derive(Clone, Debug, Default)]
pub struct Voice {
    /// The last sentence.
    pub sentence: String,
    said_at: f64,
    heard: usize,
    urgent: Option<String>,
}

impl Voice {
    /// Says this next, before what the chronicle tells.
    pub fn say(&mut self, sentence: impl Into<String>) {
        self.urgent = Some(sentence.into());
    }

    /// Says the newest thing if there is one and the last sentence is a while ago; `true` if the
    /// sentence changed.
    pub fn frame(&mut self, at: f64, chronicle: &Chronicle) -> bool {
        if at - self.said_at < PAUSE {
            return false;
        }
        let told = chronicle
            .entries()
            .next_back()
            .filter(|entry| entry.fact.0 >= self.heard)
            .map(|entry| format!("{}: {}.", entry.who, entry.what));
        let Some(sentence) = self.urgent.take().or(told) else { return false };
        self.heard = chronicle.end().0;
        self.said_at = at;
        self.sentence = sentence;
        true
    }
}
