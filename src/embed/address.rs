//! What the page's address asks for: `?lesson=job&embed`.

use crate::lessons::course::is_name;

/// What an address asks for.  An address comes from outside: what is not sound in it is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The lesson to open, by its name.
    pub lesson: Option<String>,
    /// Whether only the lesson's panes are shown, for a frame in another page.
    pub embed: bool,
}

/// The longest query that is read, in bytes.
const LONGEST: usize = 2_000;

impl Address {
    /// Reads the query of an address, with or without its `?`.
    pub fn parse(query: &str) -> Address {
        let mut address = Address::default();
        if query.len() > LONGEST {
            return address;
        }
        for part in query.trim_start_matches('?').split('&') {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            match key {
                "lesson" if is_name(value) => address.lesson = Some(value.to_owned()),
                "embed" => address.embed = !matches!(value, "0" | "false"),
                _ => {}
            }
        }
        address
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_asks_for_a_lesson_and_a_frame() {
        let job = || Some("job".to_owned());
        let table = [
            ("", None, false),
            ("?lesson=job", job(), false),
            ("?lesson=job&embed", job(), true),
            ("embed=1&lesson=job", job(), true),
            ("?embed=false", None, false),
            ("?lesson=../../etc", None, false),
            ("?lesson=%3Cscript%3E&embed", None, true),
            ("?lesson=", None, false),
        ];
        for (query, lesson, embed) in table {
            assert_eq!(Address::parse(query), Address { lesson, embed }, "{query:?}");
        }
    }
}
