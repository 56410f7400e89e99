//! The patterns of `grep`: a small part of regular expressions, matched by backtracking with a
//! budget, since an engine for all of them would be heavier than the rest of the terminal.
//!
//! There are `.`, `[a-z]`, `[^x]`, `[[:digit:]]`, `*`, `+`, `?`, `{2,3}`, `^`, `$`, `|`, `(…)`, `\w`,
//! `\d`, `\s`, `\b`, `\<`, `\>` and escapes.  Without `-E`, `+ ? | ( ) {` are themselves and mean
//! something behind a backslash.

mod parse;

use parse::Parser;

/// How many steps the matches of a line may take, and how many more for each of its letters: when
/// they are used up, nothing more of the line matches.
const STEPS: usize = 100_000;
const STEPS_A_LETTER: usize = 50;
/// How deep a match may go: each repetition of a group, and each piece that may take more or fewer
/// letters, lies below the one before.
const DEEPEST: usize = 400;

/// A pattern, read.
#[derive(Clone, Debug)]
pub struct Pattern {
    alternatives: Vec<Vec<Piece>>,
    ignore_case: bool,
}

#[derive(Clone, Debug)]
struct Piece {
    atom: Atom,
    least: usize,
    most: usize,
}

#[derive(Clone, Debug)]
enum Atom {
    Any,
    One(char),
    Class {
        ranges: Vec<(char, char)>,
        negated: bool,
    },
    Start,
    End,
    /// A place by whether a word's letter stands before and after it: any of these pairs.
    Edge(&'static [(bool, bool)]),
    Group(Vec<Vec<Piece>>),
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it, in grep's words.
    pub fn parse(text: &str, extended: bool, ignore_case: bool) -> Result<Pattern, &'static str> {
        let text: Vec<char> = text.chars().collect();
        let alternatives = Parser::new(&text, extended, ignore_case).all()?;
        Ok(Pattern { alternatives, ignore_case })
    }

    /// A pattern that means just this text.
    pub fn fixed(text: &str, ignore_case: bool) -> Pattern {
        let one = |letter| {
            let atom = Atom::One(if ignore_case { lowered(letter) } else { letter });
            Piece { atom, least: 1, most: 1 }
        };
        Pattern { alternatives: vec![text.chars().map(one).collect()], ignore_case }
    }

    /// What this one or another one finds.
    pub fn or(mut self, other: Pattern) -> Pattern {
        self.alternatives.extend(other.alternatives);
        self
    }

    /// The parts of a line that match, one after the other.
    pub fn matches(&self, line: &str) -> Matches<'_> {
        let letters: Vec<char> = if self.ignore_case {
            line.chars().map(lowered).collect()
        } else {
            line.chars().collect()
        };
        let budget = Budget { steps: STEPS + STEPS_A_LETTER * letters.len(), depth: DEEPEST };
        Matches { pattern: self, letters, place: 0, last: None, budget }
    }
}

fn lowered(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// Whether words are made of this letter.
pub fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The parts of a line that match: their first places among its characters, and those after them.
pub struct Matches<'pattern> {
    pattern: &'pattern Pattern,
    letters: Vec<char>,
    /// Where the next one may begin.
    place: usize,
    /// Where the last one ended.
    last: Option<usize>,
    budget: Budget,
}

impl Iterator for Matches<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let Matches { pattern, letters, place, last, budget } = self;
        let (start, end) = (*place..=letters.len()).find_map(|start| {
            let mut end = None;
            matches_any(&pattern.alternatives, letters, start, budget, &mut |place, _| {
                end = Some(place);
                true
            });
            // What ends where the last one did is nothing new.
            end.filter(|end| *last != Some(*end)).map(|end| (start, end))
        })?;
        *place = end.max(start + 1);
        *last = Some(end);
        Some((start, end))
    }
}

/// What a line's matches may take yet.
struct Budget {
    steps: usize,
    depth: usize,
}

impl Budget {
    /// Takes so many steps, if that many are left.
    fn spend(&mut self, steps: usize) -> bool {
        let left = self.steps.checked_sub(steps);
        self.steps = left.unwrap_or(0);
        left.is_some()
    }

    /// Goes deeper, if that is not too deep.
    fn deeper(&mut self, further: impl FnOnce(&mut Budget) -> bool) -> bool {
        let Some(depth) = self.depth.checked_sub(1) else { return false };
        self.depth = depth;
        let matches = further(self);
        self.depth += 1;
        matches
    }
}

impl Atom {
    /// Whether it takes just one letter of a line.
    fn is_letter(&self) -> bool {
        matches!(self, Atom::Any | Atom::One(_) | Atom::Class { .. })
    }

    /// Whether it takes this letter.
    fn takes(&self, letter: char) -> bool {
        match self {
            Atom::Any => true,
            Atom::One(own) => *own == letter,
            Atom::Class { ranges, negated } => {
                ranges.iter().any(|(from, to)| (*from..=*to).contains(&letter)) != *negated
            }
            Atom::Start | Atom::End | Atom::Edge(_) | Atom::Group(_) => false,
        }
    }
}

/// What is tried after a piece has matched: the place reached and the budget left.
type Then<'then> = &'then mut dyn FnMut(usize, &mut Budget) -> bool;

fn matches_any(
    alternatives: &[Vec<Piece>],
    line: &[char],
    place: usize,
    budget: &mut Budget,
    then: Then,
) -> bool {
    alternatives.iter().any(|pieces| matches_all(pieces, line, place, budget, then))
}

