//! The list of what can wait: beginnings of paths, one a line, with exceptions.

use crate::Result;

/// Says which functions can wait.
pub struct Later<'text> {
    /// Beginnings of paths, and whether what begins so can wait.
    rules: Vec<(&'text str, bool)>,
}

impl<'text> Later<'text> {
    /// Reads `later path` and `first path` lines; `#` begins a comment.
    pub fn read(text: &'text str) -> Result<Later<'text>> {
        let mut rules = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            match line.split_once(' ') {
                Some(("later", path)) => rules.push((path.trim(), true)),
                Some(("first", path)) => rules.push((path.trim(), false)),
                _ if line.is_empty() => {}
                _ => {
                    return Err(
                        format!("line {}: neither later nor first: {line}", number + 1).into()
                    );
                }
            }
        }
        Ok(Later { rules })
    }

    /// Whether a function can wait: the longest rule that fits its path says so.  Without one it
    /// is where those that call it are.
    pub fn can_wait(&self, name: &str) -> bool {
        let path = path(&format!("{:#}", rustc_demangle::demangle(name)));
        let fitting = self.rules.iter().filter(|(rule, _)| fits(rule, &path));
        fitting.max_by_key(|(rule, _)| rule.len()).is_some_and(|(_, later)| *later)
    }
}

/// Whether a path is what a rule says or below it; a star stands for anything.
fn fits(rule: &str, path: &str) -> bool {
    let is_whole = |rest: &str| rest.is_empty() || rest.starts_with("::");
    let (start, end) = rule.split_once('*').unwrap_or((rule, ""));
    let Some(rest) = path.strip_prefix(start) else { return false };
    if end.is_empty() {
        return is_whole(rest);
    }
    rest.match_indices(end).any(|(place, _)| is_whole(&rest[place + end.len()..]))
}

/// The path of a function: of `<a::B as c::D>::e` that is `a::B::e`, and of `a::<impl b::C>::d`
/// it is `a::d`.
fn path(name: &str) -> String {
    let Some((before, inside)) = name.split_once('<') else { return name.to_owned() };
    let inside = inside.trim_start_matches(['&', '(', '[']);
    let inside = inside.strip_prefix("mut ").or(inside.strip_prefix("dyn ")).unwrap_or(inside);
    let end = inside.find([' ', '<', '>', ',', ')', ']']).unwrap_or(inside.len());
    let owner = if before.is_empty() { &inside[..end] } else { before.trim_end_matches(':') };
    match name.rsplit_once(">::") {
        Some((_, method)) => format!("{owner}::{method}"),
        None => owner.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_begins_with_the_type_that_has_the_function() {
        for (name, expected) in [
            ("a::b::c", "a::b::c"),
            ("a::b::c::{{closure}}", "a::b::c::{{closure}}"),
            ("<a::B as c::D>::e", "a::B::e"),
            ("<&mut a::B<c::D> as e::F<g::H>>::i", "a::B::i"),
            ("a::b::<impl c::D>::e", "a::b::e"),
            ("core::ptr::drop_in_place<a::B>", "core::ptr::drop_in_place"),
        ] {
            assert_eq!(path(name), expected, "{name}");
        }
    }

    #[test]
    fn the_longest_rule_decides() {
        let text =
            "# A comment\nlater a\nfirst a::b # but not this\nlater a::b::c\nfirst a*::watch\n";
        let later = Later::read(text).unwrap();
        for (name, expected) in [
            ("a::x", true),
            ("ab::x", false),
            ("a::b", false),
            ("a::b::d", false),
            ("a::b::c::d", true),
            ("<a::x::Y as z::Z>::watch", false),
            ("<a::x::Y as z::Z>::watched", true),
            ("<z::Y as a::Z>::d", false),
        ] {
            assert_eq!(later.can_wait(name), expected, "{name}");
        }
        assert!(Later::read("sooner a").is_err());
    }
}
