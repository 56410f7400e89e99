//! How endpoints are laid into slices, so that as few slices change as possible.

use crate::api::Value;

/// What becomes of a slice that is there.
#[derive(Clone, Debug, PartialEq)]
pub enum Packed {
    /// It holds these endpoints now, maybe the same as before.
    Kept(Vec<Value>),
    /// It is not needed.
    Deleted,
}

/// Lays the `desired` endpoints into slices of at most `limit`: each stays in the slice that has
/// it, new ones fill slices that have room, and the rest makes new slices.  Answers what becomes
/// of the `existing` slices' endpoints, and the new slices.
pub fn pack(
    existing: &[Vec<Value>],
    desired: Vec<Value>,
    limit: usize,
) -> (Vec<Packed>, Vec<Vec<Value>>) {
    let mut rest: Vec<Option<Value>> = desired.into_iter().map(Some).collect();
    let mut slices: Vec<Vec<Value>> = Vec::new();
    for slice in existing {
        let kept = slice.iter().filter_map(|old| {
            let same = |new: &&mut Option<Value>| {
                new.as_ref().is_some_and(|new| new.get("targetRef") == old.get("targetRef"))
            };
            rest.iter_mut().find(same).and_then(Option::take)
        });
        slices.push(kept.collect());
    }
    let mut rest: Vec<Value> = rest.into_iter().flatten().collect();
    // The fullest slice is filled first.
    let mut order: Vec<usize> = (0..slices.len()).collect();
    crate::order::sort_by_key(&mut order, |index| std::cmp::Reverse(slices[*index].len()));
    for index in order {
        let room = limit.saturating_sub(slices[index].len()).min(rest.len());
        slices[index].extend(rest.drain(..room));
    }
    let new = rest.chunks(limit.max(1)).map(<[Value]>::to_vec).collect();
    let packed = slices.into_iter().map(|slice| match slice.is_empty() {
        true => Packed::Deleted,
        false => Packed::Kept(slice),
    });
    (packed.collect(), new)
}
