//! The order of a merged list's items.

use crate::api::Value;

/// Whether two items of a list stand for the same thing: equal merge keys, or equal values.
pub(super) fn is_same(left: &Value, right: &Value, merge_key: Option<&str>) -> bool {
    match merge_key {
        Some(key) => !left.get(key).is_null() && left.get(key) == right.get(key),
        None => left == right,
    }
}

pub(super) fn position(items: &[Value], item: &Value, merge_key: Option<&str>) -> Option<usize> {
    items.iter().position(|other| is_same(other, item, merge_key))
}

/// Puts merged items in order.  Those that `wanted` names stand in its order; the others keep the
/// order they had in `before`, and their place among the first ones as far as that goes.
pub(super) fn arrange(
    merged: Vec<Value>,
    wanted: &[Value],
    before: &[Value],
    merge_key: Option<&str>,
) -> Vec<Value> {
    let (mut named, mut others): (Vec<Value>, Vec<Value>) =
        merged.into_iter().partition(|item| position(wanted, item, merge_key).is_some());
    crate::order::sort_by_key(&mut named, |item| position(wanted, item, merge_key));
    crate::order::sort_by_key(&mut others, |item| position(before, item, merge_key));
    let mut arranged = Vec::with_capacity(named.len() + others.len());
    let mut others = others.into_iter().peekable();
    for item in named {
        let place = position(before, &item, merge_key);
        while let (Some(place), Some(other)) = (place, others.peek())
            && position(before, other, merge_key).is_some_and(|earlier| earlier < place)
        {
            arranged.extend(others.next());
        }
        arranged.push(item);
    }
    arranged.extend(others);
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
