//! Where the items of lists stand.

use crate::api::Value;
use crate::api::json::to_json;
use crate::ordered::OrderedMap;

/// The places of a list's items by what they stand for: their merge keys, or all that they say.
pub(super) struct Places<'key> {
    places: OrderedMap<String, Vec<usize>>,
    merge_key: Option<&'key str>,
    count: usize,
}

impl<'key> Places<'key> {
    pub fn of(items: &[Value], merge_key: Option<&'key str>) -> Places<'key> {
        let mut places = Places { places: OrderedMap::new(), merge_key, count: 0 };
        items.iter().for_each(|item| places.push(item));
        places
    }

    /// The first place of what an item stands for.
    pub fn find(&self, item: &Value) -> Option<usize> {
        self.places.get(&self.identity(item)?)?.first().copied()
    }

    /// One more item, which stands after all others.
    pub fn push(&mut self, item: &Value) {
        if let Some(identity) = self.identity(item) {
            self.places.entry(identity).or_default().push(self.count);
        }
        self.count += 1;
    }

    /// Forgets what an item stands for; answers where it was.
    pub fn remove(&mut self, item: &Value) -> Vec<usize> {
        let identity = self.identity(item);
        identity.and_then(|identity| self.places.remove(&identity)).unwrap_or_default()
    }

    fn identity(&self, item: &Value) -> Option<String> {
        match self.merge_key.map(|key| item.get(key)) {
            Some(Value::Null) => None,
            Some(named) => Some(to_json(named)),
            None => Some(to_json(item)),
        }
    }
}

/// Puts merged items in order.  Those that `wanted` names stand in its order; the others keep the
/// order they had in `before`, and their place among the first ones as far as that goes.
pub(super) fn arrange(
    merged: Vec<Value>,
    wanted: &[Value],
    before: &[Value],
    merge_key: Option<&str>,
) -> Vec<Value> {
    let (wanted, before) = (Places::of(wanted, merge_key), Places::of(before, merge_key));
    let (mut named, mut others) = (Vec::new(), Vec::new());
    for item in merged {
        let was = before.find(&item);
        match wanted.find(&item) {
            Some(place) => named.push((place, was, item)),
            None => others.push((was, item)),
        }
    }
    crate::order::sort_by_key(&mut named, |(place, ..)| *place);
    crate::order::sort_by_key(&mut others, |(was, _)| *was);
    let mut arranged = Vec::with_capacity(named.len() + others.len());
    let mut others = others.into_iter().peekable();
    for (_, was, item) in named {
        let stood_earlier =
            |(other, _): &(Option<usize>, Value)| other.is_some_and(|other| Some(other) < was);
        while let Some((_, other)) = others.next_if(stood_earlier) {
            arranged.push(other);
        }
        arranged.push(item);
    }
    arranged.extend(others.map(|(_, item)| item));
    arranged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::List;

    #[test]
    fn items_stand_in_the_wanted_order_and_others_where_they_were() {
        for (before, wanted, merged, arranged) in [
            ("abc", "cb", "abc", "acb"),
            ("abc", "xa", "abcx", "xabc"),
            ("ab", "ba", "ab", "ba"),
            ("abcd", "dx", "abcdx", "abcdx"),
            ("", "ba", "ab", "ba"),
        ] {
            let list = |text: &str| -> Vec<Value> {
                let list: List = text.chars().map(|letter| letter.to_string()).collect();
                list.as_slice().to_vec()
            };
            let came = arrange(list(merged), &list(wanted), &list(before), None);
            assert_eq!(came, list(arranged), "{before} {wanted}");
        }
    }
}
