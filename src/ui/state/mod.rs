//! The one owner of everything on the page that changes, and the one place where it changes.

mod drawing;
mod teaching;

use super::action::{Action, Chosen, Facts, Pane};
use super::clock::Clock;
use super::desk::Desk;
use super::facts_pane::List;
use super::screen::Screen;
use super::signal_line::Bead;
use super::storage;
use super::study::{Looks, Study};
use super::voice::Voice;
use crate::cluster::{ClusterOptions, FactId};
use crate::scene::{Chronicle, Forecast, Foretold, Picture, Scene, Score, Surface};
use crate::session::Session;
use std::collections::VecDeque;
use std::rc::Rc;

/// The least time between two looks at the lists, in milliseconds on the wall.
const LIST_PAUSE: f64 = 250.0;
/// How long a line waits for the second half of the program before the terminal says so, in
/// milliseconds on the wall.
const PATIENCE: f64 = 2_000.0;
/// The most lines that wait for the terminal.
const WAITING: usize = 50;

/// The page.
pub struct State {
    /// The cluster, its terminal and its files.
    pub session: Session,
    /// What was read of the journal.
    pub chronicle: Chronicle,
    /// What is drawn of the cluster.
    pub scene: Rc<Scene>,
    /// Where it stands.
    pub picture: Rc<Picture>,
    /// The room for it.
    pub surface: Surface,
    /// How virtual time passes.
    pub clock: Clock,
    /// The terminal.
    pub screen: Screen,
    /// Lines that were given while another command had the terminal, or before the second half
    /// of the program was there.
    pub waiting: VecDeque<String>,
    /// The files in the editor.
    pub desk: Desk,
    /// The lessons.
    pub study: Study,
    /// The last facts on their way.
    pub beads: Rc<Vec<Bead>>,
    /// What is looked at.
    pub chosen: Option<Chosen>,
    /// The pane of a narrow page.
    pub pane: Pane,
    /// What the list beside the terminal shows.
    pub facts: Facts,
    /// Its entries.
    pub list: Rc<List>,
    /// The recent past as a score.
    pub score: Rc<Score>,
    /// What will follow if nobody does anything.
    pub foretold: Rc<Foretold>,
    forecast: Option<Forecast>,
    /// Whether the second half of the program is there.
    is_whole: bool,
    /// What has to wait for it.
    held: Vec<Action>,
    /// Since when a line waits for it; never again once that was said.
    waits_since: Option<f64>,
    /// Whether the page is dark.
    pub is_dark: bool,
    /// What is said aloud.
    pub voice: Voice,
    looks: Looks,
    drawn: (FactId, i64),
    listed: (f64, FactId),
    frame_at: f64,
    redrawn_at: f64,
    held_back: usize,
}

impl State {
    /// The playground, with the reader's own files.
    pub fn new(is_dark: bool) -> State {
        let mut session = Session::new(&ClusterOptions::playground());
        let desk = Desk::playground(&mut session);
        let mut state = State {
            session,
            chronicle: Chronicle::default(),
            scene: Rc::default(),
            picture: Rc::default(),
            surface: Surface { width: 700, is_narrow: false },
            clock: Clock::default(),
            screen: Screen::default(),
            waiting: VecDeque::new(),
            desk,
            study: Study::restore(),
            beads: Rc::default(),
            chosen: None,
            pane: Pane::default(),
            facts: Facts::default(),
            list: Rc::new(List::Events(Vec::new())),
            score: Rc::default(),
            foretold: Rc::default(),
            forecast: None,
            is_whole: false,
            held: Vec::new(),
            waits_since: None,
            listed: (0.0, FactId(0)),
            frame_at: 0.0,
            redrawn_at: 0.0,
            held_back: 0,
            is_dark,
            voice: Voice::default(),
            looks: Looks::default(),
            drawn: (FactId(0), 0),
        };
        state.redraw();
        state
    }

