//! What stands between the braces of an action, in words.

use crate::api::Value;

/// A word of an action.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// `.a.b`.
    Field(Vec<String>),
    /// `$x.a`.
    Variable(String, Vec<String>),
    /// `range`, `len`.
    Word(String),
    /// `"text"`, `1`.
    Literal(Value),
    /// `|`.
    Pipe,
    /// `(`.
    Open,
    /// `)` and the fields right after it.
    Close(Vec<String>),
    /// `:=`.
    Declare,
    /// `=`.
    Assign,
    /// `,`.
    Comma,
}

/// A text, and the action after it and where that stands.
type Part<'template> = (String, Option<(usize, &'template str)>);

/// Parts a template into texts and the contents of actions and where those stand; `{{-` and `-}}`
/// take away the white space beside them.
///
/// # Errors
/// An action is not closed.
pub fn split(template: &str) -> Result<Vec<Part<'_>>, String> {
    let mut parts = Vec::new();
    let mut rest = template;
    let mut trims_start = false;
    loop {
        let (text, action) = rest.split_once("{{").map_or((rest, None), |(t, a)| (t, Some(a)));
        let text = if trims_start { text.trim_start() } else { text };
        let Some(action) = action else {
            parts.push((text.to_owned(), None));
            return Ok(parts);
        };
        let trims_end = action.starts_with("- ");
        let text = if trims_end { text.trim_end() } else { text };
        let end = action_end(action).ok_or_else(|| "unclosed action".to_owned())?;
        let inside = action[..end].strip_prefix("- ").unwrap_or(&action[..end]);
        trims_start = inside.ends_with(" -");
        let inside = inside.strip_suffix(" -").unwrap_or(inside).trim_end();
        let spaces = inside.len() - inside.trim_start().len();
        let at = template.len() - action.len() + if trims_end { 2 } else { 0 } + spaces;
        parts.push((text.to_owned(), Some((at, inside.trim_start()))));
        rest = &action[end + 2..];
    }
}

/// Where the action's closing braces stand; those in quotes and comments do not count.
fn action_end(action: &str) -> Option<usize> {
    let inside = action.strip_prefix("- ").unwrap_or(action).trim_start();
    if inside.starts_with("/*") {
        let comment = action.find("*/")?;
        return action[comment..].find("}}").map(|end| comment + end);
    }
    let mut quote = None;
    let mut characters = action.char_indices();
    while let Some((place, character)) = characters.next() {
        match (quote, character) {
            (Some('"'), '\\') => drop(characters.next()),
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '`') => quote = Some(character),
            (None, '}') if action[place..].starts_with("}}") => return Some(place),
            (None, _) => {}
        }
    }
    None
}

/// Reads the words of an action, and where each stands, as Go has it: a field of a field where its
/// second dot is.
///
/// # Errors
/// There is a sign that means nothing, or a text that does not end.
pub fn read(at: usize, action: &str) -> Result<Vec<(Token, usize)>, String> {
    let mut tokens = Vec::new();
    let mut rest = action;
    if rest.starts_with("/*") {
        return Ok(tokens);
    }
    while let Some(first) = rest.chars().next() {
        let before = rest;
        let token = match first {
            ' ' | '\t' | '\n' | '\r' => {
                rest = rest.trim_start();
                continue;
            }
            '.' => Token::Field(take_fields(&mut rest)),
            '$' => {
                rest = &rest[1..];
                let name = take_word(&mut rest);
                Token::Variable(name.to_owned(), take_fields(&mut rest))
            }
            '"' => Token::Literal(take_quoted(&mut rest)?.into()),
            '`' => {
                let (text, after) =
                    rest[1..].split_once('`').ok_or("unterminated raw quoted string")?;
                rest = after;
                Token::Literal(text.into())
            }
            '|' => take(&mut rest, 1, Token::Pipe),
            '(' => take(&mut rest, 1, Token::Open),
            ')' => {
                rest = &rest[1..];
                Token::Close(take_fields(&mut rest))
            }
            ',' => take(&mut rest, 1, Token::Comma),
            ':' if rest.starts_with(":=") => take(&mut rest, 2, Token::Declare),
            '=' => take(&mut rest, 1, Token::Assign),
            '-' | '+' | '0'..='9' => Token::Literal(take_number(&mut rest)?),
            _ if is_word(first) => match take_word(&mut rest) {
                "true" => Token::Literal(Value::Bool(true)),
                "false" => Token::Literal(Value::Bool(false)),
                "nil" => Token::Literal(Value::Null),
                word => Token::Word(word.to_owned()),
            },
            other => return Err(format!("unexpected {other:?} in command")),
        };
        let start = at + action.len() - before.len();
        // Go remembers of a chain where its second part is.
        let second = match &token {
            Token::Field(names) if names.len() > 1 => before[1..].find('.').map(|dot| dot + 1),
            Token::Variable(_, names) | Token::Close(names) if !names.is_empty() => {
                before.find('.')
            }
            _ => None,
        };
        tokens.push((token, start + second.unwrap_or(0)));
    }
    Ok(tokens)
}

fn take(rest: &mut &str, length: usize, token: Token) -> Token {
    *rest = &rest[length..];
    token
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn take_word<'text>(rest: &mut &'text str) -> &'text str {
    let end = rest.find(|character| !is_word(character)).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    *rest = after;
    word
}

/// Reads `.a.b`; a lone dot reads as no name.
fn take_fields(rest: &mut &str) -> Vec<String> {
    let mut fields = Vec::new();
    while let Some(after) = rest.strip_prefix('.') {
        *rest = after;
        let name = take_word(rest);
        if name.is_empty() {
            break;
        }
        fields.push(name.to_owned());
    }
    fields
}

fn take_number(rest: &mut &str) -> Result<Value, String> {
    let sign = usize::from(rest.starts_with(['-', '+']));
    let end = rest[sign..].find(|c: char| !c.is_ascii_digit() && c != '.');
    let (text, after) = rest.split_at(end.map_or(rest.len(), |end| end + sign));
    *rest = after;
    if let Ok(number) = text.parse::<i64>() {
        return Ok(Value::Int(number));
    }
    let number = crate::float::parse(text).map(Value::Float);
    number.ok_or_else(|| format!("bad number syntax: {text:?}"))
}

fn take_quoted(rest: &mut &str) -> Result<String, String> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((place, character)) = characters.next() {
        match character {
            '"' => {
                *rest = &rest[place + 1..];
                return Ok(text);
            }
            '\\' => text.push(match characters.next().map(|(_, escaped)| escaped) {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some(other) => other,
                None => break,
            }),
            other => text.push(other),
        }
    }
    Err("unterminated quoted string".to_owned())
}
