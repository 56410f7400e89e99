//! A script's text becomes words, and words become text: quotes, variables, arithmetic.

use crate::ordered::OrderedMap;
use crate::time::Time;

/// A part of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A word, its quotes still in it.
    Word(String),
    /// The end of a command: `;` or a line break.
    End,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `>` or `>>`; the next word is the target.
    Redirect,
}

/// Splits a script; `None` if it has what is not understood: pipes, background commands, groups.
pub fn tokens(script: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut characters = script.chars().peekable();
    let push = |word: &mut String, tokens: &mut Vec<Token>| {
        if !word.is_empty() {
            tokens.push(Token::Word(std::mem::take(word)));
        }
    };
    while let Some(character) = characters.next() {
        match character {
            '\'' | '"' => {
                word.push(character);
                loop {
                    let inner = characters.next()?;
                    word.push(inner);
                    if inner == '\\' && character == '"' {
                        word.push(characters.next()?);
                    } else if inner == character {
                        break;
                    }
                }
            }
            '$' if characters.peek() == Some(&'(') => {
                word.push('$');
                let mut depth = 0;
                loop {
                    let inner = characters.next()?;
                    word.push(inner);
                    depth += i32::from(inner == '(') - i32::from(inner == ')');
                    if depth == 0 {
                        break;
                    }
                }
            }
            '\\' => match characters.next()? {
                '\n' => {}
                other => word.extend(['\\', other]),
            },
            '#' if word.is_empty() => {
                while characters.peek().is_some_and(|next| *next != '\n') {
                    characters.next();
                }
            }
            ';' | '\n' => {
                push(&mut word, &mut tokens);
                tokens.push(Token::End);
            }
            ' ' | '\t' | '\r' => push(&mut word, &mut tokens),
            '>' => {
                // `2>` tells of which stream; both go the same way here.
                if matches!(word.as_str(), "1" | "2") {
                    word.clear();
                }
                push(&mut word, &mut tokens);
                if characters.peek() == Some(&'>') {
                    characters.next();
                }
                tokens.push(Token::Redirect);
                if characters.peek() == Some(&'&') {
                    characters.next();
                    word.push('&');
                }
            }
            '&' if characters.peek() == Some(&'&') => {
                characters.next();
                push(&mut word, &mut tokens);
                tokens.push(Token::And);
            }
            '|' if characters.peek() == Some(&'|') => {
                characters.next();
                push(&mut word, &mut tokens);
                tokens.push(Token::Or);
            }
            '&' | '|' | '<' | '(' | ')' | '`' => return None,
            other => word.push(other),
        }
    }
    push(&mut word, &mut tokens);
    Some(tokens)
}

/// How long a text may be that a word stands for; Linux passes no longer one on.
const LONGEST: usize = 128 << 10;
/// How many commands may stand in a word, beside or within each other.
const COMMANDS: usize = 100;

/// What words stand for at an instant.
pub struct Scope<'scope> {
    /// The variables.
    pub variables: &'scope OrderedMap<String, String>,
    /// The instant, for `$(date)`.
    pub now: Time,
    /// How the last command ended.
    pub status: i32,
}

