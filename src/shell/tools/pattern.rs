//! The patterns of `grep`: a small part of regular expressions, matched by backtracking with a
//! budget, since an engine for all of them would be heavier than the rest of the terminal.
//!
//! There are `.`, `[a-z]`, `[^x]`, `*`, `+`, `?`, `^`, `$`, `|`, `(…)`, `\w`, `\d`, `\s` and
//! escapes.  Without `-E`, `+ ? | ( )` are themselves and mean something behind a backslash.

/// How many steps a match may take before the line counts as not matching.
const BUDGET: usize = 100_000;
/// How deep groups may nest.
const DEPTH: usize = 20;

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
    Class { ranges: Vec<(char, char)>, negated: bool },
    Start,
    End,
    Group(Vec<Vec<Piece>>),
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it, in grep's words.
    pub fn parse(text: &str, extended: bool, ignore_case: bool) -> Result<Pattern, &'static str> {
        let text: Vec<char> = if ignore_case {
            text.to_lowercase().chars().collect()
        } else {
            text.chars().collect()
        };
        let mut parser = Parser { text: &text, place: 0, extended };
        let alternatives = parser.alternatives(0)?;
        if parser.place < text.len() {
            return Err("Unmatched ) or \\)");
        }
        Ok(Pattern { alternatives, ignore_case })
    }

    /// A pattern that means just this text.
    pub fn fixed(text: &str, ignore_case: bool) -> Pattern {
        let text = if ignore_case { text.to_lowercase() } else { text.to_owned() };
        let one = |letter| Piece { atom: Atom::One(letter), least: 1, most: 1 };
        Pattern { alternatives: vec![text.chars().map(one).collect()], ignore_case }
    }

    /// What this one or another one finds.
    pub fn or(mut self, other: Pattern) -> Pattern {
        self.alternatives.extend(other.alternatives);
        self
    }

    /// The first part of a line that matches and begins at `first` or later, as places of
    /// characters.
    pub fn find_from(&self, line: &str, first: usize) -> Option<(usize, usize)> {
        let line: Vec<char> = if self.ignore_case {
            line.chars().map(|letter| letter.to_lowercase().next().unwrap_or(letter)).collect()
        } else {
            line.chars().collect()
        };
        let mut budget = BUDGET;
        (first..=line.len()).find_map(|start| {
            let mut end = None;
            matches_any(&self.alternatives, &line, start, &mut budget, &mut |place, _| {
                end = Some(place);
                true
            });
            end.map(|end| (start, end))
        })
    }
}

struct Parser<'text> {
    text: &'text [char],
    place: usize,
    extended: bool,
}

impl Parser<'_> {
    /// The next operator, if this is one: it bears a backslash just where `extended` does not
    /// hold.
    fn operator(&self) -> Option<(char, usize)> {
        let letter = *self.text.get(self.place)?;
        if self.extended {
            return "+?|()".contains(letter).then_some((letter, 1));
        }
        let next = *self.text.get(self.place + 1)?;
        (letter == '\\' && "+?|()".contains(next)).then_some((next, 2))
    }

    fn takes(&mut self, wanted: char) -> bool {
        match self.operator() {
            Some((letter, length)) if letter == wanted => {
                self.place += length;
                true
            }
            _ => false,
        }
    }

    fn alternatives(&mut self, depth: usize) -> Result<Vec<Vec<Piece>>, &'static str> {
        if depth > DEPTH {
            return Err("Regular expression too big");
        }
        let mut alternatives = vec![self.sequence(depth)?];
        while self.takes('|') {
            alternatives.push(self.sequence(depth)?);
        }
        Ok(alternatives)
    }

    fn sequence(&mut self, depth: usize) -> Result<Vec<Piece>, &'static str> {
        let mut pieces = Vec::new();
        while self.place < self.text.len() {
            if matches!(self.operator(), Some(('|' | ')', _))) {
                break;
            }
            let atom = self.atom(depth, pieces.is_empty())?;
            let (least, most) = if self.takes('+') {
                (1, usize::MAX)
            } else if self.takes('?') {
                (0, 1)
            } else if self.text.get(self.place) == Some(&'*') {
                self.place += 1;
                (0, usize::MAX)
            } else {
                (1, 1)
            };
            pieces.push(Piece { atom, least, most });
        }
        Ok(pieces)
    }

    fn atom(&mut self, depth: usize, is_first: bool) -> Result<Atom, &'static str> {
        if self.takes('(') {
            let inner = self.alternatives(depth + 1)?;
            return if self.takes(')') {
                Ok(Atom::Group(inner))
            } else {
                Err("Unmatched ( or \\(")
            };
        }
        let letter = self.text[self.place];
        self.place += 1;
        Ok(match letter {
            '.' => Atom::Any,
            '^' if is_first || self.extended => Atom::Start,
            '$' if self.place == self.text.len() || self.operator().is_some() => Atom::End,
            '[' => return self.class(),
            '\\' => {
                let Some(escaped) = self.text.get(self.place) else {
                    return Err("Trailing backslash");
                };
                self.place += 1;
                shorthand(*escaped)
            }
            other => Atom::One(other),
        })
    }

    fn class(&mut self) -> Result<Atom, &'static str> {
        let negated = self.text.get(self.place) == Some(&'^');
        self.place += usize::from(negated);
        let mut ranges = Vec::new();
        loop {
            let Some(&from) = self.text.get(self.place) else {
                return Err("Unmatched [, [^, [:, [., or [=");
            };
            self.place += 1;
            if from == ']' && !ranges.is_empty() {
                return Ok(Atom::Class { ranges, negated });
            }
            match (self.text.get(self.place), self.text.get(self.place + 1)) {
                (Some('-'), Some(&to)) if to != ']' => {
                    self.place += 2;
                    ranges.push((from, to));
                }
                _ => ranges.push((from, from)),
            }
        }
    }
}

