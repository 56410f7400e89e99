//! Selectors as they are written on a command line.

use crate::api::selector::Requirement;
use crate::api::{Object, Selector, Value};
use smol_str::SmolStr;

/// Reads `app=web,tier!=db,env in (a,b),!old,new,count>3` (`labels.Parse`).
///
/// # Errors
/// Why it cannot be read, in kubectl's words.
pub fn parse_labels(text: &str) -> Result<Selector, String> {
    let mut terms = Vec::new();
    let mut lexer = Lexer { rest: text };
    if lexer.peek() == Token::End {
        return Ok(Selector::Terms(terms));
    }
    loop {
        terms.push(requirement(&mut lexer)?);
        match lexer.next() {
            Token::End => return Ok(Selector::Terms(terms)),
            Token::Symbol(",") => match lexer.peek() {
                Token::Word(_) | Token::Symbol("!") => {}
                found => {
                    return Err(format!(
                        "found '{}', expected: identifier after ','",
                        found.text()
                    ));
                }
            },
            found => {
                return Err(format!("found '{}', expected: ',' or 'end of string'", found.text()));
            }
        }
    }
}

fn requirement(lexer: &mut Lexer) -> Result<Requirement, String> {
    let negated = lexer.take("!");
    let key = match lexer.next() {
        Token::Word(word) => label_key(word)?,
        found => {
            return Err(format!(
                "found '{}', expected: !, identifier, or 'end of string'",
                found.text()
            ));
        }
    };
    if matches!(lexer.peek(), Token::End | Token::Symbol(",")) {
        return Ok(if negated { Requirement::DoesNotExist(key) } else { Requirement::Exists(key) });
    }
    let operator = lexer.next();
    if negated {
        return Err(format!("found '{}', expected: ',' or 'end of string'", operator.text()));
    }
    match operator {
        Token::Symbol("=" | "==") => Ok(Requirement::In(key, vec![exact_value(lexer)?])),
        Token::Symbol("!=") => Ok(Requirement::NotIn(key, vec![exact_value(lexer)?])),
        Token::Symbol(">") => Ok(Requirement::GreaterThan(key, number(lexer)?)),
        Token::Symbol("<") => Ok(Requirement::LessThan(key, number(lexer)?)),
        Token::Word("in") => Ok(Requirement::In(key, values(lexer)?)),
        Token::Word("notin") => Ok(Requirement::NotIn(key, values(lexer)?)),
        found => Err(format!("found '{}', expected: in, notin, =, ==, !=, gt, lt", found.text())),
    }
}

fn exact_value(lexer: &mut Lexer) -> Result<SmolStr, String> {
    match lexer.peek() {
        Token::End | Token::Symbol(",") => Ok(SmolStr::default()),
        Token::Word(word) => {
            lexer.next();
            label_value(word)
        }
        found => Err(format!("found '{}', expected: identifier", found.text())),
    }
}

fn number(lexer: &mut Lexer) -> Result<i64, String> {
    match lexer.next() {
        Token::Word(word) => word.parse().map_err(|_| {
            format!("values[0]: Invalid value: \"{word}\": for 'Gt', 'Lt' operators, the value must be an integer")
        }),
        found => Err(format!("found '{}', expected: identifier", found.text())),
    }
}

fn values(lexer: &mut Lexer) -> Result<Vec<SmolStr>, String> {
    if !lexer.take("(") {
        return Err(format!("found '{}' expected: '('", lexer.next().text()));
    }
    let mut values = Vec::new();
    loop {
        match lexer.next() {
            Token::Word(word) => {
                values.push(label_value(word)?);
                match lexer.next() {
                    Token::Symbol(",") => {}
                    Token::Symbol(")") => return Ok(values),
                    found => return Err(format!("found '{}', expected: ',' or ')'", found.text())),
                }
            }
            Token::Symbol(",") => values.push(SmolStr::default()),
            Token::Symbol(")") => {
                values.push(SmolStr::default());
                return Ok(values);
            }
            found => {
                return Err(format!("found '{}', expected: ',', ')' or identifier", found.text()));
            }
        }
    }
}

