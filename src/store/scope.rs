//! Which changes of a kind's objects a component is told of: most concern few.

use super::{Change, Store, Verb};
use crate::api::{Kind, Object};

/// Of which changes a component is told.
#[derive(Clone, Copy, Debug)]
pub enum Scope {
    /// Of all.
    Every,
    /// Of those that are more than another status.
    BeyondStatus,
    /// Of those by which an object comes or goes.
    Existence,
    /// Of those of objects that an owner of one of these kinds manages or managed, and of those
    /// that nobody manages.
    ManagedBy(&'static [Kind]),
    /// Of all, while there are objects of this kind: without those it has nothing to look after.
    Beside(Kind),
}

/// A change, with what is asked of it for each component.
pub struct News<'change> {
    store: &'change Store,
    is_status: bool,
    is_modified: bool,
    /// Of which kind the manager is.
    manager: Option<&'change str>,
    /// Of which kind it was, if the owners are others now.
    former: Option<Option<&'change str>>,
}

impl<'change> News<'change> {
    /// What a change of an object in `store` is to the components.
    pub fn of(store: &'change Store, change: &'change Change) -> News<'change> {
        let owners = &change.object.meta.owner_references;
        let before = change.before.as_ref();
        let other = before.filter(|before| before.meta.owner_references != *owners);
        News {
            store,
            is_status: is_of_status_alone(change),
            is_modified: change.verb == Verb::Modified,
            manager: manager(&change.object),
            former: other.map(|before| manager(before)),
        }
    }

    /// Whether it is within a scope.
    pub fn is_within(&self, scope: Scope) -> bool {
        match scope {
            Scope::Every => true,
            Scope::BeyondStatus => !self.is_status,
            Scope::Existence => !self.is_modified,
            Scope::ManagedBy(kinds) => {
                let is_of = |manager: Option<&str>| {
                    manager
                        .is_none_or(|manager| kinds.iter().any(|kind| kind.row().name == manager))
                };
                is_of(self.manager) || self.former.is_some_and(is_of)
            }
            Scope::Beside(kind) => self.store.has_any(kind),
        }
    }
}

fn manager(object: &Object) -> Option<&str> {
    object.controller().map(|owner| &*owner.kind)
}

fn is_of_status_alone(change: &Change) -> bool {
    let (Verb::Modified, Some(before)) = (change.verb, &change.before) else { return false };
    before.meta == change.object.meta && before.body.is_same_but_for_status(&change.object.body)
}
