//! Sorting that costs little to download: the standard library's sort is compiled anew, at some
//! four kilobytes, for each type that is sorted; this one sorts places, once for all types.

use std::cmp::Ordering;

/// Sorts stably by a comparison.
pub fn sort_by<Item>(items: &mut [Item], mut compare: impl FnMut(&Item, &Item) -> Ordering) {
    let mut order =
        sorted_places(items.len(), &mut |left, right| compare(&items[left], &items[right]));
    // Each cycle of the permutation is walked once.
    for start in 0..order.len() {
        let mut place = start;
        while order[place] != start {
            let next = order[place];
            items.swap(place, next);
            order[place] = place;
            place = next;
        }
        order[place] = place;
    }
}

/// Sorts stably by a key.
pub fn sort_by_key<Item, Key: Ord>(items: &mut [Item], mut key: impl FnMut(&Item) -> Key) {
    sort_by(items, |left, right| key(left).cmp(&key(right)));
}

/// Sorts stably.
pub fn sort<Item: Ord>(items: &mut [Item]) {
    sort_by(items, Item::cmp);
}

/// Which item, by its place before, stands at each place afterwards.
#[inline(never)]
fn sorted_places(length: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..length).collect();
    places.sort_by(|left, right| compare(*left, *right));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sorts_as_the_standard_library_does() {
        for length in 0..200 {
            let items: Vec<(usize, usize)> =
                (0..length).map(|place| (place * place * 7 % 23, place)).collect();
            let (mut ours, mut theirs) = (items.clone(), items);
            sort_by_key(&mut ours, |item| item.0);
            theirs.sort_by_key(|item| item.0);
            assert_eq!(ours, theirs);
        }
    }
}
