//! Reading templates.

use super::{Filter, Piece, Slice, Step, Template};
use crate::api::Value;

/// Filters and unions within each other, and ranges within each other, go no deeper.
const DEEPEST: usize = 32;

/// Reads a template.
///
/// # Errors
/// Says what is wrong with it, in kubectl's words.
pub fn parse(text: &str) -> Result<Template, String> {
    let mut rest = text;
    // The pieces of the template, and of each range that is open, with the range's path.
    let mut open: Vec<(Vec<Step>, Vec<Piece>)> = vec![(Vec::new(), Vec::new())];
    while !rest.is_empty() {
        let (before, action) = rest.split_once('{').map_or((rest, None), |(b, a)| (b, Some(a)));
        if !before.is_empty() {
            add(&mut open, Piece::Text(before.to_owned()));
        }
        let Some(action) = action else { break };
        let mut reader = Reader { rest: action, depth: 0 };
        let (word, steps) = reader.action()?;
        rest = reader.rest;
        match word {
            Some("range") if open.len() > DEEPEST => return Err("too many ranges".to_owned()),
            Some("range") => open.push((steps, Vec::new())),
            Some("end") if open.len() > 1 => close_range(&mut open),
            Some("end") => {
                let message = "not in range, nothing to end".to_owned();
                add(&mut open, Piece::Path(vec![Step::Fail(message)]));
            }
            Some(word) => {
                let message = format!("unrecognized identifier {word}");
                add(&mut open, Piece::Path(vec![Step::Fail(message)]));
            }
            None => add(&mut open, Piece::Path(steps)),
        }
    }
    while open.len() > 1 {
        close_range(&mut open);
    }
    let pieces = open.pop().map(|(_, pieces)| pieces).unwrap_or_default();
    Ok(Template { pieces, requires_keys: false })
}

fn add(open: &mut [(Vec<Step>, Vec<Piece>)], piece: Piece) {
    if let Some((_, pieces)) = open.last_mut() {
        pieces.push(piece);
    }
}

fn close_range(open: &mut Vec<(Vec<Step>, Vec<Piece>)>) {
    if let Some((steps, pieces)) = open.pop() {
        add(open, Piece::Range(steps, pieces));
    }
}

/// What remains to be read.
struct Reader<'text> {
    rest: &'text str,
    depth: usize,
}

