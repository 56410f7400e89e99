//! From what happened to what is drawn: the scene and its picture, the lists, the future.

use super::State;
use crate::cluster::FactId;
use crate::scene::{Forecast, Picture, Scene};
use crate::ui::clock;
use crate::ui::facts_pane::List;
use crate::ui::signal_line::Bead;
use crate::ui::staves;
use std::rc::Rc;

/// Beads are shown up to this speed; above it they would only flicker.
const FASTEST_BEADS: u32 = 10;
/// The most pods that enter in one picture.
const ENTERING: usize = 60;
/// The future is foretold up to this speed.
const FASTEST_FORECAST: u32 = 60;
/// How long one frame may look ahead, in milliseconds on the wall.
const FORECAST_BUDGET: f64 = 2.0;
/// The most beads on the signal line.
const BEADS: usize = 6;

impl State {
    /// Takes in the list beside the terminal and the score, which need not follow every frame.
    pub(super) fn list_facts(&mut self) {
        self.listed.1 = self.chronicle.end();
        let view = self.session.cluster().view();
        self.list = Rc::new(List::of(self.facts, &view, &self.chronicle));
        self.score = Rc::new(self.chronicle.score().clone());
        let length =
            staves::future(self.session.options().start, self.session.now(), self.clock.speed);
        let cluster = self.session.cluster();
        self.forecast = (self.clock.speed <= FASTEST_FORECAST)
            .then(|| Forecast::begin(cluster, &self.chronicle, length))
            .flatten();
    }

    /// Runs the copy of the cluster ahead for a moment; `true` if it has told something else.
    pub(super) fn foretell(&mut self) -> bool {
        let Some(forecast) = &mut self.forecast else { return false };
        if clock::within(FORECAST_BUDGET, || forecast.step()) {
            return false;
        }
        let foretold = self.forecast.take().map(Forecast::tell).unwrap_or_default();
        let is_changed = foretold != *self.foretold;
        self.foretold = Rc::new(foretold);
        is_changed
    }

    /// Takes in what the session did since it was last looked at; `false` if that is nothing.
    pub(super) fn collect(&mut self) -> bool {
        let chunks = self.session.take_output();
        let has_printed = !chunks.is_empty();
        for chunk in chunks {
            self.screen.print(chunk);
        }
        if has_printed {
            self.desk.follow(&mut self.session);
        }
        self.chronicle.read(self.session.cluster().journal());
        let is_due = self.frame_at - self.redrawn_at >= self.redraw_pause();
        let has_happened = is_due && (self.chronicle.end() > self.drawn.0 || self.held_back > 0);
        if has_happened {
            self.redrawn_at = self.frame_at;
            self.redraw();
        }
        has_printed || has_happened
    }

    /// How long one picture stays, in milliseconds on the wall: a crowd is drawn less often.
    pub(super) fn redraw_pause(&self) -> f64 {
        match self.picture.pods.len() {
            0..=60 => 0.0,
            61..=200 => 50.0,
            _ => 120.0,
        }
    }

    /// Draws the cluster anew; parts that are as before stay the same parts.
    pub(super) fn redraw(&mut self) {
        let first = self.drawn.0;
        self.chronicle.read(self.session.cluster().journal());
        self.drawn.0 = self.chronicle.end();
        let scene = Scene::of(&self.session.cluster().view(), &self.chronicle);
        if scene != *self.scene {
            self.scene = Rc::new(scene);
            self.held_back = usize::MAX;
        }
        self.lay_out();
        if first.0 > 0 && self.clock.speed <= FASTEST_BEADS {
            self.string_beads(first);
        }
    }

    /// Lays the scene out, with as many more pods as one picture may bring.
    pub(super) fn lay_out(&mut self) {
        if self.held_back > 0 {
            let picture = Picture::of(&self.scene, self.surface);
            let (picture, held_back) = picture.entering(&self.picture, ENTERING);
            self.picture = Rc::new(picture);
            self.held_back = held_back;
        }
    }

    pub(super) fn string_beads(&mut self, first: FactId) {
        let mut beads = (*self.beads).clone();
        beads.extend(self.chronicle.since(first).map(|entry| Bead::of(entry, &self.chronicle)));
        if beads.len() > self.beads.len() {
            let extra = beads.len().saturating_sub(BEADS);
            self.beads = Rc::new(beads.split_off(extra));
        }
    }
}