fn label_key(word: &str) -> Result<SmolStr, String> {
    let (prefix, name) = word.rsplit_once('/').unwrap_or(("", word));
    let valid = is_label_text(name, 63)
        && !name.is_empty()
        && (prefix.is_empty() && !word.starts_with('/') || is_label_text(prefix, 253));
    if valid {
        Ok(word.into())
    } else {
        Err(format!(
            "key: Invalid value: \"{word}\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
        ))
    }
}

fn label_value(word: &str) -> Result<SmolStr, String> {
    if is_label_text(word, 63) {
        return Ok(word.into());
    }
    Err(format!(
        "values[0][{word}]: Invalid value: \"{word}\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
    ))
}

fn is_label_text(text: &str, limit: usize) -> bool {
    let inner = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    text.len() <= limit
        && text.chars().all(inner)
        && !text.starts_with(['-', '_', '.'])
        && !text.ends_with(['-', '_', '.'])
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'text> {
    Word(&'text str),
    Symbol(&'text str),
    End,
}

impl<'text> Token<'text> {
    fn text(self) -> &'text str {
        match self {
            Token::Word(text) | Token::Symbol(text) => text,
            Token::End => "",
        }
    }
}

struct Lexer<'text> {
    rest: &'text str,
}

const SYMBOLS: &[&str] = &["==", "!=", "=", "!", "<", ">", "(", ")", ","];

impl<'text> Lexer<'text> {
    fn next(&mut self) -> Token<'text> {
        self.rest = self.rest.trim_start();
        if self.rest.is_empty() {
            return Token::End;
        }
        for symbol in SYMBOLS {
            if let Some(rest) = self.rest.strip_prefix(symbol) {
                self.rest = rest;
                return Token::Symbol(symbol);
            }
        }
        let is_end = |character: char| character.is_whitespace() || "=!<>(),".contains(character);
        let end = self.rest.find(is_end).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        Token::Word(word)
    }

    fn peek(&self) -> Token<'text> {
        Lexer { rest: self.rest }.next()
    }

    fn take(&mut self, symbol: &str) -> bool {
        let found = self.peek()
            == Token::Symbol(
                SYMBOLS.iter().find(|known| **known == symbol).copied().unwrap_or_default(),
            );
        if found {
            self.next();
        }
        found
    }
}

/// A term of a field selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTerm {
    /// `status.phase`.
    pub field: String,
    /// The text it must have, or must not.
    pub value: String,
    /// Whether it must.
    pub equal: bool,
}

/// Reads `status.phase=Running,spec.nodeName!=node-1` (`fields.ParseSelector`).
///
/// # Errors
/// Why it cannot be read, in kubectl's words.
pub fn parse_fields(text: &str) -> Result<Vec<FieldTerm>, String> {
    let mut terms = Vec::new();
    for part in split_unescaped(text).into_iter().filter(|part| !part.is_empty()) {
        terms.push(
            field_term(part)
                .ok_or_else(|| format!("invalid selector: '{text}'; can't understand '{part}'"))?,
        );
    }
    Ok(terms)
}

fn split_unescaped(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (index, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ',' => {
                parts.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn field_term(part: &str) -> Option<FieldTerm> {
    for (index, _) in part.char_indices() {
        let rest = &part[index..];
        for (operator, equal) in [("!=", false), ("==", true), ("=", true)] {
            if let Some(value) = rest.strip_prefix(operator) {
                return Some(FieldTerm {
                    field: part[..index].to_owned(),
                    value: unescape(value)?,
                    equal,
                });
            }
        }
    }
    None
}

fn unescape(value: &str) -> Option<String> {
    let mut text = String::new();
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next()? {
                escaped @ ('\\' | ',' | '=') => text.push(escaped),
                _ => return None,
            },
            ',' | '=' => return None,
            other => text.push(other),
        }
    }
    Some(text)
}

impl FieldTerm {
    /// Whether an object has the field's value.
    pub fn matches(&self, object: &Object) -> bool {
        let text = match self.field.as_str() {
            "metadata.name" => object.meta.name.to_string(),
            "metadata.namespace" => object.meta.namespace.to_string(),
            path => match object.body.at(path) {
                Value::Null => String::new(),
                Value::String(text) => text.to_string(),
                other => crate::api::json::to_json(other),
            },
        };
        (text == self.value) == self.equal
    }
}
