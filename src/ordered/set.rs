//! The set.

use super::OrderedMap;
use std::borrow::Borrow;
use std::fmt;
use std::ops::RangeBounds;

/// Items without repetition, in order.
#[derive(Clone)]
pub struct OrderedSet<Item>(OrderedMap<Item, ()>);

impl<Item> OrderedSet<Item> {
    /// An empty set.
    pub const fn new() -> OrderedSet<Item> {
        OrderedSet(OrderedMap::new())
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes all items away.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The items in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Item> + Clone {
        self.0.keys()
    }

    /// The lowest item.
    pub fn first(&self) -> Option<&Item> {
        self.0.first_key_value().map(|(item, ())| item)
    }

    /// The highest item.
    pub fn last(&self) -> Option<&Item> {
        self.0.last_key_value().map(|(item, ())| item)
    }

    /// Takes the lowest item.
    pub fn pop_first(&mut self) -> Option<Item> {
        self.0.pop_first().map(|(item, ())| item)
    }

    /// Keeps only the items that `keep` wants.
    pub fn retain(&mut self, mut keep: impl FnMut(&Item) -> bool) {
        self.0.retain(|item, ()| keep(item));
    }
}

impl<Item: Ord> OrderedSet<Item> {
    /// Puts an item in; `false` if it was there.
    pub fn insert(&mut self, item: Item) -> bool {
        self.0.insert(item, ()).is_none()
    }

    /// Takes an item; `false` if it was not there.
    pub fn remove<Sought: Ord + ?Sized>(&mut self, item: &Sought) -> bool
    where
        Item: Borrow<Sought>,
    {
        self.0.remove(item).is_some()
    }

    /// Whether an item is there.
    pub fn contains<Sought: Ord + ?Sized>(&self, item: &Sought) -> bool
    where
        Item: Borrow<Sought>,
    {
        self.0.contains_key(item)
    }

    /// The items in a range, in order.
    pub fn range<Sought: Ord + ?Sized>(
        &self,
        range: impl RangeBounds<Sought>,
    ) -> impl DoubleEndedIterator<Item = &Item>
    where
        Item: Borrow<Sought>,
    {
        self.0.range(range).map(|(item, ())| item)
    }

    /// The items that are in both sets, in order.
    pub fn intersection<'set>(
        &'set self,
        other: &'set OrderedSet<Item>,
    ) -> impl Iterator<Item = &'set Item> {
        self.iter().filter(|item| other.contains(*item))
    }
}

impl<Item> Default for OrderedSet<Item> {
    fn default() -> OrderedSet<Item> {
        OrderedSet::new()
    }
}

impl<Item: fmt::Debug> fmt::Debug for OrderedSet<Item> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.iter()).finish()
    }
}

impl<Item: PartialEq> PartialEq for OrderedSet<Item> {
    fn eq(&self, other: &OrderedSet<Item>) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<Item: Eq> Eq for OrderedSet<Item> {}

impl<Item: Ord> Extend<Item> for OrderedSet<Item> {
    fn extend<Items: IntoIterator<Item = Item>>(&mut self, items: Items) {
        for item in items {
            self.insert(item);
        }
    }
}

impl<Item: Ord> FromIterator<Item> for OrderedSet<Item> {
    fn from_iter<Items: IntoIterator<Item = Item>>(items: Items) -> Self {
        let mut set = OrderedSet::new();
        set.extend(items);
        set
    }
}

impl<Item: Ord, const COUNT: usize> From<[Item; COUNT]> for OrderedSet<Item> {
    fn from(items: [Item; COUNT]) -> Self {
        items.into_iter().collect()
    }
}

impl<Item> IntoIterator for OrderedSet<Item> {
    type Item = Item;
    type IntoIter =
        std::iter::Map<<OrderedMap<Item, ()> as IntoIterator>::IntoIter, fn((Item, ())) -> Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter().map(|(item, ())| item)
    }
}

impl<'set, Item> IntoIterator for &'set OrderedSet<Item> {
    type Item = &'set Item;
    type IntoIter = std::iter::Map<
        <&'set OrderedMap<Item, ()> as IntoIterator>::IntoIter,
        fn((&'set Item, &'set ())) -> &'set Item,
    >;

    fn into_iter(self) -> Self::IntoIter {
        (&self.0).into_iter().map(|(item, ())| item)
    }
}
