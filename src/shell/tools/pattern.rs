//! The patterns of `grep`: a small part of regular expressions, matched by backtracking with a
//! budget, since an engine for all of them would be heavier than the rest of the terminal.
//!
//! There are `.`, `[a-z]`, `[^x]`, `*`, `+`, `?`, `^`, `$`, `|`, `(…)`, `\w`, `\d`, `\s` and
//! escapes.  Without `-E`, `+ ? | ( )` are themselves and mean something behind a backslash.

/// How many steps the matches of a line may take, and how many more for each of its letters: when
/// they are used up, nothing more of the line matches.
const STEPS: usize = 100_000;
const STEPS_A_LETTER: usize = 50;
/// How deep a match may go: each repetition of a group, and each piece that may take more or fewer
/// letters, lies below the one before.
const DEEPEST: usize = 400;
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

    /// The parts of a line that match, one after the other.
    pub fn matches(&self, line: &str) -> Matches<'_> {
        let letters: Vec<char> = if self.ignore_case {
            line.chars().map(|letter| letter.to_lowercase().next().unwrap_or(letter)).collect()
        } else {
            line.chars().collect()
        };
        let budget = Budget { steps: STEPS + STEPS_A_LETTER * letters.len(), depth: DEEPEST };
        Matches { pattern: self, letters, place: 0, last: None, budget }
    }
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
            Atom::Start | Atom::End | Atom::Group(_) => false,
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
        ];
        for (pattern, extended, line, expected) in table {
            let pattern = Pattern::parse(pattern, extended, false).expect(pattern);
            assert_eq!(pattern.matches(line).next(), expected, "{pattern:?} in {line}");
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
        assert_eq!(found("a.*$", &long), Some((0, long.len())));
        assert_eq!(found(&long, &long), Some((0, long.len())));
        assert!(Pattern::parse(&"(".repeat(10_000), true, false).is_err());
        for text in ["[", "[^", "\\", "(", ")", "a**", "*", "+"] {
            let _ = Pattern::parse(text, true, true).map(|pattern| pattern.matches("a*b").next());
        }
    }
}
