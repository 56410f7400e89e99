//! The names in a recording's lines that chance drew there (`web-68b4fdb489-nxgrj`).
//!
//! Here chance drew others.  A line that names an object in this way means the object whose name
//! differs only in what was drawn.

use super::recording::namespace;
use crate::api::Kind;
use crate::ordered::{OrderedMap, OrderedSet};
use crate::store::Store;

/// The kinds whose names end in something drawn and that lines name.
const DRAWN: [Kind; 4] =
    [Kind::Pod, Kind::ReplicaSet, Kind::ControllerRevision, Kind::EndpointSlice];
/// How many characters are drawn at the end of a name.
const DRAWN_LENGTH: usize = 5;
/// The characters of random names.
const ALPHABET: &str = "bcdfghjklmnpqrstvwxz2456789";

/// Which name of this session stands for which of the recording.
#[derive(Default)]
pub struct Namesakes {
    /// By the recorded name.
    names: OrderedMap<String, String>,
    /// The names of this session that looked the same in a table, by the recorded name.
    alike: OrderedMap<String, OrderedSet<String>>,
}

impl Namesakes {
    /// A recorded line with this session's names.
    pub fn translate(&mut self, line: &str, store: &Store) -> String {
        let place = namespace(line).unwrap_or("default");
        let mut translated = line.to_owned();
        for word in words(line).filter(|word| shape(word).is_some()) {
            if exists(word, place, store) {
                continue;
            }
            if !self.names.contains_key(word)
                && let Some(name) = self.choose(word, place, store)
            {
                self.names.insert(word.to_owned(), name);
            }
            if let Some(name) = self.names.get(word) {
                translated = translated.replace(word, name);
            }
        }
        translated
    }

    /// Takes note of a name that was the only one of its kind in what was printed there, and so
    /// was another here; and in tables, of those whose rows are the same.
    pub fn learn(&mut self, recorded: &[String], printed: &str) {
        let (there, here) =
            (singles(recorded.iter().map(String::as_str)), singles(printed.lines()));
        for (shape, name) in there {
            let (Some(name), Some(Some(other))) = (name, here.get(&shape)) else { continue };
            if !self.names.contains_key(name) {
                self.names.insert(name.to_owned(), (*other).to_owned());
            }
        }
        let here = rows(printed.lines());
        for (row, names) in rows(recorded.iter().map(String::as_str)) {
            let Some(others) = here.get(&row) else { continue };
            for name in names {
                let alike = self.alike.entry(name).or_default();
                let still: OrderedSet<String> = alike.intersection(others).cloned().collect();
                *alike = if still.is_empty() { others.clone() } else { still };
            }
        }
    }

    /// The first object of the same shape that stands for nothing yet: of the same owner and with
    /// the same row in a table, as far as that is known.
    fn choose(&self, word: &str, place: &str, store: &Store) -> Option<String> {
        let owner = word.rsplit_once('-').and_then(|(owner, _)| {
            let known = self.names.get(owner).map(String::as_str);
            known.or_else(|| exists(owner, place, store).then_some(owner))
        });
        let objects = DRAWN.iter().flat_map(|kind| store.list(*kind, Some(place)));
        let names = objects.map(|object| object.meta.name.as_str()).filter(|name| {
            shape(name) == shape(word) && !self.names.values().any(|taken| taken == name)
        });
        let is_owned = |name: &&str| {
            owner.is_none_or(|owner| name.rsplit_once('-').is_some_and(|(rest, _)| rest == owner))
        };
        let names: Vec<&str> = names.filter(is_owned).collect();
        let alike = self.alike.get(word);
        let is_alike = |name: &&&str| alike.is_some_and(|alike| alike.contains(**name));
        names.iter().find(is_alike).or(names.first()).map(|name| (*name).to_owned())
    }
}

fn exists(name: &str, place: &str, store: &Store) -> bool {
    DRAWN.iter().any(|kind| store.find(*kind, place, name).is_some())
}

/// The drawn names with which rows begin, by what else the rows say: all but addresses, ages and
/// what was drawn.
fn rows<'text>(lines: impl Iterator<Item = &'text str>) -> OrderedMap<String, OrderedSet<String>> {
    let mut rows: OrderedMap<String, OrderedSet<String>> = OrderedMap::default();
    for line in lines {
        let mut cells = line.split_whitespace();
        let first = cells.next().unwrap_or_default();
        let name = first.rsplit_once('/').map_or(first, |(_, name)| name);
        let Some((stem, ..)) = shape(name) else { continue };
        let is_told = |cell: &&str| !is_age(cell) && !is_address(cell);
        let told = std::iter::once(stem).chain(cells.filter(is_told));
        let row = told.collect::<Vec<_>>().join(" ");
        rows.entry(row).or_default().insert(name.to_owned());
    }
    rows
}

fn is_age(cell: &str) -> bool {
    let cell = cell.trim_start_matches('(');
    cell.starts_with(|character: char| character.is_ascii_digit())
        && cell.ends_with(['s', 'm', 'h', 'd'])
        && cell.chars().all(|character| character.is_ascii_digit() || "smhd".contains(character))
}

fn is_address(cell: &str) -> bool {
    cell.contains('.')
        && cell.chars().all(|character| character.is_ascii_digit() || character == '.')
}

/// What was not drawn of a name, and how long each drawn part may be taken to be; `None` if
/// nothing was drawn.
fn shape(word: &str) -> Option<(&str, bool, bool)> {
    let (rest, last) = word.rsplit_once('-')?;
    let is_drawn = |part: &str| part.chars().all(|character| ALPHABET.contains(character));
    let is_hash = |part: &str| (8..=10).contains(&part.len()) && is_drawn(part);
    let (rest, has_hash, has_suffix) = match last.len() == DRAWN_LENGTH && is_drawn(last) {
        false if is_hash(last) => (rest, true, false),
        false => return None,
        true => match rest.rsplit_once('-').filter(|(_, hash)| is_hash(hash)) {
            Some((stem, _)) => (stem, true, true),
            None => (rest, false, true),
        },
    };
    (!rest.is_empty()).then_some((rest, has_hash, has_suffix))
}

/// The drawn names of a text, one of each shape; `None` where there are several.
fn singles<'text>(
    lines: impl Iterator<Item = &'text str>,
) -> OrderedMap<(&'text str, bool, bool), Option<&'text str>> {
    let names: OrderedSet<&str> = lines.flat_map(words).collect();
    let mut singles = OrderedMap::default();
    for name in names.iter().copied() {
        let Some(shape) = shape(name) else { continue };
        let only = if singles.contains_key(&shape) { None } else { Some(name) };
        singles.insert(shape, only);
    }
    singles
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|character: char| !character.is_ascii_alphanumeric() && character != '-')
}