impl Scope<'_> {
    /// The words that one word stands for: several if a variable without quotes holds several.
    pub fn expand(&self, word: &str) -> Option<Vec<String>> {
        if word.matches("$(").count() > COMMANDS {
            return None;
        }
        let quoted = word.contains(['"', '\'']);
        let text = self.text(word)?;
        if quoted || !word.contains('$') {
            return Some(braces(&text, quoted));
        }
        Some(text.split_whitespace().map(str::to_owned).collect())
    }

    /// The text that a word stands for.
    fn text(&self, word: &str) -> Option<String> {
        let mut text = String::new();
        let mut rest = word;
        let mut double = false;
        while let Some(character) = rest.chars().next() {
            rest = &rest[character.len_utf8()..];
            match character {
                '"' => double = !double,
                '\'' if !double => {
                    let end = rest.find('\'')?;
                    text.push_str(&rest[..end]);
                    rest = &rest[end + 1..];
                }
                '\\' => {
                    let next = rest.chars().next()?;
                    rest = &rest[next.len_utf8()..];
                    if double && !matches!(next, '"' | '\\' | '$' | '`') {
                        text.push('\\');
                    }
                    text.push(next);
                }
                '$' => rest = self.variable(rest, &mut text)?,
                other => text.push(other),
            }
            if text.len() > LONGEST {
                return None;
            }
        }
        Some(text)
    }

    /// Appends what follows a `$` and answers the rest.
    fn variable<'text>(&self, rest: &'text str, text: &mut String) -> Option<&'text str> {
        if let Some(inner) = rest.strip_prefix("((") {
            let end = inner.find("))")?;
            text.push_str(&self.arithmetic(&inner[..end])?.to_string());
            return Some(&inner[end + 2..]);
        }
        if let Some(inner) = rest.strip_prefix('(') {
            let end = inner.rfind(')')?;
            text.push_str(&self.command(&inner[..end])?);
            return Some(&inner[end + 1..]);
        }
        if let Some(inner) = rest.strip_prefix('{') {
            let end = inner.find('}')?;
            let (name, default) = inner[..end].split_once(":-").unwrap_or((&inner[..end], ""));
            let value = self.variables.get(name).filter(|value| !value.is_empty());
            text.push_str(value.map_or(default, String::as_str));
            return Some(&inner[end + 1..]);
        }
        if let Some(rest) = rest.strip_prefix('?') {
            text.push_str(&self.status.to_string());
            return Some(rest);
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        if end == 0 {
            text.push('$');
        }
        text.push_str(self.variables.get(&rest[..end]).map_or("", String::as_str));
        Some(&rest[end..])
    }

    /// What a command in `$(…)` prints.
    fn command(&self, command: &str) -> Option<String> {
        let words: Vec<&str> = command.split_whitespace().collect();
        let number = |word: &str| self.text(word)?.parse::<i64>().ok();
        match words.as_slice() {
            ["date", rest @ ..] => date(self.now, &self.text(&rest.join(" "))?),
            ["hostname"] => self.variables.get("HOSTNAME").cloned(),
            ["seq", last] => Some(sequence(1, number(last)?)),
            ["seq", first, last] => Some(sequence(number(first)?, number(last)?)),
            ["echo", rest @ ..] => self.text(&rest.join(" ")),
            _ => None,
        }
    }

    /// Whole numbers with `+ - * / %`, from left to right but for the usual precedence.
    fn arithmetic(&self, expression: &str) -> Option<i64> {
        let spaced: String = expression
            .chars()
            .flat_map(|c| if "+-*/%".contains(c) { vec![' ', c, ' '] } else { vec![c] })
            .collect();
        let mut sum: i64 = 0;
        let mut product: Option<i64> = None;
        let mut sign = 1;
        let mut operator = '*';
        for word in spaced.split_whitespace() {
            match word {
                "+" | "-" => {
                    sum = sum.checked_add(product.take()?.checked_mul(sign)?)?;
                    sign = if word == "+" { 1 } else { -1 };
                }
                "*" | "/" | "%" => operator = word.chars().next()?,
                _ => {
                    let name = word.trim_start_matches('$');
                    let value = self.variables.get(name).map_or(name, String::as_str);
                    let value: i64 = value.parse().ok()?;
                    product = Some(match (product, operator) {
                        (None, _) => value,
                        (Some(left), '*') => left.checked_mul(value)?,
                        (Some(left), '/') => left.checked_div(value)?,
                        (Some(left), _) => left.checked_rem(value)?,
                    });
                }
            }
        }
        sum.checked_add(product?.checked_mul(sign)?)
    }
}

/// A word as it has to be written so that a shell reads it as this text.
pub fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// `{1..5}` stands for five words.
fn braces(text: &str, quoted: bool) -> Vec<String> {
    let range = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let bounds = range.and_then(|range| range.split_once(".."));
    let numbers = bounds
        .and_then(|(first, last)| Some((first.parse::<i64>().ok()?, last.parse::<i64>().ok()?)));
    match numbers.filter(|_| !quoted) {
        Some((first, last)) => {
            sequence(first, last).split_whitespace().map(str::to_owned).collect()
        }
        None => vec![text.to_owned()],
    }
}

/// The most numbers that a sequence holds.
const NUMBERS: usize = 10_000;

fn sequence(first: i64, last: i64) -> String {
    let numbers = (first..=last).take(NUMBERS);
    numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(" ")
}

/// What `date` prints; `None` for a format that is not understood.
pub fn date(now: Time, arguments: &str) -> Option<String> {
    let arguments = arguments.trim().trim_start_matches("-u").trim();
    if arguments.is_empty() {
        return Some(now.utc().format("%a %b %e %H:%M:%S UTC %Y").to_string());
    }
    let format = arguments.strip_prefix('+')?;
    let known = |c: char| "YmdHMSsFTjyeabABuZ%".contains(c);
    let mut parts = format.split('%').skip(1);
    if !parts.all(|part| part.chars().next().is_none_or(known)) || format.ends_with('%') {
        return None;
    }
    Some(now.utc().format(format).to_string())
}
