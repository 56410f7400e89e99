//! What becomes of a StatefulSet's pods next: who is made, who goes, who is waited for.
//!
//! With `OrderedReady` one thing is done at a time, from the lowest ordinal up, and every pod must
//! be available before the next is touched; with `Parallel` only updates are done one at a time.

/// How a pod stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// It exists.
    pub is_created: bool,
    /// Its containers have ended for good.
    pub is_finished: bool,
    /// It waits to be scheduled or started.
    pub is_pending: bool,
    /// Its deletion has begun.
    pub is_terminating: bool,
    /// It has run and been ready for long enough.
    pub is_available: bool,
    /// Its name, labels, volumes and claims are as they should be.
    pub is_consistent: bool,
    /// It is of the newest revision.
    pub is_updated: bool,
    /// It cannot be made yet: a claim of its predecessor still goes.
    pub is_held_up: bool,
}

impl Member {
    /// Whether it is available and stays so.
    fn is_healthy(self) -> bool {
        self.is_available && !self.is_terminating
    }
}

/// How a set wants its pods treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// `podManagementPolicy` is `OrderedReady`.
    pub is_ordered: bool,
    /// The lowest index that is updated; none with the strategy `OnDelete`.
    pub update_from: Option<usize>,
}

/// Something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Make the replica of this index, and its claims before it.
    Create(usize),
    /// Make the claims that a pending replica lacks.
    CreateClaims(usize),
    /// Delete the replica of this index.
    Delete(usize),
    /// Bring a replica's name, labels, volumes and claims in order.
    Repair(usize),
    /// Bring the claims of a condemned pod in order.
    RepairCondemned(usize),
    /// Delete a condemned pod.
    DeleteCondemned(usize),
    /// Delete an outdated replica, so that it is made anew.
    Update(usize),
}

/// What to do, in order.  `replicas` are given by index; `condemned`, those out of range, from the
/// highest ordinal down.
pub fn plan(rules: Rules, replicas: &[Member], condemned: &[Member]) -> Vec<Action> {
    let mut actions = Vec::new();
    for (index, member) in replicas.iter().enumerate() {
        let goes_on = tend(rules, index, *member, &mut actions);
        if rules.is_ordered && !goes_on {
            return actions;
        }
    }
    let disordered = condemned.iter().enumerate().filter(|(_, member)| !member.is_consistent);
    actions.extend(disordered.map(|(index, _)| Action::RepairCondemned(index)));
    let first_unhealthy = first_unhealthy(replicas, condemned);
    for (index, member) in condemned.iter().enumerate() {
        let must_wait = member.is_terminating
            || (rules.is_ordered && !member.is_available && first_unhealthy != Some(index));
        if !must_wait {
            actions.push(Action::DeleteCondemned(index));
        }
        if rules.is_ordered {
            return actions;
        }
    }
    actions.extend(update(rules, replicas));
    actions
}

/// Tends one replica; answers whether the next one may be tended at once.
fn tend(rules: Rules, index: usize, member: Member, actions: &mut Vec<Action>) -> bool {
    if member.is_created && member.is_finished {
        if !member.is_terminating {
            actions.push(Action::Delete(index));
        }
        return false;
    }
    if !member.is_created {
        if !member.is_held_up {
            actions.push(Action::Create(index));
        }
        return false;
    }
    if member.is_pending {
        actions.push(Action::CreateClaims(index));
    }
    if rules.is_ordered && !member.is_healthy() {
        return false;
    }
    if !member.is_consistent {
        actions.push(Action::Repair(index));
    }
    true
}

/// The condemned pod that may go although it is not available: the unhealthy one of the lowest
/// ordinal, unless a replica that stays is unhealthy itself.
fn first_unhealthy(replicas: &[Member], condemned: &[Member]) -> Option<usize> {
    if replicas.iter().any(|member| !member.is_healthy()) {
        return None;
    }
    condemned.iter().rposition(|member| !member.is_healthy())
}

/// The replica that is updated next: the outdated one of the highest index, if all above it are
/// available.
fn update(rules: Rules, replicas: &[Member]) -> Option<Action> {
    let from = rules.update_from?;
    for (index, member) in replicas.iter().enumerate().skip(from).rev() {
        if member.is_created && !member.is_updated && !member.is_terminating {
            return Some(Action::Update(index));
        }
        if !member.is_healthy() {
            return None;
        }
    }
    None
}
