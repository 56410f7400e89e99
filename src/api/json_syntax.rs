//! Whether a text is JSON, and what Go says of one that is not.

use std::borrow::Cow;

const END: &str = "unexpected end of JSON input";
/// The deepest nesting that Go reads.
const DEEPEST: usize = 10_000;

/// Where a text stops being JSON, counted from 1, and what Go says of that; nothing if it only ends
/// too early.
pub struct Fault {
    /// The number of the byte.
    pub offset: usize,
    /// `invalid character '}' looking for beginning of value`.
    pub why: Option<String>,
}

type Step = Result<(), Option<String>>;

/// Why a text is no JSON object.
pub fn fault_of_object(text: &[u8]) -> Option<String> {
    let mut scanner = Scanner { text, at: 0 };
    if let Err(fault) = scanner.document() {
        return Some(fault.unwrap_or_else(|| END.to_owned()));
    }
    let kind = match text.iter().find(|byte| !is_space(**byte))? {
        b'{' | b'n' => return None,
        b'[' => "array",
        b'"' => "string",
        b't' | b'f' => "bool",
        _ => "number",
    };
    Some(format!("json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}"))
}

/// A JSON text as YAML has it: a sign that is written in two halves (`\ud83d\ude00`) is written
/// as one there, and a half alone is no sign.
pub fn as_yaml(text: &str) -> Cow<'_, str> {
    if !text.contains("\\ud") && !text.contains("\\uD") {
        return Cow::Borrowed(text);
    }
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        whole.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match (half(rest), rest.get(6..).and_then(half)) {
            (Some(high @ 0xd800..0xdc00), Some(low @ 0xdc00..0xe000)) => {
                let sign = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                whole.push_str(&format!("\\U{sign:08X}"));
                12
            }
            (Some(0xd800..0xe000), _) => {
                whole.push_str("\\uFFFD");
                6
            }
            _ => {
                let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
                whole.push_str(&rest[..length]);
                length
            }
        };
        rest = &rest[length..];
    }
    whole.push_str(rest);
    Cow::Owned(whole)
}

