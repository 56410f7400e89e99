//! A block being run: its body again and again, or the branch that is taken.

use super::blocks::{List, Step};
use super::script::Script;
use super::{Jump, Terminal};
use crate::cluster::{Cluster, FactId};
use crate::kubectl::process::{Output, Poll};
use std::collections::VecDeque;

/// The loops of a line go round no more often than this, all together.
const ROUND_LIMIT: usize = 10_000;

/// A `for`, `while`, `until` or `if` that runs.
#[derive(Clone)]
pub struct Block {
    step: Step,
    values: VecDeque<String>,
    branch: usize,
    is_condition: bool,
    script: Option<Box<Script>>,
    exit: u8,
}

impl Block {
    /// A block that has not begun; `values` are what the words of a `for` became.
    pub fn new(step: Step, values: Vec<String>) -> Block {
        Block { step, values: values.into(), branch: 0, is_condition: true, script: None, exit: 0 }
    }

    /// Goes on as far as is possible at this instant.
    pub fn poll(
        &mut self,
        cluster: &mut Cluster,
        terminal: &mut Terminal,
        (cause, depth): (Option<FactId>, usize),
        output: &mut Output,
    ) -> Poll {
        loop {
            if let Some(script) = &mut self.script {
                match script.poll(cluster, terminal, output) {
                    Poll::Wait(until) => return Poll::Wait(until),
                    Poll::Done(exit) => self.ended(exit),
                }
                self.script = None;
                if terminal.jump.is_some() && !self.hears(terminal) {
                    return Poll::Done(terminal.exit);
                }
            }
            terminal.rounds += 1;
            if terminal.rounds > ROUND_LIMIT {
                output.error("bash: this loop has gone round too often");
                return Poll::Done(1);
            }
            match self.next(terminal) {
                Some(list) => {
                    self.script = Some(Box::new(Script::of(list, cause, depth + 1)));
                }
                None => return Poll::Done(self.exit),
            }
        }
    }

    /// Whether the block is a loop, which does what its body asked for; a branch passes it on,
    /// and so does everything where the shell has ended.
    fn hears(&mut self, terminal: &mut Terminal) -> bool {
        if terminal.has_ended() || matches!(self.step, Step::If { .. }) {
            return false;
        }
        if terminal.jump.take() == Some(Jump::Break) {
            self.values.clear();
            self.branch = usize::MAX;
        }
        true
    }

    /// Takes in how the condition or the body ended.
    fn ended(&mut self, exit: u8) {
        if !self.is_condition {
            self.exit = exit;
            self.is_condition = true;
            if matches!(self.step, Step::If { .. }) {
                self.branch = usize::MAX;
            }
            return;
        }
        match &self.step {
            Step::While { succeeds, .. } if (exit == 0) == *succeeds => self.is_condition = false,
            Step::If { .. } if exit == 0 => self.is_condition = false,
            Step::If { .. } => self.branch += 1,
            Step::While { .. } => self.branch = usize::MAX,
            Step::For { .. } | Step::Pipeline(_) => self.exit = exit,
        }
    }

    /// What is to be run next.
    fn next(&mut self, terminal: &mut Terminal) -> Option<List> {
        match &self.step {
            Step::Pipeline(_) => None,
            Step::For { name, body, .. } => {
                let value = self.values.pop_front()?;
                terminal.variables.insert(name.clone(), value);
                Some(body.clone())
            }
            Step::While { .. } if self.branch == usize::MAX => None,
            Step::While { condition, body, .. } => {
                Some(if self.is_condition { condition.clone() } else { body.clone() })
            }
            Step::If { branches, otherwise } => match branches.get(self.branch) {
                Some((condition, body)) => {
                    Some(if self.is_condition { condition.clone() } else { body.clone() })
                }
                None if self.branch == branches.len() && !otherwise.is_empty() => {
                    self.is_condition = false;
                    Some(otherwise.clone())
                }
                None => None,
            },
        }
    }
}
