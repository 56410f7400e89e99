//! What a learner has done, as the browser keeps it.

use super::course::is_name;
use crate::ordered::{OrderedMap, OrderedSet};

/// The steps done of each lesson, by the lesson's name; steps count from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    done: OrderedMap<String, OrderedSet<usize>>,
}

/// The longest saved form that is read, in bytes.
const LONGEST: usize = 64 * 1024;
/// The most steps that a lesson can have.
const MOST_STEPS: usize = 100;

impl Progress {
    /// Notes a step as done; `false` if it was before, or cannot be one.
    pub fn complete(&mut self, lesson: &str, step: usize) -> bool {
        let is_sound = is_name(lesson) && step < MOST_STEPS;
        is_sound && self.done.entry(lesson.to_owned()).or_default().insert(step)
    }

    /// Whether a step is done.
    pub fn is_done(&self, lesson: &str, step: usize) -> bool {
        self.done.get(lesson).is_some_and(|steps| steps.contains(&step))
    }

    /// How many steps of a lesson are done.
    pub fn count(&self, lesson: &str) -> usize {
        self.done.get(lesson).map_or(0, OrderedSet::len)
    }

    /// Forgets one lesson, to begin it anew.
    pub fn forget(&mut self, lesson: &str) {
        self.done.remove(lesson);
    }

    /// The saved form: a line a lesson, `stateful-set 0 1 2`.
    pub fn to_text(&self) -> String {
        let line = |(name, steps): (&String, &OrderedSet<usize>)| {
            let steps: Vec<String> = steps.iter().map(usize::to_string).collect();
            format!("{name} {}\n", steps.join(" "))
        };
        self.done.iter().map(line).collect()
    }

    /// Reads a saved form; whatever in it is not sound is left out.
    pub fn from_text(text: &str) -> Progress {
        let mut progress = Progress::default();
        if text.len() > LONGEST {
            return progress;
        }
        for line in text.lines() {
            let mut words = line.split(' ');
            let name = words.next().unwrap_or_default();
            for step in words.filter_map(|word| word.parse().ok()) {
                progress.complete(name, step);
            }
        }
        progress
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_read_again() {
        let mut progress = Progress::default();
        assert!(progress.complete("stateful-set", 2));
        assert!(!progress.complete("stateful-set", 2), "it was done before");
        progress.complete("job", 0);
        assert_eq!(Progress::from_text(&progress.to_text()), progress);
    }

    #[test]
    fn what_is_not_sound_is_left_out() {
        let text = "../etc 1\njob x -1 7 1000000\n\n<b> 3\n";
        assert_eq!(Progress::from_text(text).to_text(), "job 7\n");
    }
}