/// The number of `\u…`, with which a text begins.
fn half(text: &str) -> Option<u32> {
    u32::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

/// Where the first value of a text ends.
///
/// # Errors
/// The text does not begin with a value.
pub fn first_value(text: &[u8]) -> Result<usize, Fault> {
    let mut scanner = Scanner { text, at: 0 };
    match scanner.one() {
        Ok(()) => Ok(scanner.at),
        Err(why) => Err(Fault { offset: scanner.at + 1, why }),
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// What is being read, the innermost last.
#[derive(Clone, Copy)]
enum Inside {
    Object,
    Array,
}

struct Scanner<'text> {
    text: &'text [u8],
    at: usize,
}

impl Scanner<'_> {
    fn one(&mut self) -> Step {
        let mut open = Vec::new();
        self.value(&mut open)?;
        while let Some(inside) = open.last().copied() {
            self.after_value(inside, &mut open)?;
        }
        Ok(())
    }

    fn document(&mut self) -> Step {
        self.one()?;
        self.space();
        match self.text.get(self.at) {
            None => Ok(()),
            Some(_) => Err(self.fault("after top-level value")),
        }
    }

    /// A value up to its first inner one, if it has any.
    fn value(&mut self, open: &mut Vec<Inside>) -> Step {
        loop {
            self.space();
            let first = self.peek()?;
            match first {
                b'{' => {
                    self.at += 1;
                    self.space();
                    if self.peek()? == b'}' {
                        self.at += 1;
                        return Ok(());
                    }
                    self.key()?;
                    open.push(Inside::Object);
                }
                b'[' => {
                    self.at += 1;
                    self.space();
                    if self.peek()? == b']' {
                        self.at += 1;
                        return Ok(());
                    }
                    open.push(Inside::Array);
                }
                _ => return self.scalar(first),
            }
            if open.len() > DEEPEST {
                return Err(Some("exceeded max depth".to_owned()));
            }
        }
    }

    fn scalar(&mut self, first: u8) -> Step {
        match first {
            b'"' => self.string(),
            b't' => self.literal("true"),
            b'f' => self.literal("false"),
            b'n' => self.literal("null"),
            b'-' | b'0'..=b'9' => self.number(),
            _ => Err(self.fault("looking for beginning of value")),
        }
    }

    fn after_value(&mut self, inside: Inside, open: &mut Vec<Inside>) -> Step {
        self.space();
        match (inside, self.peek()?) {
            (Inside::Object, b'}') | (Inside::Array, b']') => {
                self.at += 1;
                open.pop();
                Ok(())
            }
            (inside, b',') => {
                self.at += 1;
                if let Inside::Object = inside {
                    self.space();
                    self.key()?;
                }
                self.value(open)
            }
            (Inside::Object, _) => Err(self.fault("after object key:value pair")),
            (Inside::Array, _) => Err(self.fault("after array element")),
        }
    }

    fn key(&mut self) -> Step {
        if self.peek()? != b'"' {
            return Err(self.fault("looking for beginning of object key string"));
        }
        self.string()?;
        self.space();
        if self.peek()? != b':' {
            return Err(self.fault("after object key"));
        }
        self.at += 1;
        Ok(())
    }

    fn string(&mut self) -> Step {
        self.at += 1;
        loop {
            let byte = self.peek()?;
            match byte {
                b'"' => {
                    self.at += 1;
                    return Ok(());
                }
                b'\\' => self.escape()?,
                0..=0x1f => return Err(self.fault("in string literal")),
                _ => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Step {
        self.at += 1;
        match self.peek()? {
            b'b' | b'f' | b'n' | b'r' | b't' | b'\\' | b'/' | b'"' => self.at += 1,
            b'u' => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek()?.is_ascii_hexdigit() {
                        return Err(self.fault("in \\u hexadecimal character escape"));
                    }
                    self.at += 1;
                }
            }
            _ => return Err(self.fault("in string escape code")),
        }
        Ok(())
    }

    fn literal(&mut self, word: &str) -> Step {
        for expected in word.chars() {
            if char::from(self.peek()?) != expected {
                return Err(self.fault(&format!("in literal {word} (expecting '{expected}')")));
            }
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Step {
        if self.peek()? == b'-' {
            self.at += 1;
        }
        if self.peek()? == b'0' {
            self.at += 1;
        } else {
            self.digits("in numeric literal")?;
        }
        if self.text.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits("after decimal point in numeric literal")?;
        }
        if matches!(self.text.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.text.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits("in exponent of numeric literal")?;
        }
        Ok(())
    }

    /// At least one digit.
    fn digits(&mut self, place: &str) -> Step {
        if !self.peek()?.is_ascii_digit() {
            return Err(self.fault(place));
        }
        while self.text.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        Ok(())
    }

    fn space(&mut self) {
        while self.text.get(self.at).is_some_and(|byte| is_space(*byte)) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Result<u8, Option<String>> {
        self.text.get(self.at).copied().ok_or(None)
    }

    /// Go shows a byte as the letter of that number.
    fn fault(&self, place: &str) -> Option<String> {
        let byte = self.text.get(self.at).copied().unwrap_or_default();
        let shown = match byte {
            b'\'' => "\\'".to_owned(),
            b'\\' => "\\\\".to_owned(),
            b'\n' => "\\n".to_owned(),
            b'\r' => "\\r".to_owned(),
            b'\t' => "\\t".to_owned(),
            0..=0x1f | 0x7f => format!("\\x{byte:02x}"),
            0x80..=0x9f | 0xad => format!("\\u{byte:04x}"),
            _ => char::from(byte).to_string(),
        };
        Some(format!("invalid character '{shown}' {place}"))
    }
}