fn shorthand(letter: char) -> Atom {
    let word = || vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')];
    let (ranges, negated) = match letter {
        'w' => (word(), false),
        'W' => (word(), true),
        'd' => (vec![('0', '9')], false),
        's' => (vec![(' ', ' '), ('\t', '\t')], false),
        'S' => (vec![(' ', ' '), ('\t', '\t')], true),
        other => return Atom::One(other),
    };
    Atom::Class { ranges, negated }
}

/// What is tried after a piece has matched: the place reached and the budget left.
type Then<'then> = &'then mut dyn FnMut(usize, &mut usize) -> bool;

fn matches_any(
    alternatives: &[Vec<Piece>],
    line: &[char],
    place: usize,
    budget: &mut usize,
    then: Then,
) -> bool {
    alternatives.iter().any(|pieces| matches_all(pieces, 0, line, place, budget, then))
}

/// Matches the pieces from one on, of which the first has matched `count` times already.
fn matches_all(
    pieces: &[Piece],
    count: usize,
    line: &[char],
    place: usize,
    budget: &mut usize,
    then: Then,
) -> bool {
    let Some((piece, rest)) = pieces.split_first() else { return then(place, budget) };
    if *budget == 0 {
        return false;
    }
    *budget -= 1;
    // As many as possible first.  A repetition that takes nothing would repeat for ever.
    let again = count < piece.most
        && matches_atom(&piece.atom, line, place, budget, &mut |next, budget| {
            (next > place || count == 0) && matches_all(pieces, count + 1, line, next, budget, then)
        });
    again || (count >= piece.least && matches_all(rest, 0, line, place, budget, then))
}

fn matches_atom(atom: &Atom, line: &[char], place: usize, budget: &mut usize, then: Then) -> bool {
    let matches = match atom {
        Atom::Start => return place == 0 && then(place, budget),
        Atom::End => return place == line.len() && then(place, budget),
        Atom::Group(inner) => return matches_any(inner, line, place, budget, then),
        Atom::Any => place < line.len(),
        Atom::One(letter) => line.get(place) == Some(letter),
        Atom::Class { ranges, negated } => line.get(place).is_some_and(|letter| {
            ranges.iter().any(|(from, to)| (from..=to).contains(&letter)) != *negated
        }),
    };
    matches && then(place + 1, budget)
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
        ];
        for (pattern, extended, line, expected) in table {
            let pattern = Pattern::parse(pattern, extended, false).expect(pattern);
            assert_eq!(pattern.find_from(line, 0), expected, "{pattern:?} in {line}");
        }
    }

    #[test]
    fn a_hostile_pattern_ends() {
        let pattern = Pattern::parse("(a*)*(a*)*(a*)*b", true, false).expect("a pattern");
        assert_eq!(pattern.find_from(&"a".repeat(200), 0), None);
        assert!(Pattern::parse(&"(".repeat(10_000), true, false).is_err());
        for text in ["[", "[^", "\\", "(", ")", "a**", "*", "+"] {
            let _ = Pattern::parse(text, true, true).map(|pattern| pattern.find_from("a*b", 0));
        }
    }
}
