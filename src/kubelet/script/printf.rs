//! What `printf` makes of its format and its words.

/// The widest that a field is filled up to.
const WIDEST: usize = 1_000;
/// How often a format is repeated at most.
const REPEATS: usize = 10_000;

/// The text of a format, which is repeated until no words are left; the word that is no number
/// where one must be.
///
/// # Errors
/// That word, or a conversion that is not known.
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
                text.push_str(&filled(&converted(conversion, word)?, &flags));
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

fn converted(conversion: char, word: &str) -> Result<String, String> {
    let number = || match word {
        "" => Ok(0),
        word => word.parse::<i64>().map_err(|_| format!("invalid number '{word}'")),
    };
    Ok(match conversion {
        's' => word.to_owned(),
        'b' => word.replace("\\n", "\n").replace("\\t", "\t"),
        'c' => word.chars().take(1).collect(),
        'd' | 'i' | 'u' => number()?.to_string(),
        'x' => format!("{:x}", number()?),
        'o' => format!("{:o}", number()?),
        other => return Err(format!("%{other}: invalid format")),
    })
}

/// A text filled up to the width that the flags ask for, and cut to their precision.
fn filled(text: &str, flags: &str) -> String {
    let (width, precision) = flags.split_once('.').unwrap_or((flags, ""));
    let text: String = match precision.parse::<usize>() {
        Ok(most) => text.chars().take(most).collect(),
        Err(_) => text.to_owned(),
    };
    let digits = width.trim_start_matches(['-', '+', '0', ' ']);
    let width_wanted = digits.parse::<usize>().unwrap_or(0).min(WIDEST);
    let missing = width_wanted.saturating_sub(text.chars().count());
    if width.contains('-') {
        return text + &" ".repeat(missing);
    }
    let filler = if width.starts_with('0') { "0" } else { " " };
    filler.repeat(missing) + &text
}
