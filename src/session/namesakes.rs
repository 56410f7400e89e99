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
/// The characters of random names.
const ALPHABET: &str = "bcdfghjklmnpqrstvwxz2456789";

/// Which name of this session stands for which of the recording.
#[derive(Default)]
pub struct Namesakes(OrderedMap<String, String>);

impl Namesakes {
    /// A recorded line with this session's names.
    pub fn translate(&mut self, line: &str, store: &Store) -> String {
        let place = namespace(line).unwrap_or("default");
        let mut translated = line.to_owned();
        for word in words(line).filter(|word| shape(word).is_some()) {
            if DRAWN.iter().any(|kind| store.find(*kind, place, word).is_some()) {
                continue;
            }
            if !self.0.contains_key(word)
                && let Some(name) = self.choose(word, place, store)
            {
                self.0.insert(word.to_owned(), name);
            }
            if let Some(name) = self.0.get(word) {
                translated = translated.replace(word, name);
            }
        }
        translated
    }

    /// Takes note of a name that was the only one of its kind in what was printed there, and so
    /// was another here.
    pub fn learn(&mut self, recorded: &[String], printed: &str) {
        let (there, here) =
            (singles(recorded.iter().map(String::as_str)), singles(printed.lines()));
        for (shape, name) in there {
            let (Some(name), Some(Some(other))) = (name, here.get(&shape)) else { continue };
            if !self.0.contains_key(name) {
                self.0.insert(name.to_owned(), (*other).to_owned());
            }
        }
    }

    /// The first object of the same shape that stands for nothing yet, of the same owner if that
    /// is known.
    fn choose(&self, word: &str, place: &str, store: &Store) -> Option<String> {
        let owner = word.rsplit_once('-').and_then(|(owner, _)| self.0.get(owner));
        let objects = DRAWN.iter().flat_map(|kind| store.list(*kind, Some(place)));
        let mut names = objects.map(|object| object.meta.name.as_str()).filter(|name| {
            shape(name) == shape(word) && !self.0.values().any(|taken| taken == name)
        });
        let is_owned = |name: &&str| {
            owner.is_none_or(|owner| name.rsplit_once('-').is_some_and(|(rest, _)| rest == owner))
        };
        names.find(is_owned).map(str::to_owned)
    }
}

/// What was not drawn of a name, and how long each drawn part may be taken to be; `None` if
/// nothing was drawn.
fn shape(word: &str) -> Option<(&str, bool, bool)> {
    let (rest, last) = word.rsplit_once('-')?;
    let is_drawn = |part: &str| part.chars().all(|character| ALPHABET.contains(character));
    let is_hash = |part: &str| (8..=10).contains(&part.len()) && is_drawn(part);
    let (rest, has_hash, has_suffix) = match last.len() == 5 && is_drawn(last) {
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
