//! What was wanted of late, to be found again without being made anew.

/// Some things, the one wanted last first.
#[derive(Clone, Debug)]
pub struct Recent<Item>(Vec<Item>);

impl<Item> Default for Recent<Item> {
    fn default() -> Recent<Item> {
        Recent(Vec::new())
    }
}

impl<Item> Recent<Item> {
    /// Where the item stands that `is_it` knows.
    pub fn position(&self, is_it: impl Fn(&Item) -> bool) -> Option<usize> {
        self.0.iter().position(is_it)
    }

    /// The item that stands there, or a new one; of more than `limit` the one that was not wanted
    /// for the longest time is forgotten.
    pub fn take(
        &mut self,
        limit: usize,
        position: Option<usize>,
        make: impl FnOnce() -> Item,
    ) -> &mut Item {
        match position {
            Some(position) => self.0[..=position].rotate_right(1),
            None => {
                self.0.truncate(limit.saturating_sub(1));
                self.0.insert(0, make());
            }
        }
        &mut self.0[0]
    }

    /// All items, to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Item> {
        self.0.iter_mut()
    }

    /// Forgets the items that `keep` does not want.
    pub fn retain(&mut self, keep: impl FnMut(&Item) -> bool) {
        self.0.retain(keep);
    }
}
