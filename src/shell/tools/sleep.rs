//! `sleep`: waits while virtual time passes.

use super::Tool;
use crate::kubectl::process::{Poll, Process, World};
use crate::shell::said::Said;
use crate::time::{Milliseconds, SECOND, Time, parse_duration};

/// The row.
pub static TOOL: Tool = Tool {
    name: "sleep",
    usage: "SECONDS",
    summary: "wait, in the cluster's time",
    start: |words, _| {
        let lengths: Option<Vec<Milliseconds>> = words.iter().map(|word| length(word)).collect();
        match lengths {
            Some(lengths) if !lengths.is_empty() => {
                Box::new(Sleep { length: lengths.iter().sum(), until: None })
            }
            Some(_) => Said::error("sleep: missing operand", 1),
            None => Said::error(format!("sleep: invalid time interval ‘{}’", words.join(" ")), 1),
        }
    },
};

#[derive(Clone)]
struct Sleep {
    length: Milliseconds,
    until: Option<Time>,
}

impl Process for Sleep {
    fn poll(&mut self, world: &mut World) -> Poll {
        let now = world.cluster.now();
        let until = *self.until.get_or_insert(now.plus(self.length));
        if now >= until { Poll::Done(0) } else { Poll::Wait(Some(until)) }
    }
}

/// Seconds, or a number with one of `s m h d`.
pub fn length(word: &str) -> Option<Milliseconds> {
    let length = match word.strip_suffix('d') {
        Some(days) => parse_duration(&format!("{days}h"))?.checked_mul(24)?,
        None => parse_duration(word).or_else(|| parse_duration(&format!("{word}s")))?,
    };
    (0..=366 * 24 * 3_600 * SECOND).contains(&length).then_some(length)
}