/// Matches pieces one after the other.  Only a choice needs the stack, so that neither a long line
/// nor a long text to look for does.
fn matches_all(
    mut pieces: &[Piece],
    line: &[char],
    mut place: usize,
    budget: &mut Budget,
    then: Then,
) -> bool {
    while let Some((piece, rest)) = pieces.split_first() {
        if !piece.atom.is_letter() {
            return budget.deeper(|budget| repeats(piece, 0, rest, line, place, budget, then));
        }
        let letters = line[place..].iter().take(piece.most);
        let most = letters.take_while(|letter| piece.atom.takes(**letter)).count();
        if most < piece.least || !budget.spend(most + 1) {
            return false;
        }
        if most > piece.least {
            // As many as possible first.
            let mut counts = (piece.least..=most).rev();
            return budget.deeper(|budget| {
                counts.any(|count| matches_all(rest, line, place + count, budget, then))
            });
        }
        (pieces, place) = (rest, place + most);
    }
    then(place, budget)
}

/// Matches a piece that is no letter and has matched `count` times already, and then the rest.
fn repeats(
    piece: &Piece,
    count: usize,
    rest: &[Piece],
    line: &[char],
    place: usize,
    budget: &mut Budget,
    then: Then,
) -> bool {
    if !budget.spend(1) {
        return false;
    }
    // As many as possible first.  A repetition that takes nothing would repeat for ever.
    let again = count < piece.most
        && matches_atom(&piece.atom, line, place, budget, &mut |next, budget| {
            (next > place || count == 0)
                && budget.deeper(|budget| repeats(piece, count + 1, rest, line, next, budget, then))
        });
    again || (count >= piece.least && matches_all(rest, line, place, budget, then))
}

fn matches_atom(atom: &Atom, line: &[char], place: usize, budget: &mut Budget, then: Then) -> bool {
    match atom {
        Atom::Start => place == 0 && then(place, budget),
        Atom::End => place == line.len() && then(place, budget),
        Atom::Edge(pairs) => {
            let is_of_word = |letter: Option<&char>| letter.is_some_and(|own| is_of_word(*own));
            let before = place.checked_sub(1).and_then(|place| line.get(place));
            pairs.contains(&(is_of_word(before), is_of_word(line.get(place))))
                && then(place, budget)
        }
        Atom::Group(inner) => matches_any(inner, line, place, budget, then),
        Atom::Any | Atom::One(_) | Atom::Class { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_find_what_grep_finds() {
        let table = [
            ("web", false, "my-web-0", Some((3, 6))),
            ("^web", false, "my-web", None),
            ("web$", false, "my-web", Some((3, 6))),
            ("w.b-[0-9]*$", false, "web-12", Some((0, 6))),
            ("a+", false, "caa+", Some((2, 4))),
            ("a+", true, "caa+", Some((1, 3))),
            ("Run|Pend", true, "x Pending", Some((2, 6))),
            ("Run\\|Pend", false, "x Pending", Some((2, 6))),
            ("(ab)+c", true, "ababc", Some((0, 5))),
            ("[^0-9]b", false, "1b-b", Some((2, 4))),
            ("1\\.27", false, "nginx:1x27", None),
            ("x*", false, "abc", Some((0, 0))),
            ("colou?r", true, "color", Some((0, 5))),
            ("\\bweb\\b", false, "cobweb web", Some((7, 10))),
            ("\\<b\\|b\\>", false, "abc bc", Some((4, 5))),
            ("o{2}", true, "foo", Some((1, 3))),
            ("o\\{1,\\}$", false, "foo", Some((1, 3))),
            ("(ab){2,3}c", true, "abababc", Some((0, 7))),
            ("a{x", true, "a{x", Some((0, 3))),
            ("[[:digit:]_]+", true, "ab1_2", Some((2, 5))),
        ];
        for (pattern, extended, line, expected) in table {
            let pattern = Pattern::parse(pattern, extended, false).expect(pattern);
            assert_eq!(pattern.matches(line).next(), expected, "{pattern:?} in {line}");
        }
    }

    #[test]
    fn capitals_are_the_same_where_they_shall_be_and_what_is_no_letter_stays() {
        for (pattern, line, expected) in [
            ("ERR[OA]R", "an error", Some((3, 8))),
            ("\\S", "  a", Some((2, 3))),
            ("[[:upper:]]", "1a", Some((1, 2))),
        ] {
            let read = Pattern::parse(pattern, false, true).expect(pattern);
            assert_eq!(read.matches(line).next(), expected, "{pattern:?} in {line}");
        }
    }

    #[test]
    fn a_hostile_pattern_ends() {
        let found = |pattern: &str, line: &str| {
            Pattern::parse(pattern, true, false).expect(pattern).matches(line).next()
        };
        let long = "a".repeat(200_000);
        assert_eq!(found("(a*)*(a*)*(a*)*b", &long[..200]), None);
        assert_eq!(found("(a|b)*c", &long), None);
        assert_eq!(found(&"a?".repeat(10_000), &long[..300]), Some((0, 300)));
        assert_eq!(found(&"a?".repeat(10_000), &long), None);
        assert_eq!(found("(a{0,200}){200}{200}b", &long), None);
        assert!(Pattern::parse("a{40000}", true, false).is_err());
        assert_eq!(found("a.*$", &long), Some((0, long.len())));
        assert_eq!(found(&long, &long), Some((0, long.len())));
        assert!(Pattern::parse(&"(".repeat(10_000), true, false).is_err());
        for text in ["[", "[^", "\\", "(", ")", "a**", "*", "+"] {
            let _ = Pattern::parse(text, true, true).map(|pattern| pattern.matches("a*b").next());
        }
    }
}
