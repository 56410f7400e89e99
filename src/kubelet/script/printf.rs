//! What `printf` makes of its format and its words.

/// The widest that a field is filled up to.
const WIDEST: usize = 1_000;
/// How often a format is repeated at most.
const REPEATS: usize = 10_000;

/// The text of a format, which is repeated until no words are left.
///
/// # Errors
/// A word that is no number where one must be, or a conversion that is not known.
pub fn printf(format: &str, words: &[&str]) -> Result<String, String> {
    let mut words = words.iter().copied();
    let mut text = String::new();
    for _ in 0..REPEATS {
        let before = words.len();
        once(format, &mut words, &mut text)?;
        if words.len() == 0 || words.len() == before {
            break;
        }
    }
    Ok(text)
}

fn once<'words>(
    format: &str,
    words: &mut impl Iterator<Item = &'words str>,
    text: &mut String,
) -> Result<(), String> {
    let mut characters = format.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.push_str(&escaped(characters.next())),
            '%' if characters.peek() == Some(&'%') => text.extend(characters.next()),
            '%' => {
                let mut flags = String::new();
                while let Some(flag) =
                    characters.next_if(|c| "-+0 .".contains(*c) || c.is_ascii_digit())
                {
                    flags.push(flag);
                }
                let conversion = characters.next().unwrap_or('%');
                let word = words.next().unwrap_or_default();
                text.push_str(&filled(converted(conversion, word)?, &flags));
            }
            other => text.push(other),
        }
    }
    Ok(())
}

/// What a backslash and the sign after it stand for.
fn escaped(sign: Option<char>) -> String {
    match sign {
        None => "\\".to_owned(),
        Some('n') => "\n".to_owned(),
        Some('t') => "\t".to_owned(),
        Some('r') => "\r".to_owned(),
        Some('\\') => "\\".to_owned(),
        Some(other) => format!("\\{other}"),
    }
}

/// A word as a conversion reads it.
enum Converted {
    Text(String),
    /// Whether it is below zero, and its digits.
    Number(bool, String),
}

fn converted(conversion: char, word: &str) -> Result<Converted, String> {
    let number = || match word {
        "" => Ok(0),
        word => word.parse::<i64>().map_err(|_| format!("invalid number '{word}'")),
    };
    Ok(match conversion {
        's' => Converted::Text(word.to_owned()),
        'b' => Converted::Text(word.replace("\\n", "\n").replace("\\t", "\t")),
        'c' => Converted::Text(word.chars().take(1).collect()),
        'd' | 'i' | 'u' => Converted::Number(number()? < 0, number()?.unsigned_abs().to_string()),
        'x' => Converted::Number(false, format!("{:x}", number()?)),
        'o' => Converted::Number(false, format!("{:o}", number()?)),
        other => return Err(format!("%{other}: invalid format")),
    })
}

/// A word filled up to the width that the flags ask for.  Their precision cuts a text, and is the
/// least that a number has of digits.
fn filled(word: Converted, flags: &str) -> String {
    let (flags, precision) = flags.split_once('.').unwrap_or((flags, ""));
    let (flags, width) =
        flags.split_at(flags.find(|c| ('1'..='9').contains(&c)).unwrap_or(flags.len()));
    let [width, precision] =
        [width, precision].map(|digits| digits.parse::<usize>().ok().map(|wide| wide.min(WIDEST)));
    let width = width.unwrap_or(0);
    let is_left = flags.contains('-');
    let (sign, text) = match word {
        Converted::Text(text) => ("", text.chars().take(precision.unwrap_or(usize::MAX)).collect()),
        Converted::Number(is_negative, digits) => {
            let sign = match is_negative {
                true => "-",
                false if flags.contains('+') => "+",
                false if flags.contains(' ') => " ",
                false => "",
            };
            let zeros = if flags.contains('0') && !is_left { width } else { 0 };
            let least = precision.unwrap_or(zeros.saturating_sub(sign.len()));
            (sign, format!("{digits:0>least$}"))
        }
    };
    let text = format!("{sign}{text}");
    if is_left { format!("{text:<width$}") } else { format!("{text:>width$}") }
}