    /// Does what an action says; `false` if nothing that is drawn changed.
    pub fn update(&mut self, action: Action) -> bool {
        if !self.is_whole && needs_the_rest(&action) {
            self.held.push(action);
            return false;
        }
        match action {
            Action::Frame(at) => return self.frame(at),
            Action::Play(is_playing) => self.clock.play(is_playing),
            Action::Speed(speed) => self.clock.speed = speed,
            Action::Next => self.clock.seek(self.session.now()),
            Action::Type(text) => self.screen.type_in(text),
            Action::Enter => {
                let line = self.screen.enter();
                self.run(&line);
            }
            Action::Run(line) => self.run(&line),
            Action::Recall(by) => self.screen.recall(by),
            Action::Complete(cursor) => self.complete(cursor),
            Action::Search => self.screen.search(),
            Action::Accept => self.screen.accept(),
            Action::ClearScreen => self.screen.clear(),
            Action::Interrupt => self.interrupt(),
            Action::Edit(text) => self.desk.edit(text),
            Action::Open(name) => self.desk.show(&name),
            Action::NewFile => self.desk.make(&mut self.session),
            Action::Apply => {
                let line = format!("kubectl apply -f {}", self.desk.active);
                self.run(&line);
            }
            Action::Fix(index) => self.desk.fix(index, &self.session),
            Action::Reveal(index) => self.desk.reveal(index),
            Action::Choose(chosen) => self.chosen = chosen,
            Action::Show(pane) => self.pane = pane,
            Action::List(facts) => {
                self.facts = facts;
                self.list_facts();
            }
            Action::ToggleTheme => {
                self.is_dark = !self.is_dark;
                storage::save_theme(if self.is_dark { "dark" } else { "light" });
            }
            Action::Resize(surface) => {
                self.surface = surface;
                self.held_back = usize::MAX;
                self.lay_out();
            }
            Action::RestArrived => {
                self.is_whole = true;
                for action in std::mem::take(&mut self.held) {
                    self.update(action);
                }
            }
            Action::CourseArrived(course) => self.study.course = Rc::new(course),
            Action::LessonArrived(name, text) => self.open_lesson(name, text),
            Action::CloseLesson => self.study.open = None,
            Action::Playground => self.play_ground(),
            Action::RestartLesson => self.restart_lesson(),
            Action::GoToPage(page) => {
                self.study.go_to(page);
                self.look();
            }
            Action::Answer(answer) => {
                if let Some(open) = &mut self.study.open {
                    open.answer = Some(answer);
                }
            }
            Action::Hint => {
                if let Some(open) = &mut self.study.open {
                    open.hints += 1;
                }
            }
            Action::Solve => {
                if let Some(open) = &mut self.study.open {
                    open.solve();
                }
            }
        }
        self.collect();
        true
    }

    /// Lets time pass; redraws what changed.
    fn frame(&mut self, at: f64) -> bool {
        self.frame_at = at;
        self.clock.frame(at, &mut self.session, &mut self.chronicle);
        self.run_waiting();
        self.solve();
        let mut is_changed = self.collect() | self.explain_wait(at);
        is_changed |= self.is_whole && self.desk.frame(at, &self.session);
        if self.looks.is_due(at, self.chronicle.end().0) {
            self.look();
            is_changed = true;
        }
        let tenth = self.session.now().0 / (100 * i64::from(self.clock.speed));
        is_changed |= self.drawn.1 != tenth;
        self.drawn.1 = tenth;
        if self.listed.1 != self.chronicle.end() && at - self.listed.0 >= LIST_PAUSE {
            self.listed.0 = at;
            self.list_facts();
            is_changed = true;
        }
        is_changed |= self.foretell();
        is_changed | self.voice.frame(at, &self.chronicle)
    }

    /// Runs a line after saving every draft, so that it sees what the editor shows.
    fn run(&mut self, line: &str) {
        if line.trim().is_empty() {
            return;
        }
        if self.session.is_busy() || !self.is_whole {
            self.waiting.push_back(line.to_owned());
            self.waiting.truncate(WAITING);
            return;
        }
        self.desk.save(&mut self.session);
        self.screen.remember(line);
        // Nobody has the terminal, so the line is taken.
        let _ = self.session.submit(line);
        if self.session.is_busy() && !self.clock.is_playing {
            self.screen.note("It waits for time to pass, and the clock is stopped.");
        }
    }

    /// Runs the lines that were given while another command had the terminal.
    fn run_waiting(&mut self) {
        while self.is_whole
            && !self.session.is_busy()
            && let Some(line) = self.waiting.pop_front()
        {
            self.run(&line);
        }
    }

    /// Says once what a line waits for if the second half of the program is slow to come.
    fn explain_wait(&mut self, at: f64) -> bool {
        if self.is_whole || self.waiting.is_empty() {
            return false;
        }
        let is_late = at - *self.waits_since.get_or_insert(at) > PATIENCE;
        if is_late {
            self.waits_since = Some(f64::INFINITY);
            self.screen
                .note("Half of Podarium is still on its way; the line runs when it is here.");
        }
        is_late
    }

    /// Ctrl-C: as in a terminal, what was typed ahead is dropped, too.
    fn interrupt(&mut self) {
        if self.screen.leave_search() {
            return;
        }
        self.waiting.clear();
        if !self.session.interrupt() {
            self.screen.input.clear();
        }
    }

    fn complete(&mut self, cursor: usize) {
        // A draft may be what the line is about.
        self.desk.save(&mut self.session);
        let completion = self.session.complete(&self.screen.input, cursor);
        self.screen.complete(cursor, &completion);
    }
}

/// Whether an action needs the second half of the program.  Lines do, too, and have a queue of
/// their own: see [`State::run`].
fn needs_the_rest(action: &Action) -> bool {
    matches!(action, Action::Complete(_) | Action::Choose(Some(_)) | Action::Next)
}
