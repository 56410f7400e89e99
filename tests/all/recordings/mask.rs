//! What cannot be the same in two runs of the real thing: random names, uids, addresses, times.

/// The letters of generated names.
const LETTERS: &str = "bcdfghjklmnpqrstvwxz2456789";

/// What stands at a place, if it is one of the things to mask: its length and what stands for it.
type Mask = fn(Option<char>, &str) -> Option<(usize, String)>;

const MASKS: &[Mask] = &[
    uid,
    timestamp,
    date,
    address,
    token_volume,
    two_hashes,
    hash,
    suffix,
    hash_label,
    resource_version,
    repetitions,
    controller_uid,
    minutes,
];

/// A line with everything masked; nodes only where the command is not about them.
pub fn mask(line: &str, keeps_nodes: bool) -> String {
    let mut line = line.to_owned();
    for mask in MASKS {
        line = replace(&line, *mask);
    }
    if !keeps_nodes {
        line = replace(&line, node);
    }
    line.trim_end().to_owned()
}

fn replace(line: &str, mask: Mask) -> String {
    let mut text = String::new();
    let (mut rest, mut before) = (line, None);
    while let Some(character) = rest.chars().next() {
        match mask(before, rest) {
            Some((length, shown)) if length > 0 => {
                text.push_str(&shown);
                before = rest[..length].chars().last();
                rest = &rest[length..];
            }
            _ => {
                text.push(character);
                before = Some(character);
                rest = &rest[character.len_utf8()..];
            }
        }
    }
    text
}

