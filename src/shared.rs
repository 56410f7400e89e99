//! Lists that are shared until changed: a copy costs a count, and the first change of it a copy.
//! They lie in one piece of memory and are as long as what is in them, since most are never
//! changed once they are made.

use std::iter::once;
use std::mem::take;
use std::ops::Deref;
use std::rc::Rc;

/// Items in their order.  An empty list takes no room.
#[derive(Debug)]
pub struct Shared<Item>(Option<Rc<[Item]>>);

impl<Item: Clone + Default> Shared<Item> {
    /// The items, to change each in its place; copies them first if they are shared.
    pub fn items_mut(&mut self) -> &mut [Item] {
        self.0.as_mut().map_or(&mut [], Rc::make_mut)
    }

    /// Puts an item at a place up to the end, before what stands there.
    pub fn insert(&mut self, place: usize, item: Item) {
        // Of parts that tell their lengths the list is written where it stays.
        let items = match self.0.as_mut().map(Rc::get_mut) {
            Some(Some(own)) => {
                let (before, after) = own.split_at_mut(place);
                let after = after.iter_mut().map(take);
                before.iter_mut().map(take).chain(once(item)).chain(after).collect()
            }
            _ => {
                let (before, after) = self.split_at(place);
                before.iter().cloned().chain(once(item)).chain(after.iter().cloned()).collect()
            }
        };
        self.0 = Some(items);
    }

    /// Puts an item in the place of another.
    pub fn set(&mut self, place: usize, item: Item) {
        match self.0.as_mut().map(Rc::get_mut) {
            Some(Some(own)) => own[place] = item,
            // What is replaced need not be copied first.
            _ => {
                let after = self[place + 1..].iter().cloned();
                let items = self[..place].iter().cloned().chain(once(item)).chain(after);
                self.0 = Some(items.collect());
            }
        }
    }

    /// So many items, in one piece of memory from the beginning.
    pub fn of_length(length: usize, mut items: impl Iterator<Item = Item>) -> Shared<Item> {
        (0..length).map(|_| items.next().unwrap_or_default()).collect()
    }

    /// Appends an item.
    pub fn push(&mut self, item: Item) {
        self.insert(self.len(), item);
    }

    /// Takes the item at this place.
    pub fn remove(&mut self, place: usize) -> Item {
        self.edit(|items| items.remove(place))
    }

    /// Keeps only the items that `keep` wants.
    pub fn retain(&mut self, mut keep: impl FnMut(&Item) -> bool) {
        if !self.iter().all(&mut keep) {
            self.edit(|items| items.retain(keep));
        }
    }

    fn edit<Answer>(&mut self, change: impl FnOnce(&mut Vec<Item>) -> Answer) -> Answer {
        let mut items = Vec::with_capacity(self.len() + 1);
        match self.0.as_mut().map(Rc::get_mut) {
            Some(Some(own)) => items.extend(own.iter_mut().map(take)),
            _ => items.extend(self.iter().cloned()),
        }
        let answer = change(&mut items);
        *self = items.into();
        answer
    }
}

impl<Item> Deref for Shared<Item> {
    type Target = [Item];

    #[inline]
    fn deref(&self) -> &[Item] {
        self.0.as_deref().unwrap_or_default()
    }
}

impl<Item> Clone for Shared<Item> {
    fn clone(&self) -> Shared<Item> {
        Shared(self.0.clone())
    }
}

impl<Item> Default for Shared<Item> {
    fn default() -> Shared<Item> {
        Shared(None)
    }
}

impl<Item: PartialEq> PartialEq for Shared<Item> {
    fn eq(&self, other: &Shared<Item>) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Rc::ptr_eq(one, other) || one == other,
            (one, other) => one.is_none() == other.is_none(),
        }
    }
}

impl<Item> From<Vec<Item>> for Shared<Item> {
    fn from(items: Vec<Item>) -> Shared<Item> {
        Shared((!items.is_empty()).then(|| items.into()))
    }
}

impl<Item> FromIterator<Item> for Shared<Item> {
    fn from_iter<Items: IntoIterator<Item = Item>>(items: Items) -> Shared<Item> {
        // What tells its length is written where it stays.
        let items: Rc<[Item]> = items.into_iter().collect();
        Shared((!items.is_empty()).then_some(items))
    }
}

impl<'list, Item> IntoIterator for &'list Shared<Item> {
    type Item = &'list Item;
    type IntoIter = std::slice::Iter<'list, Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::Shared;

    #[test]
    fn a_copy_stays_as_it_was() {
        let mut list: Shared<String> = ["a", "b", "c"].map(String::from).into_iter().collect();
        let copy = list.clone();
        list.insert(1, "x".to_owned());
        assert_eq!(list.remove(0), "a");
        list.items_mut()[0].push('!');
        list.retain(|item| item != "b");
        list.push("d".to_owned());
        assert_eq!(&*list, ["x!", "c", "d"]);
        assert_eq!(&*copy, ["a", "b", "c"]);
        assert!(list != copy && copy == copy.clone());
        list.retain(|_| false);
        assert_eq!(list, Shared::default());
    }
}
