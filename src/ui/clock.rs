//! The page's clock: turns the time on the wall into virtual time, in slices that leave the
//! browser its breath.  The only file that reads the wall clock.

use crate::scene::Chronicle;
use crate::session::Session;
use crate::time::{MINUTE, Milliseconds, Time};

/// The speeds that can be chosen, in virtual seconds a second.
pub const SPEEDS: [u32; 5] = [1, 10, 60, 300, 600];
/// How long one frame may let the simulation run, in milliseconds on the wall.
const BUDGET: f64 = 8.0;
/// A longer pause between two frames is one in which nobody looked: it does not count.
const LONGEST_FRAME: f64 = 250.0;
/// How far [`Clock::seek`] looks for something to happen.
const HORIZON: Milliseconds = 24 * 60 * MINUTE;

/// How virtual time passes.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Whether it does.
    pub is_playing: bool,
    /// Virtual seconds in a second.
    pub speed: u32,
    last_frame: Option<f64>,
    remainder: f64,
    seeking: Option<Time>,
}

impl Default for Clock {
    fn default() -> Clock {
        Clock { is_playing: true, speed: 1, last_frame: None, remainder: 0.0, seeking: None }
    }
}

impl Clock {
    /// Goes on to the next thing worth telling, then stops.
    pub fn seek(&mut self, now: Time) {
        self.is_playing = false;
        self.seeking = Some(now.plus(HORIZON));
    }

    /// Plays or stops.
    pub fn play(&mut self, is_playing: bool) {
        self.is_playing = is_playing;
        self.seeking = None;
    }

    /// Lets as much virtual time pass as belongs to this frame, or as much of it as the budget
    /// allows: then virtual time is slower than it was asked to be.
    pub fn frame(&mut self, at: f64, session: &mut Session, chronicle: &mut Chronicle) {
        let passed = self.last_frame.map_or(0.0, |last| (at - last).clamp(0.0, LONGEST_FRAME));
        self.last_frame = Some(at);
        let end = wall() + BUDGET;
        if let Some(horizon) = self.seeking {
            if seek_slice(session, chronicle, horizon, end) {
                self.seeking = None;
            }
        } else if self.is_playing {
            let owed = passed * f64::from(self.speed) + self.remainder;
            self.remainder = owed.fract();
            let target = session.now().plus(owed as Milliseconds);
            while wall() < end {
                // The journal soon forgets.
                chronicle.read(session.cluster().journal());
                if !session.step(target) {
                    session.advance_to(target);
                    return;
                }
            }
        }
    }
}

/// Does one thing after another as long as there are more, for so long on the wall; `false` if
/// there are no more.
pub fn within(milliseconds: f64, mut step: impl FnMut() -> bool) -> bool {
    let end = wall() + milliseconds;
    while wall() < end {
        if !step() {
            return false;
        }
    }
    true
}

/// Steps until something worth telling happened, the horizon is reached (both answer `true`), or
/// the time on the wall is `end`.
fn seek_slice(session: &mut Session, chronicle: &mut Chronicle, horizon: Time, end: f64) -> bool {
    while wall() < end {
        let before = chronicle.end();
        if !session.step(horizon) {
            return true;
        }
        chronicle.read(session.cluster().journal());
        if chronicle.since(before).next().is_some() {
            return true;
        }
    }
    false
}

/// Milliseconds since the page was opened.
fn wall() -> f64 {
    gloo::utils::window().performance().map_or(0.0, |performance| performance.now())
}