fn is_word(character: Option<char>) -> bool {
    character.is_some_and(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// The length of a text that fits a shape of `h` (hexadecimal), `d` (digit), `a` (letter of a
/// word) and plain characters.
fn fits(text: &str, shape: &str) -> Option<usize> {
    let mut characters = text.chars();
    let ok = shape.chars().all(|wanted| {
        characters.next().is_some_and(|found| match wanted {
            'h' => found.is_ascii_digit() || ('a'..='f').contains(&found),
            'd' => found.is_ascii_digit(),
            'a' => found.is_ascii_alphabetic(),
            plain => found == plain,
        })
    });
    ok.then_some(shape.len())
}

/// How many generated letters a text begins with.
fn letters(text: &str) -> usize {
    text.chars().take_while(|character| LETTERS.contains(*character)).count()
}

fn ends(text: &str, extra: &str) -> bool {
    text.chars()
        .next()
        .is_none_or(|next| next.is_whitespace() || "\"/,:;)".contains(next) || extra.contains(next))
}

fn uid(before: Option<char>, text: &str) -> Option<(usize, String)> {
    let length = fits(text, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh")?;
    (!is_word(before) && !is_word(text[length..].chars().next()))
        .then(|| (length, "<uid>".to_owned()))
}

fn timestamp(_: Option<char>, text: &str) -> Option<(usize, String)> {
    let mut length = fits(text, "dddd-dd-ddTdd:dd:dd")?;
    if text[length..].starts_with('.') {
        length += 1 + text[length + 1..].chars().take_while(char::is_ascii_digit).count();
    }
    text[length..].starts_with('Z').then(|| (length + 1, "<time>".to_owned()))
}

fn date(_: Option<char>, text: &str) -> Option<(usize, String)> {
    fits(text, "aaa, dd aaa dddd dd:dd:dd +0000").map(|length| (length, "<time>".to_owned()))
}

fn address(before: Option<char>, text: &str) -> Option<(usize, String)> {
    if is_word(before)
        || !["10.", "127.", "172.", "192."].iter().any(|start| text.starts_with(start))
    {
        return None;
    }
    let length = text
        .find(|character: char| !character.is_ascii_digit() && character != '.')
        .unwrap_or(text.len());
    let parts: Vec<&str> = text[..length].split('.').collect();
    let is_address = parts.len() == 4 && parts.iter().all(|part| (1..=3).contains(&part.len()));
    let prefix = text[length..]
        .strip_prefix('/')
        .map_or(0, |rest| rest.chars().take_while(char::is_ascii_digit).count());
    let length = if prefix > 0 { length + 1 + prefix } else { length };
    is_address.then(|| (length, "<ip>".to_owned()))
}

fn token_volume(before: Option<char>, text: &str) -> Option<(usize, String)> {
    let rest = text.strip_prefix("kube-api-access-")?;
    (!is_word(before) && letters(rest) == 5).then(|| (21, "kube-api-access-<r>".to_owned()))
}

fn two_hashes(_: Option<char>, text: &str) -> Option<(usize, String)> {
    let rest = text.strip_prefix('-')?;
    let first = letters(rest);
    let second = letters(rest[first..].strip_prefix('-')?);
    let length = first + second + 2;
    ((8..=10).contains(&first) && second == 5 && !is_word(text[length..].chars().next()))
        .then(|| (length, "-<hash>-<r>".to_owned()))
}

fn follows_name(before: Option<char>) -> bool {
    before.is_some_and(|before| before.is_ascii_lowercase() || before.is_ascii_digit())
}

fn hash(before: Option<char>, text: &str) -> Option<(usize, String)> {
    let length = letters(text.strip_prefix('-')?);
    (follows_name(before) && (9..=10).contains(&length) && ends(&text[length + 1..], "="))
        .then(|| (length + 1, "-<hash>".to_owned()))
}

fn suffix(before: Option<char>, text: &str) -> Option<(usize, String)> {
    let length = letters(text.strip_prefix('-')?);
    (follows_name(before) && length == 5 && ends(&text[6..], "]")).then(|| (6, "-<r>".to_owned()))
}

/// What follows a label's name, after `=` or `:`, up to the next blank.
fn labelled(text: &str, name: &str, shown: &str) -> Option<(usize, String)> {
    let rest = text.strip_prefix(name)?;
    let value = rest.strip_prefix(['=', ':'])?;
    let bare = value.trim_start();
    let length = bare.find(char::is_whitespace).unwrap_or(bare.len());
    let head = text.len() - bare.len();
    (length > 0).then(|| (head + length, format!("{}{shown}", &text[..head])))
}

fn hash_label(_: Option<char>, text: &str) -> Option<(usize, String)> {
    let names = ["pod-template-hash", "controller-revision-hash"];
    names.iter().find_map(|name| labelled(text, name, "<hash>"))
}

fn controller_uid(_: Option<char>, text: &str) -> Option<(usize, String)> {
    labelled(text, "controller-uid", "<uid>")
}

fn resource_version(_: Option<char>, text: &str) -> Option<(usize, String)> {
    let names = ["resourceVersion: ", "\"resourceVersion\": "];
    let name = names.iter().find(|name| text.starts_with(**name))?;
    let rest = &text[name.len()..];
    let digits = rest.trim_start_matches('"');
    let count = digits.chars().take_while(char::is_ascii_digit).count();
    let quotes = if rest.starts_with('"') { 2 } else { 0 };
    (count > 0).then(|| (name.len() + count + quotes, format!("{name}<rv>")))
}

fn repetitions(_: Option<char>, text: &str) -> Option<(usize, String)> {
    let (inner, _) = text.strip_prefix("(x")?.split_once(')')?;
    inner.contains(" over ").then(|| (inner.len() + 3, "(xN over <dur>)".to_owned()))
}

fn minutes(_: Option<char>, text: &str) -> Option<(usize, String)> {
    let length = fits(text, "-dddddddd")?;
    (!is_word(text[length..].chars().next())).then(|| (length, "-<minutes>".to_owned()))
}

fn node(before: Option<char>, text: &str) -> Option<(usize, String)> {
    let rest = text.strip_prefix("node-")?;
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    (digits > 0 && !is_word(before) && !is_word(rest[digits..].chars().next()))
        .then(|| (digits + 5, "<node>".to_owned()))
}
