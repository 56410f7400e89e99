//! The open lesson: which step, what was answered, which checks hold.

use super::storage;
use crate::lessons::course::Course;
use crate::lessons::lesson::{Act, Lesson, Step};
use crate::lessons::progress::Progress;
use crate::session::Session;
use crate::time::Time;
use std::collections::VecDeque;
use std::rc::Rc;

/// The least time between two looks at the checks, in milliseconds on the wall.
const PAUSE: f64 = 500.0;

/// Where a reader stands in the course.
#[derive(Clone, Debug, Default)]
pub struct Study {
    /// The lessons there are; empty until the list has arrived.
    pub course: Rc<Course>,
    /// What is done.
    pub progress: Progress,
    /// The lesson that is open.
    pub open: Option<OpenLesson>,
    /// Why a lesson could not be opened; empty mostly.
    pub trouble: String,
}

/// A lesson at some step.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenLesson {
    /// Its name.
    pub name: String,
    /// What it teaches.
    pub lesson: Rc<Lesson>,
    /// The page that is shown: 0 is the introduction, 1 the first step.
    pub page: usize,
    /// Which checks of the step hold.
    pub held: Vec<bool>,
    /// The number of the answer that was given.
    pub answer: Option<usize>,
    /// How many hints are shown.
    pub hints: usize,
    /// What remains of the solution that is being played.
    solving: VecDeque<Act>,
    resume_at: Option<Time>,
}

impl Study {
    /// A reader's place as the browser kept it.
    pub fn restore() -> Study {
        Study { progress: storage::progress(), ..Study::default() }
    }

    /// Opens a lesson at its beginning, where its session begins too.
    pub fn open(&mut self, name: String, lesson: Lesson) {
        self.trouble.clear();
        self.open = Some(OpenLesson {
            name,
            lesson: Rc::new(lesson),
            page: 0,
            held: Vec::new(),
            answer: None,
            hints: 0,
            solving: VecDeque::new(),
            resume_at: None,
        });
    }

    /// Goes to a page.
    pub fn go_to(&mut self, page: usize) {
        let Some(open) = &mut self.open else { return };
        if page <= open.lesson.steps.len() {
            open.page = page;
            open.held = Vec::new();
            open.answer = None;
            open.hints = 0;
            open.solving.clear();
        }
    }

    /// Looks which checks hold; answers what became true and is worth saying.
    pub fn look(&mut self, session: &Session) -> Option<String> {
        let open = self.open.as_mut()?;
        let (number, step) = open.step()?;
        let held: Vec<bool> = step.checks.iter().map(|check| session.check(&check.line)).collect();
        if held == open.held {
            return None;
        }
        let was_done = open.is_done();
        open.held = held;
        let is_done = open.is_done();
        if is_done && self.progress.complete(&open.name, number) {
            storage::save_progress(&self.progress);
        }
        (is_done && !was_done).then(|| format!("Step {} is done.", number + 1))
    }
}

impl OpenLesson {
    /// The step that is shown and its number from 0; none on the introduction.
    pub fn step(&self) -> Option<(usize, &Step)> {
        let number = self.page.checked_sub(1)?;
        Some((number, self.lesson.steps.get(number)?))
    }

    /// Whether every check of the step holds.
    pub fn is_done(&self) -> bool {
        !self.held.is_empty() && self.held.iter().all(|held| *held)
    }

    /// Begins to play the solution of the step.
    pub fn solve(&mut self) {
        self.solving =
            self.step().map(|(_, step)| step.solution.clone()).unwrap_or_default().into();
        self.resume_at = None;
    }

    /// The next thing of the solution that can be done at this instant.
    pub fn next_act(&mut self, session: &Session) -> Option<Act> {
        if session.is_busy() || self.resume_at.is_some_and(|time| session.now() < time) {
            return None;
        }
        self.resume_at = None;
        match self.solving.pop_front()? {
            Act::Pass(length) => {
                self.resume_at = Some(session.now().plus(length));
                None
            }
            act => Some(act),
        }
    }
}

/// Says when the checks are to be looked at again.
#[derive(Clone, Debug, Default)]
pub struct Looks {
    looked_at: f64,
    seen: usize,
}

impl Looks {
    /// Whether it is time: something happened since the last look, a while ago.
    pub fn is_due(&mut self, at: f64, facts: usize) -> bool {
        let is_due = facts != self.seen && at - self.looked_at >= PAUSE;
        if is_due {
            self.looked_at = at;
            self.seen = facts;
        }
        is_due
    }
}
