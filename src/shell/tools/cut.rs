//! `cut`: parts of each line.

use super::Tool;
use super::each::Each;
use super::filter::{Options, read};
use crate::shell::said::Said;

/// The row.
pub static TOOL: Tool = Tool {
    name: "cut",
    usage: "-d SEPARATOR -f LIST | -c LIST [FILE]…",
    summary: "print parts of each line",
    start: |words, _| {
        let options = match Options::read("cut", words, "s", "dfc") {
            Ok(options) => options,
            Err(complaint) => return complaint,
        };
        let by_letter = options.value('c').is_some();
        let list = options.value('f').or(options.value('c')).map(ranges);
        let Some(list) = list else {
            return Said::error("cut: you must specify a list of bytes, characters, or fields", 1);
        };
        let Some(list) = list else {
            return Said::error("cut: invalid field range", 1);
        };
        let separator = options.value('d').unwrap_or("\t").to_owned();
        let is_wanted = move |place: usize| {
            let next = list.partition_point(|(from, _)| *from <= place + 1);
            next.checked_sub(1).is_some_and(|range| list[range].1 > place)
        };
        let print = move |line: &str| {
            if by_letter {
                let letters = line.chars().enumerate();
                let kept = letters.filter(|(place, _)| is_wanted(*place));
                return Some(kept.map(|(_, letter)| letter).collect());
            }
            if !line.contains(&separator) {
                return Some(line.to_owned());
            }
            let fields = line.split(separator.as_str()).enumerate();
            let kept: Vec<&str> =
                fields.filter(|(place, _)| is_wanted(*place)).map(|(_, field)| field).collect();
            Some(kept.join(&separator))
        };
        read("cut", options.words, Each(print))
    },
};

/// `1,3-5,7-` as ranges in order that do not meet; `None` if it is no list.
fn ranges(list: &str) -> Option<Vec<(usize, usize)>> {
    let number = |text: &str| text.parse().ok().filter(|number| *number > 0);
    let range = |part: &str| match part.split_once('-') {
        None => number(part).map(|place| (place, place)),
        Some(("", to)) => number(to).map(|to| (1, to)),
        Some((from, "")) => number(from).map(|from| (from, usize::MAX)),
        Some((from, to)) => number(from).zip(number(to)),
    };
    let mut ranges: Vec<(usize, usize)> = list.split(',').map(range).collect::<Option<_>>()?;
    crate::order::sort(&mut ranges);
    ranges.dedup_by(|later, earlier| {
        let meets = later.0 <= earlier.1;
        if meets {
            earlier.1 = earlier.1.max(later.1);
        }
        meets
    });
    Some(ranges)
}
