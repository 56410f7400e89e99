//! The proof of a lesson: as given, each step is undone; by its solution, each step gets done.

use super::lesson::{Act, Lesson, Step};
use super::markdown;
use crate::session::Session;
use crate::time::{MINUTE, Milliseconds};
use std::fmt;

/// How long the cluster is left to itself before a step counts as undone.
const IDLE: Milliseconds = 2 * MINUTE;
/// How long a check may take to hold once the solution was played.
const PATIENCE: Milliseconds = 30 * MINUTE;

/// What was proven.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// How many lessons.
    pub lessons: usize,
    /// How many exercises.
    pub exercises: usize,
    /// How many checks.
    pub checks: usize,
}

impl Lesson {
    /// A session as the lesson begins: its cluster and its files.
    pub fn begin(&self) -> Session {
        let mut session = Session::new(&self.options);
        for (name, text) in &self.files {
            session.write_file(name, text);
        }
        session
    }

    /// Plays the lesson.
    ///
    /// # Errors
    /// Each thing that did not happen as it should.
    pub fn prove(&self) -> Result<Proof, Vec<String>> {
        let mut session = self.begin();
        let mut faults = Vec::new();
        let mut proof = Proof { lessons: 1, ..Proof::default() };
        for step in &self.steps {
            if is_done_by_itself(step, &session) {
                faults.push(format!("`{}` is done before the learner does anything", step.title));
            }
            play(step, &mut session);
            faults.extend(failing_checks(step, &mut session));
            proof.checks += step.checks.len();
            proof.exercises += usize::from(step.is_exercise);
        }
        if faults.is_empty() { Ok(proof) } else { Err(faults) }
    }
}

impl Step {
    /// Whether every check holds at this instant.
    pub fn is_done(&self, session: &Session) -> bool {
        self.checks.iter().all(|check| session.check(&check.line))
    }
}

impl std::ops::AddAssign for Proof {
    fn add_assign(&mut self, other: Proof) {
        self.lessons += other.lessons;
        self.exercises += other.exercises;
        self.checks += other.checks;
    }
}

impl fmt::Display for Proof {
    /// `6 lessons, 6 exercises, 41 checks: all proven`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Proof { lessons, exercises, checks } = self;
        write!(formatter, "{lessons} lessons, {exercises} exercises, {checks} checks: all proven")
    }
}

fn is_done_by_itself(step: &Step, session: &Session) -> bool {
    let mut alone = session.clone();
    alone.advance_to(session.now().plus(IDLE));
    step.is_done(session) || step.is_done(&alone)
}

fn play(step: &Step, session: &mut Session) {
    for act in &step.solution {
        match act {
            Act::Write(name, text) => session.write_file(name, text),
            Act::Run(line) => {
                let limit = session.now().plus(PATIENCE);
                session.run_until(line, limit);
            }
            Act::Pass(length) => session.advance_to(session.now().plus(*length)),
        }
        session.take_output();
    }
}

/// Lets time pass until every check holds; what does not hold in the end is answered.
fn failing_checks(step: &Step, session: &mut Session) -> Vec<String> {
    let limit = session.now().plus(PATIENCE);
    while !step.is_done(session) && session.step(limit) {}
    let failing = step.checks.iter().filter(|check| !session.check(&check.line));
    failing
        .map(|check| {
            let text = markdown::plain(&check.text);
            let mut fork = session.clone();
            let printed = fork.run(&check.line).output;
            format!("`{}`: {text}\n    $ {}\n    {}", step.title, check.line, printed.trim())
        })
        .collect()
}
