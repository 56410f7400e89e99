//! How a pattern is read.

use super::{Atom, Piece, lowered};

/// How deep groups may nest.
const DEPTH: usize = 20;
/// How often a piece may repeat where a number says so.
const MOST_REPEATED: usize = 255;
const TOO_BIG: &str = "Regular expression too big";

pub struct Parser<'text> {
    text: &'text [char],
    place: usize,
    extended: bool,
    ignore_case: bool,
}

impl Parser<'_> {
    /// At the start of a text.
    pub fn new(text: &[char], extended: bool, ignore_case: bool) -> Parser<'_> {
        Parser { text, place: 0, extended, ignore_case }
    }

    /// The whole text.
    pub fn all(mut self) -> Result<Vec<Vec<Piece>>, &'static str> {
        let alternatives = self.alternatives(0)?;
        match self.place < self.text.len() {
            true => Err("Unmatched ) or \\)"),
            false => Ok(alternatives),
        }
    }

    /// A letter as it is compared.
    fn folded(&self, letter: char) -> char {
        if self.ignore_case { lowered(letter) } else { letter }
    }

    /// The next operator, if this is one: it bears a backslash just where `extended` does not
    /// hold.
    fn operator(&self) -> Option<(char, usize)> {
        let letter = *self.text.get(self.place)?;
        if self.extended {
            return "+?|(){}".contains(letter).then_some((letter, 1));
        }
        let next = *self.text.get(self.place + 1)?;
        (letter == '\\' && "+?|(){}".contains(next)).then_some((next, 2))
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
            return Err(TOO_BIG);
        }
        let mut alternatives = vec![self.sequence(depth)?];
        while self.takes('|') {
            alternatives.push(self.sequence(depth)?);
        }
        Ok(alternatives)
    }

    fn ends_sequence(&self) -> bool {
        matches!(self.operator(), Some(('|' | ')', _)))
    }

    fn sequence(&mut self, depth: usize) -> Result<Vec<Piece>, &'static str> {
        let mut pieces = Vec::new();
        while self.place < self.text.len() {
            if self.ends_sequence() {
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
            } else if let Some((least, most)) = self.bounds() {
                let largest = if most == usize::MAX { least } else { most };
                if largest > MOST_REPEATED || least > most {
                    return Err(TOO_BIG);
                }
                (least, most)
            } else {
                (1, 1)
            };
            pieces.push(Piece { atom, least, most });
        }
        Ok(pieces)
    }

    /// How often the piece before repeats: `{2}`, `{2,}`, `{,3}`, `{2,3}`.  Other braces are
    /// themselves.
    fn bounds(&mut self) -> Option<(usize, usize)> {
        let start = self.place;
        let bounds = self.read_bounds();
        if bounds.is_none() {
            self.place = start;
        }
        bounds
    }

    fn read_bounds(&mut self) -> Option<(usize, usize)> {
        if !self.takes('{') {
            return None;
        }
        let least = self.digits();
        let is_range = self.text.get(self.place) == Some(&',');
        self.place += usize::from(is_range);
        let most = if is_range { self.digits() } else { least.clone() };
        if !self.takes('}') || (least.is_empty() && most.is_empty()) {
            return None;
        }
        // A number that is too large for its type is too large in any case.
        let number = |digits: &str| digits.parse().unwrap_or(usize::MAX - 1);
        let least = if least.is_empty() { 0 } else { number(&least) };
        Some((least, if most.is_empty() { usize::MAX } else { number(&most) }))
    }

    fn digits(&mut self) -> String {
        let digits = self.text[self.place..].iter().take_while(|letter| letter.is_ascii_digit());
        let digits: String = digits.collect();
        self.place += digits.len();
        digits
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
            '$' if self.place == self.text.len() || self.ends_sequence() => Atom::End,
            '[' => return self.class(),
            '\\' => {
                let Some(escaped) = self.text.get(self.place) else {
                    return Err("Trailing backslash");
                };
                self.place += 1;
                shorthand(*escaped).unwrap_or(Atom::One(self.folded(*escaped)))
            }
            other => Atom::One(self.folded(other)),
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
                (Some(':'), _) if from == '[' => ranges.extend(self.named_class()?),
                (Some('-'), Some(&to)) if to != ']' => {
                    self.place += 2;
                    ranges.push((self.folded(from), self.folded(to)));
                }
                _ => ranges.push((self.folded(from), self.folded(from))),
            }
        }
    }

    /// The letters of `[:digit:]` and the like, of which the first sign has been read.
    fn named_class(&mut self) -> Result<Vec<(char, char)>, &'static str> {
        let rest = self.text.get(self.place + 1..).unwrap_or_default();
        let name: String = rest.iter().take_while(|letter| letter.is_ascii_lowercase()).collect();
        let ranges: &[(char, char)] = match name.as_str() {
            "alnum" => &[('a', 'z'), ('A', 'Z'), ('0', '9')],
            "alpha" => &[('a', 'z'), ('A', 'Z')],
            "blank" => &[(' ', ' '), ('\t', '\t')],
            "digit" => &[('0', '9')],
            "lower" => &[('a', 'z')],
            "punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
            "space" => &[('\t', '\r'), (' ', ' ')],
            "upper" => &[('A', 'Z')],
            "xdigit" => &[('0', '9'), ('a', 'f'), ('A', 'F')],
            _ => return Err("Invalid character class name"),
        };
        if !rest[name.len()..].starts_with(&[':', ']']) {
            return Err("Unmatched [, [^, [:, [., or [=");
        }
        self.place += 1 + name.len() + 2;
        Ok(ranges.iter().map(|(from, to)| (self.folded(*from), self.folded(*to))).collect())
    }
}

/// What a letter behind a backslash stands for, if not for itself.
fn shorthand(letter: char) -> Option<Atom> {
    let word = || vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')];
    let blank = || vec![(' ', ' '), ('\t', '\t')];
    let (ranges, negated) = match letter {
        'w' => (word(), false),
        'W' => (word(), true),
        'd' => (vec![('0', '9')], false),
        's' => (blank(), false),
        'S' => (blank(), true),
        'b' => return Some(Atom::Edge(&[(true, false), (false, true)])),
        'B' => return Some(Atom::Edge(&[(true, true), (false, false)])),
        '<' => return Some(Atom::Edge(&[(false, true)])),
        '>' => return Some(Atom::Edge(&[(true, false)])),
        _ => return None,
    };
    Some(Atom::Class { ranges, negated })
}
