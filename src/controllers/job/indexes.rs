//! Sets of completion indexes, as an Indexed Job writes them in its status: `0,2,4-6`.

use crate::ordered::OrderedSet;
use std::fmt;

/// A set of completion indexes: closed intervals in rising order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indexes(Vec<(i64, i64)>);

impl Indexes {
    /// A set from closed intervals that rise and do not overlap.
    pub fn from_intervals(intervals: Vec<(i64, i64)>) -> Indexes {
        Indexes(intervals)
    }

    /// Reads the text of a status or of a success policy.  Indexes from `completions` on are left
    /// out; what follows a part that is no number or interval is left out as well.
    pub fn parse(text: &str, completions: i64) -> Indexes {
        let mut indexes = Indexes::default();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let Some((first, last)) = parse_interval(part) else { break };
            if first >= completions {
                break;
            }
            indexes.push(first, last.min(completions - 1));
        }
        indexes
    }

    /// This set with these indexes besides.
    pub fn with(&self, indexes: &OrderedSet<i64>) -> Indexes {
        let singles = indexes.iter().map(|index| (*index, *index));
        let mut intervals: Vec<(i64, i64)> = self.0.iter().copied().chain(singles).collect();
        crate::order::sort(&mut intervals);
        let mut union = Indexes::default();
        for (first, last) in intervals {
            union.push(first, last);
        }
        union
    }

    /// Whether this index is in the set.
    pub fn contains(&self, index: i64) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&index))
    }

    /// How many indexes there are.
    pub fn total(&self) -> i64 {
        self.0.iter().map(|(first, last)| last - first + 1).sum()
    }

    /// How many indexes this set and another one share.
    pub fn shared_with(&self, other: &Indexes) -> i64 {
        let shared =
            |one: &(i64, i64), two: &(i64, i64)| (one.1.min(two.1) - one.0.max(two.0) + 1).max(0);
        self.0.iter().map(|one| other.0.iter().map(|two| shared(one, two)).sum::<i64>()).sum()
    }

    /// The closed intervals in rising order.
    pub fn intervals(&self) -> &[(i64, i64)] {
        &self.0
    }

    /// Appends an interval that does not begin before the last one does.
    fn push(&mut self, first: i64, last: i64) {
        match self.0.last_mut() {
            Some(previous) if first <= previous.1.saturating_add(1) => {
                previous.1 = previous.1.max(last);
            }
            _ => self.0.push((first, last)),
        }
    }
}

fn parse_interval(part: &str) -> Option<(i64, i64)> {
    let (first, last) = part.split_once('-').unwrap_or((part, part));
    let interval = (first.parse().ok()?, last.parse().ok()?);
    (0 <= interval.0 && interval.0 <= interval.1).then_some(interval)
}

impl fmt::Display for Indexes {
    /// Two neighbours are written apart, three or more as an interval.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (first, last)) in self.0.iter().enumerate() {
            let comma = if place > 0 { "," } else { "" };
            match last - first {
                0 => write!(formatter, "{comma}{first}")?,
                1 => write!(formatter, "{comma}{first},{last}")?,
                _ => write!(formatter, "{comma}{first}-{last}")?,
            }
        }
        Ok(())
    }
}

/// The lowest indexes, `count` at most, that are below `completions` and in none of `taken`.
pub fn first_pending(completions: i64, count: usize, taken: &[&Indexes]) -> Vec<i64> {
    let mut pending = Vec::new();
    let mut index = 0;
    while index < completions && pending.len() < count {
        let covering = taken
            .iter()
            .flat_map(|indexes| indexes.intervals())
            .find(|(first, last)| (*first..=*last).contains(&index));
        match covering {
            Some((_, last)) => index = last + 1,
            None => {
                pending.push(index);
                index += 1;
            }
        }
    }
    pending
}