impl<'text> Reader<'text> {
    /// Reads up to and with the closing brace: the word at its beginning, if there is one, and
    /// the steps.
    fn action(&mut self) -> Result<(Option<&'text str>, Vec<Step>), String> {
        self.rest = self.rest.trim_start_matches(' ');
        let mut word = None;
        if self.rest.starts_with(is_word) && !self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            let found = self.word();
            if !matches!(found, "true" | "false") {
                word = Some(found);
            } else {
                let steps = vec![Step::Literal(Value::Bool(found == "true"))];
                return self.steps(true, steps).map(|steps| (None, steps));
            }
        }
        self.steps(true, Vec::new()).map(|steps| (word, steps))
    }

    /// Reads steps up to the closing brace, or up to the end of a part within brackets.
    fn steps(&mut self, in_braces: bool, mut steps: Vec<Step>) -> Result<Vec<Step>, String> {
        loop {
            let Some(next) = self.rest.chars().next() else {
                return if in_braces { Err("unclosed action".to_owned()) } else { Ok(steps) };
            };
            match next {
                '}' if in_braces => {
                    self.rest = &self.rest[1..];
                    return Ok(steps);
                }
                '\n' | '\r' => return Err("unclosed action".to_owned()),
                ' ' | '@' | '$' => self.rest = &self.rest[1..],
                '[' => steps.push(self.brackets()?),
                '"' | '\'' => steps.push(Step::Literal(self.quoted()?.into())),
                '.' => self.field(&mut steps)?,
                '+' | '-' => steps.push(self.number()?),
                _ if next.is_ascii_digit() => steps.push(self.number()?),
                _ if is_word(next) => steps.push(match self.word() {
                    "true" => Step::Literal(Value::Bool(true)),
                    "false" => Step::Literal(Value::Bool(false)),
                    word => Step::Fail(format!("unrecognized identifier {word}")),
                }),
                other => {
                    let code = u32::from(other);
                    return Err(format!(
                        "unrecognized character in action: U+{code:04X} '{other}'"
                    ));
                }
            }
        }
    }

    fn take(&mut self, length: usize) -> &'text str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    fn word(&mut self) -> &'text str {
        let end = self.rest.find(|c| !is_word(c)).unwrap_or(self.rest.len());
        self.take(end)
    }

    fn number(&mut self) -> Result<Step, String> {
        let sign = usize::from(self.rest.starts_with(['+', '-']));
        let digits = self.rest[sign..].find(|c: char| !c.is_ascii_digit() && c != '.');
        let text = self.take(digits.map_or(self.rest.len(), |end| end + sign));
        if let Ok(number) = text.parse::<i64>() {
            return Ok(Step::Literal(Value::Int(number)));
        }
        let number =
            crate::float::parse(text).ok_or_else(|| format!("cannot parse number {text}"))?;
        Ok(Step::Literal(Value::Float(number)))
    }

    /// Reads a text in quotes with Go's escapes.
    fn quoted(&mut self) -> Result<String, String> {
        let mut text = String::new();
        let mut characters = self.rest.char_indices();
        let quote = characters.next().map(|(_, quote)| quote);
        while let Some((place, character)) = characters.next() {
            match character {
                '\\' => text.push(match characters.next().map(|(_, escaped)| escaped) {
                    Some('n') => '\n',
                    Some('t') => '\t',
                    Some('r') => '\r',
                    Some(other) => other,
                    None => break,
                }),
                _ if Some(character) == quote => {
                    self.take(place + 1);
                    return Ok(text);
                }
                other => text.push(other),
            }
        }
        Err("unterminated quoted string".to_owned())
    }

    /// Reads `.name`, `.*`, `..` and `..name`; a backslash takes what follows as it is.
    fn field(&mut self, steps: &mut Vec<Step>) -> Result<(), String> {
        self.take(1);
        if self.rest.starts_with('.') {
            self.take(1);
            if steps.last() == Some(&Step::Descend) {
                return Err("invalid multiple recursive descent".to_owned());
            }
            steps.push(Step::Descend);
            if !self.rest.starts_with(is_word) {
                return Ok(());
            }
        }
        let mut name = String::new();
        let mut escaped = false;
        let end = self.rest.find(|character| {
            let ends = !escaped && is_terminator(character);
            if !ends && (escaped || character != '\\') {
                name.push(character);
            }
            escaped = !escaped && character == '\\';
            ends
        });
        self.take(end.unwrap_or(self.rest.len()));
        match name.as_str() {
            // A lone dot is the current value.
            "" => {}
            "*" => steps.push(Step::Wildcard),
            _ => steps.push(Step::Field(name)),
        }
        Ok(())
    }

    /// Reads what stands in brackets.
    fn brackets(&mut self) -> Result<Step, String> {
        self.take(1);
        if self.rest.starts_with("?(") {
            self.take(2);
            let inside = self.until(')', "unterminated filter")?;
            if !self.rest.starts_with(']') {
                return Err("unclosed array expect ]".to_owned());
            }
            self.take(1);
            return self.filter(inside).map(Step::Filter);
        }
        let inside = self.until(']', "unterminated array")?;
        let parts: Vec<&str> = inside.split(',').collect();
        let [one] = parts[..] else {
            let paths = parts.iter().map(|part| Ok(vec![self.index(part.trim())?]));
            return paths.collect::<Result<_, String>>().map(Step::Union);
        };
        self.index(one)
    }

    /// Takes the text up to `end` outside of quotes, and `end` itself.
    fn until(&mut self, end: char, fault: &str) -> Result<&'text str, String> {
        let mut quote = None;
        let mut depth = 0_usize;
        for (place, character) in self.rest.char_indices() {
            match (quote, character) {
                (None, '"' | '\'') => quote = Some(character),
                (Some(open), _) if open == character => quote = None,
                (Some(_), _) => {}
                (None, '(' | '[') => depth += 1,
                (None, _) if character == end && depth == 0 => {
                    let inside = self.take(place);
                    self.take(1);
                    return Ok(inside);
                }
                (None, ')' | ']') => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        Err(fault.to_owned())
    }

    /// Reads `'name'`, `*`, `1`, `0:4:2`; names in quotes may be paths.
    fn index(&self, text: &str) -> Result<Step, String> {
        let quoted = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
        if let Some(name) = quoted {
            let path = self.within(&format!(".{name}"))?;
            return Ok(Step::Union(vec![path]));
        }
        let fault = || format!("invalid array index {text}");
        let bounds: Vec<&str> = if text == "*" { vec!["", ""] } else { text.split(':').collect() };
        if bounds.len() > 3 {
            return Err(fault());
        }
        let bound = |place: usize| match bounds.get(place) {
            None | Some(&"") => Ok(None),
            Some(bound) => bound.parse::<i64>().map(Some).map_err(|_| fault()),
        };
        let single = bounds.len() == 1;
        let start = bound(0)?;
        let end = if single { Some(start.unwrap_or(0).saturating_add(1)) } else { bound(1)? };
        Ok(Step::Slice(Slice { start, end, step: bound(2)?, single }))
    }

    fn filter(&self, text: &str) -> Result<Filter, String> {
        let is_operator = |c: char| matches!(c, '!' | '<' | '>' | '=');
        let Some(place) = text.find(is_operator).filter(|place| *place > 0) else {
            return Ok(Filter { left: self.within(text)?, comparison: None });
        };
        let (left, rest) = text.split_at(place);
        let end = rest.find(|c| !is_operator(c)).unwrap_or(rest.len());
        let (operator, right) = rest.split_at(end);
        let comparison = Some((operator.to_owned(), self.within(right)?));
        Ok(Filter { left: self.within(left)?, comparison })
    }

    /// Reads steps out of a text of their own.
    fn within(&self, text: &str) -> Result<Vec<Step>, String> {
        if self.depth >= DEEPEST {
            return Err("too many brackets within each other".to_owned());
        }
        Reader { rest: text.trim(), depth: self.depth + 1 }.steps(false, Vec::new())
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn is_terminator(character: char) -> bool {
    character.is_whitespace() || matches!(character, '.' | ',' | '[' | ']' | '$' | '@' | '{' | '}')
}
