//! `expr`: whole numbers reckoned; `$((…))` is the same.

use super::Tool;
use crate::ordered::OrderedMap;
use crate::shell::said::Said;

/// How deep parentheses may nest.
const DEEPEST: usize = 32;

/// The row.
pub static TOOL: Tool = Tool {
    name: "expr",
    usage: "NUMBER + NUMBER",
    summary: "reckon with whole numbers; also - * / % and parentheses",
    start: |words, terminal| {
        let text = words.join(" ");
        let letters: Vec<char> = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let mut reader = Reader { letters, place: 0, variables: &terminal.variables };
        match reader.sum(0).filter(|_| reader.place == reader.letters.len()) {
            Some(number) => Said::text(format!("{number}\n")),
            None => Said::error(format!("bash: {text}: syntax error in expression"), 1),
        }
    },
};

struct Reader<'terminal> {
    letters: Vec<char>,
    place: usize,
    variables: &'terminal OrderedMap<String, String>,
}

impl Reader<'_> {
    fn take(&mut self, wanted: &[char]) -> Option<char> {
        let letter = *self.letters.get(self.place).filter(|letter| wanted.contains(letter))?;
        self.place += 1;
        Some(letter)
    }

    fn sum(&mut self, depth: usize) -> Option<i64> {
        let mut total = self.product(depth)?;
        while let Some(operator) = self.take(&['+', '-']) {
            let next = self.product(depth)?;
            total = match operator {
                '+' => total.wrapping_add(next),
                _ => total.wrapping_sub(next),
            };
        }
        Some(total)
    }

    fn product(&mut self, depth: usize) -> Option<i64> {
        let mut total = self.number(depth)?;
        while let Some(operator) = self.take(&['*', '/', '%']) {
            let next = self.number(depth)?;
            total = match operator {
                '*' => total.wrapping_mul(next),
                '/' => total.checked_div(next)?,
                _ => total.checked_rem(next)?,
            };
        }
        Some(total)
    }

    /// A number, a variable's name, or a sum in parentheses.
    fn number(&mut self, depth: usize) -> Option<i64> {
        if depth == DEEPEST {
            return None;
        }
        if self.take(&['-']).is_some() {
            return self.number(depth + 1)?.checked_neg();
        }
        if self.take(&['(']).is_some() {
            let total = self.sum(depth + 1)?;
            return self.take(&[')']).map(|_| total);
        }
        let _ = self.take(&['$']);
        let is_word = |letter: &&char| letter.is_alphanumeric() || **letter == '_';
        let word: String = self.letters[self.place..].iter().take_while(is_word).collect();
        self.place += word.chars().count();
        match word.chars().next()? {
            letter if letter.is_ascii_digit() => word.parse().ok(),
            _ => Some(self.variables.get(&word).and_then(|text| text.parse().ok()).unwrap_or(0)),
        }
    }
}
